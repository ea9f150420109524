"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """The stock app."""

    name = "handrail.stock"
    label = "stock"
