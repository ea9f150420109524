"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    """The scenarios app."""

    name = "handrail.scenarios"
    label = "scenarios"
