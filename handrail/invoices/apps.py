"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """The invoices app."""

    name = "handrail.invoices"
    label = "invoices"
