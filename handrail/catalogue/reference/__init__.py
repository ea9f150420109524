"""Owns: the reference files of a contract as typed rows: reading, checking, and the demonstration set we ship.
Refuses: a file with one wrong value; every fault is named by file, line, column and value."""
