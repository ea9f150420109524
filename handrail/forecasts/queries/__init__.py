"""Reads of forecasts: facts to make one from, and those that were made.
Refuses to write, and to answer outside the scope."""
