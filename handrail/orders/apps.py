"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The orders app."""

    name = "handrail.orders"
    label = "orders"
