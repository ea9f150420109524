"""Owns: files of other systems that bring records in: what arrived, how it was read, what is still wrong.
Refuses: the records themselves; those belong to people, catalogue, stock and loans."""
