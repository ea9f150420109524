"""Pure rules about statements and invoices.
Refuses Django and the database."""
