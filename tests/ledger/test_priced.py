"""A price that is put right comes out the same by whatever prices it went: who bears it, its credit, its VAT."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.core.money import split_by_weights
from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.credits import CreditTerm, credit_each
from handrail.ledger.rules.entries import Entry, Occasion, Payers, Posting, Price, charged, credited, spent
from handrail.ledger.rules.priced import Anew, Returned, credit_at, credited_late, far_from, line_anew, one_anew
from handrail.ledger.rules.priced_book import BACK, PricedBook, Written, occasions_of_price
from handrail.ledger.rules.priced_event import priced_event
from handrail.ledger.rules.restating import Standing, funded_anew, turned_round
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
    pays: dict[UUID, dict[UUID, int]] = field(default_factory=dict)

    def new_id(self) -> UUID:
        self.number += 1
        return UUID(int=self.number)

    def write(self, *entries: Entry) -> None:
        vat = VatBook(VAT, list(self._standing()))
        self.number += 1
        self.written += [Written(vat.with_vat(one), self.number) for one in entries]

    def _standing(self) -> Iterator[Standing]:
        """Each entry with what corrects it, also where nothing but VAT is left."""
        for one in (each.entry for each in self.written if not each.entry.corrects_id):
            sums: Counter[tuple[AccountKind, UUID | None, UUID | None]] = Counter()
            for each in (each.entry for each in self.written if one.id in (each.entry.id, each.entry.corrects_id)):
                for part in each.postings:
                    sums[part.kind, part.share_set_id, part.line_id] += part.amount_pence
            left = tuple(Posting(kind, fund, pence, line) for (kind, fund, line), pence in sums.items() if pence)
            if left:
                yield Standing(one.id, one.kind, one.cause, one.price, one.happened_on, left)

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
        returned = {loan: Returned("bed", 2, self.terms, 1, DAY) for loan in LOANS}
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

    def price_one(self, item: str, pence: int, pick: int = 0) -> None:
        """From whichever of its parts."""
        book = PricedBook(self.written)
        roots = (one.entry.id for one in self.written if one.entry.price.item == item and not one.entry.corrects_id)
        olds = [one for root in roots if (one := book.old(root))]
        old = olds[pick % len(olds)]
        change = self.number + 1
        anew = Anew(
            lambda one: occasions_of_price(self.new_id, change, one), "Why", lambda line, _: self.pays.get(line, {})
        )
        self.write(*one_anew(book, old, Price(item, "", 1, pence), anew))

    def others_pay(self, line: UUID, payers: dict[UUID, int]) -> None:
        """What is charged to a line is borne by others, as `change_funder` says it again."""
        book, change = PricedBook(self.written), self.number + 1
        self.pays[line] = payers
        made: list[Entry] = []
        for one in self.written:
            old = book.old(one.entry.id) if one.entry.price.item == "delivery" and not one.entry.corrects_id else None
            if old and not old.gone:
                again = f"charge:visit:1:delivery:restated:{old.standing.first_id}:{old.standing.id}:change:{change}"
                back = f"corrected:entry:{old.standing.id}:change:{change}"
                made += funded_anew((self.at(back), self.at(again)), old.standing, {line: payers}, "Moved")
        self.write(*made)

    def delivered(self) -> Counter[UUID | None]:
        """What stands of the delivery, by line."""
        found: Counter[UUID | None] = Counter()
        for (item, kind, _, line), pence in self.stands().items():
            if item == "delivery" and kind is AccountKind.ACTIVITY:
                found[line] += pence
        return found


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


# So much that a penny of the first price comes back: what came to none then is credited late, below.
TERMS = st.builds(
    lambda parts, floor: (CreditTerm(1, "", 0, None, parts, floor),), st.integers(36, 1_000_000), st.integers(0, 20_00)
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


@pytest.mark.parametrize(("was_each", "late"), [(0, [40_00]), (1, [40_00]), (2, []), (100_00, [])])
def test_what_came_to_no_penny_back_is_credited_once_it_does(was_each: int, late: list[int]) -> None:
    terms = (CreditTerm(1, "", 0, None, 400_000, 0),)
    books = Books(terms)
    paid = spent(books.at("spent"), Price("equipment", "", 1, 100_00), [Payers(LINE, {COUNCIL: 2, HEALTH: 1})])
    loans = {LOANS[0]: Returned("bed", 2, terms, 1, DAY)}
    made = credited_late([paid], was_each, 100_00, loans, lambda loan_id: books.at(f"credit:{loan_id}:change:7"))
    assert [one.price.pence for one in made] == late


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
    (named,), nothing = book.bought(LINE), Returned("bed", 2, books.terms, 0, DAY)
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


type Step = tuple[int, int] | tuple[UUID, dict[UUID, int]]
PAYERS = st.sampled_from([{COUNCIL: 2, HEALTH: 1}, {HEALTH: 1}, {COUNCIL: 1}, {COUNCIL: 1, HEALTH: 1}])
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(PENCE, st.integers(0, 3)) | st.tuples(st.sampled_from([LINE, OTHER, THIRD]), PAYERS), max_size=7
)


@settings(max_examples=120, deadline=None)
@given(steps=STEPS, last=PENCE, pick=st.integers(0, 3))
def test_a_price_is_of_the_whole_event_whoever_pays_for_its_parts_since(
    steps: list[Step], last: int, pick: int
) -> None:
    terms = (CreditTerm(1, "", 0, None, 850_000, 0),)
    walked, at_once = lent_and_back(terms), lent_and_back(terms)
    shares = [pence for _, pence in sorted(walked.delivered().items(), key=str)]
    for step in steps:
        if isinstance(step[0], UUID):
            walked.others_pay(*step)
            at_once.others_pay(*step)
        else:
            walked.price_one("delivery", *step)
            assert sum(walked.delivered().values()) == step[0]
    first = at_once.stands()
    walked.price_one("delivery", last, pick)
    at_once.price_one("delivery", last)
    assert walked.stands() == at_once.stands()
    split = dict(zip((LINE, OTHER, THIRD), split_by_weights(last, shares), strict=True))
    assert walked.delivered() == Counter({line: pence for line, pence in split.items() if pence})
    walked.price_one("delivery", 24_50, pick)
    assert walked.stands() == first


def test_what_others_bear_since_is_part_of_the_price_from_wherever_it_is_put_right() -> None:
    """The officer's delivery: one of three lines is another's since."""
    for pick in range(2):
        books = lent_and_back((CreditTerm(1, "", 0, None, 850_000, 0),))
        books.others_pay(LINE, {HEALTH: 1})
        moved = books.stands()
        event = priced_event(PricedBook(books.written), books.written[-2].entry.corrects_id or LINE)
        assert (event.quantity, event.each_pence, event.pence, event.pence_of_line(LINE)) == (1, 24_50, 24_50, 8_17)
        for pence in (30_00, 0, 24_50):
            books.price_one("delivery", pence, pick)
            assert sum(books.delivered().values()) == pence
        assert books.stands() == moved


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
    loan = Returned("bed", 2, (CreditTerm(1, "", 0, None, 400_000, 50_00),), 1, DAY)
    assert credit_at(56_80, FIRST, 100_00, loan) == 50_00
    assert credit_at(56_80, FIRST, 30_00, loan) == 30_00
    assert credit_at(71_00, FIRST, 100_00, loan) == 50_00
    assert credit_at(71_00, FIRST, 200_00, None) == 100_00
