"""Say late that others pay for what was delivered: what was posted since that day is turned round and posted anew, and
what comes is theirs. Refuses what nothing was delivered of, what is theirs on that day already, and what no fund would
pay for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.codes import AccountKind, CorrectionReason, EntryKind
from handrail.ledger.queries import money_terms, posted
from handrail.ledger.queries.contract import contract_facts
from handrail.ledger.queries.standing import standing_of_lines
from handrail.ledger.rules.entries import Entry, Occasion, Payers, Posting, Price, released, reserved
from handrail.ledger.rules.restating import Standing, funded_anew, pence_of
from handrail.loans import actions as loan_actions
from handrail.orders import actions as order_actions
from handrail.orders.models import FundingChange
from handrail.orders.queries import LineRow, lines_for_update
from handrail.orders.queries.money import LineToPay, lines_to_pay, payer_changed_from, with_those_in_place
from handrail.orders.states import LineState
from handrail.partners.queries import councils
from handrail.people.states import CareRoute
from handrail.usecases._payers import payers_of
from handrail.usecases._posting import post
from handrail.usecases._restating import occasions_of
from handrail.vouchers.queries.held import hold_vouchers

# What follows whatever paid for the equipment, whenever it came back.
_FOLLOWS = (AccountKind.CREDITED,)
_BOUGHT = (AccountKind.EQUIPMENT, AccountKind.SUSPENSE)


@dataclass(frozen=True, slots=True)
class FunderChange:
    """Who pays for a line in truth: by which care route, as whose resident, from which day on, and why."""

    line_id: UUID
    care_route: CareRoute
    council_id: UUID
    from_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class FunderChanged:
    """How many entries were posted anew, and how many lines changed their payer: with those in its place."""

    restated: int
    lines: int


@use_case(Event.FUNDER_CHANGED, needs=Permission.KEEP_POOL)
def change_funder(change: Change, *, request: FunderChange) -> FunderChanged:
    """The facts on the line change, with a row of what they were; each entry of `from_on` or later is turned round by
    one that names it, and posted anew. A credit follows the equipment that it is for."""
    if reasons := list(_against(change, request)):
        raise Refused(reasons)
    ids = with_those_in_place(change.scope, request.line_id)
    if not ids:
        raise refuse(CallReason.NOT_FOUND, "line_id")
    facts = _facts(request)
    # Loans before lines, as everywhere: what passes its tests at this moment is credited before or after.
    loan_actions.fund_of_lines(ids, facts)
    hold_vouchers(change.scope, ids)
    lines = lines_for_update(change.scope, ids)
    line = next(line for line in lines if line.id == request.line_id)
    # They may pay already, and from too late a day: an earlier one is said by the same step.
    changed_from = payer_changed_from(change.scope, line.id)
    is_earlier = changed_from is not None and request.from_on < changed_from
    if reason := _against_line(line, facts, paid_by(change, ids), is_earlier=is_earlier):
        raise Refused([reason])
    payers = _payers(change, request, ids)
    if not all(payers.values()):
        raise refuse(CorrectionReason.NO_FUND_PAYS, "care_route")
    order_actions.fund_lines([_row(change, line, facts, request) for line in lines], facts)
    restated = _restated(change, standing_of_lines(change.scope, ids), payers, request)
    post(change, [*restated, *_kept_anew(change, payers, request.reason)])
    for line in lines:
        change.touched("line", line.id, line.person_id)
    return FunderChanged(sum(one.kind is EntryKind.RESTATED for one in restated), len(lines))


def _against(change: Change, request: FunderChange) -> Iterator[Reason]:
    if not request.reason.strip():
        yield Reason(CorrectionReason.NO_REASON, "reason")
    if request.from_on > change.at.today:
        yield Reason(CorrectionReason.ON_A_LATER_DAY, "from_on")
    if request.from_on < (began := contract_facts(change.scope).starts_on):
        yield Reason(CorrectionReason.BEFORE_CONTRACT, "from_on", (("began", began.isoformat()),))
    if request.council_id not in {one.id for one in councils()}:
        yield Reason(CallReason.NOT_FOUND, "council_id")


def _facts(request: FunderChange) -> dict[str, Any]:
    """As they are frozen on a line. The usual route has no days of its own."""
    usual = request.care_route is CareRoute.STANDARD
    return {
        "council_id": str(request.council_id),
        "council": next((one.name for one in councils() if one.id == request.council_id), ""),
        "care_route": request.care_route.value,
        "from_on": None if usual else request.from_on.isoformat(),
        "until_on": None,
        "payer": "",
    }


def paid_by(change: Change, ids: Sequence[UUID]) -> Mapping[UUID, LineToPay]:
    """The lines as money sees them."""
    return {line.id: line for line in lines_to_pay(change.scope, ids)}


def _against_line(
    line: LineRow, facts: Mapping[str, Any], known: Mapping[UUID, LineToPay], *, is_earlier: bool
) -> Reason | None:
    at_door = known[line.id].at_door
    if at_door and at_door.in_place:
        return Reason(CorrectionReason.PAID_BY_ANOTHER, "line_id")
    if line.state is not LineState.DELIVERED and not line.quantity_delivered:
        return Reason(CorrectionReason.NOTHING_ARRIVED, "line_id")
    same = all(line.funding.get(name) == facts[name] for name in ("council_id", "care_route"))
    return Reason(CorrectionReason.SAME_PAYER, "care_route") if same and not is_earlier else None


def _payers(change: Change, request: FunderChange, ids: Sequence[UUID]) -> dict[UUID, Mapping[UUID, int]]:
    """The share sets of today, by the rules of the day on which each line was ordered."""
    return {
        line.id: payers_of(change, replace(line, care_route=request.care_route.value, council_id=request.council_id))
        for line in lines_to_pay(change.scope, ids)
    }


def _row(change: Change, line: LineRow, facts: Mapping[str, Any], request: FunderChange) -> FundingChange:
    return FundingChange(
        id=change.new_id(), contract_id=change.scope.contract_id, line_id=line.id, person_id=line.person_id,
        was=dict(line.funding), becomes={**line.funding, **facts}, from_on=request.from_on, reason=request.reason,
        by_id=change.scope.user_id, happened_at=change.at.happened_at,
    )  # fmt: skip


def _restated(
    change: Change, standing: Sequence[Standing], payers: Mapping[UUID, Mapping[UUID, int]], request: FunderChange
) -> list[Entry]:
    moved = {
        part.line_id
        for one in standing
        if one.happened_on >= request.from_on
        for part in one.of(_BOUGHT, payers)
    }  # fmt: skip
    made: list[Entry] = []
    for one in standing:
        credit = one.of(_FOLLOWS, payers)
        follows = {part.line_id for part in credit} <= moved if credit else one.happened_on >= request.from_on
        if follows:
            on_day = {line: _on_day(change, weights, one.happened_on) for line, weights in payers.items()}
            made += funded_anew(occasions_of(change, one), one, on_day, request.reason)
    return made


def _on_day(change: Change, weights: Mapping[UUID, int], day: date) -> Mapping[UUID, int]:
    """The same funds under the shares of an earlier day: what was bought then is shared as partners shared then."""
    sets = money_terms(change.scope).share_sets
    fund_of = {share_set: fund for fund, share_set in sets.of(change.at.today)}
    then = dict(sets.of(day))
    return {then.get(fund_of[share_set], share_set): weight for share_set, weight in weights.items()}


def _kept_anew(change: Change, payers: Mapping[UUID, Mapping[UUID, int]], why: str) -> Iterator[Entry]:
    """What is still kept for the rest of a line is kept by others from today on."""
    kept: dict[UUID | None, list[Posting]] = defaultdict(list)
    for one in posted(change.scope, payers, AccountKind.RESERVED):
        kept[one.line_id].append(one)
    for line_id, weights in payers.items():
        gone = released(_today(change, f"line:{line_id}:released"), kept[line_id])
        if gone:
            again = _today(change, f"line:{line_id}:reserved")
            total = pence_of(kept[line_id])
            yield replace(gone, note=why)
            yield replace(reserved(again, Price("equipment", "", 1, total), [Payers(line_id, weights)]), note=why)


def _today(change: Change, caused_by: str) -> Occasion:
    return Occasion(change.new_id(), f"{caused_by}:change:{change.audit_id}", change.at.today)
