"""Total system cost: what orders cost or save elsewhere, as a range beside spending.
Refuses to be added to what was spent, or to a saving that is cash."""
