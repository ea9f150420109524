"""The HTTP API: one small file for each noun, each operation one call of a query or a use case.
Refuses rules and writes of its own; what a code means is decided where the code is."""
