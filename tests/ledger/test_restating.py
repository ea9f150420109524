"""What an entry says is said again: under other payers, at another price, or without a line, to the penny."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.ledger.rules.restating import (
    Standing,
    corrected_by_hand,
    funded_anew,
    in_proportion,
    priced_anew,
    turned_round,
)

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
POOL, NHS, COUNCIL = UUID(int=11), UUID(int=12), UUID(int=13)
DAY = date(2026, 3, 2)
ONE, TWO = Occasion(UUID(int=21), "back", DAY), Occasion(UUID(int=22), "again", DAY)
# £24.50 for one visit, shared by three lines.
VISIT = Standing(
    UUID(int=20), EntryKind.CHARGED, "charge:visit:1:delivery", Price("delivery", "deliver_5d", 1, 24_50), DAY,
    (
        Posting(AccountKind.ACTIVITY, POOL, 8_17, A), Posting(AccountKind.ACTIVITY, POOL, 8_17, B),
        Posting(AccountKind.ACTIVITY, POOL, 8_16, C), Posting(AccountKind.PROVIDER, None, -24_50),
    ),
)  # fmt: skip


def stands(*entries: Entry | None) -> dict[tuple[UUID | None, UUID | None], int]:
    """What lines bear of the visit after these entries, by line and share set."""
    found: dict[tuple[UUID | None, UUID | None], int] = {}
    for one in (*VISIT.parts, *(part for entry in entries if entry for part in entry.postings)):
        if one.kind is not AccountKind.PROVIDER:
            found[one.line_id, one.share_set_id] = found.get((one.line_id, one.share_set_id), 0) + one.amount_pence
    return {key: pence for key, pence in found.items() if pence}


def test_a_lines_part_is_borne_by_others_by_their_weights() -> None:
    entries = funded_anew((ONE, TWO), VISIT, {B: {NHS: 1, COUNCIL: 1}}, "Why")
    assert [(one.kind, one.corrects_id, one.note) for one in entries] == [
        (EntryKind.CORRECTED, VISIT.id, "Why"), (EntryKind.RESTATED, None, "Why"),
    ]  # fmt: skip
    assert [one.price for one in entries] == [
        Price("delivery", "deliver_5d", 1, -8_17), Price("delivery", "deliver_5d", 1, 8_17),
    ]  # fmt: skip
    assert stands(*entries) == {(A, POOL): 8_17, (B, NHS): 4_09, (B, COUNCIL): 4_08, (C, POOL): 8_16}


def test_who_pays_already_is_not_posted_again() -> None:
    assert funded_anew((ONE, TWO), VISIT, {B: {POOL: 5}}, "Why") == ()
    assert funded_anew((ONE, TWO), VISIT, {UUID(int=9): {NHS: 1}}, "Why") == ()


def test_what_only_moved_between_accounts_is_turned_round_and_not_said_again() -> None:
    moved = Standing(
        UUID(int=30), EntryKind.MOVED, "moved", Price("equipment", "", 1, 5_00), DAY,
        (Posting(AccountKind.SUSPENSE, None, -5_00, A), Posting(AccountKind.EQUIPMENT, POOL, 5_00, A)),
    )  # fmt: skip
    (back,) = funded_anew((ONE, TWO), moved, {A: {NHS: 1}}, "Why")
    assert {(one.kind, one.amount_pence) for one in back.postings} == {
        (AccountKind.SUSPENSE, 5_00), (AccountKind.EQUIPMENT, -5_00),
    }  # fmt: skip


def test_what_a_fund_took_over_is_anothers_and_nobody_is_owed_twice() -> None:
    took_over = Standing(
        UUID(int=30), EntryKind.MOVED, "moved", Price("delivery", "", 1, 5_00), DAY,
        (Posting(AccountKind.SUSPENSE, None, -5_00), Posting(AccountKind.ACTIVITY, POOL, 5_00, A)),
    )  # fmt: skip
    (anew,) = funded_anew((ONE, TWO), took_over, {A: {NHS: 1}}, "Why")
    assert anew.corrects_id == took_over.id
    assert set(anew.postings) == {
        Posting(AccountKind.ACTIVITY, POOL, -5_00, A), Posting(AccountKind.ACTIVITY, NHS, 5_00, A),
    }  # fmt: skip


def test_a_charge_that_waits_in_part_is_not_priced_by_hand() -> None:
    assert corrected_by_hand(VISIT)
    waits = replace(VISIT, postings=(*VISIT.postings[:2], Posting(AccountKind.SUSPENSE, None, 8_16)))
    assert not corrected_by_hand(waits)


def test_another_price_is_borne_as_the_old_one_was() -> None:
    back = turned_round(ONE, VISIT, VISIT.parts, "Why")
    (again,) = priced_anew(TWO, VISIT, VISIT.parts, Price("delivery", "deliver_5d", 1, 10_00), "Why")
    assert sum(stands(back, again).values()) == 10_00
    assert stands(back, again) == {(A, POOL): 3_34, (B, POOL): 3_33, (C, POOL): 3_33}
    assert priced_anew(TWO, VISIT, VISIT.parts, Price("delivery", "", 1, 0), "Why") == ()
    assert stands(back) == {}


def test_a_credit_follows_its_price_half_a_penny_up() -> None:
    assert in_proportion(590_75, 695_00, 650_00) == 552_50
    assert in_proportion(1, 2, 1) == 1
    assert in_proportion(85, 0, 100) == 0
