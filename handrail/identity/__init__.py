"""Owns: users, roles, authorities and the scope each sees.
Refuses: work itself."""
