"""What the report of an import says of a wrong cell, and what to do."""

import pytest

from handrail.intake.rules.faults import Fault, ImportReason
from handrail.wording.import_faults import how_to_mend, what_is_wrong


def told(code: ImportReason, **params: str) -> str:
    fault = Fault(2, "DOB", "x", code.value, tuple(params.items()))
    return f"{what_is_wrong(fault)}. {how_to_mend(fault)}"


@pytest.mark.parametrize(("held", "said"), [("1950-01-31", "31 Jan 1950"), ("some day", "some day")])
def test_the_day_of_a_record_is_told_as_a_day(held: str, said: str) -> None:
    assert f"was born on {said} in our records" in told(ImportReason.OTHER_BIRTH_DATE, held=held)


def test_what_may_be_written_is_named() -> None:
    assert "Use one of: gas; wash" in told(ImportReason.POINTS_NOWHERE, list="ways", codes="gas; wash")
    assert "too long ago" in told(ImportReason.DATE_TOO_LONG_AGO)
