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
from handrail.visits.queries.audit_subjects import NamedSubject, named_subjects, subjects_with
from handrail.web.admin.shapes import HOME, ListPage, london_today
from handrail.web.depot.asset import SEES as SEES_ASSET
from handrail.web.person.parts import link_to
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.listing import FilterForm, Listing, listing_of
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.wording.events import TOPICS, LogTopic, in_the_log, thing_in_the_log, topic_of
from handrail.wording.shown import short_day_and_time, span

EVENTS: tuple[tuple[str, str], ...] = tuple(
    sorted(((event.value, in_the_log(event)) for event in Event), key=lambda pair: pair[1])
)
INTRO = "Every change, and every time that somebody looked at a person's record. Nobody can change or delete a line."
# How many of the rows that a change touched are shown.
SHOWN = 4


class AuditForm(FilterForm):
    """What the log is narrowed to."""

    user = fields.SelectField("Who did it", blank="Anybody", required=False, says_optional=False)
    topic = fields.SelectField(
        "What about", [(topic.value, words) for topic, words in TOPICS.items()], blank="Anything", required=False,
        says_optional=False,
    )  # fmt: skip
    event = fields.SelectField("What happened", EVENTS, blank="Anything", required=False, says_optional=False)
    subject = fields.SearchField("Number of an order, visit or item")
    person = fields.SearchField("Number of a person's record")
    from_on = fields.DateField("From", required=False, says_optional=False)
    until_on = fields.DateField("To", required=False, says_optional=False)
    late = fields.TickField("Only what was recorded late", required=False)
    by_token = fields.TickField("Only what other systems did", required=False)


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
    with reading(request.scope):
        asked = _asked(request.scope, listing)
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
        (Column("When"), Column("Who"), Column("What happened"), Column("What it was about"), Column("Why")),
        tuple(_row(row, _touched(request.scope, row, known)) for row in found),
        Empty("Nothing fits these filters"),
        pager=listing.pager_by_cursor(shown=len(found), next_after=str(found[-1].id) if more else ""),
        csv_href=listing.csv_href,
    )
    home = HOME if request.scope.may(Permission.ADMINISTER) else Crumb("Home", address_of("home"))
    names = ("user", "topic", "event", "subject", "person", "from_on", "until_on", "late", "by_token")
    shown = ListPage("Audit log", table, (home,), (INTRO,), listing=listing, filters=names)
    return render(request, "admin/list.html", shown)


def _before(listing: Listing) -> int | None:
    return (
        int(listing.after) if listing.after.isascii() and listing.after.isdigit() and len(listing.after) < 19 else None
    )


def _asked(scope: Scope, listing: Listing) -> AuditFilters:
    """What is asked for; a number is looked up. Rows may be named as the CSV file names them: "order:" and an id."""
    given = listing.filters
    number = str(given.get("person") or "").strip()
    named = str(given.get("subject") or "").strip()
    subjects = subjects_with(scope, named) if named and ":" not in named else ()
    topic = given.get("topic") or ""
    return AuditFilters(
        user_id=UUID(given["user"]) if given.get("user") else None,
        event=str(given.get("event") or ""),
        events=tuple(event.value for event in Event if topic and topic_of(event) is LogTopic(topic)),
        subject=named if ":" in named else "",
        subjects=subjects,
        person_number=int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None,
        is_unknown=(bool(number) and not (number.isascii() and number.isdigit()))
        or (bool(named) and ":" not in named and not subjects),
        from_on=given.get("from_on"),
        until_on=given.get("until_on"),
        late_only=bool(given.get("late")),
        token_only=bool(given.get("by_token")),
    )


def _row(row: AuditRow, touched: Cell) -> Row:
    late = f"recorded {span(row.recorded_at - row.happened_at)} later" if row.recorded_late else ""
    what = in_the_log(Event(row.event)) if row.event in set(Event) else row.event
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


# Where each kind of row is looked at, and who may; the pages of _BY_NUMBER are known by the number or code.
_OPENS = {
    "person": ("person:person", (Permission.SEE_PERSON,)),
    "order": ("prescriber:order", (Permission.SEE_ORDERS,)),
    "visit": ("controller:visit", (Permission.SEE_PERSON,)),
    "asset": ("asset:asset", SEES_ASSET),
    "user": ("admin:user", (Permission.ADMINISTER,)),
    "product": ("admin:product", (Permission.ADMINISTER,)),
}
_BY_NUMBER = frozenset({"asset", "product"})


def _touched(scope: Scope, row: AuditRow, known: Mapping[str, NamedSubject]) -> Cell:
    """What was touched: by its number, as a link for those who may open it; else the word for its kind."""
    words: list[str] = []
    links: dict[str, Link] = {}
    for subject in row.subjects[:SHOWN]:
        one = known.get(subject)
        if one is None:
            words.append(thing_in_the_log(subject.partition(":")[0]))
            continue
        name, may = _OPENS[one.kind]
        said = f"{thing_in_the_log(one.kind)} {one.number}"
        href = link_to(name, one.number if one.kind in _BY_NUMBER else one.id)
        if href and any(scope.may(permission) for permission in may):
            links[said] = Link(said, href)
        else:
            words.append("person" if one.kind == "person" else said)
    left = len(row.subjects) - SHOWN
    more = f"and {left} more" if left > 0 else ""
    return Cell(", ".join(dict.fromkeys(words)), links=tuple(links.values()), note=more)


def _for_and_by(row: AuditRow) -> str:
    parts = (f"for {row.on_behalf_of}" if row.on_behalf_of else "", f"through {row.token}" if row.token else "")
    return ", ".join(filter(None, parts))


def _csv(row: AuditRow) -> tuple[CsvCell, ...]:
    return (
        row.id, row.happened_at, row.recorded_at, row.recorded_late, row.actor, row.on_behalf_of, row.token, row.event,
        "; ".join(row.subjects), row.reason,
    )  # fmt: skip
