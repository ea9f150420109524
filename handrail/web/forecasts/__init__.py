"""The pages of the forecast: what will have been spent, how each number is made, and what came of earlier forecasts.
Refuses to work anything out: a job did, and kept it."""
