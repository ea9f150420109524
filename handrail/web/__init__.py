"""Pages for people: one folder for each audience, all standing on `shared`.
Refuses business rules and writes: a view parses, calls one use case and redirects."""
