"""`python -m bench --quick` measures, says each bound with its value, and ends well: so that the bench cannot rot."""

import json
import os
import subprocess
import sys

import pytest

from bench.figures import Figure, p95
from bench.http_api import statements_in
from bench.wire import needed_by

pytestmark = [pytest.mark.real_clock]


@pytest.mark.slow
@pytest.mark.enable_socket
def test_the_quick_bench_measures_loan_cycles_and_the_first_page() -> None:
    command = [sys.executable, "-m", "bench", "--quick", "--only", "a,d"]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["machine"]["fsync"] == "on"
    bounds = {one["name"]: one for one in told["figures"] if "bound" in one}
    assert bounds["ratio to the floor, 1 workers"]["value"] > 0
    (page,) = [one for name, one in bounds.items() if name.startswith("first page over the wire")]
    assert page["passes"], page


def test_a_bound_that_fails_is_said() -> None:
    assert Figure("a", "ratio", 0.3, "", at_least=0.35).passes is False
    assert Figure("a", "ratio", 0.35, "", at_least=0.35).as_json()["passes"] is True
    assert Figure("e", "memory", 201, "MB", at_most=200).passes is False
    assert "passes" not in Figure("a", "cycles", 3, "1/s").as_json()


def test_the_p95_of_hundred_is_the_ninety_fifth() -> None:
    assert p95([float(one) for one in range(101)]) == 95
    assert p95([7.0]) == 7


def test_transaction_control_is_not_counted() -> None:
    log = [
        "2026-03-03 10:00:00.000 UTC [1] LOG:  statement: BEGIN",
        "2026-03-03 10:00:00.000 UTC [1] LOG:  execute _pg3_0: SELECT 1",
        "2026-03-03 10:00:00.000 UTC [1] LOG:  execute <unnamed>: ",
        "2026-03-03 10:00:00.000 UTC [1] DETAIL:  Parameters: $1 = 'SELECT'",
        "2026-03-03 10:00:00.000 UTC [1] LOG:  statement: RESET ALL",
        "2026-03-03 10:00:00.000 UTC [1] LOG:  statement: COMMIT",
    ]
    assert statements_in(log) == 1


def test_a_browser_fetches_styles_scripts_and_pictures_but_no_other_pages() -> None:
    html = """<link rel="stylesheet" href="/static/a.css"><link rel="canonical" href="/x"><script src="b.js"></script>
        <img src="/static/c.svg"><a href="/people/">People</a><img src="/static/c.svg"><img src="data:,x">"""
    assert needed_by(html, "/first/") == ["/static/a.css", "/first/b.js", "/static/c.svg"]
