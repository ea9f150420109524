"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The parts that know no noun."""

    name = "handrail.core"
    label = "core"
