"""How each movement is written: debits equal credits, nothing is lost in sharing, credits go back to those who paid."""

from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handrail.core.refusal import Refused
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import (
    Entry,
    Occasion,
    Payers,
    Posting,
    Price,
    charged,
    credited,
    released,
    reserved,
    shared_out,
    spent,
    taken_back,
)
from handrail.ledger.rules.shares import WHOLE, by_partner, reasons_against_shares

BED, RAILS = UUID(int=1), UUID(int=2)
POOL, CHILDREN, LAST_YEAR = UUID(int=11), UUID(int=12), UUID(int=13)
COUNCIL, NHS = UUID(int=21), UUID(int=22)
OCCASION = Occasion(UUID(int=31), "a cause", date(2026, 5, 4))
EQUIPMENT = Price("equipment", "", 1, 69_500)
VISIT = Price("delivery", "deliver_4h", 1, 7_801)


def of(entry: Entry, kind: AccountKind) -> list[tuple[UUID | None, UUID | None, int]]:
    return [(p.line_id, p.share_set_id, p.amount_pence) for p in entry.postings if p.kind is kind]


def test_what_is_authorised_is_reserved_for_its_line() -> None:
    entry = reserved(OCCASION, EQUIPMENT, [Payers(BED, {POOL: 1})])
    assert (entry.kind, entry.cause, entry.happened_on) == (EntryKind.RESERVED, "a cause", date(2026, 5, 4))
    assert of(entry, AccountKind.RESERVED) == [(BED, POOL, 69_500)]
    assert of(entry, AccountKind.SET_ASIDE) == [(None, None, -69_500)]


def test_a_visit_is_shared_over_its_lines_and_their_funds_without_losing_a_penny() -> None:
    lines = [Payers(BED, {POOL: 514, CHILDREN: 486}), Payers(RAILS, {POOL: 1})]
    entry = charged(OCCASION, VISIT, lines)
    # 7,801 over two lines: the odd penny goes to the first; then 514 to 486 of 3,901.
    assert of(entry, AccountKind.ACTIVITY) == [(BED, POOL, 2_005), (BED, CHILDREN, 1_896), (RAILS, POOL, 3_900)]
    assert of(entry, AccountKind.PROVIDER) == [(None, None, -7_801)]
    assert entry.kind is EntryKind.CHARGED


def test_what_no_fund_pays_of_an_activity_waits_in_suspense_and_names_no_line() -> None:
    entry = charged(OCCASION, VISIT, [Payers(BED, {POOL: 1}, 2)], unpaid=1)
    assert of(entry, AccountKind.ACTIVITY) == [(BED, POOL, 5_201)]
    assert of(entry, AccountKind.SUSPENSE) == [(None, None, 2_600)]
    assert of(charged(OCCASION, VISIT, [], unpaid=1), AccountKind.SUSPENSE) == [(None, None, 7_801)]


def test_what_is_left_of_a_reservation_is_released() -> None:
    kept = [Posting(AccountKind.RESERVED, POOL, 69_500, BED), Posting(AccountKind.RESERVED, POOL, -60_000, BED)]
    entry = released(OCCASION, kept)
    assert entry is not None
    assert of(entry, AccountKind.RESERVED) == [(BED, POOL, -9_500)]
    assert of(entry, AccountKind.SET_ASIDE) == [(None, None, 9_500)]
    assert released(OCCASION, [*kept, Posting(AccountKind.RESERVED, POOL, -9_500, BED)]) is None


def test_a_credit_goes_back_to_the_funds_that_paid() -> None:
    paid = [
        Posting(AccountKind.EQUIPMENT, LAST_YEAR, 34_751, BED),
        Posting(AccountKind.EQUIPMENT, CHILDREN, 34_749, BED),
    ]
    entry = credited(OCCASION, Price("credit", "", 1, 59_075), paid)
    assert of(entry, AccountKind.CREDITED) == [(BED, LAST_YEAR, -29_538), (BED, CHILDREN, -29_537)]
    assert of(entry, AccountKind.PROVIDER) == [(None, None, 59_075)]


def test_a_credit_for_what_nobody_paid_is_refused() -> None:
    with pytest.raises(Refused, match="ENTRY_WITHOUT_FUND"):
        credited(OCCASION, EQUIPMENT, [])


def test_a_line_without_a_fund_is_refused() -> None:
    with pytest.raises(Refused, match="ENTRY_WITHOUT_FUND"):
        spent(OCCASION, EQUIPMENT, [Payers(BED, {})])


def test_an_entry_is_undone_by_one_that_names_it() -> None:
    wrong = spent(OCCASION, EQUIPMENT, [Payers(BED, {POOL: 1})])
    entry = taken_back(Occasion(UUID(int=32), "its mistake", date(2026, 6, 1)), wrong, "Priced twice")
    assert (entry.corrects_id, entry.kind, entry.note) == (wrong.id, EntryKind.CORRECTED, "Priced twice")
    both: Counter[tuple[AccountKind, UUID | None]] = Counter()
    for posting in (*wrong.postings, *entry.postings):
        both[posting.kind, posting.share_set_id] += posting.amount_pence
    assert not any(both.values())


@pytest.mark.parametrize(
    ("postings", "code"),
    [
        ((), "ENTRY_EMPTY"),
        ((Posting(AccountKind.HOST, None, 1), Posting(AccountKind.PROVIDER, None, 1)), "ENTRY_DOES_NOT_BALANCE"),
        ((Posting(AccountKind.HOST, POOL, 1), Posting(AccountKind.PROVIDER, None, -1)), "ENTRY_WITHOUT_FUND"),
        ((Posting(AccountKind.RESERVED, None, 1), Posting(AccountKind.PROVIDER, None, -1)), "ENTRY_WITHOUT_FUND"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(postings: tuple[Posting, ...], code: str) -> None:
    with pytest.raises(Refused, match=code):
        Entry(UUID(int=1), EntryKind.OPENED, "odd", EQUIPMENT, OCCASION.on, postings)


FUNDS = some.dictionaries(some.uuids(), some.integers(1, WHOLE), min_size=1, max_size=4)


@given(
    some.integers(-10_000_000, 10_000_000),
    some.lists(some.builds(Payers, some.uuids(), FUNDS, some.integers(1, 9)), min_size=1, max_size=5),
)
def test_sharing_out_loses_nothing(total: int, lines: list[Payers]) -> None:
    parts = shared_out(total, lines)
    assert sum(pence for *_, pence in parts) == total
    assert all(pence * total > 0 for *_, pence in parts)


def test_the_real_pools_overspend_falls_on_its_partners_to_the_penny() -> None:
    shares = {COUNCIL: 514_000, NHS: 486_000}
    assert by_partner(4_708_057_33, shares) == {COUNCIL: 241_994_147, NHS: 228_811_586}
    assert by_partner(-1, shares) == {COUNCIL: -1, NHS: 0}


def test_shares_that_are_not_whole_are_named() -> None:
    wrong = reasons_against_shares([(COUNCIL, 514_000), (NHS, -1), (COUNCIL, 1)])
    assert [(str(reason.code), reason.field) for reason in wrong] == [
        ("SHARE_NOT_ABOVE_ZERO", "shares.1.parts"),
        ("SHARE_PARTNER_TWICE", "shares.2.partner_id"),
        ("SHARES_NOT_WHOLE", "shares"),
    ]
    assert list(reasons_against_shares([(COUNCIL, 514_000), (NHS, 486_000)])) == []
