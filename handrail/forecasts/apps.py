"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    """The forecasts app."""

    name = "handrail.forecasts"
    label = "forecasts"
