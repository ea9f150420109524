"""The pages about pools: what is in them, what came in, the agreement behind them, and what the pool manager records.
Refuses people: money is shown by fund, partner and month, never by person."""
