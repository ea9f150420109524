"""Reads visits and runs: each file says what it reads.
Refuses to write, and to answer outside the scope."""
