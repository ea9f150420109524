"""Owns how Handrail is put together and started: settings, addresses, commands, the embedded database.

Refuses business rules: it knows every package and no package knows it.
"""
