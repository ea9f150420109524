"""What a satellite store should hold: of each product how many, what is there now, and what lacks.
Refuses nothing itself; the use case does."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries import KeptLevel, PlaceRow, kept_levels
from handrail.usecases._scans import MOST_PIECES
from handrail.usecases.keep_levels import Level, LevelsWanted, keep_levels
from handrail.web.depot.scanning import HOME, stores_of, submit_work
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table, Tag
from handrail.web.shared.views import go, page, render
from handrail.wording.shown import plural


class LevelForm(HandrailForm):
    """How many of one product a store should hold."""

    place = fields.SelectField("Store", missing="Choose the store")
    code = fields.TextField(
        "Product", longest=40, width="20", hint="Its code, such as WLK-031", missing="Enter the code of the product"
    )
    keep = fields.NumberField(
        "How many should it hold?", least=0, most=MOST_PIECES, hint="0 if the store does not hold it any more",
        missing="Enter how many it should hold",
    )  # fmt: skip
    refill_at = fields.NumberField(
        "Fill it up when so many are left", least=0, most=MOST_PIECES, hint="A number below the one above, or 0",
        missing="Enter at how many it is filled up",
    )  # fmt: skip

    def to_request(self) -> LevelsWanted:
        """The level of this product."""
        given = self.cleaned_data
        level = Level(given["code"].strip().upper(), given["keep"], given["refill_at"])
        return LevelsWanted(UUID(given["place"]), (level,))


@dataclass(frozen=True, slots=True)
class LevelsPage:
    """The levels of one store, the other stores, and the form that sets one level."""

    title: str
    stores: tuple[Link, ...]
    table: Table | None
    form: LevelForm
    crumbs: tuple[Crumb, ...]


@page(Permission.KEEP_STOCK)
def levels(request: PageRequest) -> HttpResponseBase:
    """Shows what a store should hold and sets one level."""
    stores = stores_of(request, ("SATELLITE",))
    named = request.POST.get("place") or request.GET.get("place", "")
    store = next((one for one in stores if str(one.id) == named), stores[0] if stores else None)
    with reading(request.scope):
        kept = kept_levels(request.scope, store.id) if store else ()
    form = LevelForm(request.POST) if request.method == "POST" else LevelForm(initial=_first(request, kept, store))
    offer(form, "place", ((str(one.id), one.name) for one in stores))
    if request.method == "POST" and submit_work(request, form, keep_levels) is not None:
        said = f"{form.cleaned_data['code'].upper()}: the level is set."
        return go(request, f"{request.path}?place={form.cleaned_data['place']}", flash=said)
    others = tuple(Link(one.name, f"{request.path}?place={one.id}") for one in stores if one != store)
    table = _table(kept, store, request.path) if store else None
    crumbs = (HOME, Crumb("Stock", address_of("depot:stock")))
    shown = LevelsPage("What satellite stores should hold", others, table, form, crumbs)
    return render(request, "depot/levels.html", shown, form=form)


def _first(request: PageRequest, kept: tuple[KeptLevel, ...], store: PlaceRow | None) -> dict[str, object]:
    """The form as it opens: for the product that was chosen in the table with its level, else empty."""
    code = request.GET.get("product", "")
    row = next((one for one in kept if one.product_code == code), None)
    place = {"place": str(store.id)} if store else {}
    return {**place, "code": row.product_code, "keep": row.keep, "refill_at": row.refill_at} if row else {**place}


def _table(kept: tuple[KeptLevel, ...], store: PlaceRow, here: str) -> Table:
    return Table(
        f"{store.name}: {plural(len(kept), 'product')}",
        (
            Column("Product"), Column("Should hold", numeric=True), Column("Fill up at", numeric=True),
            Column("There now", numeric=True), Column("Lacks", numeric=True), Column("Now"),
        ),
        tuple(
            Row(
                (
                    Cell(one.product_name, f"{here}?place={store.id}&product={one.product_code}#set",
                         note=one.product_code),
                    Cell(str(one.keep)), Cell(str(one.refill_at)), Cell(str(one.ready)), Cell(str(one.wanted)),
                    Cell(tag=Tag("Fill it up", "yellow") if one.is_low else Tag("Enough", "green")),
                )
            )
            for one in kept
        ),
        Empty("Nothing is said yet", "Say below how many of each product this store should hold."),
        id="levels",
    )  # fmt: skip
