"""The only code that writes loans, gifts and adaptations, and who was told of recalls. Needs an open change.
Refuses (STALE) a loan that is no longer in the state that the caller saw."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from pydantic_core import to_json

from handrail.core.insert import insert_rows
from handrail.core.refusal import CallReason, refuse
from handrail.core.steps import move
from handrail.loans.models import Adaptation, Gift, Loan, RecallTelling
from handrail.loans.passed import CameBack, all_that_came_back
from handrail.loans.plans import AdaptationStart, GiftStart, LoanStart, NewTelling, PartBack
from handrail.loans.states import OPEN, EndReason, LoanState


def start_loans(rows: Sequence[LoanStart], *, contract_id: UUID) -> None:
    """Begin loans, in one statement."""
    first = {"contract_id": contract_id, "state": LoanState.ACTIVE.value, "state_path": [LoanState.ACTIVE.value]}
    insert_rows(Loan, [first | _columns(row) for row in rows])


def give(rows: Sequence[GiftStart], *, contract_id: UUID) -> None:
    """Record what became people's own, in one statement."""
    insert_rows(Gift, [{"contract_id": contract_id} | _columns(row) for row in rows])


def gifts_never_were(ids: Collection[UUID], *, at: datetime) -> None:
    """Mark gifts that were recorded by mistake, in one statement."""
    Gift.objects.filter(pk__in=ids).update(mistaken_at=at)


def fit(rows: Sequence[AdaptationStart], *, contract_id: UUID) -> None:
    """Record what was fitted to homes, in one statement."""
    insert_rows(Adaptation, [{"contract_id": contract_id} | _columns(row) for row in rows])


def end_loans(
    ids: Collection[UUID],
    *,
    at: datetime,
    reason: EndReason,
    note: str = "",
    expected: Collection[LoanState] = OPEN,
) -> None:
    """End loans, in one statement. What was RETURNED came back in full; of a loan that never was, nothing did."""
    also: dict[str, Any] = {"quantity_back": F("quantity")} if reason is EndReason.RETURNED else {}
    if reason is EndReason.MISTAKEN:
        also = {"quantity_back": 0}
    move_loans(
        ids,
        expected=expected,
        path=[LoanState.ENDED],
        reason=reason.value,
        ended_at=at,
        end_reason=reason.value,
        end_note=note,
        **also,
    )


def fund_of_lines(lines: Collection[UUID], facts: Mapping[str, Any]) -> None:
    """Lay these facts of who pays over those of the loans and gifts that began with these lines. Two statements."""
    with connection.cursor() as cursor:
        for table in ("loans_loan", "loans_gift"):
            cursor.execute(
                f"UPDATE {table} SET funding = funding || %s::jsonb WHERE line_id = ANY(%s)",  # noqa: S608 - our tables
                [to_json(facts).decode(), list(lines)],
            )


def take_back(rows: Sequence[PartBack]) -> None:
    """Count what came back of counted loans that go on for the rest, in one statement.

    Raises `Refused(STALE)` when a loan has ended meanwhile, or less than that is left of it."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE loans_loan l SET quantity_back = l.quantity_back + b.quantity
               FROM unnest(%s::uuid[], %s::int[]) AS b (loan_id, quantity)
               WHERE l.id = b.loan_id AND l.ended_at IS NULL AND l.quantity_back + b.quantity < l.quantity""",
            [[row.loan_id for row in rows], [row.quantity for row in rows]],
        )
        if cursor.rowcount != len(rows):
            raise refuse(CallReason.STALE)


def count_back(rows: Sequence[PartBack]) -> None:
    """Say anew how many of open counted loans came back, in one statement: here `quantity` is all that did.

    Raises `Refused(STALE)` when a loan has ended meanwhile."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE loans_loan l SET quantity_back = b.quantity
               FROM unnest(%s::uuid[], %s::int[]) AS b (loan_id, quantity)
               WHERE l.id = b.loan_id AND l.ended_at IS NULL AND b.quantity < l.quantity""",
            [[row.loan_id for row in rows], [row.quantity for row in rows]],
        )
        if cursor.rowcount != len(rows):
            raise refuse(CallReason.STALE)


