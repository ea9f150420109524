"""Reads specials, by scope.
Refuses to write."""
