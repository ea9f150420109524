"""Change what activities cost, from a day on; or take such a change back before its day.
Refuses a row that the contract's list does not have, a day that has begun, prices that overlap later ones or leave a
gap after earlier ones: all rows or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from handrail.catalogue.reference.held import DataKind, DataRow, held_rows, rows_on
from handrail.catalogue.reference.rows import PriceRow
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.ledger.rules.price_terms import MOST_PENCE, PriceReason, PriceWanted
from handrail.partners import actions
from handrail.partners.effective import Change as PlannedChange
from handrail.partners.effective import EffectiveReason, Held, plan_change, plan_withdrawal
from handrail.partners.models import ActivityPrice
from handrail.usecases._reference_rows import ReferenceRows

type HeldPrices = Mapping[tuple[str, ...], Sequence[Held[DataRow]]]


@dataclass(frozen=True, slots=True)
class PriceListChange:
    """What rows of the price list cost from a day on. Rows that cost so much already are passed, all others stay."""

    prices: tuple[PriceWanted, ...]
    from_on: date


@dataclass(frozen=True, slots=True)
class PriceListWithdrawal:
    """The prices that were to begin on that day shall not."""

    from_on: date


@dataclass(frozen=True, slots=True)
class PricesChanged:
    """How many rows have another price from the day on."""

    changed: int


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_price_list(change: Change, *, request: PriceListChange) -> PricesChanged:
    """End the prices that change on the day before, and begin the new ones."""
    held = held_rows(change.scope.contract_id, DataKind.PRICE, lock=True)
    plans, reasons = _planned(change.scope, held, request, today=change.at.today)
    if reasons:
        raise Refused(reasons[:200])
    ends = [plan.ends.id for plan in plans if plan.ends]
    if ends:
        actions.end_data(ActivityPrice, ends, until_on=request.from_on)
    rows = ReferenceRows(change.scope.contract_id, request.from_on, change.new_id)
    made = [rows.price(plan.row) for plan in plans]
    actions.add_data(made)
    for row in made:
        change.touched("price", row.id)
    return PricesChanged(len(made))


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_price_list(change: Change, *, request: PriceListWithdrawal) -> PricesChanged:
    """Take back prices before their day; those that they would have ended go on."""
    held = held_rows(change.scope.contract_id, DataKind.PRICE, lock=True)
    coming = [(one, rows) for rows in held.values() for one in rows if one.from_on == request.from_on]
    plans = [plan_withdrawal(rows, one.id, today=change.at.today) for one, rows in coming]
    reasons = [plan for plan in plans if isinstance(plan, Reason)]
    if reasons or not plans:
        on = (("on", request.from_on.isoformat()),)
        raise Refused(reasons[:1] or [Reason(EffectiveReason.NOT_HELD, None, on)])
    found = [plan for plan in plans if not isinstance(plan, Reason)]
    actions.take_back_data(ActivityPrice, [one.id for one, _ in found])
    actions.move_ends(ActivityPrice, {earlier.id: one.until_on for one, earlier in found if earlier is not None})
    for one, _ in found:
        change.touched("price", one.id)
    return PricesChanged(len(found))


def reasons_against_prices(scope: Scope, request: PriceListChange, today: date) -> Sequence[Reason]:
    """Why these prices could not be laid down as things stand; nothing is written."""
    return _planned(scope, held_rows(scope.contract_id, DataKind.PRICE), request, today=today)[1]


def _planned(
    scope: Scope, held: HeldPrices, request: PriceListChange, *, today: date
) -> tuple[list[PlannedChange[PriceRow]], list[Reason]]:
    plans: list[PlannedChange[PriceRow]] = []
    reasons: list[Reason] = []
    speeds = {row.speed for row in rows_on(held_rows(scope.contract_id, DataKind.SPEED), request.from_on)}
    known = {rows[-1].row.activity: rows[-1].row for rows in held.values() if isinstance(rows[-1].row, PriceRow)}
    for wanted in request.prices:
        if reason := _reason_against(wanted, known, speeds):
            reasons.append(reason)
            continue
        key = (wanted.activity, wanted.speed_code)
        of_key = [
            Held(one.id, one.row, one.from_on, one.until_on)
            for one in held.get(key, ())
            if isinstance(one.row, PriceRow)
        ]
        like = of_key[-1].row if of_key else replace(known[wanted.activity], speed=wanted.speed_code)
        row = replace(like, price_pence=wanted.pence)
        plan = plan_change(of_key, row, from_on=request.from_on, until_on=None, today=today)
        if isinstance(plan, Reason):
            reasons.append(Reason(plan.code, plan.field, (*plan.params, ("row", _named(wanted)))))
        elif plan is not None:
            plans.append(plan)
    if not plans and not reasons:
        reasons.append(Reason(EffectiveReason.NOTHING_CHANGED, "prices"))
    return plans, _said_once(reasons)


def _said_once(reasons: list[Reason]) -> list[Reason]:
    """A day that is wrong is wrong for each of fifty rows: where nothing else is, it is said once and of no row."""
    alike = {replace(one, params=tuple(param for param in one.params if param[0] != "row")) for one in reasons}
    return list(alike) if len(reasons) > len(alike) == 1 else reasons


def _reason_against(wanted: PriceWanted, known: Mapping[str, PriceRow], speeds: set[str]) -> Reason | None:
    about = (("row", _named(wanted)),)
    if wanted.activity not in known:
        return Reason(PriceReason.ROW_UNKNOWN, "prices", about)
    if wanted.speed_code and wanted.speed_code not in speeds:
        return Reason(PriceReason.SPEED_UNKNOWN, "prices", about)
    if not 0 <= wanted.pence <= MOST_PENCE:
        return Reason(PriceReason.NEGATIVE if wanted.pence < 0 else PriceReason.NOT_AN_AMOUNT, "prices", about)
    return None


def _named(wanted: PriceWanted) -> str:
    return f"{wanted.activity} {wanted.speed_code}".strip()
