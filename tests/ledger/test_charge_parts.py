"""What is taken off a line of a charge goes to the others that share it, wherever each part stands by now."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import count
from uuid import UUID

import pytest

from handrail.ledger.codes import AccountKind, EntryKind, WaitsFor
from handrail.ledger.rules.charge_parts import Borne, borne_of, taken_off, wholly_turned, without
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.ledger.rules.restating import Standing
from handrail.ledger.rules.suspense import Post, Waiting

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
POOL = UUID(int=11)
DAY = date(2026, 3, 2)
DELIVERY = Price("delivery", "deliver_5d", 1, 24_50)
CAUSE = "charge:visit:1:delivery"
# What stands of a line where no fund pays for it.
SUSPENSE = None


def part(line: UUID, pence: int, fund: UUID | None = POOL) -> Posting:
    return Posting(AccountKind.ACTIVITY if fund else AccountKind.SUSPENSE, fund, pence, line if fund else None)


def charge(*parts: Posting) -> Standing:
    whole = sum(one.amount_pence for one in parts)
    postings = (*parts, Posting(AccountKind.PROVIDER, None, -whole))
    return Standing(UUID(int=20), EntryKind.CHARGED, CAUSE, DELIVERY, DAY, postings)


def waits(line: UUID, pence: int) -> Waiting:
    cause = f"moved:{line}:{CAUSE}"
    return Waiting(
        UUID(int=line.int + 100), WaitsFor.FUND, cause, "delivery", ("deliver_5d",), 1, DAY, {line: 1}, pence,
        UUID(int=20),
    )  # fmt: skip


def took_over(line: UUID, pence: int) -> Standing:
    moved = (Posting(AccountKind.SUSPENSE, None, -pence), part(line, pence))
    cause, price = f"moved:{line}:{CAUSE}", Price("delivery", "", 1, pence)
    return Standing(UUID(int=30 + line.int), EntryKind.MOVED, cause, price, DAY, moved)


THREE = charge(part(A, 8_17), part(B, 8_17), part(C, 8_16))
SHARED = Borne(THREE)
A_WAITS = Borne(charge(part(B, 12_25), part(A, 12_25, SUSPENSE)), (), (waits(A, 12_25),))
BOTH_WAIT = Borne(charge(part(A, 24_50, SUSPENSE)), (), (waits(A, 12_25), waits(B, 12_25)))
A_WAITED = Borne(charge(part(B, 12_25), part(A, 12_25, SUSPENSE)), (took_over(A, 12_25),))
B_WAITS = Borne(charge(part(A, 12_25), part(B, 12_25, SUSPENSE)), (), (waits(B, 12_25),))


def off(of: Borne, lines: Collection[UUID], *, shared: bool = True) -> list[Post]:
    ids = count(50)
    return list(
        taken_off(
            of, lines, "Why", lambda old: Occasion(UUID(int=next(ids)), f"corrected:{old.id}:change:7", DAY),
            shared=shared,
        )
    )  # fmt: skip


def stands(of: Borne, posts: list[Post]) -> dict[UUID | None, int]:
    """What lines bear with funds, what stands in SUSPENSE (None)."""
    found: Counter[UUID | None] = Counter()
    entries = [one.postings for one in of.standing] + [one.postings for one in posts if isinstance(one, Entry)]
    for one in (posting for postings in entries for posting in postings):
        if one.kind is not AccountKind.PROVIDER:
            found[one.line_id] += one.amount_pence
    return {line: pence for line, pence in found.items() if pence}


@pytest.mark.parametrize(
    ("of", "lines", "shared", "left"),
    [
        (SHARED, [A, B], True, {C: 24_50}),
        (SHARED, [A], True, {B: 12_26, C: 12_24}),
        (SHARED, [A], False, {B: 8_17, C: 8_16}),
        (SHARED, [A, B, C], True, {}),
        (SHARED, [UUID(int=9)], True, {A: 8_17, B: 8_17, C: 8_16}),
        (A_WAITS, [A], True, {B: 24_50}),
        (A_WAITS, [A], False, {B: 12_25}),
        (A_WAITS, [A, B], True, {}),
        (A_WAITED, [A], True, {B: 24_50}),
        (A_WAITED, [A, B], True, {}),
        (B_WAITS, [A], True, {None: 24_50}),
        (BOTH_WAIT, [A], True, {None: 24_50}),
        (BOTH_WAIT, [A], False, {None: 12_25}),
    ],
)
def test_what_is_taken_off_lines_is_borne_by_the_others_where_they_share_it(
    of: Borne,
    lines: list[UUID],
    shared: bool,
    left: dict[UUID | None, int],
) -> None:
    assert stands(of, off(of, lines, shared=shared)) == left


def test_as_often_as_before_it_is_only_borne_by_others() -> None:
    (borne,) = off(SHARED, [A])
    assert isinstance(borne, Entry)
    assert (borne.price.quantity, borne.price.pence) == (0, 0)


@pytest.mark.parametrize("of", [B_WAITS, BOTH_WAIT])
def test_what_another_bears_more_while_no_fund_pays_for_it_waits_for_that_one(of: Borne) -> None:
    (more,) = [one for one in off(of, [A]) if isinstance(one, Waiting)]
    assert (more.weights, more.pence, more.entry_id, more.waits_for) == ({B: 1}, 12_25, UUID(int=20), WaitsFor.FUND)
    assert more.cause != waits(B, 1).cause


@pytest.mark.parametrize("of", [SHARED, A_WAITS, A_WAITED, BOTH_WAIT])
def test_a_charge_that_is_turned_round_stands_nowhere(of: Borne) -> None:
    ids = count(50)
    turned = wholly_turned(of, "Why", lambda old: Occasion(UUID(int=next(ids)), f"corrected:{old.id}:change:7", DAY))
    assert stands(of, list(turned)) == {}


def test_entries_are_put_together_by_what_waited_of_them() -> None:
    rows = [(waits(A, 12_25), True), (waits(B, 12_25), False)]
    (found,) = borne_of([THREE, took_over(A, 12_25)], rows)
    assert (found.charged, found.taken_over, found.waits) == (THREE, (took_over(A, 12_25),), (waits(B, 12_25),))


def test_what_waits_for_a_price_waits_without_a_line() -> None:
    priceless = replace(waits(A, 1), waits_for=WaitsFor.PRICE, weights={A: 1, B: 2}, pence=None, entry_id=None)
    again = Occasion(UUID(int=60), "again", DAY)
    left = without(priceless, [A], again, shared=True)
    assert left
    assert (left.weights, left.cause) == ({B: 2}, "again")
    assert without(priceless, [A, B], again, shared=True) is None
