"""Owns `handrail check`: whether this installation may start.

Refuses to change anything.
"""

from argparse import ArgumentParser
from collections.abc import Sequence

from django.core.management import execute_from_command_line

from handrail.config.roles import refuse_unsafe_role


def main(arguments: Sequence[str]) -> int:
    """Check the settings and the database role; raises UnsafeRole."""
    ArgumentParser(prog="handrail check", description="Check settings and the database role.").parse_args(arguments)
    refuse_unsafe_role()
    execute_from_command_line(["handrail", "check"])
    return 0
