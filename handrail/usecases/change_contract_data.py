"""Change what a contract lays down, by date: codes, calendars, speeds, prices, terms, authorities.
Refuses to rewrite history, gaps, overlaps, and a change after which the contract's data would contradict itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from handrail.catalogue.reference.check import faults_of_set
from handrail.catalogue.reference.held import KINDS, DataKind, DataRow, held_reference, held_rows, key_of, rows_on
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners import actions as partner_actions
from handrail.partners.effective import (
    CalendarRow,
    EffectiveReason,
    Held,
    TermRow,
    gap_from,
    plan_change,
    plan_end,
    plan_withdrawal,
)
from handrail.partners.effective import Change as PlannedChange
from handrail.partners.models import Calendar, ContractTerm, EffectiveRow
from handrail.partners.terms import Terms, checked
from handrail.usecases._reference_rows import ReferenceRows

MOST_FOR_A_TERM = 1_000_000_000
# After a change of these the whole reference is checked again.
CHECKED = frozenset({DataKind.CODE, DataKind.SPEED, DataKind.PRICE, DataKind.AUTHORITY})


@dataclass(frozen=True, slots=True)
class DataChange:
    """Rows of one kind that shall hold from a day, until another where given. Rows that say so already are passed."""

    kind: DataKind
    rows: tuple[DataRow, ...]
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class DataEnd:
    """One key of a kind holds no longer from `until_on`."""

    kind: DataKind
    key: tuple[str, ...]
    until_on: date


@dataclass(frozen=True, slots=True)
class DataWithdrawal:
    """A row that was to begin later shall not."""

    kind: DataKind
    key: tuple[str, ...]
    row_id: UUID


@dataclass(frozen=True, slots=True)
class DataChanged:
    """How many rows are new, how many replace another, how many said so already."""

    added: int
    changed: int
    unchanged: int


@use_case(Event.CONTRACT_DATA_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def change_contract_data(change: Change, *, request: DataChange) -> DataChanged:
    """End what holds on the day before and begin the new rows, all of them or none."""
    held = held_rows(change.scope.contract_id, request.kind, lock=True)
    plans, reasons = [], list(_against_values(request.rows))
    for row in request.rows:
        plan = _plan(change, request, held, row)
        if isinstance(plan, Reason):
            reasons.append(_naming(plan, request.kind, row))
        elif plan is not None:
            plans.append(plan)
    if reasons:
        raise Refused(reasons[:200])
    if not plans and len(request.rows) == 1:
        raise refuse(EffectiveReason.NOTHING_CHANGED)
    before = _faults(change, request.kind, request.from_on)
    _write(change, request.kind, plans)
    _refuse_new_faults(change, request.kind, request.from_on, before)
    ended = sum(plan.ends is not None for plan in plans)
    return DataChanged(len(plans) - ended, ended, len(request.rows) - len(plans))


def _plan(
    change: Change, request: DataChange, held: Mapping[tuple[str, ...], Sequence[Held[DataRow]]], row: DataRow
) -> PlannedChange[DataRow] | Reason | None:
    """A price for days for which its activity had none may begin before today: what was done then waits for it."""
    key, today = key_of(request.kind, row), change.at.today
    gap = None
    if request.kind is DataKind.PRICE and request.from_on <= today:
        of_activity = [one for other, ones in held.items() if other[0] == key[0] for one in ones]
        gap = gap_from(of_activity, request.from_on, request.until_on)
    from_on, until_on = gap or (request.from_on, request.until_on)
    return plan_change(held.get(key, ()), row, from_on=from_on, until_on=until_on, today=today, fills=gap is not None)


def _write(change: Change, kind: DataKind, plans: Sequence[PlannedChange[DataRow]]) -> None:
    model = KINDS[kind].model
    ends = [plan.ends.id for plan in plans if plan.ends]
    if ends:
        partner_actions.end_data(model, ends, until_on=plans[0].from_on)
    made = [_row(change, kind, plan) for plan in plans]
    partner_actions.add_data(made)
    for row in made:
        change.touched(kind.value.lower(), row.id)


def _row(change: Change, kind: DataKind, plan: PlannedChange[DataRow]) -> EffectiveRow:
    rows = ReferenceRows(change.scope.contract_id, plan.from_on, change.new_id)
    value: Any = plan.row
    made: EffectiveRow
    match kind:
        case DataKind.CALENDAR:
            made = _plain_row(change, Calendar, value, plan)
        case DataKind.TERM:
            made = _plain_row(change, ContractTerm, value, plan)
        case DataKind.SPEED:
            made = rows.speed(value, plan.position)
        case DataKind.PRICE:
            made = rows.price(value)
        case DataKind.CODE:
            made = rows.code(value, plan.position)
        case DataKind.AUTHORITY:
            made = rows.authority(value)
    made.until_on = plan.until_on
    return made


def _plain_row(
    change: Change, model: type[EffectiveRow], value: CalendarRow | TermRow, plan: PlannedChange[DataRow]
) -> EffectiveRow:
    columns = {field.name: getattr(value, field.name) for field in fields(value)}
    if "days" in columns:
        columns["days"] = list(columns["days"])
    return model(id=change.new_id(), contract_id=change.scope.contract_id, from_on=plan.from_on, **columns)


@use_case(Event.CONTRACT_DATA_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def end_contract_data(change: Change, *, request: DataEnd) -> UUID:
    """End a row, so that nothing of its key holds from the day. Gives the row's id."""
    held = _of_key(change, request.kind, request.key)
    plan = plan_end(held, until_on=request.until_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    before = _faults(change, request.kind, request.until_on)
    partner_actions.end_data(KINDS[request.kind].model, [plan.id], until_on=request.until_on)
    _refuse_new_faults(change, request.kind, request.until_on, before)
    change.touched(request.kind.value.lower(), plan.id)
    return plan.id


@use_case(Event.CONTRACT_DATA_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def withdraw_contract_change(change: Change, *, request: DataWithdrawal) -> UUID:
    """Take back a change that has not begun; what it would have ended goes on. Gives the row's id."""
    held = _of_key(change, request.kind, request.key)
    plan = plan_withdrawal(held, request.row_id, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    coming, earlier = plan
    before = _faults(change, request.kind, coming.from_on)
    model = KINDS[request.kind].model
    partner_actions.take_back_data(model, [coming.id])
    if earlier is not None:
        partner_actions.move_ends(model, {earlier.id: coming.until_on})
    _refuse_new_faults(change, request.kind, coming.from_on, before)
    change.touched(request.kind.value.lower(), coming.id)
    return coming.id


def _of_key(change: Change, kind: DataKind, key: tuple[str, ...]) -> list[Held[DataRow]]:
    held = held_rows(change.scope.contract_id, kind, lock=True, first=key[:1]).get(key)
    if held is None:
        raise refuse(CallReason.NOT_FOUND)
    return held


# Deciding


def _naming(reason: Reason, kind: DataKind, row: DataRow) -> Reason:
    """The reason with the row it is about, for changes of many rows."""
    return Reason(reason.code, reason.field, (*reason.params, ("row", " ".join(key_of(kind, row)).strip())))


def _against_values(rows: Sequence[DataRow]) -> list[Reason]:
    """What is wrong with rows that no file's reader has checked: terms and calendars."""
    reasons = []
    for row in rows:
        if isinstance(row, TermRow):
            value = checked(row.key, row.value)
            if isinstance(value, int) and not 0 <= value <= MOST_FOR_A_TERM:
                reasons.append(Reason(EffectiveReason.TERM_OUT_OF_RANGE, "value", (("key", row.key),)))
        if isinstance(row, CalendarRow) and _never_opens(row):
            reasons.append(Reason(EffectiveReason.CALENDAR_NEVER_OPENS, "opens", (("code", row.code),)))
    return reasons


def _never_opens(row: CalendarRow) -> bool:
    if not row.days or (row.opens is None) != (row.closes is None):
        return True
    return row.opens is not None and row.closes is not None and row.opens >= row.closes


def _faults(change: Change, kind: DataKind, on: date) -> frozenset[Reason]:
    """What does not agree on that day, as the tables stand now."""
    contract_id = change.scope.contract_id
    found: list[Reason] = []
    if kind in CHECKED:
        found += faults_of_set(held_reference(contract_id, on))
    speeds = rows_on(held_rows(contract_id, DataKind.SPEED), on)
    calendars = {row.code for row in rows_on(held_rows(contract_id, DataKind.CALENDAR), on)}
    found += [
        Reason(EffectiveReason.CALENDAR_UNKNOWN, "calendar", (("speed", speed.label), ("calendar", speed.calendar)))
        for speed in speeds
        if speed.calendar not in calendars
    ]
    terms = {row.key: row.value for row in rows_on(held_rows(contract_id, DataKind.TERM), on)}
    known = {speed.speed for speed in speeds}
    for term in (field for field in fields(Terms) if field.name.startswith("default_")):
        if (named := terms.get(term.name, term.default)) not in known:
            found.append(Reason(EffectiveReason.SPEED_UNKNOWN, "value", (("key", term.name), ("named", str(named)))))
    return frozenset(found)


def _refuse_new_faults(change: Change, kind: DataKind, on: date, before: frozenset[Reason]) -> None:
    """The whole change is undone when it made something wrong that was not so before."""
    new = [reason for reason in _faults(change, kind, on) if reason not in before]
    if new:
        raise Refused(sorted(new, key=lambda reason: (str(reason.code), reason.params))[:200])
