"""The forecasts that were made of a contract's money, one for a day: what was foreseen then, and how.
Refuses to foresee anything itself: `forecasting` does, from facts that are read here."""
