"""The list of users with their posts, and one user's page with the account's history.
Refuses users of other contracts: they are not found."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.catalogue.reference.held import DataKind, held_rows
from handrail.core.csv_writing import Cell as CsvCell
from handrail.core.moves import events_from
from handrail.identity.calls import reading
from handrail.identity.queries.users import SORTS, UserFilters, UserPost, account_steps, count_users, user_post, users
from handrail.identity.roles import Permission, Role
from handrail.identity.rules import NOT_GIVEN
from handrail.identity.scope import Scope
from handrail.identity.states import MOVES, AccountState
from handrail.partners.queries import partners_of
from handrail.web.admin.data_words import names_of_codes, says_of
from handrail.web.admin.shapes import HOME, DetailPage, ListPage, crumb, held_words, last_day, london_today
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.listing import FilterForm, Listing, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Fact, Link, Row, Table, Tag, TimelineEntry
from handrail.web.shared.views import page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import short_day_and_time

ROLES = tuple((role.value, say(role)) for role in Role if role not in NOT_GIVEN)


class UsersFilters(FilterForm):
    """What the list is narrowed to."""

    words = fields.SearchField("Name or email address")
    role = fields.SelectField("Role", ROLES, blank="Any role", required=False, says_optional=False)
    state = fields.SelectField(
        "Account", tuple((state.value, say(state)) for state in AccountState), blank="Any state", required=False,
        says_optional=False,
    )  # fmt: skip
    partner = fields.SelectField("Partner", blank="Any partner", required=False, says_optional=False)


@page(Permission.ADMINISTER, methods=("GET",))
def users_list(request: PageRequest) -> HttpResponseBase:
    """Users of the contract."""
    today = london_today()
    form = UsersFilters(request.GET or None, auto_id="%s")
    with reading(request.scope):
        partners = partners_of(request.scope.contract_id, today)
    offer(form, "partner", [(str(row.id), row.name) for row in partners])
    listing = listing_of(request, sorts=tuple(SORTS), default="name", filters=form)
    asked = UserFilters(
        **{name: str(listing.filters.get(name) or "") for name in ("words", "role", "state")},
        partner_id=str(listing.filters.get("partner") or ""),
    )
    if listing.wants_csv:
        head = (
            "Name",
            "Email",
            "Phone",
            "Account",
            "Partner",
            "Team",
            "Depot",
            "Job",
            "Roles",
            "On call",
            "From",
            "Last day",
        )
        return stream_csv(
            request.scope,
            "users",
            head,
            lambda: map(_csv, _users(request.scope, asked, listing.sort, listing.descending)),
        )
    with reading(request.scope):
        found = users(
            request.scope, asked, today=today, sort=listing.sort, descending=listing.descending, limit=listing.size,
            offset=listing.offset,
        )  # fmt: skip
        total = count_users(request.scope, asked, today=today)
    table = _table(listing, found, total)
    buttons = (Link("Add a user", reverse("admin:user_new")),)
    return render(
        request,
        "admin/list.html",
        ListPage("Users", table, buttons=buttons, listing=listing, filters=("words", "role", "state", "partner")),
    )


def _table(listing: Listing, found: Sequence[UserPost], total: int) -> Table:
    return Table(
        "Users",
        (
            Column("Name", "name"),
            Column("Account", "state"),
            Column("Roles"),
            Column("Works for", "partner"),
            Column("Post", "from"),
        ),
        tuple(_row(row) for row in found),
        Empty(
            "No user fits these filters",
            "Clear the filters, or add a user.",
            Link("Add a user", reverse("admin:user_new")),
        ),
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(found), total=total),
        csv_href=listing.csv_href,
    )


def _users(scope: Scope, asked: UserFilters, sort: str, descending: bool) -> tuple[UserPost, ...]:
    return users(scope, asked, today=london_today(), sort=sort, descending=descending, limit=None, offset=0)


def _csv(row: UserPost) -> tuple[CsvCell, ...]:
    return (
        row.name, row.email, row.phone, row.state.value, row.partner, row.team, row.depot, row.job,
        "; ".join(row.roles), row.on_call, row.from_on, last_day(row.until_on),
    )  # fmt: skip


def _row(row: UserPost) -> Row:
    state = tag_of(row.state) if row.is_active else Tag("Cannot sign in", "red")
    return Row(
        (
            Cell(row.name, reverse("admin:user", args=[row.user_id]), note=row.email),
            Cell(tag=state),
            Cell(", ".join(say(role) for role in row.roles), note="On call" if row.on_call else ""),
            Cell(row.partner, note=row.team or row.depot),
            Cell(row.job, note=held_words(row.from_on, row.until_on)),
        )
    )


def found_user(request: PageRequest, user_id: UUID) -> UserPost:
    """A user of the contract; 404 for any other."""
    with reading(request.scope):
        row = user_post(request.scope, user_id, today=london_today())
    if row is None:
        raise Http404
    return row


def is_new(row: UserPost) -> bool:
    """Whether someone may sign in and never has."""
    return row.is_active and row.state is AccountState.ACTIVE and row.signed_in_at is None


def _signing_in(row: UserPost) -> Fact:
    """Whether they were ever in, and how a new user gets in the first time."""
    if row.signed_in_at is not None:
        return Fact("Last signed in", short_day_and_time(row.signed_in_at))
    if not is_new(row):
        return Fact("Last signed in", "Never")
    again = Link("Send the email again", reverse("admin:user_welcome", args=[row.user_id]), f"to {row.name}")
    way = "They choose a password by the link in the email to them, sign in with it, then set up a second step"
    if settings.DEMO_MODE:
        way = "This is a demo: choose them on the sign-in page. Emails are only put into the folder “mail”"
    return Fact("Last signed in", "Not yet", way, action=again)


def _authority(request: PageRequest, row: UserPost) -> tuple[Fact, ...]:
    """What the contract lets the job order and release today; nothing for a post without a job."""
    if not row.job_category:
        return ()
    kind, today = DataKind.AUTHORITY, london_today()
    of_job = held_rows(request.scope.contract_id, kind, first=[row.job_category]).get((row.job_category,), [])
    held = next((one for one in of_job if one.holds_on(today)), None)
    if held is None:
        everyone = Link("See all jobs", reverse("admin:data", args=[kind.value.lower()]), "and what each may order")
        return (Fact("Authority of the job", "Nothing is laid down for this job", action=everyone),)
    words, note = says_of(held.row, names_of_codes(request, kind, today))
    change = Link(
        "Change", reverse("admin:data_row", args=[kind.value.lower(), held.id]), f"the authority of {row.job}"
    )
    return (Fact("Authority of the job", words, note, change),)


@page(Permission.ADMINISTER, methods=("GET",))
def user(request: PageRequest, user_id: UUID) -> HttpResponseBase:
    """One user: who, as what, and how the account came to where it stands."""
    row = found_user(request, user_id)
    with reading(request.scope):
        steps = account_steps(request.scope, row.post_id)
        authority = _authority(request, row)
    edit, post = reverse("admin:user_edit", args=[user_id]), reverse("admin:post_edit", args=[user_id])
    facts = (
        Fact("Email", row.email, "" if row.is_active else "May not sign in at all"),
        _signing_in(row),
        Fact("Phone", row.phone or "Not known", action=Link("Change", edit, "name, phone and sign-in")),
        Fact("Professional number", row.professional_number or "Not known"),
        Fact("Partner", row.partner, action=Link("Change", post, "the post")),
        Fact("Team", row.team or "None"),
        Fact("Depot or store", row.depot or "None"),
        Fact("Job", row.job or "Not known"),
        *authority,
        Fact("Roles", lines=tuple(say(role) for role in row.roles), note="On call" if row.on_call else ""),
        Fact("Supervisor", row.supervisor or "None"),
        Fact("Post", held_words(row.from_on, row.until_on)),
    )
    buttons = tuple(
        Link(say(event), reverse("admin:account_move", args=[user_id, event.value.lower()]), f"for {row.name}")
        for event in events_from(MOVES, row.state)
    )
    timeline = tuple(
        TimelineEntry(say(AccountState(step.to_state)), step.at, step.by, (step.reason,) if step.reason else ())
        for step in steps
    )
    return render(
        request,
        "admin/detail.html",
        DetailPage(
            row.name, facts, (HOME, crumb("Users", "admin:users")), tag_of(row.state), buttons=buttons,
            timeline=timeline, timeline_title="What happened to the account",
        ),
    )  # fmt: skip
