"""While somebody is to move, each of their homes is offered with its days."""

from datetime import date
from uuid import UUID

from handrail.people.queries.file import AddressRow
from handrail.people.queries.moves import MoveToCome
from handrail.web.prescriber.place_order import places_of

OLD, NEW = UUID(int=1), UUID(int=2)


def home(id_: UUID, lines: str, *, is_home: bool) -> AddressRow:
    return AddressRow(
        id_, UUID(int=9), "HOME", "", lines, "Northdown", "ME10 2AB", "", None, None, "", "POSTCODE", "", "", "",
        is_home, date(2024, 5, 1), None,
    )  # fmt: skip


def test_two_homes_are_told_apart_by_their_days() -> None:
    both = [home(OLD, "1 Hill", is_home=True), home(NEW, "2 Dale", is_home=False)]
    move = MoveToCome(UUID(int=3), date(2026, 12, 10), NEW, "2 Dale", "Northdown", "ME10 2AB")
    assert [choice.hint for choice in places_of(both, move)] == [
        "1 Hill, Northdown, ME10 2AB. Until 10 Dec 2026",
        "2 Dale, Northdown, ME10 2AB. From 10 Dec 2026",
    ]
    assert [choice.hint for choice in places_of(both[:1], None)] == ["1 Hill, Northdown, ME10 2AB"]
