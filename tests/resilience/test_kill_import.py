"""`handrail import` is killed with SIGKILL in the middle: nothing is kept, and the file comes in whole afterwards."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from handrail.intake.models import ImportFile
from handrail.loans.models import Loan
from handrail.people.models import Person
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from tests.api.test_docs_sequence import database_url
from tests.ordering import seen_by
from tests.situations import northdown

HEAD = "reference,given_name,family_name,birth_on,address,postcode,asset_number,product_code,started_on\n"
# The command says how far it is after each 2,000 rows.
ROWS = 2_200
NOTHING = (0, 0, 0, 0)


def row(number: int) -> str:
    return f"L{number},Ada,Okafor{number},12/05/1943,{number} Mill Lane,CB7 4AB,OLD-{number},BED-010,03/06/2024\n"


def importing(file: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "handrail.config", "import", "open-loans", str(file), "--contract", "northdown"],
        env={**os.environ, "DATABASE_URL": database_url(), "SECRET_KEY": "x" * 50},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def held(county: County) -> tuple[int, int, int, int]:
    """People, items, loans and files that are there, as the administrator of the contract sees them."""
    with seen_by(county, "admin"):
        return Person.objects.count(), Asset.objects.count(), Loan.objects.count(), ImportFile.objects.count()


@pytest.mark.slow
@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_nothing_and_the_file_comes_in_afterwards(tmp_path: Path) -> None:
    county = northdown()
    file = tmp_path / "loans.csv"
    file.write_text(HEAD + "".join(row(number) for number in range(1, ROWS + 1)))
    with importing(file) as killed:
        assert killed.stderr is not None
        assert "2,000 rows" in killed.stderr.readline()
        killed.send_signal(signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    assert held(county) == NOTHING
    for said in (f"{ROWS:,} new, 0 known already, 0 wrong", f"0 new, {ROWS:,} known already, 0 wrong"):
        with importing(file) as whole:
            out, err = whole.communicate()
        assert (whole.returncode, said in out) == (0, True), out + err
        assert held(county)[:3] == (ROWS, ROWS, ROWS)
