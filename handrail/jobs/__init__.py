"""Background work: loops over rows that wait, one use case each.
Refuses to hold state of its own: a worker that is killed loses nothing."""
