"""Owns: what may be ordered, what waits for whom, and what an order turns into.
Refuses: an order with every reason at once; above the limit nothing is refused, it waits."""
