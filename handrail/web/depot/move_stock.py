"""Move stock between stores, straight or by a van on the way, and what is on the way now.
Refuses nothing itself; the use case does."""

from uuid import UUID

from django.http import HttpResponseBase

from handrail.identity.roles import Permission
from handrail.stock.states import AssetState
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.web.depot.scanning import HOME, ScansField, stores_of, submit_work, what_was_done, work_page
from handrail.web.depot.set_aside import CONDITIONS
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb
from handrail.web.shared.views import go, page

KINDS = ("DEPOT", "SATELLITE", "VAN", "REPAIRER")


class MoveForm(HandrailForm):
    """From where, to where, what."""

    from_place_id = fields.SelectField("From", missing="Choose where it is")
    to_place_id = fields.SelectField(
        "To", missing="Choose where it goes", hint="A van: it is on its way. Move it off the van when it arrives"
    )
    items = ScansField()
    condition = fields.SelectField(
        "Counted things are", CONDITIONS, hint="For items with a number this does not matter"
    )
    bin = fields.TextField("Shelf there", required=False, longest=20, width="10")
    reason = fields.TextField("Why?", required=False, longest=200)

    def to_request(self) -> StockMoved:
        """All to one place."""
        given = self.cleaned_data
        return StockMoved(
            UUID(given["from_place_id"]), UUID(given["to_place_id"]), given["items"], AssetState(given["condition"]),
            given["reason"], given["bin"],
        )  # fmt: skip


@page(Permission.KEEP_STOCK)
def move(request: PageRequest) -> HttpResponseBase:
    """Moves items and counted stock to another place."""
    places = stores_of(request, KINDS)
    initial = {
        "from_place_id": str(places[0].id) if places else "",
        "condition": AssetState.READY.value,
        "items": "\n".join(request.GET.getlist("code")),
    }
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm(initial=initial)
    for name in ("from_place_id", "to_place_id"):
        offer(form, name, ((str(place.id), place.name) for place in places))
    if request.method == "POST" and (done := submit_work(request, form, move_stock)):
        return go(request, "depot:move_stock", flash=what_was_done(done, "moved"))
    intro = "Move items between depots, satellite stores, vans and repairers."
    return work_page(
        request, form, title="Move stock", intro=intro, button="Move", crumbs=(HOME, Crumb("Stock", "/depot/stock/"))
    )