def settle_items(assets: Collection[UUID]) -> tuple[CameBack, ...]:
    """These items have passed their tests: the loans that they came back from are held, settled, and told. Whoever
    changes at this moment who pays for them is waited for. One statement."""
    if not assets:
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT loans_settle_items(%s)", [list(assets)])
        (told,) = cursor.fetchone()
    return all_that_came_back(told)


def settle(pieces: Mapping[UUID, int]) -> None:
    """So many more of what came back of these loans have passed their tests. One statement."""
    if passed := {loan_id: number for loan_id, number in pieces.items() if number}:
        with connection.cursor() as cursor:
            cursor.execute("SELECT loans_settle_pieces(%s, %s)", [list(passed), list(passed.values())])


def fall_due(pieces: Mapping[UUID, int]) -> None:
    """For so many pieces of these loans, which came back just now, it is settled what is credited. One statement."""
    if pieces:
        with connection.cursor() as cursor:
            cursor.execute("SELECT loans_fall_due(%s, %s)", [list(pieces), list(pieces.values())])


def set_review(ids: Collection[UUID], *, review_on: date) -> None:
    """Set when loans are looked at again, without a change of state, in one statement."""
    if ids:
        Loan.objects.filter(pk__in=ids).update(review_on=review_on)


def lend_at(ids: Collection[UUID], *, address_id: UUID) -> None:
    """The things went along to another address, in one statement; their places in stock move in the same change."""
    if ids:
        Loan.objects.filter(pk__in=ids).update(address_id=address_id)


def take_down(ids: Collection[UUID], *, at: datetime) -> None:
    """What was fitted to homes is fitted no more, in one statement."""
    if ids:
        Adaptation.objects.filter(pk__in=ids, removed_at__isnull=True).update(removed_at=at)


def mend_removal(adaptation_id: UUID, *, removed_at: datetime | None, why: str) -> bool:
    """What is fitted was taken down, or (None) was not after all. False: that stands already."""
    other = Adaptation.objects.filter(pk=adaptation_id, removed_at__isnull=removed_at is not None)
    return bool(other.update(removed_at=removed_at, removal_why=why[:300]))


def tell_of_recall(
    rows: Sequence[NewTelling], *, contract_id: UUID, by_id: UUID, happened_at: datetime, recorded_at: datetime
) -> None:
    """Record who was told that things of theirs are recalled, or was not reached, in one statement."""
    whose = {"contract_id": contract_id, "by_id": by_id, "happened_at": happened_at, "recorded_at": recorded_at}
    insert_rows(RecallTelling, [whose | _columns(row) for row in rows])


def take_back_telling(telling_id: UUID, *, by_id: UUID, at: datetime, why: str) -> None:
    """They were not told; `Refused(STALE)` when that was taken back meanwhile."""
    found = RecallTelling.objects.filter(pk=telling_id, mistaken_at__isnull=True)
    if found.update(mistaken_at=at, mistaken_by_id=by_id, mistaken_why=why) != 1:
        raise refuse(CallReason.STALE)


def move_loans(
    ids: Collection[UUID],
    *,
    expected: Collection[LoanState],
    path: Sequence[LoanState],
    reason: str = "",
    **also: Any,
) -> None:
    """Move loans along `path`, with `also` set in the same statement; `Refused(STALE)` where one had moved on."""
    move(Loan, ids, expected=expected, path=path, reason=reason, **also)


def _columns(row: LoanStart | GiftStart | AdaptationStart | NewTelling) -> dict[str, Any]:
    """Without asdict, which copies every value: an import starts a hundred thousand loans."""
    return {name: getattr(row, name) for name in type(row).__slots__}
