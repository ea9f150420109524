"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """The needs app."""

    name = "handrail.needs"
    label = "needs"
