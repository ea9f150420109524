"""The pages on which a commissioner asks what was spent, on whom and on what.
Refuses to change anything."""
