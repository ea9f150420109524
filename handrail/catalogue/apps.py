"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The catalogue app."""

    name = "handrail.catalogue"
    label = "catalogue"
