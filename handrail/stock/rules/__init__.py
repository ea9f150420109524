"""Owns: what may be issued, what is chosen for whom, and what follows a return, a clean, a test.
Refuses: nothing unfit is ever chosen; what has already happened is answered, never refused."""
