"""Scenarios that commissioners saved, version by version.
Refuses to work one out: `forecasting` does, without a database."""
