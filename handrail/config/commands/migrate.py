"""Owns `handrail migrate`: rights for the application's role, then the migrations, as the owner's role.

Refuses to run as any other role (config.cli chooses it).
"""

from collections.abc import Sequence

from django.conf import settings
from django.core.management import execute_from_command_line

from handrail.config.roles import give_rights, take_back_rights


def main(arguments: Sequence[str]) -> int:
    """Bring the database up to this version. Takes the arguments of Django's `migrate`."""
    give_rights(settings.DATABASE_OWNER_URL, settings.DATABASE_APP_ROLE)
    # The checks look at pages and addresses, which a migration does not need; `handrail check` runs them.
    execute_from_command_line(["handrail", "migrate", "--skip-checks", *arguments])
    execute_from_command_line(["handrail", "createcachetable", "--verbosity", "0"])
    take_back_rights(settings.DATABASE_OWNER_URL, settings.DATABASE_APP_ROLE)
    return 0
