"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger app."""

    name = "handrail.ledger"
    label = "ledger"
