"""Owns the whole product's package: one folder per subject, in the order of docs/adr/0002.

Refuses code of its own: everything lives in a folder below.
"""
