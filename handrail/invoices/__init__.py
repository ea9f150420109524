"""What is owed to the provider: its statement, and its invoices held against what the ledger posted.
Refuses to move money itself: a use case posts what was agreed."""
