"""Those the equipment is for, never staff: records, addresses, helpers, notes, life events.
Refuses to lose a record: two that are joined can be parted again."""
