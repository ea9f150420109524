"""Owns: what the catalogue's own rules decide: questions, fit, duplicates, bundles, search.
Refuses: nothing by itself; it returns checks and reasons, and orders decide what they stop."""
