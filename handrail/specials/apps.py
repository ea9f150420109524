"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class SpecialsConfig(AppConfig):
    """The specials app."""

    name = "handrail.specials"
    label = "specials"
