"""Migrations say all that the models say, in one line per app, there and back, without long locks."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from handrail.config.home import CHECKOUT
from tests.repository.sources import read

# One "app.migration" a line: those that a release has carried to living databases. Empty until the first release.
RELEASED = "docs/released_migrations.txt"


# Of no concern before the first release: no row and no older program is there yet.
ONLY_WHEN_ALIVE = ("adding-required-field", "ban-drop-column", "ban-drop-default", "ban-drop-table", "renaming-column")


def _all() -> list[Migration]:
    """Every migration, each after those it stands on."""
    graph = MigrationLoader(None).graph
    ordered = dict.fromkeys(key for leaf in sorted(graph.leaf_nodes()) for key in graph.forwards_plan(leaf))
    return [graph.nodes[key] for key in ordered]


def _is_ours(step: Migration) -> bool:
    return step.__module__.startswith("handrail.")


def test_the_models_have_no_change_without_a_migration(capsys: pytest.CaptureFixture[str], db: None) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


def test_each_app_has_one_line_of_migrations() -> None:
    graph = MigrationLoader(None).graph
    for app in {migration.app_label for migration in _all() if _is_ours(migration)}:
        assert len(graph.leaf_nodes(app)) == 1, app


def test_each_migration_can_be_taken_back() -> None:
    stuck = [str(step) for step in _all() if _is_ours(step) and not all(part.reversible for part in step.operations)]
    assert stuck == []


@pytest.mark.django_db
def test_no_migration_locks_a_living_table_for_long(tmp_path: Path) -> None:
    """Squawk reads the SQL. Before the first release all is one file: nothing is alive yet when it runs."""
    released = set(read(RELEASED).split())
    excluded = list(tomllib.loads(read(".squawk.toml"))["excluded_rules"])
    if not released:
        excluded += ONLY_WHEN_ALIVE
    files = _sql_files(tmp_path, released)
    if not files:
        return
    squawk, rules = Path(sys.executable).parent / "squawk", CHECKOUT / ".squawk.toml"
    words = (squawk, "--config", rules, "--exclude", ",".join(excluded), "--reporter", "gcc", *files)
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _sql_files(folder: Path, released: set[str]) -> list[Path]:
    """The SQL of our unreleased migrations: a file each, or before the first release one for all."""
    state, places = ProjectState(), []
    for step in _all():
        name = f"{step.app_label}.{step.name}"
        if not _is_ours(step) or name in released:
            state = step.mutate_state(state)
            continue
        with connection.schema_editor(collect_sql=True, atomic=step.atomic) as editor:
            state = step.apply(state, editor, collect_sql=True)
            statements = editor.collected_sql
        place = folder / (f"{name}.sql" if released else "all.sql")
        with place.open("a", encoding="utf-8") as file:
            file.write("\n".join(statements) + "\n")
        places.append(place)
    return list(dict.fromkeys(places))
