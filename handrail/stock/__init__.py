"""Owns: assets, counted stock, places and moves.
Refuses: who has what."""
