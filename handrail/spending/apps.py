"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class SpendingConfig(AppConfig):
    """The spending app."""

    name = "handrail.spending"
    label = "spending"
