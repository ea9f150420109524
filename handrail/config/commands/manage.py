"""Owns `handrail manage`: passes the words on to Django.

Refuses to change what Django's commands do.
"""

from collections.abc import Sequence

from django.core.management import execute_from_command_line


def main(arguments: Sequence[str]) -> int:
    """Run a command of Django; it ends the process itself when it fails."""
    if list(arguments[:1]) == ["migrate"]:
        print("Use `handrail migrate`: it gives the application's role its rights too.")
        return 2
    execute_from_command_line(["handrail manage", *arguments])
    return 0
