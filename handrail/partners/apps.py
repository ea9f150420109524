"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The partners app."""

    name = "handrail.partners"
    label = "partners"
