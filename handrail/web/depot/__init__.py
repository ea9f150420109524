"""The depot's pages: goods in, allocation, picking, loading, returns, the workshop, stock, satellites.
Refuses rules and queries of its own: pages parse, call one use case, or read through queries."""
