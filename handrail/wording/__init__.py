"""Everything that Handrail says, in plain English, by its code.
Refuses to decide anything by a code."""
