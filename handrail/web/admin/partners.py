"""The list of partners of a contract, and the form that adds or changes one.
Refuses nothing itself: `keep_partner` decides."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.queries.users import posts_held
from handrail.identity.roles import Permission
from handrail.partners.queries.registers import PartnerRow, partner_memberships, partner_register
from handrail.partners.register_rules import PARTNER_KINDS
from handrail.usecases.edit_partners import PartnerShape, keep_partner
from handrail.web.admin.editing import EditForm, Standing, submit_edit
from handrail.web.admin.shapes import HOME, FormPage, ListPage, crumb, held_tag, held_words, last_day, london_today
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import FilterForm, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit

KINDS = tuple(
    zip(
        PARTNER_KINDS,
        ("Council", "NHS board", "NHS trust", "Provider", "Retailer", "Assessor body", "Charity"),
        strict=True,
    )
)
KIND_NAMES = dict(KINDS)
REACHES = (
    fields.Choice("ALL", "Everybody under the contract"),
    fields.Choice("OWN", "Only people that they serve"),
    fields.Choice("NONE", "Nobody", hint="Its staff see no people at all"),
)
REACH_NAMES = {choice.value: choice.label for choice in REACHES}


class PartnerFilters(FilterForm):
    """What the list is narrowed to."""

    words = fields.SearchField("Name")
    kind = fields.SelectField("Kind", KINDS, blank="Any kind", required=False, says_optional=False)


@page(Permission.ADMINISTER, methods=("GET",))
def partners(request: PageRequest) -> HttpResponseBase:
    """Partners with how far they see, and since when."""
    listing = listing_of(request, sorts=("name", "kind", "from"), default="name", filters=PartnerFilters)
    with reading(request.scope):
        found = partner_register(request.scope.contract_id)
        posts = posts_held(request.scope)
    words, kind = str(listing.filters.get("words") or "").casefold(), listing.filters.get("kind")
    shown = [row for row in found if words in row.name.casefold() and kind in (None, "", row.kind)]
    keys = {"name": lambda row: row.name.casefold(), "kind": lambda row: row.kind, "from": lambda row: row.from_on}
    shown.sort(key=keys[listing.sort], reverse=listing.descending)
    if listing.wants_csv:
        head = ("Name", "Kind", "ODS code", "Phone", "Sees", "From", "Last day")
        rows = [
            (r.name, KIND_NAMES[r.kind], r.ods_code, r.phone, r.reach, r.from_on, last_day(r.until_on)) for r in shown
        ]
        return stream_csv(request.scope, "partners", head, lambda: rows)
    table = Table(
        "Partners",
        (
            Column("Name", "name"),
            Column("Kind", "kind"),
            Column("Sees"),
            Column("Holds", "from"),
            Column("Staff", numeric=True),
        ),
        tuple(_row(row, posts.get(row.id, 0)) for row in shown),
        Empty("No partner fits these filters"),
        sorting=listing.sorting(),
        csv_href=listing.csv_href,
    )
    buttons = (Link("Add a partner", reverse("admin:partner_new")),)
    return render(
        request,
        "admin/list.html",
        ListPage("Partners", table, buttons=buttons, listing=listing, filters=("words", "kind")),
    )


def _row(row: PartnerRow, posts: int) -> Row:
    return Row(
        (
            Cell(row.name, reverse("admin:partner", args=[row.id]), note=row.ods_code),
            Cell(KIND_NAMES[row.kind]),
            Cell(REACH_NAMES[row.reach]),
            Cell(held_words(row.from_on, row.until_on), tag=held_tag(row.from_on, row.until_on, london_today())),
            Cell(str(posts)),
        )
    )


class PartnerForm(EditForm):
    """A partner, and how far its staff see people from a day."""

    name = fields.TextField("Name", longest=120)
    kind = fields.SelectField("Kind", KINDS)
    ods_code = fields.TextField("ODS code", longest=10, width="10", required=False)
    phone = fields.TextField("Phone", longest=30, width="20", required=False)
    reach = fields.RadiosField("Whom do its staff see?", REACHES)
    from_on = fields.DateField("From which day?", hint="For a partner that is here already: tomorrow or later")

    partner_id: UUID | None = None

    def to_request(self) -> PartnerShape:
        """What the form asks for."""
        given = self.cleaned_data
        return PartnerShape(
            given["kind"], given["name"], given["reach"], given["from_on"], given["ods_code"], given["phone"],
            self.partner_id, self.version,
        )  # fmt: skip


@page(Permission.ADMINISTER)
def partner_new(request: PageRequest) -> HttpResponseBase:
    """Add a partner."""
    form = PartnerForm(request.POST if request.method == "POST" else None, initial={"from_on": london_today()})
    if request.method == "POST" and submit(request, form, keep_partner) is not None:
        return go(request, "admin:partners", flash="The partner was added.")
    return render(request, "admin/form.html", _page("Add a partner", form), form=form)


@page(Permission.ADMINISTER)
def partner(request: PageRequest, partner_id: UUID) -> HttpResponseBase:
    """Change a partner; its reach changes from a day on."""
    found = _memberships(request, partner_id)
    latest = found[0]
    form = PartnerForm(request.POST if request.method == "POST" else None, standing=_standing(latest))
    form.partner_id = partner_id
    if request.method == "POST" and submit_edit(
        request, form, keep_partner, lambda: _standing(_memberships(request, partner_id)[0])
    ):
        return go(request, "admin:partners", flash=f"{form.cleaned_data['name']} was changed.")
    facts = tuple(Fact(REACH_NAMES[row.reach], held_words(row.from_on, row.until_on)) for row in found)
    return render(request, "admin/form.html", _page(latest.name, form, facts), form=form)


def _memberships(request: PageRequest, partner_id: UUID) -> tuple[PartnerRow, ...]:
    with reading(request.scope):
        found = partner_memberships(request.scope.contract_id, partner_id)
    if not found:
        raise Http404
    return found


def _standing(row: PartnerRow) -> Standing:
    names = ("name", "kind", "ods_code", "phone", "reach", "from_on")
    return Standing({name: getattr(row, name) for name in names}, row.version, f"partner:{row.id}")


def _page(title: str, form: PartnerForm, facts: tuple[Fact, ...] = ()) -> FormPage:
    back = reverse("admin:partners")
    return FormPage(title, form, "Save", Link("Cancel", back), (HOME, crumb("Partners", "admin:partners")), facts=facts)
