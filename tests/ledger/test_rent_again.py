"""A month's rent is said again as often as until when it was lent is recorded otherwise."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.ledger.rules.priced_book import PricedBook, Written, occasions_of_price
from handrail.ledger.rules.rent_again import WrittenRent, rent_said_again, written_rent
from handrail.ledger.rules.rentals import RENT, Rent
from handrail.ledger.rules.restating import AGAIN, Standing

ON, CAUSE = date(2026, 4, 30), "charge:rent:2026-04:a"
LINE, COUNCIL, NHS, OTHER = uuid4(), uuid4(), uuid4(), uuid4()


class Rented:
    """A rent of £45.00, of which the council bears 514 parts of a thousand, with what is said of it since."""

    def __init__(self) -> None:
        parts = {COUNCIL: 23_13, NHS: 21_87}
        price = Price(RENT, "", 1, 45_00)
        self.entries = [Written(Entry(uuid4(), EntryKind.CHARGED, CAUSE, price, ON, _postings(parts)), 1)]

    def read(self) -> WrittenRent | None:
        return written_rent(PricedBook(self.entries), CAUSE)

    def owes(self, pence: int, taken_over: dict[UUID, int] | None = None) -> Sequence[Entry]:
        was = self.read()
        assert was
        rent = Rent(1, pence, "As it was") if pence else None
        change = len(self.entries) + 1
        made = rent_said_again(was, rent, taken_over or {}, lambda old: _occasions(old, change))
        self.entries += [Written(one, change) for one in made]
        return made

    def borne(self) -> dict[UUID | None, int]:
        found: dict[UUID | None, int] = {}
        for part in (part for one in self.entries for part in one.entry.postings):
            if part.kind is AccountKind.ACTIVITY:
                found[part.share_set_id] = found.get(part.share_set_id, 0) + part.amount_pence
        return {fund: pence for fund, pence in found.items() if pence}


def _postings(parts: dict[UUID, int]) -> tuple[Posting, ...]:
    owed = Posting(AccountKind.PROVIDER, None, -sum(parts.values()))
    return (*(Posting(AccountKind.ACTIVITY, fund, pence, LINE) for fund, pence in parts.items()), owed)


def _occasions(old: Standing, change: int) -> tuple[Occasion, Occasion]:
    again = f"{CAUSE}{AGAIN}{old.first_id}:{old.id}:change:{change}"
    return Occasion(uuid4(), f"corrected:entry:{old.id}:change:{change}", ON), Occasion(uuid4(), again, ON)


def test_what_is_owed_is_said_as_often_as_it_is_another() -> None:
    """Borne as it was at first, to the penny, whatever came between; also after nothing was owed."""
    rented = Rented()
    assert rented.owes(45_00) == []
    for pence, borne in (
        (21_00, {COUNCIL: 10_79, NHS: 10_21}), (10_01, {COUNCIL: 5_15, NHS: 4_86}), (0, {}),
        (33, {COUNCIL: 17, NHS: 16}), (45_00, {COUNCIL: 23_13, NHS: 21_87}),
    ):  # fmt: skip
        assert rented.owes(pence)
        assert rented.borne() == borne
        assert rented.owes(pence) == []


def test_who_took_it_over_while_nothing_was_owed_pays_what_is_owed_again() -> None:
    rented = Rented()
    rented.owes(0)
    rented.owes(45_00, {OTHER: 1})
    assert rented.borne() == {OTHER: 45_00}
    rented.owes(21_00)
    assert rented.borne() == {OTHER: 21_00}


def test_what_was_priced_by_hand_stands() -> None:
    rented = Rented()
    was = rented.read()
    assert was
    back, _ = occasions_of_price(uuid4, 2, was.first)
    turned = tuple(
        Posting(one.kind, one.share_set_id, -one.amount_pence, one.line_id) for one in rented.entries[0].entry.postings
    )
    by_hand = Entry(uuid4(), EntryKind.CORRECTED, back.cause, Price(RENT, "", 1, -45_00), ON, turned, was.first.id)
    rented.entries.append(Written(by_hand, 2))
    assert rented.read() is None


def test_nothing_is_said_again_of_what_was_never_charged() -> None:
    assert written_rent(PricedBook(()), CAUSE) is None
