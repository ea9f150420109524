"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The identity app."""

    name = "handrail.identity"
    label = "identity"
