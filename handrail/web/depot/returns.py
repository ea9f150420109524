"""Returns in by scan: off a van or over the counter; what nobody knows is booked in as found.
Refuses nothing itself; the use case says what differs from the record, and who settles it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.forms.boundfield import BoundField
from django.http import HttpResponseBase

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.plans import ItemDone
from handrail.stock.queries.stated import BackOnVan, back_on_vans, stated_on_vans
from handrail.stock.rules.care import InfectionRisk
from handrail.stock.states import AssetState
from handrail.usecases.receive_returns import Returned, ReturnedItem, ReturnsReceived, Statement, receive_returns
from handrail.web.depot.needs import stated_alerts
from handrail.web.depot.scanning import ScansField, StoreForm, store_form, stores_of, submit_work, work_page
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import When
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Alert, Cell, Column, Empty, Row, Table, Tone
from handrail.web.shared.stated import CONTACTS, RISKS
from handrail.web.shared.views import go, page
from handrail.wording import say
from handrail.wording.shown import plural

AS_SAID = "AS_SAID"
ABOUT_ANOTHER_VAN = frozenset({StockReason.ON_ANOTHER_VAN, StockReason.ON_ANOTHER_CREWS_VAN})


class StatementFields(StoreForm):
    """The contamination statement: nobody works on an item before it is known. Never a diagnosis."""

    contact_with = fields.CheckboxesField(
        "In contact with", CONTACTS, required=False, hint="As far as you know. Leave empty for nothing"
    )
    infection_risk = fields.RadiosField(
        "Risk of infection", RISKS, missing="Choose the risk of infection", inline=False
    )
    precautions = fields.TextField("What others must do to be safe", required=False, longest=500)

    def statement(self) -> Statement:
        """What was said."""
        given = self.cleaned_data
        return Statement(given["contact_with"], InfectionRisk(given["infection_risk"]), given["precautions"])


class ReturnsForm(StatementFields):
    """What came back, from where, and what it was in contact with."""

    source = fields.RadiosField(
        "Where does it come from?",
        [Choice("counter", "Brought to the counter"), Choice("van", "Off a van", reveal=("van",))],
        missing="Choose where it comes from",
    )
    van = fields.SelectField("Which van", required=False, says_optional=False, missing="Choose the van")
    items = ScansField(first=False)
    sure_of = fields.CheckboxesField("Take it in all the same?", required=False, says_optional=False)
    looks_like = fields.TextField(
        "Product, if the code is not known", required=False, width="20", longest=60,
        hint="The code of the product that it looks like, such as BED-010. It then gets a number of its own",
    )  # fmt: skip
    note = fields.TextField("Anything to say about it", required=False, longest=300)
    whens = (When("source", frozenset({"van"}), "van"),)
    asks = False

    def clean(self) -> dict[str, Any]:
        """What the crew said holds for what it brought, and as it said it."""
        given = super().clean()
        if given.get("infection_risk") == AS_SAID:
            if given.get("source") == "counter":
                self.add_error("infection_risk", "No crew brought it. Choose the risk of infection")
            elif given.get("contact_with") or given.get("precautions"):
                self.add_error("infection_risk", "You say more than the crew did. Choose the risk of infection")
        return given

    def offer_risks(self, *, said: bool) -> None:
        """The risks to choose from; where a crew said what it knows, that nothing is added to it comes first."""
        offer(self, "infection_risk", (*(((AS_SAID, "As the crew said at the door"),) if said else ()), *RISKS))

    def to_request(self) -> Returned:
        """All scans with the same source and statement."""
        given = self.cleaned_data
        return Returned(
            self.store,
            tuple(ReturnedItem(s.code, s.quantity, s.lot, given["looks_like"], given["note"]) for s in self.scans),
            van_id=UUID(given["van"]) if given["van"] else None,
            statement=None if given["infection_risk"] == AS_SAID else self.statement(),
            sure_of=given["sure_of"],
        )

    def ask_about(self, numbers: Iterable[str]) -> None:
        """One box to tick for each item that the record has on another van."""
        listed = tuple(dict.fromkeys(numbers))
        self.asks = bool(listed)
        offer(self, "sure_of", ((number, f"Yes, take in {number}") for number in listed))

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """What is asked about gets its box; what was ticked before keeps its own."""
        asked = [str(dict(reason.params)["number"]) for reason in refused.reasons if reason.code in ABOUT_ANOTHER_VAN]
        self.ask_about([*self.cleaned_data["sure_of"], *asked])
        super().refuse(refused, renamed)

    def visible_fields(self) -> list[BoundField]:
        """Without the boxes to tick while nothing is asked."""
        return [field for field in super().visible_fields() if field.name != "sure_of" or self.asks]


@page(Permission.KEEP_STOCK)
def returns(request: PageRequest) -> HttpResponseBase:
    """Books in what came back."""
    van = request.GET.get("van", "")
    with reading(request.scope):
        on_vans = back_on_vans(request.scope)
    expected = [one for one in on_vans if van in ("", str(one.van_id))]
    # The van may be chosen only on the page: what is posted may be about any of them.
    said = any(one.risk for one in (on_vans if request.method == "POST" else expected))
    form = store_form(
        request, ReturnsForm, infection_risk=AS_SAID if said else InfectionRisk.UNKNOWN.value, source="van", van=van
    )
    form.offer_risks(said=said)
    form.order_fields(
        ("source", "van", "place", "items", "sure_of", "infection_risk", "contact_with", "precautions", "looks_like",
         "note")
    )  # fmt: skip
    form.ask_about(request.POST.getlist("sure_of"))
    offer(form, "van", ((str(van.id), van.name) for van in stores_of(request, ("VAN",))))
    if request.method == "POST" and (done := submit_work(request, form, receive_returns)):
        # A van is emptied in several goes: the next one starts with the same van.
        again = form.cleaned_data["van"]
        return go(request, f"/depot/returns/?van={again}" if again else "depot:returns", flash=_said(done))
    return work_page(
        request, form, title="Returns", intro="Scan what is in front of you. It is booked in as it is found.",
        button="Book in", alerts=lambda: _stated(request),
        needs=lambda: _expected(expected),
    )  # fmt: skip


def _expected(found: Sequence[BackOnVan]) -> Table:
    """What is to come off the vans, with what the crews said of each."""
    return Table(
        f"To come off the vans: {plural(sum(one.quantity for one in found), 'item')}",
        (Column("Scan"), Column("Van"), Column("Risk of infection")),
        tuple(
            Row(
                (
                    Cell(one.code, note=one.product),
                    Cell(one.van),
                    Cell(say(InfectionRisk(one.risk)) if one.risk else "Nobody said", note=one.by),
                ),
                Tone.STOP if one.risk == InfectionRisk.YES else Tone.CALM,
            )
            for one in found
        ),
        Empty("Nothing was taken along", "What comes back all the same is booked in as it is found."),
        id="expected",
    )


def _stated(request: PageRequest) -> tuple[Alert, ...]:
    """What crews said of things that are still on their vans: whoever takes them off reads it first."""
    with reading(request.scope):
        found = stated_on_vans(request.scope)
    return stated_alerts(found)


def _said(done: ReturnsReceived) -> str:
    names = _names(done.items)
    dirty = [item for item in done.items if item.state is AssetState.RETURNED_DIRTY]
    apart = [item for item in done.items if item.state is AssetState.QUARANTINED]
    said = f"{plural(sum(item.quantity for item in done.items), 'item')} booked in: {names}." if names else ""
    if dirty:
        said += f" To be cleaned: {_names(dirty)}." if apart else " Now: to be cleaned."
    if apart:
        said += f" Set apart, do not use: {_names(apart)}."
    for note in done.found:
        said += f" {note.code}: {say(DepotFinding(note.kind)).lower()}; someone will settle it."
    return said.strip()


def _names(items: Iterable[ItemDone]) -> str:
    return "; ".join(item.number or f"{item.quantity} {item.product}" for item in items)


__all__ = ["CONTACTS", "RISKS", "StatementFields", "returns"]
