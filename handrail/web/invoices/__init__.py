"""The pages of the provider's statement and of its invoices.
Refuses to decide anything: `handrail.invoices` and the use cases do."""
