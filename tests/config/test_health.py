"""GET /healthz tells whether this process can serve."""

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client


@pytest.mark.django_db
def test_it_is_ready_when_the_database_is_migrated(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": "ready", "migrations_left": 0}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_waits_while_migrations_are_left(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("one", False), ("two", False)])
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["migrations_left"]) == (503, 2)


@pytest.mark.django_db
def test_it_waits_while_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("no answer")

    monkeypatch.setattr(MigrationExecutor, "__init__", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "no answer")


@pytest.mark.django_db
def test_it_only_answers_reads(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
