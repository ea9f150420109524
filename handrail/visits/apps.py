"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """The visits app."""

    name = "handrail.visits"
    label = "visits"
