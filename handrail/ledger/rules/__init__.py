"""The pure rules of money.
Refuses Django and the database."""
