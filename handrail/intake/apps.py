"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The intake app."""

    name = "handrail.intake"
    label = "intake"
