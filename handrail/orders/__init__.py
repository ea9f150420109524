"""Owns: orders, authority and allocation.
Refuses: visits and loans."""
