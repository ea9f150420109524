"""VAT of entries, as a rule: by the terms of the day, rounded once, and gone with what it was on."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from uuid import UUID

import pytest

from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.bands import cause_of
from handrail.ledger.rules.entries import (
    Entry,
    Occasion,
    Payers,
    Posting,
    Price,
    charged,
    credited,
    shared_as_borne,
    spent,
    taken_back,
)
from handrail.ledger.rules.restating import Standing, among_funds, turned_round
from handrail.ledger.rules.suspense import moved
from handrail.ledger.rules.vat import VatTerm, reasons_against_vat, rounded_once, term_for
from handrail.ledger.rules.vat_book import VatBook, VatData

DAY, BEFORE = date(2026, 3, 2), date(2025, 12, 31)
COUNCIL, HEALTH, LINE, OTHER = (UUID(int=number) for number in range(1, 5))
FUND = {COUNCIL: UUID(int=11), HEALTH: UUID(int=12)}
K = AccountKind
# 20% on anything and got back; the health fund gets none back for equipment; washing slings bears 5%, beds none.
TERMS = (
    VatTerm("", "", None, 2_000, True),
    VatTerm("equipment", "", FUND[HEALTH], 2_000, False),
    VatTerm("equipment", "bed", None, 0, True),
    VatTerm("laundry_sling", "", None, 500, True),
)
BOTH = Payers(LINE, {COUNCIL: 2, HEALTH: 1})


def book(*standing: Standing, category: str = "seating") -> VatBook:
    terms = {DAY: TERMS, BEFORE: ()}
    return VatBook(VatData(terms.__getitem__, FUND, {LINE: category, OTHER: category}), standing)


def at(number: int = 1, cause: str = "", on: date = DAY) -> Occasion:
    return Occasion(UUID(int=100 + number), cause or f"cause:{number}", on)


def on(entry: Entry, *kinds: AccountKind) -> dict[UUID | None, int]:
    assert not sum(one.amount_pence for one in entry.postings)
    found: Counter[UUID | None] = Counter()
    for one in entry.postings:
        if one.kind in kinds:
            found[one.share_set_id] += one.amount_pence
    return dict(found)


def goods(pence: int) -> Price:
    return Price("equipment", "", 1, pence)


def test_two_funds_bear_what_is_rounded_once_and_only_one_gets_it_back() -> None:
    # A fifth of 1,003 pence is 200.6: 201, of which two thirds are 134.
    entry = book().with_vat(spent(at(), goods(10_03), [BOTH]))
    assert on(entry, K.EQUIPMENT) == {COUNCIL: 6_69, HEALTH: 3_34}
    assert on(entry, K.VAT_BACK) == {COUNCIL: 1_34}
    assert on(entry, K.VAT) == {HEALTH: 67}
    assert on(entry, K.PROVIDER) == {None: -12_04}
    assert {one.line_id for one in entry.postings if one.kind in (K.VAT, K.VAT_BACK)} == {LINE}


def test_without_a_term_nothing_changes() -> None:
    for entry, known in (
        (spent(at(on=BEFORE), goods(10_03), [BOTH]), book()),
        (spent(at(), goods(10_03), [BOTH]), book(category="bed")),
        (spent(at(), goods(10_03), [replace(BOTH, line_id=UUID(int=9))]), book()),
    ):
        assert known.with_vat(entry) is entry


def test_a_row_of_the_price_list_counts_before_what_is_for_anything() -> None:
    entry = book().with_vat(charged(at(), Price("laundry_sling", "", 3, 3_30), [BOTH]))
    # 5% of £9.90 are 49.5 pence: half a penny up.
    assert sum(on(entry, K.VAT_BACK).values()) == 50
    assert not on(entry, K.VAT)


def test_what_waits_for_a_fund_has_no_vat_until_one_takes_it_over() -> None:
    entry = book().with_vat(charged(at(), Price("delivery", "", 1, 30_00), [BOTH], unpaid=2))
    assert on(entry, K.SUSPENSE) == {None: 20_00}
    assert sum(on(entry, K.VAT_BACK).values()) == 2_00
    taken_over = book().with_vat(moved(at(2), "delivery", 20_00, BOTH))
    assert sum(on(taken_over, K.VAT_BACK).values()) == 4_00
    assert on(taken_over, K.PROVIDER) == {None: -4_00}


def test_credits_take_vat_back_in_proportion_and_all_of_it_with_the_last() -> None:
    known = book()
    bought = known.with_vat(spent(at(), goods(10_03), [BOTH]))
    paid = [one for one in bought.postings if one.kind is K.EQUIPMENT]
    first = known.with_vat(credited(at(2), Price("credit", "", 1, 5_01), paid))
    # 501 of 1,003 take 100.4 pence of 201.
    assert on(first, K.VAT_BACK) == {COUNCIL: -67}
    assert on(first, K.VAT) == {HEALTH: -33}
    assert on(first, K.PROVIDER) == {None: 6_01}
    whole = credited(at(3), Price("credit", "", 1, 5_02), paid)
    last = known.with_vat(whole)
    assert on(last, K.VAT_BACK) == {COUNCIL: -67}
    assert on(last, K.VAT) == {HEALTH: -34}
    never = known.with_vat(taken_back(at(4), whole, "It never came back"))
    assert sum(on(never, K.VAT, K.VAT_BACK).values()) == 1_01


def standing_of(entry: Entry) -> Standing:
    return Standing(entry.id, entry.kind, entry.cause, entry.price, entry.happened_on, entry.postings)


def test_a_correction_turns_vat_round_whole_and_another_fund_bears_its_own() -> None:
    old = standing_of(book().with_vat(charged(at(), Price("delivery", "", 1, 24_53), [BOTH])))
    assert len(old.parts) == 2
    back = book(old).with_vat(turned_round(at(2), old, old.parts, "Never done"))
    assert on(back, K.VAT_BACK) == {one: -pence for one, pence in {COUNCIL: 3_27, HEALTH: 1_64}.items()}
    assert on(back, K.PROVIDER) == {None: 29_44}
    mine = old.of([K.ACTIVITY], [LINE])
    theirs = [Posting(K.ACTIVITY, COUNCIL, 24_53, OTHER)]
    other = among_funds(at(3), old, mine, theirs, "For another line")
    assert other
    # Others bear it: what is owed stays the same.
    assert on(book(old).with_vat(other), K.VAT_BACK) == {COUNCIL: 4_91 - 3_27, HEALTH: -1_64}
    assert not on(book(old).with_vat(other), K.PROVIDER)


def test_what_was_posted_before_a_term_takes_no_vat_back() -> None:
    old = standing_of(book().with_vat(charged(at(on=BEFORE), Price("delivery", "", 1, 24_53), [BOTH])))
    back = turned_round(at(2), old, old.parts, "Never done")
    assert book(old).with_vat(back) is back


def test_a_rebate_gives_back_the_vat_of_its_activity() -> None:
    rebate = shared_as_borne(at(1, cause_of(DAY, DAY, "laundry_sling")), Price("rebate", "", 1, -10_10), {COUNCIL: 1})
    assert on(book().with_vat(rebate), K.VAT_BACK) == {COUNCIL: -51}


def test_at_random_each_entry_balances_and_what_is_gone_leaves_no_vat() -> None:
    chance = Random(20)
    for _ in range(300):
        known = book()
        bought: list[Entry] = []
        for number in range(chance.randint(1, 4)):
            weights = {fund: chance.randint(1, 9) for fund in chance.sample([COUNCIL, HEALTH], chance.randint(1, 2))}
            pence = chance.randint(1, 99_999)
            bought.append(known.with_vat(spent(at(number), goods(pence), [Payers(LINE, weights)])))
            assert sum(on(bought[-1], K.VAT, K.VAT_BACK).values()) == int(Fraction(pence, 5) + Fraction(1, 2))
        paid: Counter[UUID | None] = Counter()
        for entry in bought:
            paid.update(on(entry, K.EQUIPMENT))
        if chance.random() < 0.5:
            gone = [turned_round(at(60), one, one.parts, "All wrong") for one in map(standing_of, bought)]
        else:
            left, gone = sum(paid.values()), []
            parts = [Posting(K.EQUIPMENT, fund, pence, LINE) for fund, pence in paid.items()]
            while left:
                pence = min(left, chance.randint(1, 99_999))
                left -= pence
                gone.append(credited(at(50 + len(gone)), goods(pence), parts))
        stands = sum(sum(on(entry, K.VAT, K.VAT_BACK).values()) for entry in [*bought, *map(known.with_vat, gone)])
        # Each credit is shared over the funds anew, so that a penny may stand with one and be missing with the other.
        assert abs(stands) <= len(gone)
        assert gone[0].kind is EntryKind.CREDITED or not stands


@pytest.mark.parametrize(
    ("parts", "pence"),
    [((Fraction(1, 2),), (1,)), ((Fraction(-1, 2),), (-1,)), ((Fraction(1, 3),) * 3, (1, 0, 0)), ((), ())],
)
def test_half_a_penny_goes_up_once(parts: tuple[Fraction, ...], pence: tuple[int, ...]) -> None:
    assert rounded_once(parts) == pence


def test_the_closest_term_counts() -> None:
    assert term_for(TERMS, "equipment", "seating", FUND[HEALTH]) == TERMS[1]
    assert term_for(TERMS, "equipment", "bed", FUND[HEALTH]) == TERMS[2]
    assert term_for(TERMS, "delivery", "", FUND[COUNCIL]) == TERMS[0]
    assert term_for(TERMS[1:], "delivery", "", FUND[COUNCIL]) is None


def test_what_is_wrong_with_terms_is_named() -> None:
    nobody = UUID(int=99)
    terms = (
        VatTerm("", "", None, 2_000, True), VatTerm("", "", None, 500, True), VatTerm("magic", "", None, 1, True),
        VatTerm("delivery", "bed", None, 1, True), VatTerm("equipment", "ship", nobody, 10_001, True),
    )  # fmt: skip
    found = [
        (one.code, one.field) for one in reasons_against_vat(terms, ["delivery", "equipment"], ["bed"], FUND.values())
    ]
    assert found == [
        ("VAT_TERM_TWICE", "terms.1.item"), ("VAT_ITEM_UNKNOWN", "terms.2.item"),
        ("VAT_CATEGORY_OF_AN_ACTIVITY", "terms.3.category"), ("VAT_CATEGORY_UNKNOWN", "terms.4.category"),
        ("VAT_FUND_UNKNOWN", "terms.4.fund_id"), ("VAT_RATE_OUTSIDE_0_TO_100", "terms.4.parts"),
    ]  # fmt: skip
