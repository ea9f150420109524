"""Owns: visits, runs, vans, crews and proof.
Refuses: what is lent."""
