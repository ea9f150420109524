"""What may be measured at whose home, what a finding says, and who pays on a day."""

from datetime import date
from uuid import UUID

import pytest

from handrail.core.refusal import Reason
from handrail.orders.rules.facts import AddressFacts, CareRoute, Funding
from handrail.visits.codes import AskedBy, MeasuringResult
from handrail.visits.rules.measuring import (
    Found,
    MeasuringReason,
    MeasuringWanted,
    funding_on,
    reasons_against_found,
    reasons_against_measuring,
    wanted_cleaned,
)

WHO, HOME, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2026, 3, 5)
_R = MeasuringReason


THERE = AddressFacts(HOME, "HOUSE")


def wanted(**also: str) -> MeasuringWanted:
    return MeasuringWanted(WHO, HOME, AskedBy.PRESCRIBER, **also)


def against(
    *,
    words: str = "Stairs",
    product_code: str = "",
    address: AddressFacts | None = THERE,
    died_on: date | None = None,
    joined_into: UUID | None = None,
    product_there: bool = True,
) -> list[MeasuringReason]:
    found = reasons_against_measuring(
        wanted(words=words, product_code=product_code), address=address, died_on=died_on, joined_into=joined_into,
        product_there=product_there, today=TODAY,
    )  # fmt: skip
    return [MeasuringReason(one.code) for one in found]


def test_words_or_a_product_of_the_catalogue_say_what_is_measured() -> None:
    assert against() == []
    assert against(words="", product_code="HST-040") == []
    assert against(words="") == [_R.WHAT_MISSING]
    assert against(product_code="ABC-1", product_there=False) == [_R.PRODUCT_NOT_THERE]
    assert wanted(words="bedroom").what("Ceiling track hoist") == "Ceiling track hoist: bedroom"
    assert wanted(words="bedroom").what("") == "bedroom"


def test_it_is_measured_where_they_live_while_they_do() -> None:
    assert against(address=None) == [_R.ADDRESS_NOT_THEIRS]
    assert against(address=AddressFacts(HOME, "HOUSE", until_on=TODAY)) == [_R.ADDRESS_LEFT]
    assert against(address=AddressFacts(HOME, "HOUSE", until_on=date(2026, 3, 6))) == []


def test_nothing_is_measured_for_who_died_or_on_a_record_that_was_joined() -> None:
    assert against(died_on=TODAY, joined_into=OTHER) == [_R.PERSON_DIED, _R.RECORD_JOINED]


def test_the_note_says_how_to_get_in_and_when_it_suits() -> None:
    assert wanted(access="Side door", suits="Mornings").note == "Side door\nWhen it suits: Mornings"
    assert wanted(suits="Mornings").note == "When it suits: Mornings"
    assert wanted().note == ""
    assert wanted_cleaned(wanted(words="  Stairs\x00 ")).words == "Stairs"


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        (Found(MeasuringResult.FITS, "81 cm"), []),
        (Found(MeasuringResult.MEASURED, " "), [_R.FOUND_MISSING]),
        (Found(MeasuringResult.CANNOT_BE_FITTED, "71 cm"), [_R.WHY_NOT_MISSING]),
        (Found(MeasuringResult.CANNOT_BE_FITTED), [_R.FOUND_MISSING, _R.WHY_NOT_MISSING]),
        (Found(MeasuringResult.CANNOT_BE_FITTED, "71 cm", "Too narrow"), []),
        (Found(MeasuringResult.NOT_MEASURED), []),
    ],
)
def test_a_finding_says_what_was_measured_and_why_something_cannot_be(said: Found, lacks: list[str]) -> None:
    found: list[Reason] = list(reasons_against_found(said, "seen_to.0."))
    assert [one.code for one in found] == lacks
    assert all((one.field or "").startswith("seen_to.0.") for one in found)


@pytest.mark.parametrize(
    ("from_on", "until_on", "route"),
    [
        (date(2026, 3, 5), date(2026, 3, 5), CareRoute.CHILD),
        (date(2026, 1, 1), None, CareRoute.CHILD),
        (None, None, CareRoute.CHILD),
        (date(2026, 3, 6), None, CareRoute.STANDARD),
        (date(2026, 1, 1), date(2026, 3, 4), CareRoute.STANDARD),
    ],
)
def test_a_care_route_counts_while_it_holds(from_on: date | None, until_on: date | None, route: CareRoute) -> None:
    held = funding_on(Funding(OTHER, "K81001", CareRoute.CHILD, from_on, until_on, "School"), TODAY)
    assert (held.care_route, held.council_id, held.gp_practice_code, held.payer) == (route, OTHER, "K81001", "School")
