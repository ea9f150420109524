"""Owns the command `handrail`: finds the subcommand, brings up what it needs, and calls it.

Refuses to do any work itself: each subcommand is a module with `main(arguments) -> exit code`.
"""

import importlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from tempfile import TemporaryDirectory

import django
import psycopg
from django.db import OperationalError

from handrail.config import postgres
from handrail.config.environment import SettingError
from handrail.config.health import migrations_left
from handrail.config.home import handrail_home
from handrail.config.postgres_programs import PostgresError
from handrail.config.roles import refuse_unsafe_role


class Needs(StrEnum):
    """What must be up before a subcommand's module is imported."""

    NOTHING = "NOTHING"
    DATABASE = "DATABASE"  # As the application's role.
    OWNER = "OWNER"  # As the owner's role: only for what changes the schema.


@dataclass(frozen=True, slots=True)
class Command:
    """Where a subcommand lives, what it is for in a few words, and what it needs."""

    module: str
    purpose: str
    needs: Needs


COMMANDS = {
    "serve": Command("handrail.config.commands.serve", "run the service: database, web and jobs", Needs.DATABASE),
    "demo": Command("handrail.config.commands.demo", "run the demo county, or make it anew", Needs.NOTHING),
    "migrate": Command("handrail.config.commands.migrate", "bring the database up to this version", Needs.OWNER),
    "check": Command("handrail.config.commands.check", "check settings and the database role", Needs.DATABASE),
    "db": Command("handrail.config.commands.db", "start, stop or ask about the embedded database", Needs.NOTHING),
    "manage": Command("handrail.config.commands.manage", "run a command of Django", Needs.DATABASE),
    "simulate": Command("handrail.simulation.command", "make a history of any size", Needs.DATABASE),
    "scenario": Command("handrail.config.commands.scenario", "work out what a plan costs and saves", Needs.NOTHING),
    "forecast": Command("handrail.config.commands.forecast", "say how good the forecast of money is", Needs.NOTHING),
    "import": Command("handrail.jobs.import_file", "bring in a CSV file of another system", Needs.DATABASE),
    "token": Command("handrail.api.make_token", "make a token for another system", Needs.DATABASE),
    "work": Command("handrail.jobs.work", "run background jobs", Needs.DATABASE),
}
# Django's own commands that must see or change the schema as its owner.
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "squashmigrations", "optimizemigration"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. Gives its exit code; 2 for a word that is no subcommand, 1 for a start that is refused."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_usage())
        return 0
    name, rest = words[0], words[1:]
    command = COMMANDS.get(name)
    if command is None:
        print(f"handrail: {name!r} is no command.\n\n{_usage()}", file=sys.stderr)
        return 2
    serves = command.needs is Needs.DATABASE and name != "manage"  # Django's own may run where no database is yet.
    try:
        with ExitStack() as up:
            up.enter_context(_ended_in_order())
            if serves and {"-h", "--help"} & set(rest):
                up.enter_context(_for_help())
            elif serves:
                refuse_no_service()
                up.enter_context(ready(command.needs))
                refuse_unfit_database()
            else:
                up.enter_context(ready(_needs_of(command, name, rest)))
            return int(importlib.import_module(command.module).main(rest))
    except (SettingError, PostgresError) as error:
        print(f"handrail: {error}", file=sys.stderr)
        return 1
    # Rights are given past Django, in the driver's own words.
    except (OperationalError, psycopg.OperationalError) as error:
        first = str(error).strip().partition("\n")[0]
        print(f"handrail: the database does not answer: {first}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _needs_of(command: Command, name: str, rest: list[str]) -> Needs:
    """`manage` takes the owner's role for the commands that change the schema."""
    if name == "manage" and rest and rest[0] in OWNER_COMMANDS:
        return Needs.OWNER
    return command.needs


def refuse_no_service() -> None:
    """Raise SettingError where nobody made the embedded database: a command that works on one does not make it."""
    home = handrail_home()
    if not _names_another() and not postgres.is_made(postgres.Cluster(home)):
        raise SettingError(
            f"There is no service in {home}. Set HANDRAIL_HOME to the folder of yours, or make one here: "
            "`handrail migrate` makes an empty one, `handrail demo start` the demo county."
        )


def refuse_unfit_database() -> None:
    """Raise SettingError for a role that may do too much, and for tables that are not those of this version."""
    refuse_unsafe_role()
    if migrations_left():
        raise SettingError("The database is not at this version; run `handrail migrate` first.")


@contextmanager
def _for_help() -> Iterator[None]:
    """Django for words of help alone: what it makes for itself lies in a folder that goes again."""
    with TemporaryDirectory(prefix="handrail-") as home:
        os.environ["HANDRAIL_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
        django.setup()
        yield


def _names_another() -> bool:
    return bool(os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """SIGTERM ends the command as an error would, also while it still starts: what it brought up is taken down."""

    def end(*_: object) -> None:
        sys.exit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def ready(needs: Needs) -> Iterator[None]:
    """Bring up the embedded database and Django for a block, as far as needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
    if needs is Needs.NOTHING:
        yield
        return
    if needs is Needs.OWNER:
        os.environ["HANDRAIL_DATABASE_ROLE"] = "owner"
    with embedded_database():
        django.setup()
        yield


@contextmanager
def embedded_database() -> Iterator[None]:
    """Keep the embedded database up for a block; does nothing where DATABASE_URL names another."""
    if _names_another():
        yield
        return
    with postgres.held(postgres.Cluster(handrail_home())):
        yield


def _usage() -> str:
    shown = {name: command for name, command in COMMANDS.items() if find_spec(command.module.rsplit(".", 1)[0])}
    lines = [f"  {name:<9} {command.purpose}" for name, command in shown.items()]
    return "\n".join(["Use: handrail COMMAND [OPTIONS]", "", *lines, "", "`handrail COMMAND --help` tells more."])
