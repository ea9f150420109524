"""Authorities that have begun are ended, never rewritten; those still to come may be taken back."""

from importlib import import_module

from django.db import migrations

from handrail.core import promises

guard = import_module("handrail.partners.migrations.0003_history_of_data").guard


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_promises"), ("partners", "0003_history_of_data")]

    operations = [promises.run(lambda: guard("identity_authority"))]
