"""Names this package to Django.
Refuses to do work at start-up."""

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """The vouchers app."""

    name = "handrail.vouchers"
    label = "vouchers"
