"""The same service for other systems: `rest` maps a call to a query or a use case and back.
Refuses rules and writes of its own; it goes through the same use cases as the pages."""
