"""Look over and test cleaned items, with readings; pass them, send them to repair, scrap or quarantine them.
Refuses a pass without its test, against its readings or with a report unanswered; may put what passed on the shelf in
the same call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from handrail.core.moves import path
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import InspectionVerdict, StockReason
from handrail.stock.plans import AssetStep, CaredFor, CountedMove, ItemDone, ItemScan, NewInspection, StockDone
from handrail.stock.queries.passport import DiscrepancyRow, open_about
from handrail.stock.rules.care import (
    AfterInspection,
    CheckIntervals,
    DueDates,
    InspectionDone,
    InspectionKind,
    Verdict,
    after_inspection,
)
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.usecases._checked import Checked, follow_checked
from handrail.usecases._facts import due_dates, intervals
from handrail.usecases._lots import in_their_lots
from handrail.usecases._scans import Found, FoundAsset, FoundCount, FoundItems, field_of, find_items
from handrail.usecases._store import check_codes, name_shelf, touch
from handrail.visits.rules.aftermath import TO_BE_ANSWERED


@dataclass(frozen=True, slots=True)
class InspectedItem:
    """One thing inspected. `readings` by name: insulation_megaohm, earth_continuity_ohm, leakage_milliamp ...
    `answer`: with a pass, what answers a report that it was not safe where it stood; kept with the defects."""

    item: ItemScan
    kinds: tuple[InspectionKind, ...]
    verdict: InspectionVerdict
    readings: Mapping[str, Decimal] = field(default_factory=dict)
    condition_grade: str = ""
    defects: str = ""
    scrap_reason: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was inspected in which store; `put_away` puts what passed on the shelf, on `bin` where one is named."""

    place_id: UUID
    items: tuple[InspectedItem, ...]
    put_away: bool = False
    bin: str = ""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one inspection leads to: the states passed, and the record of it."""

    path: tuple[AssetState, ...]
    due: DueDates


@use_case(Event.INSPECTED, needs=Permission.CARE_FOR_EQUIPMENT)
def inspect(change: Change, *, request: Inspected) -> StockDone:
    """Every item DECONTAMINATED → PASSED (→ READY), IN_REPAIR, SCRAPPED or QUARANTINED, with its record.

    An item on the shelf whose dates have run out may be tested too: it leaves the shelf in the same call."""
    found = in_their_lots(
        change.scope,
        find_items(change.scope, [one.item for one in request.items], store=request.place_id),
        request.place_id,
        AssetState.DECONTAMINATED,
    )
    _check_lists(change, request)
    _check_reports(change, request, found)
    outcomes = _outcomes(change, request, found)
    actions.step_assets([_step(one, request, outcomes[one.index]) for one in found.assets])
    actions.move_counted(_moves(change, request, found.counted, outcomes))
    put = [one for one in found.all if outcomes[one.index].path[-1:] == (AssetState.READY,)]
    products = (one.asset.product_id if isinstance(one, FoundAsset) else one.product_id for one in put)
    name_shelf(change, request.place_id, products, request.bin)
    actions.add_inspections(_records(change, request, found, outcomes))
    follow_checked(change, _checked(request, found, outcomes))
    touch(change, found)
    return _answer(found, outcomes)


def _checked(request: Inspected, found: FoundItems, outcomes: Mapping[int, _Outcome]) -> Checked:
    """What passed and what was scrapped, items and pieces."""
    passed = {index for index, outcome in outcomes.items() if AssetState.PASSED in outcome.path}
    scrapped = {index for index, outcome in outcomes.items() if AssetState.SCRAPPED in outcome.path}
    return Checked(
        passed={one.asset.id: request.items[one.index].kinds for one in found.assets if one.index in passed},
        passed_pieces=found.pieces(passed),
        scrapped=[one.asset.id for one in found.assets if one.index in scrapped],
        scrapped_pieces=found.pieces(scrapped),
    )


def _check_lists(change: Change, request: Inspected) -> None:
    grades = {one.condition_grade for one in request.items if one.condition_grade}
    scraps = {one.scrap_reason for one in request.items if one.scrap_reason}
    wanted = {name: codes for name, codes in (("condition_grade", grades), ("scrap_reason", scraps)) if codes}
    if wanted:
        check_codes(change, wanted, field="items")


def _check_reports(change: Change, request: Inspected, found: FoundItems) -> None:
    """What was reported as not safe in a home, or failed its examination there, does not pass without a word on it."""
    asked = {
        one.asset.id: one
        for one in found.assets
        if request.items[one.index].verdict is InspectionVerdict.PASS and not request.items[one.index].answer.strip()
    }
    reports = [row for row in open_about(change.scope, asked) if row.kind in TO_BE_ANSWERED]
    if reports:
        raise Refused([_unanswered(asked[row.asset_id], row) for row in reports if row.asset_id])


def _unanswered(one: FoundAsset, report: DiscrepancyRow) -> Reason:
    said = "; ".join(report.detail.splitlines())
    params = (("number", one.asset.number), ("said", said))
    return Reason(StockReason.REPORT_UNANSWERED, f"{field_of(one.index)}.answer", params)


def _outcomes(change: Change, request: Inspected, found: FoundItems) -> dict[int, _Outcome]:
    """What follows for each thing; raises `Refused` with the reasons of all of them."""
    made: dict[int, _Outcome] = {}
    reasons: list[Reason] = []
    for one in found.all:
        try:
            made[one.index] = _outcome(change, request, one)
        except Refused as refused:
            reasons += [_placed(reason, one) for reason in refused.reasons]
    if reasons:
        raise Refused(reasons)
    return made


def _placed(reason: Reason, one: Found) -> Reason:
    where = f"{field_of(one.index)}.{reason.field}" if reason.field else field_of(one.index)
    named = one.asset.number if isinstance(one, FoundAsset) else one.product_name
    return Reason(reason.code, where, (*reason.params, ("number", named)))


def _outcome(change: Change, request: Inspected, one: Found) -> _Outcome:
    wanted = request.items[one.index]
    if isinstance(one, FoundAsset):
        before, state = due_dates(one.asset), one.asset.state
        after = _after(state, before, intervals(one.asset), wanted, change)
    else:
        # Counted things carry no dates of their own: products that need a test are serialised.
        before, state = DueDates(), AssetState.DECONTAMINATED
        after = _after(state, before, CheckIntervals(None, None, None), wanted, change)
    off_shelf = _taken_down(state)
    put = (AssetState.READY,) if request.put_away and after.state_path[-1:] == (AssetState.PASSED,) else ()
    return _Outcome((*off_shelf, *after.state_path, *put), after.due)


def _taken_down(state: AssetState) -> tuple[AssetState, ...]:
    """The step that takes an item off the shelf for its test; none where it is not there."""
    return (AssetState.DECONTAMINATED,) if state in (AssetState.READY, AssetState.PASSED) else ()


def _after(
    state: AssetState, before: DueDates, every: CheckIntervals, wanted: InspectedItem, change: Change
) -> AfterInspection:
    now = AssetState.DECONTAMINATED if _taken_down(state) else state
    quarantined = wanted.verdict is InspectionVerdict.QUARANTINE
    done = InspectionDone(
        done_on=change.at.today,
        kinds=frozenset(wanted.kinds),
        verdict=Verdict.REPAIR if quarantined else Verdict(wanted.verdict.value),
        readings=wanted.readings,
        defects=wanted.defects,
        scrap_reason=wanted.scrap_reason,
        condition=wanted.condition_grade,
    )
    after = after_inspection(now, before, every, done)
    if not quarantined:
        return after
    apart = path(MOVES, now, AssetEvent.QUARANTINE)
    return AfterInspection(apart, after.due, after.reports_defect)


def _step(one: FoundAsset, request: Inspected, outcome: _Outcome) -> AssetStep:
    wanted = request.items[one.index]
    shelf = {"bin": request.bin} if request.bin and outcome.path[-1] is AssetState.READY else {}
    grade = {"condition_grade": wanted.condition_grade} if wanted.condition_grade else {}
    return AssetStep(
        one.asset.id,
        (one.asset.state,),
        outcome.path,
        request.place_id,
        reason=wanted.scrap_reason or wanted.defects,
        also={
            "electrical_test_due_on": outcome.due.electrical_test_due_on,
            "examination_due_on": outcome.due.examination_due_on,
            "service_due_on": outcome.due.service_due_on,
            **shelf,
            **grade,
        },
    )


def _moves(
    change: Change, request: Inspected, counts: Sequence[FoundCount], outcomes: Mapping[int, _Outcome]
) -> list[CountedMove]:
    made = []
    for one in counts:
        passed = (AssetState.DECONTAMINATED, *outcomes[one.index].path)
        for before, after in pairwise(passed):
            gone = after is AssetState.SCRAPPED
            made.append(
                CountedMove(
                    change.new_id(), one.product_id, one.pieces, request.place_id, before,
                    None if gone else request.place_id, None if gone else after, one.lot,
                    request.items[one.index].scrap_reason or request.items[one.index].defects,
                )
            )  # fmt: skip
    return made


def _records(
    change: Change, request: Inspected, found: FoundItems, outcomes: Mapping[int, _Outcome]
) -> list[NewInspection]:
    return [_record(change, request, one, outcomes[one.index].due) for one in found.all]


def _record(change: Change, request: Inspected, one: Found, due: DueDates) -> NewInspection:
    wanted = request.items[one.index]
    if isinstance(one, FoundAsset):
        of = CaredFor(change.new_id(), one.asset.product_id, request.place_id, asset_id=one.asset.id)
    else:
        of = CaredFor(change.new_id(), one.product_id, request.place_id, lot=one.lot, quantity=one.pieces)
    return NewInspection(
        of,
        sorted(kind.value for kind in wanted.kinds),
        wanted.verdict.value,
        wanted.condition_grade,
        {name: str(reading) for name, reading in wanted.readings.items()},
        "\n".join(text.strip() for text in (wanted.defects, wanted.answer) if text.strip()),
        due.electrical_test_due_on,
        due.examination_due_on,
        due.service_due_on,
    )


def _answer(found: FoundItems, outcomes: Mapping[int, _Outcome]) -> StockDone:
    assets = [
        ItemDone(one.asset.product_name, outcomes[one.index].path[-1], 1, one.asset.number, one.asset.id)
        for one in found.assets
    ]
    counts = [ItemDone(one.product_name, outcomes[one.index].path[-1], one.pieces) for one in found.counted]
    return StockDone((*assets, *counts))
