"""Records what a person took from a satellite store before anybody scanned it: what differs has an owner, what is not
fit is swapped at once.
Refuses nothing: it has happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.loans.plans import LoanStart
from handrail.loans.queries import LoanOut, loans_out
from handrail.loans.states import EndReason, LoanState
from handrail.orders.actions import NewLine
from handrail.orders.rules.plan import Assessment
from handrail.partners.queries import contract_data, depots, nearest_depot
from handrail.people.queries import record_ids
from handrail.stock import actions as stock_actions
from handrail.stock.plans import CountedMove, NewDiscrepancy
from handrail.stock.queries import AssetRow, places
from handrail.stock.rules.doubt import Aftermath
from handrail.stock.rules.fitness import IssueReason, reasons_against_issue
from handrail.stock.states import AssetState
from handrail.usecases._facts import facts_of
from handrail.usecases._following import open_wishes
from handrail.usecases._found_again import end_visits_for, settle_not_found
from handrail.usecases._lines import let_go
from handrail.usecases._replacing import Promised, Replacement
from handrail.usecases._replacing import replace as bring_others
from handrail.usecases._scans import FoundItems
from handrail.usecases._unknown_taken import Arrival
from handrail.visits.codes import AskedBy, DoorFinding
from handrail.visits.queries.swaps import lent_things
from handrail.visits.rules.aftermath import AT_DOORS
from handrail.visits.rules.door_book import OWNERS
from handrail.visits.rules.requests import Asked

_FROM_STOCK = frozenset({AssetState.READY, AssetState.HELD, AssetState.LOADED})

_PLACES_OF_STOCK = frozenset({"DEPOT", "SATELLITE", "VAN"})

_HOW = "taken from a satellite store before it was scanned"


def reviewed_afterwards(assessment: Assessment) -> Assessment:
    """The same decision where nobody can wait for it any more: every release is a review."""
    decision = assessment.decision
    releases = tuple(replace(release, afterwards=True) for release in decision.releases)
    out = frozenset(position for release in releases for position in release.lines)
    return replace(assessment, decision=replace(decision, releases=releases, goes_now=decision.goes_now | out))


def differences(
    change: Change, found: FoundItems, new: Sequence[Arrival], *, store_id: UUID, stays: bool
) -> dict[UUID, tuple[DoorFinding, ...]]:
    """What about each item is not as it should be; items that are right are left out. `new`: those that no record
    knows. `store_id`: where it was taken from. `stays`: a release, a fit or an answer should have kept all of
    them in the store."""
    before = (DoorFinding.HANDED_OVER_NOT_RELEASED,) if stays else ()
    kinds = {one.asset.id: (*before, *_about(change, one.asset, store_id)) for one in found.assets}
    kinds |= {one.asset_id: (*before, DoorFinding.HANDED_OVER_UNKNOWN) for one in new}
    return {asset_id: about for asset_id, about in kinds.items() if about}


def _about(change: Change, asset: AssetRow, store_id: UUID) -> Iterable[DoorFinding]:
    if asset.state is AssetState.ON_LOAN:
        yield DoorFinding.HANDED_OVER_LENT_ELSEWHERE
        return
    if asset.place_kind in _PLACES_OF_STOCK and asset.place_id != store_id:
        yield DoorFinding.HANDED_OVER_OTHER_STORE
    if asset.held_for_line_id:
        yield DoorFinding.HANDED_OVER_ANOTHERS
    against = reasons_against_issue(facts_of(asset), change.at.today, asset.held_for_line_id)
    if any(reason.code is not IssueReason.HELD_FOR_ANOTHER for reason in against):
        yield DoorFinding.HANDED_OVER_UNFIT


def path_out(state: AssetState, *, lent: bool) -> tuple[AssetState, ...]:
    """The states of an item up to where it is now: with the person on loan, or theirs."""
    if lent:
        return (AssetState.ON_LOAN,)
    straight = state in _FROM_STOCK or state is AssetState.ON_LOAN
    return (AssetState.GIFTED,) if straight else (AssetState.ON_LOAN, AssetState.GIFTED)


def write_differences(
    change: Change,
    found: FoundItems,
    new: Sequence[Arrival],
    kinds: Mapping[UUID, tuple[DoorFinding, ...]],
    *,
    person_id: UUID,
    address_id: UUID,
    store_id: UUID,
    note: str,
) -> tuple[dict[UUID, UUID], frozenset[UUID], tuple[UUID, ...]]:
    """A row with its owner for each difference, by item the last of them, and for each code without a product. Whoever
    an item was kept for waits again, and the loan on which the record had it is over. Answers too which items this
    person had all along, and which loans are over. `note`: what was written about the issue, which may be all that
    tells what it was."""
    said = "\n".join(text for text in (_HOW, note.strip()) if text)
    items = [(one.asset.id, one.asset.product_id, one.code) for one in found.assets]
    items += [(one.asset_id, one.product_id, one.code) for one in new]
    where = _two_stores(change, found, store_id)

    def told(
        kind: DoorFinding, code: str, asset_id: UUID | None, product_id: UUID | None, pieces: int
    ) -> NewDiscrepancy:
        both = f"{where[asset_id]}\n" if asset_id and kind is DoorFinding.HANDED_OVER_OTHER_STORE else ""
        id_, owner = change.new_id(), OWNERS[kind]
        return NewDiscrepancy(
            id_, kind.value, owner, asset_id, product_id, person_id, address_id, pieces, code, f"{both}{said}"
        )

    rows = [told(kind, code, id_, of, 1) for id_, of, code in items for kind in kinds.get(id_, ())]
    unknown = [one for one in found.unknown if one.product_id is None]
    rows += [told(DoorFinding.HANDED_OVER_UNKNOWN, one.code, None, None, one.pieces) for one in unknown]
    if not rows:
        return {}, frozenset(), ()
    stock_actions.raise_discrepancies(rows)
    for row in rows:
        change.touched("discrepancy", row.id, person_id)
    assets = [one.asset for one in found.assets]
    kept_for = {asset.held_for_line_id for asset in assets if asset.held_for_line_id}
    let_go(change, kept_for, how="RELEASED", reason=DoorFinding.HANDED_OVER_ANOTHERS.value)
    lent = [asset.id for asset in assets if asset.state is AssetState.ON_LOAN]
    loans = _end_loans(change, lent)
    theirs = record_ids(change.scope, person_id) if loans else ()
    own = frozenset(loan.asset_id for loan in loans if loan.person_id in theirs and loan.asset_id)
    return {row.asset_id: row.id for row in rows if row.asset_id}, own, tuple(loan.id for loan in loans)


def _two_stores(change: Change, found: FoundItems, store_id: UUID) -> dict[UUID, str]:
    """Of what the record had in another place: both, so that whoever looks into it knows where to count."""
    assets = [one.asset for one in found.assets]
    away = {one.id: one.place_name for one in assets if one.place_kind in _PLACES_OF_STOCK and one.place_id != store_id}
    names = {place.id: place.name for place in places(change.scope, ("DEPOT", "SATELLITE"))} if away else {}
    return {
        asset_id: f"the record had it at {was}, it was taken from {names[store_id]}" for asset_id, was in away.items()
    }


def _end_loans(change: Change, asset_ids: Sequence[UUID]) -> tuple[LoanOut, ...]:
    """The loans on which the record had these items are over, and nobody need fetch or look for them there."""
    if not asset_ids:
        return ()
    loans = loans_out(change.scope, asset_ids=asset_ids)
    ids = [loan.id for loan in loans]
    settle_not_found(change, asset_ids, f"It was found: it was {_HOW}")
    loan_actions.end_loans(ids, at=change.at.happened_at, reason=EndReason.RETURNED)
    end_visits_for(change, ids, f"What was to be fetched was {_HOW}", reason=_HOW)
    for loan in loans:
        change.touched("loan", loan.id, loan.person_id)
    return loans


def beyond_the_record(
    change: Change, person_id: UUID, line: NewLine, pieces: int, *, to: UUID, lent: bool
) -> tuple[CountedMove, ...]:
    """Counted pieces that were taken though the record had none of them there: a difference of the depot's, and what
    is lent comes from outside the record."""
    kind = DoorFinding.NOT_ENOUGH_ON_VAN
    row = NewDiscrepancy(
        change.new_id(), kind.value, OWNERS[kind], None, line.product_id, person_id, to, pieces, detail=_HOW
    )
    stock_actions.raise_discrepancies([row])
    change.touched("discrepancy", row.id, person_id)
    move = CountedMove(
        change.new_id(), line.product_id, pieces, to_place=to, to_condition=AssetState.ON_LOAN, reason=kind.value,
        line_id=line.id, discrepancy_id=row.id,
    )  # fmt: skip
    return (move,) if lent else ()


def swap_unfit(
    change: Change,
    loans: Sequence[LoanStart],
    kinds: Mapping[UUID, tuple[DoorFinding, ...]],
    *,
    own: frozenset[UUID],
    by: AskedBy = AskedBy.PRESCRIBER,
) -> tuple[UUID, ...]:
    """The visits that bring another for what must not stay, by the quickest repair speed. `own`: what the person had
    all along came from no other home."""
    swapped = {
        asset_id
        for asset_id, about in kinds.items()
        for kind in about
        if AT_DOORS[kind] is Aftermath.SWAP_NOW
        and not (kind is DoorFinding.HANDED_OVER_LENT_ELSEWHERE and asset_id in own)
    }
    ids = [loan.id for loan in loans if loan.asset_id in swapped]
    if not ids:
        return ()
    lent = lent_things(change.scope, ids)
    data = contract_data(change.scope.contract_id, change.at.today)
    speed = next(iter(data.speeds_for("repair")), None)
    promised = Promised(speed.code if speed else "", data.due(speed.code, change.at.happened_at) if speed else None)
    depot = nearest_depot(depots(change.scope.contract_id), lent[0].easting, lent[0].northing)
    rows = [Replacement(thing, thing.product_id, thing.crew, thing.fitting_minutes) for thing in lent]
    wishes = bring_others(change, rows, promised=promised, depot_id=depot.id, reason="SWAP_NOW")
    loan_actions.move_loans(ids, expected=[LoanState.ACTIVE], path=[LoanState.RETURN_REQUESTED], reason="SWAP_NOW")
    asked = Asked(by, change.scope.user_id, change.at.happened_at, "SWAP_NOW")
    return open_wishes(change, wishes, asked)
