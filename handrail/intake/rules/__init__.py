"""Owns: how a file of another system is read: which column is what, what each cell means, what is wrong.
Refuses: nothing; every fault is named by line, column and value, with how to mend it."""
