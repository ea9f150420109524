"""Record that returned items were cleaned: by which methods, for how many minutes each, by whom each.
Refuses what is not waiting to be cleaned, a method that the contract does not list, a clean that is not the usual one
or leaves out the added step after a known infection and does not say why, and what nobody has made a statement about
since it came back ("not known" is one)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from handrail.core.moves import path
from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.queries.users import colleagues
from handrail.identity.roles import Permission, Role
from handrail.ledger.rules.store_charges import ENHANCED
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan, NewContamination, NewDecontamination, StockDone
from handrail.stock.queries import product_rows
from handrail.stock.queries.stated import known_risks, last_cleans, not_stated
from handrail.stock.rules.care import (
    CHLORINE,
    NOT_RETURNED,
    ONE_PERSON,
    InfectionRisk,
    Statement,
    UsualClean,
    falls_short,
    leaves_infection,
    usual_clean,
)
from handrail.stock.states import MOVES, AssetEvent, AssetState
from handrail.usecases._checked import charge_cleans
from handrail.usecases._lots import in_their_lots
from handrail.usecases._scans import FoundItems, find_items, wrong_states
from handrail.usecases._store import cared_for, check_codes, counted_path, done, steps_to, touch

TO_BE_CLEANED = frozenset({AssetState.RETURNED_DIRTY})
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class CleanStep:
    """One method (code list decontamination_method) and its hands-on minutes for each item."""

    method: str
    minutes: int


@dataclass(frozen=True, slots=True)
class OwnClean:
    """What differs for the scan at `index`: the minutes of the first step, who cleaned it. None: as for all."""

    index: int
    minutes: int | None = None
    by_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was cleaned in which store, by which methods in turn. `statement`: where none was made before; `reason`:
    why it was cleaned by another method, or for fewer minutes, than is usual; `by_id`: who cleaned it, None for who
    writes it down; `own`: what differs for single things."""

    place_id: UUID
    items: tuple[ItemScan, ...]
    steps: tuple[CleanStep, ...]
    statement: Statement | None = None
    reason: str = ""
    by_id: UUID | None = None
    own: tuple[OwnClean, ...] = ()

    def steps_of(self, index: int) -> tuple[CleanStep, ...]:
        """The steps of one scan: all alike, but for its own minutes of the first."""
        minutes = next((one.minutes for one in self.own if one.index == index and one.minutes is not None), None)
        return self.steps if minutes is None else (CleanStep(self.steps[0].method, minutes), *self.steps[1:])

    def cleaner_of(self, index: int) -> UUID | None:
        """Who cleaned what was scanned there."""
        return next((one.by_id for one in self.own if one.index == index and one.by_id), self.by_id)


@use_case(Event.DECONTAMINATED, needs=Permission.CARE_FOR_EQUIPMENT)
def decontaminate(change: Change, *, request: Cleaned) -> StockDone:
    """Every item RETURNED_DIRTY → DECONTAMINATED, with one record for each item and method."""
    labels = _check_steps(change, request)
    _check_cleaners(change, request)
    found = in_their_lots(
        change.scope,
        find_items(change.scope, request.items, store=request.place_id),
        request.place_id,
        AssetState.RETURNED_DIRTY,
    )
    reasons = wrong_states(found.assets, TO_BE_CLEANED)
    if reasons:
        raise Refused(reasons)
    _check_usual(change, found, request, labels)
    _state(change, found, request)
    clean = path(MOVES, AssetState.RETURNED_DIRTY, AssetEvent.DECONTAMINATE)
    actions.step_assets(steps_to([one.asset for one in found.assets], clean, request.place_id))
    actions.move_counted(counted_path(change, found.counted, request.place_id, (AssetState.RETURNED_DIRTY, *clean)))
    actions.add_decontaminations(
        NewDecontamination(of, step.method, step.minutes, request.reason.strip(), _other(change, request, one.index))
        for at in range(len(request.steps))
        for one, of in zip(found.all, cared_for(change, found, request.place_id), strict=True)
        for step in (request.steps_of(one.index)[at],)
    )
    if ENHANCED & {step.method for step in request.steps}:
        charge_cleans(change, [one.asset.id for one in found.assets], found.pieces())
    touch(change, found)
    return done(found, AssetState.DECONTAMINATED)


def _state(change: Change, found: FoundItems, request: Cleaned) -> None:
    """Write the statement that came with the call, or see that each thing has one."""
    said = request.statement
    if said is not None:
        actions.add_contaminations(
            NewContamination(of, said.contact_with, said.infection_risk.value, said.precautions)
            for of in cared_for(change, found, request.place_id)
        )
        return
    counts = [(one.product_id, one.lot) for one in found.counted]
    missing = not_stated(change.scope, request.place_id, [one.asset.id for one in found.assets], counts)
    if missing:
        raise refuse(StockReason.STATEMENT_NEEDED, "statement.infection_risk", items="; ".join(sorted(missing)))


