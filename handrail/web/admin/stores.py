"""Depots, satellite stores and vans: their lists, and the forms that add, change, close and open them.
Refuses nothing itself: the use cases of `edit_partners` decide."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.versions import version_of
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import depots
from handrail.partners.queries.registers import StoreRow, store_register
from handrail.usecases.edit_partners import (
    Closing,
    StoreShape,
    VanShape,
    close_store,
    keep_store,
    keep_van,
    retire_van,
)
from handrail.visits.queries.vans import VanRow, van_register
from handrail.web.admin.editing import EditForm, Standing, submit_edit
from handrail.web.admin.shapes import HOME, FormPage, ListPage, crumb
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.listing import listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table, Tag
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import short_day

KINDS = (
    Choice("DEPOT", "Depot"),
    Choice("SATELLITE", "Satellite store", hint="A cupboard in a hospital, clinic or hospice", reveal=("serves_id",)),
)


@page(Permission.ADMINISTER, methods=("GET",))
def stores(request: PageRequest) -> HttpResponseBase:
    """Depots and satellite stores, closed ones too."""
    listing = listing_of(request, sorts=("name", "kind"), default="kind")
    with reading(request.scope):
        found = list(store_register(request.scope.contract_id))
    found.sort(
        key=lambda row: row.name if listing.sort == "name" else f"{row.kind} {row.name}", reverse=listing.descending
    )
    if listing.wants_csv:
        rows = [(r.name, r.kind, r.lines, r.postcode, r.phone, r.filled_from, r.closed_on) for r in found]
        head = ("Name", "Kind", "Address", "Postcode", "Phone", "Filled from", "Closed on")
        return stream_csv(request.scope, "stores", head, lambda: rows)
    table = Table(
        "Depots and stores",
        (Column("Name", "name"), Column("Kind", "kind"), Column("Address"), Column("Filled from"), Column("State")),
        tuple(_store_row(row) for row in found),
        Empty("There is no depot yet"),
        sorting=listing.sorting(),
        csv_href=listing.csv_href,
    )
    buttons = (Link("Add a depot or store", reverse("admin:store_new")), Link("Vans", reverse("admin:vans")))
    return render(request, "admin/list.html", ListPage("Depots and stores", table, buttons=buttons))


def _store_row(row: StoreRow) -> Row:
    return Row(
        (
            Cell(row.name, reverse("admin:store", args=[row.id]), note=row.phone),
            Cell("Depot" if row.kind == "DEPOT" else "Satellite store"),
            Cell(row.lines, note=row.postcode),
            Cell(row.filled_from),
            Cell(tag=_state(row.closed_on, "Closed", "Open")),
        )
    )


def _state(ended_on: object, ended: str, held: str) -> Tag:
    return Tag(f"{ended} {short_day(ended_on)}", "grey") if ended_on else Tag(held, "green")  # type: ignore[arg-type]  # a date


class StoreForm(EditForm):
    """A depot or a satellite store."""

    kind = fields.RadiosField("What is it?", KINDS)
    serves_id = fields.SelectField("Depot that fills it", required=False, says_optional=False)
    name = fields.TextField("Name", longest=120)
    lines = fields.TextField("Address", longest=200)
    postcode = fields.PostcodeField("Postcode")
    phone = fields.TextField("Phone", longest=30, width="20", required=False)
    whens = (When("kind", frozenset({"SATELLITE"}), "serves_id"),)

    store_id: UUID | None = None

    def to_request(self) -> StoreShape:
        """What the form asks for."""
        given = self.cleaned_data
        serves = UUID(given["serves_id"]) if given["serves_id"] else None
        return StoreShape(
            given["kind"], given["name"], given["lines"], given["postcode"], given["phone"], serves, self.store_id,
            self.version,
        )  # fmt: skip


class ClosingForm(HandrailForm):
    """From which day something is out of use; empty takes it back into use."""

    closed_on = fields.DateField("Out of use from", required=False, hint="Leave it empty to keep it in use")

    row_id: UUID

    def to_request(self) -> Closing:
        """What the form asks for."""
        return Closing(self.row_id, self.cleaned_data["closed_on"])


def _store_form(request: PageRequest, standing: Standing | None = None) -> StoreForm:
    form = StoreForm(request.POST if request.method == "POST" else None, standing=standing)
    offer(form, "serves_id", _depots(request))
    return form


def _depots(request: PageRequest) -> list[tuple[str, str]]:
    with reading(request.scope):
        found = depots(request.scope.contract_id)
    return [(str(row.id), row.name) for row in found if row.kind == "DEPOT"]


@page(Permission.ADMINISTER)
def store_new(request: PageRequest) -> HttpResponseBase:
    """Add a depot or store."""
    form = _store_form(request)
    if request.method == "POST" and submit(request, form, keep_store) is not None:
        return go(request, "admin:stores", flash="The store was added.")
    return render(request, "admin/form.html", _page("Add a depot or store", form, "stores"), form=form)


def _store(request: PageRequest, store_id: UUID) -> StoreRow:
    with reading(request.scope):
        found = store_register(request.scope.contract_id)
    row = next((row for row in found if row.id == store_id), None)
    if row is None:
        raise Http404
    return row


def _store_standing(row: StoreRow) -> Standing:
    names = ("kind", "name", "lines", "postcode", "phone", "serves_id")
    return Standing({name: getattr(row, name) for name in names}, row.version, f"depot:{row.id}")


@page(Permission.ADMINISTER)
def store(request: PageRequest, store_id: UUID) -> HttpResponseBase:
    """Change a depot or store."""
    row = _store(request, store_id)
    form = _store_form(request, _store_standing(row))
    form.store_id = store_id
    if request.method == "POST" and submit_edit(
        request, form, keep_store, lambda: _store_standing(_store(request, store_id))
    ):
        return go(request, "admin:stores", flash=f"{form.cleaned_data['name']} was changed.")
    close = Link("Close or open this store", reverse("admin:store_close", args=[store_id]))
    return render(request, "admin/form.html", _page(row.name, form, "stores", close), form=form)


@page(Permission.ADMINISTER)
def store_close(request: PageRequest, store_id: UUID) -> HttpResponseBase:
    """Close a store, or open it again."""
    row = _store(request, store_id)
    form = ClosingForm(request.POST if request.method == "POST" else None, initial={"closed_on": row.closed_on})
    form.row_id = store_id
    if request.method == "POST" and submit(request, form, close_store) is not None:
        return go(request, "admin:stores", flash=f"{row.name} was changed.")
    return render(request, "admin/form.html", _page(f"Close or open {row.name}", form, "stores"), form=form)


@page(Permission.ADMINISTER, methods=("GET",))
def vans(request: PageRequest) -> HttpResponseBase:
    """Vans, those out of use too."""
    listing = listing_of(request, sorts=("depot", "name"), default="depot")
    with reading(request.scope):
        found = list(van_register(request.scope))
    found.sort(key=lambda row: (row.depot if listing.sort == "depot" else "", row.name), reverse=listing.descending)
    if listing.wants_csv:
        rows = [(r.name, r.registration, r.depot, r.capacity_kg, r.capacity_l, r.retired_on) for r in found]
        head = ("Name", "Registration", "Depot", "Kilograms", "Litres", "Out of use from")
        return stream_csv(request.scope, "vans", head, lambda: rows)
    table = Table(
        "Vans",
        (Column("Van", "name"), Column("Depot", "depot"), Column("Carries"), Column("State")),
        tuple(
            Row(
                (
                    Cell(row.name, reverse("admin:van", args=[row.id]), note=row.registration),
                    Cell(row.depot),
                    Cell(f"{row.capacity_kg:,} kg", note=f"{row.capacity_l:,} litres"),
                    Cell(tag=_state(row.retired_on, "Out of use", "In use")),
                )
            )
            for row in found
        ),
        Empty("There is no van yet"),
        sorting=listing.sorting(),
        csv_href=listing.csv_href,
    )
    return render(
        request, "admin/list.html", ListPage("Vans", table, buttons=(Link("Add a van", reverse("admin:van_new")),))
    )


class VanForm(EditForm):
    """A van of a depot."""

    name = fields.TextField("Name", longest=40)
    registration = fields.TextField("Registration number", longest=12, width="10")
    depot_id = fields.SelectField("Depot")
    capacity_kg = fields.NumberField("Carries", unit="kg", least=1, most=20_000)
    capacity_l = fields.NumberField("Room", unit="litres", least=1, most=100_000)
    by_post = fields.TickField(
        "This is the post: small things are sent, and nobody goes along", required=False,
        hint="Call it By post. As registration number write the carrier's name",
    )  # fmt: skip

    van_id: UUID | None = None

    def to_request(self) -> VanShape:
        """What the form asks for."""
        given = self.cleaned_data
        return VanShape(
            UUID(given["depot_id"]), given["name"], given["registration"], given["capacity_kg"], given["capacity_l"],
            self.van_id, self.version, bool(given.get("by_post")),
        )  # fmt: skip


def _van_form(request: PageRequest, standing: Standing | None = None) -> VanForm:
    form = VanForm(request.POST if request.method == "POST" else None, standing=standing)
    offer(form, "depot_id", _depots(request))
    return form


@page(Permission.ADMINISTER)
def van_new(request: PageRequest) -> HttpResponseBase:
    """Add a van."""
    form = _van_form(request)
    if request.method == "POST" and submit(request, form, keep_van) is not None:
        return go(request, "admin:vans", flash="The van was added.")
    return render(request, "admin/form.html", _page("Add a van", form, "vans"), form=form)


def _van(request: PageRequest, van_id: UUID) -> VanRow:
    with reading(request.scope):
        found = van_register(request.scope)
    row = next((row for row in found if row.id == van_id), None)
    if row is None:
        raise Http404
    return row


def _van_standing(row: VanRow) -> Standing:
    names = ("depot_id", "name", "registration", "capacity_kg", "capacity_l")
    values = {name: getattr(row, name) for name in names}
    return Standing(values, version_of(*values.values()), f"van:{row.id}")


@page(Permission.ADMINISTER)
def van(request: PageRequest, van_id: UUID) -> HttpResponseBase:
    """Change a van."""
    row = _van(request, van_id)
    form = _van_form(request, _van_standing(row))
    form.van_id = van_id
    # What goes by post and what goes by van have other runs: one does not become the other.
    del form.fields["by_post"]
    if request.method == "POST" and submit_edit(request, form, keep_van, lambda: _van_standing(_van(request, van_id))):
        return go(request, "admin:vans", flash=f"{form.cleaned_data['name']} was changed.")
    close = Link("Take it out of use", reverse("admin:van_retire", args=[van_id]))
    return render(request, "admin/form.html", _page(row.name, form, "vans", close), form=form)


@page(Permission.ADMINISTER)
def van_retire(request: PageRequest, van_id: UUID) -> HttpResponseBase:
    """Take a van out of use, or back into it."""
    row = _van(request, van_id)
    form = ClosingForm(request.POST if request.method == "POST" else None, initial={"closed_on": row.retired_on})
    form.row_id = van_id
    if request.method == "POST" and submit(request, form, retire_van) is not None:
        return go(request, "admin:vans", flash=f"{row.name} was changed.")
    return render(request, "admin/form.html", _page(f"Use of {row.name}", form, "vans"), form=form)


def _page(title: str, form: HandrailForm, back: str, other: Link | None = None) -> FormPage:
    crumbs = (HOME, crumb("Vans" if back == "vans" else "Depots and stores", f"admin:{back}"))
    return FormPage(title, form, "Save", other or Link("Cancel", reverse(f"admin:{back}")), crumbs)
