"""The audit log: who did what when, whose record was opened, what was recorded late.
Refuses to change a row: nobody can."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.csv_writing import Cell as CsvCell
from handrail.identity.calls import reading
from handrail.identity.events import Event
from handrail.identity.queries.audit import AuditFilters, AuditRow, audit_log
from handrail.identity.queries.users import UserFilters, users
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.visits.queries.audit_subjects import NamedSubject, named_subjects
from handrail.web.admin.shapes import HOME, ListPage, london_today, offer
from handrail.web.depot.asset import SEES as SEES_ASSET
from handrail.web.person.parts import link_to
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.listing import FilterForm, Listing, listing_of
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.shown import short_day_and_time, span

EVENTS: tuple[tuple[str, str], ...] = tuple(
    sorted(((event.value, say(event)) for event in Event), key=lambda pair: pair[1])
)
# How many of the rows that a change touched are shown.
SHOWN = 4


class AuditForm(FilterForm):
    """What the log is narrowed to."""

    user = fields.SelectField("Who", blank="Anybody", required=False, says_optional=False)
    event = fields.SelectField(
        "What", EVENTS, blank="Anything",
        required=False, says_optional=False,
    )  # fmt: skip
    subject = fields.SearchField("Row, like order: or asset:, or its whole id")
    person = fields.SearchField("A person's record number")
    from_on = fields.DateField("From", required=False, says_optional=False)
    until_on = fields.DateField("To", required=False, says_optional=False)
    late = fields.TickField("Only what was recorded late", required=False)
    by_token = fields.TickField("Only calls of other systems", required=False)


@page(Permission.SEE_AUDIT, methods=("GET",))
def audit(request: PageRequest) -> HttpResponseBase:
    """The log, the latest first."""
    form = AuditForm(request.GET or None, auto_id="%s")
    with reading(request.scope):
        staff = users(
            request.scope, UserFilters(), today=london_today(), sort="name", descending=False, limit=None, offset=0
        )
    offer(form, "user", [(str(row.user_id), row.name) for row in staff])
    listing = listing_of(request, sorts=("at",), default="-at", filters=form, size=100)
    asked = _asked(listing)
    if listing.wants_csv:
        head = (
            "Number",
            "Happened at",
            "Recorded at",
            "Recorded late",
            "Who",
            "On behalf of",
            "By token",
            "What",
            "Rows",
            "Why",
        )
        return stream_csv(
            request.scope, "audit", head, lambda: (_csv(row) for row in audit_log(request.scope, asked, limit=100_000))
        )
    with reading(request.scope):
        found = audit_log(request.scope, asked, limit=listing.size + 1, before=_before(listing))
        known = named_subjects(request.scope, (subject for row in found for subject in row.subjects[:SHOWN]))
    more = len(found) > listing.size
    found = found[: listing.size]
    table = Table(
        "Audit log",
        (Column("When"), Column("Who"), Column("What"), Column("Rows"), Column("Why")),
        tuple(_row(row, _touched(request.scope, row, known)) for row in found),
        Empty("Nothing fits these filters"),
        pager=listing.pager_by_cursor(shown=len(found), next_after=str(found[-1].id) if more else ""),
        csv_href=listing.csv_href,
    )
    home = HOME if request.scope.may(Permission.ADMINISTER) else Crumb("Home", address_of("home"))
    names = ("user", "event", "subject", "person", "from_on", "until_on", "late", "by_token")
    shown = ListPage("Audit log", table, (home,), listing=listing, filters=names)
    return render(request, "admin/list.html", shown)


def _before(listing: Listing) -> int | None:
    return (
        int(listing.after) if listing.after.isascii() and listing.after.isdigit() and len(listing.after) < 19 else None
    )


def _asked(listing: Listing) -> AuditFilters:
    given = listing.filters
    number = str(given.get("person") or "").strip()
    return AuditFilters(
        user_id=UUID(given["user"]) if given.get("user") else None,
        event=str(given.get("event") or ""),
        subject=str(given.get("subject") or "").strip(),
        person_number=int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None,
        is_person_unknown=bool(number) and not (number.isascii() and number.isdigit()),
        from_on=given.get("from_on"),
        until_on=given.get("until_on"),
        late_only=bool(given.get("late")),
        token_only=bool(given.get("by_token")),
    )


def _row(row: AuditRow, touched: Cell) -> Row:
    late = f"recorded {span(row.recorded_at - row.happened_at)} later" if row.recorded_late else ""
    what = say(Event(row.event)) if row.event in set(Event) else row.event
    return Row(
        (
            Cell(short_day_and_time(row.happened_at), note=late),
            Cell(row.actor, note=_for_and_by(row)),
            Cell(what),
            touched,
            Cell(row.reason),
        ),
        Tone.WARN if row.recorded_late else Tone.CALM,
    )


# Where each kind of row is looked at, and who may; an asset's page is known by its number.
_OPENS = {
    "person": ("person:person", (Permission.SEE_PERSON,)),
    "order": ("prescriber:order", (Permission.SEE_ORDERS,)),
    "visit": ("controller:visit", (Permission.SEE_PERSON,)),
    "asset": ("asset:asset", SEES_ASSET),
}


def _touched(scope: Scope, row: AuditRow, known: Mapping[str, NamedSubject]) -> Cell:
    """What was touched: by its number, as a link for those who may open it; else its kind, with the id of the first."""
    words: list[str] = []
    links: dict[str, Link] = {}
    plain = ""
    for subject in row.subjects[:SHOWN]:
        one = known.get(subject)
        if one is None:
            words.append(subject.partition(":")[0].replace("_", " "))
            plain = plain or subject
            continue
        name, may = _OPENS[one.kind]
        said = f"{one.kind} {one.number}"
        href = link_to(name, one.number if one.kind == "asset" else one.id)
        if href and any(scope.may(permission) for permission in may):
            links[said] = Link(said, href)
        else:
            words.append("person" if one.kind == "person" else said)
    left = len(row.subjects) - SHOWN
    more = f"and {left} more" if left > 0 else ""
    note = ". ".join(filter(None, (more, plain)))
    return Cell(", ".join(dict.fromkeys(words)), links=tuple(links.values()), note=note)


def _for_and_by(row: AuditRow) -> str:
    parts = (f"for {row.on_behalf_of}" if row.on_behalf_of else "", f"by token {row.token}" if row.token else "")
    return ", ".join(filter(None, parts))


def _csv(row: AuditRow) -> tuple[CsvCell, ...]:
    return (
        row.id, row.happened_at, row.recorded_at, row.recorded_late, row.actor, row.on_behalf_of, row.token, row.event,
        "; ".join(row.subjects), row.reason,
    )  # fmt: skip
