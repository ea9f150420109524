"""Every change the service can make, one verb a file: load and lock, decide, write, record.
Refuses a use case inside a use case; each is one audited transaction (identity/calls.py)."""
