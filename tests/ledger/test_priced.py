"""A price that is put right comes out the same by whatever prices it went: who bears it, its credit, its VAT."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.credits import CreditTerm, credit_each
from handrail.ledger.rules.entries import Entry, Occasion, Payers, Price, charged, credited, spent
from handrail.ledger.rules.priced import Anew, Returned, credit_at, far_from, line_anew, one_anew
from handrail.ledger.rules.priced_book import BACK, PricedBook, Written, occasions_of_price
from handrail.ledger.rules.restating import OF_LINES, pence_of, said_again, turned_round
from handrail.ledger.rules.vat import VatTerm
from handrail.ledger.rules.vat_book import VatBook, VatData

DAY = date(2026, 3, 2)
COUNCIL, HEALTH, LINE, OTHER, THIRD = (UUID(int=number) for number in range(1, 6))
LOANS = (UUID(int=31), UUID(int=32))
FUND = {COUNCIL: UUID(int=11), HEALTH: UUID(int=12)}
VAT = VatData(lambda _: (VatTerm("", "", None, 2_000, True),), FUND, {LINE: "bed"})
FIRST = 142_00
PIECES = 3
PENCE = st.sampled_from([0, 1, 2, 3, 7, 33_33, FIRST, 2_380_00]) | st.integers(0, 5_000_00)


@dataclass
class Books:
    """What was written, as the ledger keeps it."""

    terms: Sequence[CreditTerm]
    written: list[Written] = field(default_factory=list)
    number: int = 100

    def new_id(self) -> UUID:
        self.number += 1
        return UUID(int=self.number)

    def write(self, *entries: Entry) -> None:
        book = PricedBook(self.written)
        roots = (book.old(one.entry.id) for one in self.written if not one.entry.corrects_id)
        vat = VatBook(VAT, [one.standing for one in roots if one and not one.gone])
        self.number += 1
        self.written += [Written(vat.with_vat(one), self.number) for one in entries]

    def at(self, cause: str) -> Occasion:
        return Occasion(self.new_id(), cause, DAY)

    def stands(self) -> Counter[tuple[str, AccountKind, UUID | None, UUID | None]]:
        found: Counter[tuple[str, AccountKind, UUID | None, UUID | None]] = Counter()
        for one in self.written:
            for part in one.entry.postings:
                found[one.entry.price.item, part.kind, part.share_set_id, part.line_id] += part.amount_pence
        return Counter({key: pence for key, pence in found.items() if pence})

    def price_line(self, pence: int) -> None:
        book = PricedBook(self.written)
        named = book.bought(LINE)[0]
        returned = {loan: Returned("bed", 2, self.terms, 1) for loan in LOANS}
        price = Price("equipment", "", PIECES, pence)
        change = self.number + 1
        self.write(
            *line_anew(
                book,
                LINE,
                named,
                price,
                returned,
                Anew(lambda old: occasions_of_price(self.new_id, change, old), "Why"),
            )
        )

    def price_one(self, item: str, pence: int) -> None:
        book = PricedBook(self.written)
        roots = (one.entry.id for one in self.written if one.entry.price.item == item and not one.entry.corrects_id)
        (old,) = (one for root in roots if (one := book.old(root)))
        price = Price(item, "", max(1, old.standing.price.quantity), pence)
        change = self.number + 1
        self.write(*one_anew(book, old, price, Anew(lambda one: occasions_of_price(self.new_id, change, one), "Why")))


def lent_and_back(terms: Sequence[CreditTerm], loans: Sequence[UUID] = LOANS[:1]) -> Books:
    """Three beds at £142.00, paid by two funds; one came back of each of these loans."""
    books = Books(terms)
    payers = {COUNCIL: 2, HEALTH: 1}
    books.write(spent(books.at("spent"), Price("equipment", "", PIECES, FIRST), [Payers(LINE, payers)]))
    payments = [one for one in books.written[0].entry.postings if one.kind is AccountKind.EQUIPMENT]
    for loan in loans:
        if each := credit_each(FIRST, "bed", 2, terms):
            books.write(credited(books.at(f"credit:{loan}:change:7"), Price("credit", "", 1, each), payments))
    delivery = [Payers(LINE, payers), Payers(OTHER, payers), Payers(THIRD, {HEALTH: 1})]
    books.write(charged(books.at("charge:visit:1:delivery"), Price("delivery", "", 1, 24_50), delivery))
    return books


TERMS = st.builds(
    lambda parts, floor: (CreditTerm(1, "", 0, None, parts, floor),), st.integers(1, 1_000_000), st.integers(0, 20_00)
)


@settings(max_examples=60, deadline=None)
@given(terms=TERMS, prices=st.lists(PENCE, max_size=5), last=PENCE, loans=st.integers(1, 2))
def test_the_last_price_of_a_line_decides_alone(
    terms: Sequence[CreditTerm], prices: list[int], last: int, loans: int
) -> None:
    walked, at_once = lent_and_back(terms, LOANS[:loans]), lent_and_back(terms, LOANS[:loans])
    first = walked.stands()
    for pence in (*prices, last):
        walked.price_line(pence)
    at_once.price_line(last)
    assert walked.stands() == at_once.stands()
    each = credit_each(last, "bed", 2, terms)
    assert -sum(pence for (_, kind, *_), pence in walked.stands().items() if kind in BACK) == each * loans
    walked.price_line(FIRST)
    assert walked.stands() == first


@settings(max_examples=60, deadline=None)
@given(prices=st.lists(PENCE, max_size=5), last=PENCE)
def test_the_last_price_of_a_charge_decides_alone(prices: list[int], last: int) -> None:
    terms = (CreditTerm(1, "", 0, None, 850_000, 0),)
    walked, at_once = lent_and_back(terms), lent_and_back(terms)
    first = walked.stands()
    for pence in (*prices, last):
        walked.price_one("delivery", pence)
    at_once.price_one("delivery", last)
    assert walked.stands() == at_once.stands()
    walked.price_one("delivery", 24_50)
    assert walked.stands() == first


def test_the_officers_rails_come_back_to_their_credit() -> None:
    books = lent_and_back((CreditTerm(1, "", 0, None, 850_000, 0),))
    first = books.stands()
    for pence in (33_33, 1, FIRST):
        books.price_line(pence)
    assert books.stands() == first
    assert -sum(pence for (item, kind, *_), pence in first.items() if kind in BACK) == 120_70
    assert (
        sum(pence for (item, kind, *_), pence in first.items() if (item, kind) == ("credit", AccountKind.VAT_BACK))
        == -24_14
    )


@given(prices=st.lists(PENCE, max_size=4), agreed=st.integers(0, FIRST))
def test_a_credit_that_was_agreed_otherwise_keeps_its_proportion(prices: list[int], agreed: int) -> None:
    books = lent_and_back((CreditTerm(1, "", 0, None, 850_000, 0),))
    books.price_one("credit", agreed)
    first = books.stands()
    for pence in (*prices, FIRST):
        books.price_line(pence)
    assert books.stands() == first


def test_what_never_came_back_is_not_credited_with_a_price_that_is_said_again() -> None:
    books = lent_and_back((CreditTerm(1, "", 0, None, 850_000, 0),))
    books.price_line(0)
    assert not [key for key in books.stands() if key[0] in ("equipment", "credit")]
    book = PricedBook(books.written)
    (named,), nothing = book.bought(LINE), Returned("bed", 2, books.terms, 0)
    again = line_anew(
        book, LINE, named, Price("equipment", "", PIECES, FIRST), {LOANS[0]: nothing},
        Anew(lambda old: occasions_of_price(books.new_id, 999, old), "Why"),
    )  # fmt: skip
    assert [one.price.item for one in again] == ["equipment"]


def test_what_was_set_to_nothing_may_be_said_again_and_what_was_taken_back_otherwise_may_not() -> None:
    books = lent_and_back((CreditTerm(1, "", 0, None, 850_000, 0),))
    spent_id, credit_id, charge_id = (one.entry.id for one in books.written)
    assert PricedBook(books.written).said_by_hand(LINE) == set()
    books.price_one("delivery", 0)
    assert PricedBook(books.written).said_by_hand(LINE) == {charge_id}
    books.price_line(0)
    # The credit went with its price, and comes with it.
    assert PricedBook(books.written).said_by_hand(LINE) == {spent_id, charge_id}
    books.price_line(FIRST)
    assert PricedBook(books.written).said_by_hand(LINE) == {charge_id}
    old = PricedBook(books.written).old(credit_id)
    assert old is None
    standing = PricedBook(books.written).bought(LINE)[0].standing
    books.write(turned_round(books.at("corrected:entry:1"), standing, standing.parts, "Never given"))
    assert PricedBook(books.written).old(standing.id) is None


def test_what_others_bear_since_is_said_again_as_they_bear_it() -> None:
    """One line's part of a visit went to another fund after the price was put right."""
    books = lent_and_back((CreditTerm(1, "", 0, None, 850_000, 0),))
    books.price_one("delivery", 10_00)
    again = PricedBook(books.written).old(books.written[-1].entry.id)
    assert again
    parts = again.standing.of(OF_LINES, [LINE])
    books.write(turned_round(books.at("corrected:entry:2"), again.standing, parts, "Moved"))
    moved = [type(one)(one.kind, HEALTH, one.amount_pence, one.line_id) for one in parts]
    price = Price("delivery", "", 1, pence_of(parts))
    cause = f"charge:visit:1:restated:{again.standing.first_id}:{again.standing.id}:change:9"
    books.write(said_again(books.at(cause), again.standing, moved, price, "Moved"))
    book = PricedBook(books.written)
    back = one_anew(
        book,
        again,
        Price("delivery", "", 1, 12_00),
        Anew(lambda old: occasions_of_price(books.new_id, 999, old), "Why"),
    )
    assert {part.line_id for part in back[-1].postings if part.line_id} == {OTHER, THIRD}


@pytest.mark.parametrize(
    ("was", "becomes", "asks"),
    [
        (100, 999, False),
        (100, 1_000, True),
        (999, 100, False),
        (1_000, 100, True),
        (100, 0, True),
        (0, 1, True),
        (0, 0, False),
    ],
)
def test_a_price_far_from_the_one_that_stands_is_asked_about(was: int, becomes: int, asks: bool) -> None:
    assert far_from(was, becomes) is asks


def test_a_credit_follows_the_terms_or_its_proportion_and_is_never_more_than_was_paid() -> None:
    loan = Returned("bed", 2, (CreditTerm(1, "", 0, None, 400_000, 50_00),), 1)
    assert credit_at(56_80, FIRST, 100_00, loan) == 50_00
    assert credit_at(56_80, FIRST, 30_00, loan) == 30_00
    assert credit_at(71_00, FIRST, 100_00, loan) == 50_00
    assert credit_at(71_00, FIRST, 200_00, None) == 100_00
