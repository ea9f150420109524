"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people app."""

    name = "handrail.people"
    label = "people"
