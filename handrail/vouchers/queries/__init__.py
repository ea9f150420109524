"""Reads vouchers, by scope.
Refuses to write."""
