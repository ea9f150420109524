"""The pages of those who release orders: the queue, one decision, what was decided, cover for absence.
Refuses decisions of its own: rules say who may answer what."""
