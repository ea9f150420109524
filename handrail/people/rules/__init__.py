"""What is decided about people's records: how they are found, what may be written, what a life event stops.
Refuses to touch the database: facts in, plans or reasons out."""
