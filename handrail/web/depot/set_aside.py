"""Set items apart, clear them again, or scrap them.
Refuses nothing itself; each page is one form and one use case."""

from django.http import HttpResponseBase

from handrail.identity.roles import Permission
from handrail.stock.codes import ClearedFor
from handrail.stock.states import AssetState
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from handrail.web.depot.care import WORKSHOP, codes_of
from handrail.web.depot.needs import clearing_alerts
from handrail.web.depot.scanning import StoreForm, store_form, submit_work, what_was_done, work_page
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page
from handrail.wording import say

_S = AssetState
CONDITIONS = [
    (state.value, say(state))
    for state in (_S.READY, _S.RETURNED_DIRTY, _S.DECONTAMINATED, _S.IN_REPAIR, _S.PASSED, _S.QUARANTINED)
]
KEPT = (_S.HELD.value, f"{say(_S.HELD)}: the orders that are due last wait for others")


class SetApartForm(StoreForm):
    """Why items are set apart, and the alert that says so."""

    reason = fields.TextField("Why?", longest=300, missing="Say why they are set apart")
    alert = fields.TextField(
        "Reference of the safety alert", required=False, longest=60, width="20", hint="Such as NatPSA/2026/001"
    )
    condition = fields.SelectField(
        "Counted things are", [*CONDITIONS[:-1], KEPT], hint="For items with a number this does not matter"
    )

    def to_request(self) -> SetApart:
        """All for the same reason."""
        given = self.cleaned_data
        return SetApart(self.store, self.scans, given["reason"], given["alert"], AssetState(given["condition"]))


@page(Permission.KEEP_STOCK)
def set_apart(request: PageRequest) -> HttpResponseBase:
    """Sets items apart; whoever they were kept for gets another."""
    form = store_form(request, SetApartForm, condition=request.GET.get("condition", AssetState.READY.value))
    if request.method == "POST" and (done := submit_work(request, form, quarantine_stock)):
        return go(request, "depot:workshop", flash=what_was_done(done, "set apart"))
    intro = "Nobody can be given these items. If one was reserved, its order waits for another."
    return work_page(request, form, title="Set apart", intro=intro, button="Set apart", crumbs=WORKSHOP)


class ClearForm(StoreForm):
    """What happens next, and why it may."""

    cleared_for = fields.RadiosField("What happens next?", [(one.value, say(one)) for one in ClearedFor])
    reason = fields.TextField("Why is it cleared?", longest=300, missing="Say why it is cleared")

    def to_request(self) -> Cleared:
        """All for the same."""
        given = self.cleaned_data
        return Cleared(self.store, self.scans, ClearedFor(given["cleared_for"]), given["reason"])


@page(Permission.KEEP_STOCK)
def clear(request: PageRequest) -> HttpResponseBase:
    """Takes items out of quarantine, to be tested or cleaned again."""
    form = store_form(request, ClearForm)
    if request.method == "POST" and (done := submit_work(request, form, lift_quarantine)):
        return go(request, "depot:workshop", flash=what_was_done(done, "cleared"))
    intro = (
        "An item that was set apart is always tested again before it goes out. What came back is cleaned before that."
    )
    return work_page(
        request, form, title="Clear", intro=intro, button="Clear", crumbs=WORKSHOP,
        alerts=lambda: clearing_alerts(request, form),
    )  # fmt: skip


class ScrapForm(StoreForm):
    """Why items are scrapped."""

    reason = fields.SelectField("Why?", missing="Choose why")
    note = fields.TextField("Note", required=False, longest=300)
    condition = fields.SelectField(
        "Counted things are", CONDITIONS, hint="For items with a number this does not matter"
    )

    def to_request(self) -> Scrapped:
        """All for the same reason."""
        given = self.cleaned_data
        return Scrapped(self.store, self.scans, given["reason"], given["note"], AssetState(given["condition"]))


@page(Permission.KEEP_STOCK)
def scrap(request: PageRequest) -> HttpResponseBase:
    """Scraps items."""
    form = store_form(request, ScrapForm, condition=request.GET.get("condition", AssetState.RETURNED_DIRTY.value))
    offer(form, "reason", codes_of(request, "scrap_reason")["scrap_reason"])
    if request.method == "POST" and (done := submit_work(request, form, scrap_stock)):
        return go(request, "depot:workshop", flash=what_was_done(done, "scrapped"))
    intro = "A scrapped item never goes out again. Its history stays."
    return work_page(request, form, title="Scrap", intro=intro, button="Scrap", crumbs=WORKSHOP)
