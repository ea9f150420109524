"""The list of teams, and the forms that add, change, close and open one.
Refuses nothing itself: `keep_team` and `close_team` decide."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.queries.users import posts_held
from handrail.identity.roles import Permission
from handrail.partners.queries import code_lists, partners_of
from handrail.partners.queries.registers import TeamRow, team_register
from handrail.usecases.edit_partners import Closing, TeamShape, close_team, keep_team
from handrail.web.admin.editing import EditForm, Standing, submit_edit
from handrail.web.admin.shapes import HOME, FormPage, ListPage, crumb, london_today
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import FilterForm, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table, Tag
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import short_day


class TeamFilters(FilterForm):
    """What the list is narrowed to."""

    words = fields.SearchField("Name of team or partner")


@page(Permission.ADMINISTER, methods=("GET",))
def teams(request: PageRequest) -> HttpResponseBase:
    """Teams, closed ones too."""
    listing = listing_of(request, sorts=("name", "partner", "kind"), default="name", filters=TeamFilters)
    with reading(request.scope):
        found = team_register(request.scope.contract_id, london_today())
        posts = posts_held(request.scope)
    words = str(listing.filters.get("words") or "").casefold()
    shown = [row for row in found if words in f"{row.name} {row.partner}".casefold()]
    keys = {"name": lambda row: row.name, "partner": lambda row: row.partner, "kind": lambda row: row.kind_label}
    shown.sort(key=lambda row: keys[listing.sort](row).casefold(), reverse=listing.descending)
    if listing.wants_csv:
        rows = [(r.name, r.kind, r.partner, posts.get(r.id, 0), r.closed_on) for r in shown]
        return stream_csv(request.scope, "teams", ("Name", "Kind", "Partner", "Posts", "Closed on"), lambda: rows)
    table = Table(
        "Teams",
        (
            Column("Team", "name"),
            Column("Kind", "kind"),
            Column("Partner", "partner"),
            Column("Posts", numeric=True),
            Column("State"),
        ),
        tuple(_row(row, posts.get(row.id, 0)) for row in shown),
        Empty("No team fits these filters"),
        sorting=listing.sorting(),
        csv_href=listing.csv_href,
    )
    buttons = (Link("Add a team", reverse("admin:team_new")),)
    return render(
        request, "admin/list.html", ListPage("Teams", table, buttons=buttons, listing=listing, filters=("words",))
    )


def _row(row: TeamRow, posts: int) -> Row:
    state = Tag(f"Closed {short_day(row.closed_on)}", "grey") if row.closed_on else Tag("Open", "green")
    return Row(
        (
            Cell(row.name, reverse("admin:team", args=[row.id])),
            Cell(row.kind_label),
            Cell(row.partner),
            Cell(str(posts)),
            Cell(tag=state),
        )
    )


class TeamForm(EditForm):
    """A team of a partner."""

    name = fields.TextField("Name", longest=120)
    partner_id = fields.SelectField("Partner")
    kind = fields.SelectField("Kind of team")

    team_id: UUID | None = None

    def to_request(self) -> TeamShape:
        """What the form asks for."""
        given = self.cleaned_data
        return TeamShape(UUID(given["partner_id"]), given["kind"], given["name"], self.team_id, self.version)


class CloseTeamForm(HandrailForm):
    """From which day the team is closed; empty opens it."""

    closed_on = fields.DateField("Closed from", required=False, hint="Leave it empty to keep or make the team open")

    team_id: UUID

    def to_request(self) -> Closing:
        """What the form asks for."""
        return Closing(self.team_id, self.cleaned_data["closed_on"])


def _form(request: PageRequest, standing: Standing | None = None) -> TeamForm:
    form = TeamForm(request.POST if request.method == "POST" else None, standing=standing)
    today, contract_id = london_today(), request.scope.contract_id
    with reading(request.scope):
        partners = partners_of(contract_id, today)
        kinds = code_lists(contract_id, ["team_kind"], today)["team_kind"]
    offer(form, "partner_id", [(str(row.id), row.name) for row in partners])
    offer(form, "kind", [(code.code, code.label) for code in kinds])
    return form


@page(Permission.ADMINISTER)
def team_new(request: PageRequest) -> HttpResponseBase:
    """Add a team."""
    form = _form(request)
    if request.method == "POST" and submit(request, form, keep_team) is not None:
        return go(request, "admin:teams", flash="The team was added.")
    return render(request, "admin/form.html", _page("Add a team", form), form=form)


def _team(request: PageRequest, team_id: UUID) -> TeamRow:
    with reading(request.scope):
        found = team_register(request.scope.contract_id, london_today())
    row = next((row for row in found if row.id == team_id), None)
    if row is None:
        raise Http404
    return row


def _standing(row: TeamRow) -> Standing:
    values = {"name": row.name, "partner_id": row.partner_id, "kind": row.kind}
    return Standing(values, row.version, f"team:{row.id}")


@page(Permission.ADMINISTER)
def team(request: PageRequest, team_id: UUID) -> HttpResponseBase:
    """Change a team."""
    row = _team(request, team_id)
    form = _form(request, _standing(row))
    form.team_id = team_id
    if request.method == "POST" and submit_edit(request, form, keep_team, lambda: _standing(_team(request, team_id))):
        return go(request, "admin:teams", flash=f"{form.cleaned_data['name']} was changed.")
    close = Link(
        "Close this team" if row.closed_on is None else "Open it again", reverse("admin:team_close", args=[team_id])
    )
    return render(request, "admin/form.html", _page(row.name, form, close), form=form)


@page(Permission.ADMINISTER)
def team_close(request: PageRequest, team_id: UUID) -> HttpResponseBase:
    """Close a team, or open it again."""
    row = _team(request, team_id)
    form = CloseTeamForm(request.POST if request.method == "POST" else None, initial={"closed_on": row.closed_on})
    form.team_id = team_id
    if request.method == "POST" and submit(request, form, close_team) is not None:
        return go(request, "admin:teams", flash=f"{row.name} was changed.")
    return render(request, "admin/form.html", _page(f"Close or open {row.name}", form), form=form)


def _page(title: str, form: HandrailForm, other: Link | None = None) -> FormPage:
    crumbs = (HOME, crumb("Teams", "admin:teams"))
    return FormPage(title, form, "Save", other or Link("Cancel", reverse("admin:teams")), crumbs)
