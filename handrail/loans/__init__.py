"""Owns: what is with whom, and why.
Refuses: how it got there."""
