"""The pure decisions about specials.
Refuses to read or write anything."""