def _check_usual(change: Change, found: FoundItems, request: Cleaned, labels: Mapping[str, str]) -> None:
    """A clean that is not the usual one says why: raises `Refused` with the usual one of each, like ones together."""
    if request.reason.strip():
        return
    short: dict[UsualClean, list[str]] = defaultdict(list)
    for one, (name, usual) in zip(found.all, _usual_cleans(change, found), strict=True):
        if usual and falls_short(usual, _minutes(request.steps_of(one.index))):
            short[usual].append(name)
    reasons = []
    for usual, names in short.items():
        items = "; ".join(dict.fromkeys(names))
        if usual.method == ONE_PERSON:
            reasons.append(Reason(StockReason.CLEAN_OF_ONE_PERSON_ITEM, "reason", (("items", items),)))
            continue
        said = (("items", items), ("method", labels.get(usual.method, usual.method)), ("minutes", usual.minutes))
        reasons.append(Reason(StockReason.CLEAN_DIFFERS, "reason", said))
    if infected := _left_infected(change, found, request, _minutes(request.steps)):
        added = (("items", "; ".join(infected)), ("method", labels.get(CHLORINE, CHLORINE)))
        reasons.append(Reason(StockReason.CLEAN_LEAVES_INFECTION, "reason", added))
    if reasons:
        raise Refused(reasons)


def _minutes(steps: Iterable[CleanStep]) -> Mapping[str, int]:
    """How many minutes each method took in all."""
    minutes: Counter[str] = Counter()
    for step in steps:
        minutes[step.method] += step.minutes
    return minutes


def _left_infected(change: Change, found: FoundItems, request: Cleaned, steps: Mapping[str, int]) -> tuple[str, ...]:
    """What has a known risk of infection, stated before or with this clean, and is cleaned as if it had none."""
    if not leaves_infection(steps, InfectionRisk.YES):
        return ()
    if request.statement is not None and leaves_infection(steps, request.statement.infection_risk):
        return tuple(
            dict.fromkeys([*(one.asset.number for one in found.assets), *(one.product_name for one in found.counted)])
        )
    counted = {(one.product_id, request.place_id, one.lot) for one in found.counted}
    risks = known_risks(change.scope, [one.asset.id for one in found.assets], [one.product_id for one in found.counted])
    return tuple(
        dict.fromkeys(
            risk.name for risk in risks if risk.asset_id or (risk.product_id, risk.place_id, risk.lot) in counted
        )
    )


def _usual_cleans(change: Change, found: FoundItems) -> list[tuple[str, UsualClean | None]]:
    """How each thing is usually cleaned, by its number or name."""
    given_for_good = [one.asset.id for one in found.assets if one.asset.decontamination_method == NOT_RETURNED]
    last = last_cleans(change.scope, given_for_good) if given_for_good else {}
    products = product_rows(change.scope, {one.product_id for one in found.counted}) if found.counted else {}
    cleans = []
    for one in found.assets:
        row = one.asset
        before = UsualClean(*last[row.id]) if row.id in last else None
        cleans.append((row.number, usual_clean(row.decontamination_method, row.decontamination_minutes, before)))
    for count in found.counted:
        kind = products[count.product_id]
        cleans.append((kind.name, usual_clean(kind.decontamination_method, kind.decontamination_minutes, None)))
    return cleans


def _other(change: Change, request: Cleaned, index: int) -> UUID | None:
    """Who cleaned it, where that is not who writes it down."""
    cleaner = request.cleaner_of(index)
    return None if cleaner == change.scope.user_id else cleaner


def _check_cleaners(change: Change, request: Cleaned) -> None:
    """Whoever is named as having cleaned works in the stores of the contract; raises `Refused`."""
    named = {one for one in (request.by_id, *(own.by_id for own in request.own)) if one} - {change.scope.user_id}
    if named and not named <= {row for row, _ in colleagues(change.scope, Role.DEPOT, today=change.at.today)}:
        raise refuse(StockReason.CLEANER_UNKNOWN, "by")


def _check_steps(change: Change, request: Cleaned) -> Mapping[str, str]:
    """The labels of the contract's methods; raises `Refused`."""
    steps = request.steps
    if not steps:
        raise refuse(StockReason.MINUTES_MISSING, "steps")
    if any(step.method in (ONE_PERSON, NOT_RETURNED) for step in steps):
        # These two of the list say that nothing was cleaned.
        raise refuse(StockReason.ONE_PERSON_ITEM, "steps")
    reasons = [
        Reason(StockReason.MINUTES_MISSING, f"steps.{index}.minutes", (("most", LONGEST_MINUTES),))
        for index, step in enumerate(steps)
        if not 1 <= step.minutes <= LONGEST_MINUTES
    ]
    reasons += [
        Reason(StockReason.MINUTES_MISSING, "minutes", (("most", LONGEST_MINUTES),))
        for own in request.own
        if own.minutes is not None and not 1 <= own.minutes <= LONGEST_MINUTES
    ]
    if reasons:
        raise Refused(reasons)
    return check_codes(change, {"decontamination_method": [step.method for step in steps]}, field="steps")
