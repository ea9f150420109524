"""What comes back, and making it ready again: receive, state contamination, clean, inspect, mend.
Refuses a pass without its test; what was tested may go on the shelf in the same call."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Router
from pydantic import Field

from handrail.api.rest.fields import Code, Count, Lot, Scan, Sent, Told, Words
from handrail.api.rest.operations import call_of, writes
from handrail.api.rest.scanned import scans
from handrail.api.rest.store import StoreBody
from handrail.api.rest.token import CallerRequest
from handrail.stock.codes import InspectionVerdict
from handrail.stock.plans import ItemScan, StockDone
from handrail.stock.rules.care import Contact, InfectionRisk, InspectionKind, Statement
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.inspect import Inspected, InspectedItem, inspect
from handrail.usecases.receive_returns import Returned, ReturnedItem, ReturnsReceived, receive_returns
from handrail.usecases.repair import Repaired, repair
from handrail.usecases.state_contamination import ContaminationStated, state_contamination

router = Router(tags=["Care of equipment"])

Reading = Annotated[Decimal, Field(max_digits=12, decimal_places=6, allow_inf_nan=False)]


class StatementTold(Sent):
    """What the things were in contact with, as far as known."""

    contact_with: list[Contact] = Field([], max_length=20, examples=[["body_fluids"]])
    infection_risk: InfectionRisk = InfectionRisk.UNKNOWN
    precautions: Words = ""

    def said(self) -> Statement:
        """The statement as the use cases take it."""
        return Statement(tuple(self.contact_with), self.infection_risk, self.precautions)


class ThingBack(Sent):
    """One scan of what came back."""

    code: Scan = Field(examples=["HR000123"])
    quantity: Count | None = None
    lot: Lot = ""
    looks_like: Code = Field("", description="The product's code, where the item's own code says nothing to us.")
    note: Words = ""


class ReturnsBody(Told):
    """What came into which store."""

    place_id: UUID
    items: list[ThingBack] = Field(max_length=500)
    van_id: UUID | None = Field(None, description="Off this van; left out: over the counter.")
    person_id: UUID | None = Field(None, description="Over the counter: whose things they were.")
    statement: StatementTold | None = None


@router.post("/returns", **writes("receive_returns", "Receive what came back", ReturnsReceived))
def returns(request: CallerRequest, body: ReturnsBody) -> ReturnsReceived:
    """What is unknown, another service's, or on another van by the record is booked in as found, never refused.

    `found` of the answer names each such thing; somebody owns it until it is settled."""
    items = tuple(ReturnedItem(x.code, x.quantity, x.lot, x.looks_like, x.note) for x in body.items)
    told = body.statement
    wanted = Returned(body.place_id, items, body.van_id, body.person_id, told.said() if told else None)
    return receive_returns(call_of(request, body), request=wanted)


class ContaminationBody(StoreBody):
    """The statement about items that came back. It is never a diagnosis."""

    contact_with: list[Contact] = Field([], max_length=20)
    infection_risk: InfectionRisk = InfectionRisk.UNKNOWN
    precautions: Words = ""


@router.post("/contamination-statements", **writes("state_contamination", "State contamination", StockDone))
def contamination(request: CallerRequest, body: ContaminationBody) -> StockDone:
    """One statement for each item; no state changes. Receiving returns may say it in its own call."""
    wanted = ContaminationStated(
        body.place_id, scans(body.items), tuple(body.contact_with), body.infection_risk, body.precautions
    )
    return state_contamination(call_of(request, body), request=wanted)


class CleaningStep(Sent):
    """One method and its hands-on minutes for each item."""

    method: Code = Field(description="From code list decontamination_method.", examples=["wash_chamber"])
    minutes: Count = Field(examples=[30])


class CleanBody(StoreBody):
    """What was cleaned, by which methods in turn."""

    steps: list[CleaningStep] = Field(max_length=20)
    statement: StatementTold | None = Field(None, description="Needed where none was made since the thing came back.")
    reason: Words = Field("", description="Needed for another method, or fewer minutes, than the catalogue has.")


@router.post("/decontaminations", **writes("decontaminate", "Record cleaning", StockDone))
def clean(request: CallerRequest, body: CleanBody) -> StockDone:
    """RETURNED_DIRTY becomes DECONTAMINATED."""
    steps = tuple(CleanStep(step.method, step.minutes) for step in body.steps)
    said = body.statement.said() if body.statement else None
    return decontaminate(
        call_of(request, body), request=Cleaned(body.place_id, scans(body.items), steps, said, body.reason)
    )


class ItemTested(Sent):
    """One thing inspected."""

    code: Scan = Field(examples=["HR000123"])
    quantity: Count | None = None
    lot: Lot = ""
    kinds: list[InspectionKind] = Field(max_length=10, examples=[["LOOK", "ELECTRICAL_TEST"]])
    verdict: InspectionVerdict
    readings: dict[Code, Reading] = Field({}, examples=[{"insulation_megaohm": "20.5", "earth_continuity_ohm": "0.1"}])
    condition_grade: Code = Field("", description="From code list condition_grade.", examples=["good"])
    defects: Words = ""
    scrap_reason: Code = Field("", description="From code list scrap_reason.")
    answer: Words = Field("", description="Needed to pass what was reported as not safe: what answers the report.")

    def item(self) -> InspectedItem:
        """The inspection as the use case takes it."""
        return InspectedItem(
            item=ItemScan(self.code, self.quantity, self.lot),
            kinds=tuple(self.kinds),
            verdict=self.verdict,
            readings=self.readings,
            condition_grade=self.condition_grade,
            defects=self.defects,
            scrap_reason=self.scrap_reason,
            answer=self.answer,
        )


class InspectBody(Told):
    """What was inspected in which store."""

    place_id: UUID
    items: list[ItemTested] = Field(max_length=500)
    put_away: bool = Field(False, description="Put what passed on the shelf in the same call: it is READY.")
    bin: Code = ""


@router.post("/inspections", **writes("inspect", "Record inspections and tests", StockDone))
def test(request: CallerRequest, body: InspectBody) -> StockDone:
    """DECONTAMINATED becomes PASSED (and READY), IN_REPAIR, SCRAPPED or QUARANTINED."""
    wanted = Inspected(body.place_id, tuple(item.item() for item in body.items), body.put_away, body.bin)
    return inspect(call_of(request, body), request=wanted)


class RepairBody(StoreBody):
    """What was mended, how long it took, and the parts."""

    fault: Code = Field(description="From code list repair_fault.")
    actions: list[Code] = Field(max_length=20, description="From code list repair_action.")
    minutes: Count = Field(description="In the workshop, for each item. What came back is charged for them.")
    parts_pence: Count = 0
    note: Words = ""


@router.post("/repairs", **writes("repair", "Record repairs", StockDone))
def mend(request: CallerRequest, body: RepairBody) -> StockDone:
    """What was mended is inspected again."""
    wanted = Repaired(
        body.place_id,
        scans(body.items),
        body.fault,
        tuple(body.actions),
        body.minutes,
        body.parts_pence,
        body.note,
    )
    return repair(call_of(request, body), request=wanted)
