"""Sends a written message to an address.
Refuses to choose words or recipients."""
