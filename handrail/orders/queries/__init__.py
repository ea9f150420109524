"""Reads orders, always by scope.
Refuses to write, and to show what the scope does not reach."""

from handrail.orders.queries.lines import KeptStock, LineRow, kept_for, lines_for_update, lines_of_orders, open_lines_of

__all__ = ["KeptStock", "LineRow", "kept_for", "lines_for_update", "lines_of_orders", "open_lines_of"]
