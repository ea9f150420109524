"""Pure rules of forecasts: of which days one is owed, how one is written down, what of it is held against what came.
Refuses the database."""
