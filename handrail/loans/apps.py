"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class LoansConfig(AppConfig):
    """The loans app."""

    name = "handrail.loans"
    label = "loans"
