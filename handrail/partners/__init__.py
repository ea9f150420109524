"""Owns: councils, NHS boards, providers, contracts, depots and calendars.
Refuses: people and their records."""
