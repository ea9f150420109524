"""The van of a run: its pick list, what is picked, loaded and unloaded.
Refuses an item that is not on the run's list, and names it."""

from uuid import UUID

from ninja import Router
from pydantic import Field, ValidationInfo, field_validator

from handrail.api.rest.fields import Code, Count, Ids, Lot, Sent, Told, Words
from handrail.api.rest.operations import call_of, reads, writes
from handrail.api.rest.paging import MOST, Cursor, Limit, Page, page_within
from handrail.api.rest.scanned import ItemScanned, scans
from handrail.api.rest.token import CallerRequest
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.stock.codes import CameBack, StockReason
from handrail.usecases.load_run import Loading, RunLoaded, load_run
from handrail.usecases.pick_lines import LinesPicked, ToPick, pick_lines
from handrail.usecases.unload_run import RunUnloaded, Unloading, unload_run
from handrail.visits.queries.depot import RunLine, depot_run, pick_list
from handrail.visits.rules.unloading import SaidOfThing

router = Router(tags=["Loading"])


@router.get("/runs/{run_id}/pick-list", **reads("get_pick_list", "Look at a run's pick list", Page[RunLine]))
def get_pick_list(request: CallerRequest, run_id: UUID, limit: Limit = MOST, cursor: Cursor = None) -> Page[RunLine]:
    """What the run is to bring, by stop, and where each thing lies."""
    with reading(request.auth):
        if depot_run(request.auth, run_id) is None:
            raise refuse(CallReason.NOT_FOUND, "run_id")
        found = pick_list(request.auth, run_id)
    return page_within(found, cursor, limit, _in_order)


def _in_order(row: RunLine) -> str:
    return f"{row.stop or 0:06d} {row.visit_number} {row.line_id} {row.place_id} {row.lot} {row.asset_id}"


class PickBody(Told):
    """Lines that were ticked, and items that were scanned: each stands for its line."""

    line_ids: Ids = []
    items: list[ItemScanned] = Field([], max_length=500)
    run_id: UUID | None = Field(None, description="The run whose list is in hand: nothing else is picked then.")


@router.post("/picks", **writes("pick_lines", "Pick what is kept for lines", LinesPicked))
def pick(request: CallerRequest, body: PickBody) -> LinesPicked:
    """May be left out: loading a line picks it too."""
    return pick_lines(call_of(request, body), request=ToPick(tuple(body.line_ids), scans(body.items), body.run_id))


class LoadBody(Told):
    """What is put on the van."""

    items: list[ItemScanned] = Field(max_length=500)
    carrier_reference: Code = Field("", description="By post: the carrier's number of what is handed over here.")


@router.post("/runs/{run_id}/load", **writes("load_run", "Load a run", RunLoaded))
def load(request: CallerRequest, run_id: UUID, body: LoadBody) -> RunLoaded:
    """Each item is checked against the run's list and its tests and examinations, then it is on the van."""
    return load_run(call_of(request, body), request=Loading(run_id, scans(body.items), body.carrier_reference))


class ThingCameBack(Sent):
    """How a thing came back, where the reason given at the door does not say it."""

    line_id: UUID
    how: CameBack
    asset_id: UUID | None = Field(None, description="Of a numbered item.")
    lot: Lot = ""
    quantity: Count | None = Field(None, description="So many pieces of a counted line; left out: all.")


class UnloadBody(Told):
    """What comes off the van into a store."""

    place_id: UUID
    items: list[ItemScanned] = Field([], max_length=500)
    everything: bool = Field(False, description="True: all that is on the van; then no items are named.")
    keep: bool = Field(True, description="Kept for the same line and its next visit; false: back on the shelf.")
    reason: Words = ""
    said: list[ThingCameBack] = Field([], max_length=500)
    sure: bool = Field(False, description="True: it is known that the stops of these things are still to come.")

    @field_validator("everything")
    @classmethod
    def _or_items(cls, everything: bool, told: ValidationInfo) -> bool:
        if everything and told.data.get("items"):
            raise ValueError("name the items, or say everything: not both")
        return everything


@router.post("/runs/{run_id}/unload", **writes("unload_run", "Unload a run", RunUnloaded))
def unload(request: CallerRequest, run_id: UUID, body: UnloadBody) -> RunUnloaded:
    """What was not handed over comes back into the store. What a crew found faulty, or the depot says is, goes to be
    cleaned or is set apart: it is never ready for anybody. No item is no order to empty the van: say `everything`.
    While the van is out, the things of a stop to come are asked about (STOCK_STOP_TO_COME), and taken with `sure`; so
    is all of the load before it has left (STOCK_LOAD_TO_GO)."""
    if not body.items and not body.everything:
        raise refuse(StockReason.NOTHING_SCANNED, "items")
    said = tuple(SaidOfThing(one.line_id, one.how, one.asset_id, one.lot, one.quantity) for one in body.said)
    wanted = Unloading(run_id, body.place_id, scans(body.items), body.keep, body.reason, said, body.sure)
    return unload_run(call_of(request, body), request=wanted)
