"""The sequence of calls in docs/api.md runs word for word against a live server."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo
from pytest_django.live_server_helper import LiveServer

from tests.situations import northdown

ROOT = Path(__file__).parents[2]
STORY = "ON_ORDER > PASSED > READY > HELD > LOADED > ON_LOAN > RETURNED_DIRTY > RETURNED_DIRTY > DECONTAMINATED"


def script_of(document: str) -> str:
    """The blocks of shell in a document, one after the other."""
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", document, re.MULTILINE | re.DOTALL))


@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_the_documented_sequence_runs(live_server: LiveServer) -> None:
    northdown()
    script = script_of((ROOT / "docs/api.md").read_text())
    environment = {
        **os.environ,
        "API": f"{live_server.url}/api/v1",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": "x" * 50,
    }
    done = subprocess.run(
        ["bash", "-c", script],  # noqa: S607 - the documented shell
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert STORY in done.stdout
    assert done.stdout.count("READY") >= 4


def database_url() -> str:
    """The address of this test's database, for the command that makes tokens."""
    found = settings.DATABASES["default"]
    return make_conninfo(
        host=found["HOST"], port=found["PORT"], user=found["USER"], password=found["PASSWORD"], dbname=found["NAME"]
    )
