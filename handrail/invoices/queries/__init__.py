"""Reads of statements and invoices, by scope: each file says what it reads.
Refuses to write, and to answer outside the scope."""
