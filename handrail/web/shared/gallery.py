"""A page that shows every component in every state, in demo mode only, for builders and for the tests of looks.
Refuses real data: everything on it is made up here."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpResponseBase

from handrail.orders.states import LineState
from handrail.stock.states import AssetState
from handrail.visits.states import VisitState
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.listing import FilterForm, listing_of
from handrail.web.shared.live import live_part
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import (
    Address,
    Alert,
    AssetBanner,
    BasketLine,
    Cell,
    Change,
    Check,
    Column,
    Crumb,
    Empty,
    Fact,
    Link,
    Notice,
    PersonBanner,
    Progress,
    Row,
    ScanBox,
    StatTile,
    Step,
    Table,
    Tag,
    TimelineEntry,
    Tone,
)
from handrail.web.shared.views import everyone, render
from handrail.wording import tag_of

NOW = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
REASONS = (("discharge", "To go home from hospital"), ("falls", "To prevent falls"), ("skin", "To protect the skin"))


class GalleryForm(HandrailForm):
    """One of each field."""

    name = fields.TextField("Full name", hint="As it is on the letter", label_size="s")
    notes = fields.TextAreaField("Access notes", required=False)
    born_on = fields.DateField("Date of birth", hint="For example, 27 3 1942", past=True, birthday=True)
    at = fields.TimeField("Time", hint="For example, 4:30pm")
    nhs_number = fields.NhsNumberField()
    postcode = fields.PostcodeField()
    phone = fields.PhoneField(required=False)
    email = fields.EmailField(required=False)
    weight = fields.NumberField("Weight", unit="kg", least=20, most=400)
    reading = fields.DecimalField("Earth resistance", unit="Ω", places=3, required=False)
    price = fields.MoneyField("Price", required=False)
    reason = fields.RadiosField(
        "Why is it needed?",
        [
            Choice("discharge", "To go home from hospital", "The ward and the date are asked next", ("ward",)),
            *REASONS[1:],
        ],
    )
    ward = fields.TextField("Ward", width="20")
    needs = fields.CheckboxesField("Communication needs", [("large", "Large print"), ("signs", "Sign language")])
    alone = fields.YesNoField("Does the person live alone?")
    speed = fields.SelectField("Speed", [("2h", "Within 2 hours"), ("next", "Next working day")])
    agreed = fields.TickField("The person agrees to this")
    photo = fields.PhotoField(required=False)
    letter = fields.FileField("Letter", endings=(".pdf",), required=False)
    signed = fields.SignatureField()

    whens = (When("reason", frozenset({"discharge"}), "ward"),)


class ConfirmForm(HandrailForm):
    """The one question of a confirmation."""

    why = fields.TextAreaField("Why?", rows=2)


class GalleryFilters(FilterForm):
    """The filters of the example list."""

    words = fields.SearchField("Name or number")
    state = fields.SelectField("State", [("late", "Late"), ("soon", "At risk")], blank="Any state")


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """All that the gallery shows."""

    now: datetime
    crumbs: tuple[Crumb, ...]
    tags: tuple[tuple[str, tuple[Tag, ...]], ...]
    tiles: tuple[StatTile, ...]
    notices: tuple[Notice, ...]
    person: PersonBanner
    person_who_died: PersonBanner
    asset: AssetBanner
    timeline: tuple[TimelineEntry, ...]
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    basket: tuple[BasketLine, ...]
    table: Table
    empty_table: Table
    filters: FilterForm
    scan: ScanBox
    scan_error: ScanBox
    progress: Progress
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    form: GalleryForm
    wrong_form: GalleryForm
    confirm: ConfirmForm
    clear_href: str


@dataclass(frozen=True, slots=True)
class GalleryPart:
    """The part that renews itself."""

    minute: datetime


@everyone(methods=("GET",))
def gallery(request: PageRequest) -> HttpResponseBase:
    """The page; outside demo mode there is none."""
    if not settings.DEMO_MODE:
        raise Http404
    return render(request, "gallery.html", gallery_page(request))


@everyone(methods=("GET",))
def gallery_part(request: PageRequest) -> HttpResponseBase:
    """The part that renews itself; unchanged, so mostly 304."""
    if not settings.DEMO_MODE:
        raise Http404
    return live_part(request, "gallery_part.html", GalleryPart(NOW))


def gallery_page(request: PageRequest) -> GalleryPage:
    """Everything once, in each of its states."""
    listing = listing_of(request, sorts=("person", "due"), default="due", filters=GalleryFilters)
    wrong = GalleryForm({"idempotency_key": "0198c0de-0000-7000-8000-000000000000", **WRONG}, today=date(2026, 3, 3))
    states = (("Order line", LineState), ("Item", AssetState), ("Visit", VisitState))
    return GalleryPage(
        now=NOW,
        crumbs=(Crumb("Home", "/"), Crumb("Gallery", "/gallery/")),
        tags=tuple((name, tuple(tag_of(state) for state in family)) for name, family in states),
        tiles=TILES,
        notices=NOTICES,
        person=PERSON,
        person_who_died=PersonBanner("Arthur Pell", date(1939, 11, 2), NOW.date(), died_on=date(2026, 2, 20)),
        asset=ASSET,
        timeline=TIMELINE,
        facts=FACTS,
        checks=CHECKS,
        basket=BASKET,
        table=Table(
            "Orders due today",
            (Column("Person", "person"), Column("Items"), Column("Due", "due"), Column("Price", numeric=True)),
            ROWS,
            EMPTY,
            sorting=listing.sorting(),
            pager=listing.pager(shown=3, total=128),
            csv_href=listing.csv_href,
        ),
        empty_table=Table("Back-orders", (), (), EMPTY, id="empty"),
        filters=listing.form or GalleryFilters(),
        scan=ScanBox(autofocus=False, message="ND-004217 added: profiling bed, ready to issue."),
        scan_error=ScanBox(
            id="scan-2", value="ND-00421", error="No item has this number. Check it or scan again", autofocus=False
        ),
        progress=Progress("Importing open loans", 41_200, 100_000, "/gallery/", "About 40 seconds left", finished=True),
        steps=STEPS,
        changes=(Change("Delivery address", "12 Mill Lane, ME10 2AB", "Oakdene, ME10 3CD", "Priya Nair", NOW),),
        form=GalleryForm(today=date(2026, 3, 3)),
        wrong_form=wrong,
        confirm=ConfirmForm(),
        clear_href=listing.clear_href,
    )


WRONG: dict[str, object] = {
    "name": "",
    "born_on-day": "31",
    "born_on-month": "2",
    "born_on-year": "1942",
    "at": "25:70",
    "nhs_number": "999 123 4568",
    "postcode": "ME1",
    "weight": "four hundred",
    "reason": "discharge",
    "needs": ["large"],
    "alone": "yes",
    "speed": "",
    "signed": "",
}
TILES = (
    StatTile("Orders late", 3, "#list", "oldest by 2 hours", Tone.STOP),
    StatTile("At risk today", 11, "#list", "due within 4 hours", Tone.WARN),
    StatTile("Visits not booked", 27, "#list", parts=(Link("4 late", "#list", "visits not booked"),)),
    StatTile("Waiting to be cleaned", 1204, "#list", "oldest 3 days"),
    StatTile("Ready to issue", 812, "#list", tone=Tone.GOOD),
)
NOTICES = (
    Notice("The next delivery is tomorrow", ("Between 8am and midday.",)),
    Notice(
        "The order was placed", ("Order 10421, due Wednesday 4 March 2026.",), Tone.GOOD, Link("Follow it", "#order")
    ),
    Notice("This is above your limit", ("It waits for Dr Amin Shah, who is on call.",), Tone.WARN),
    Notice("This item is under a safety alert", ("Do not issue it. Put it in the cage.",), Tone.STOP),
)
PERSON = PersonBanner(
    name="Margaret Ellen Okafor",
    born_on=date(1942, 3, 27),
    today=NOW.date(),
    nhs_number="9991234551",
    address=Address(("12 Mill Lane", "Sittingbourne", "ME10 2AB"), "her own home"),
    phone="01632960001",
    number="P 20418",
    alerts=(Alert("Two people needed at this address"), Alert("Speaks Igbo and English", Tone.CALM)),
)
ASSET = AssetBanner(
    "ND-004217", "Profiling bed, low, 220 kg", tag_of(AssetState.READY), "Main depot, bay C4", "SN 88-1042-77"
)
TIMELINE = (
    TimelineEntry("Review of the bed", NOW + timedelta(days=90), planned=True),
    TimelineEntry(
        "Delivered and shown", NOW, "Tom Baines", ("Received by her daughter, Ada.",), tag_of(LineState.DELIVERED),
        tone=Tone.GOOD,
    ),
    TimelineEntry(
        "Visit could not be done", NOW - timedelta(hours=5), "Tom Baines", ("Nobody at home.",),
        link=Link("Booked again", "#visit"), tone=Tone.WARN,
    ),
    TimelineEntry("Ordered", NOW - timedelta(days=1), "Priya Nair", ("Bed, mattress, pair of rails.",)),
)  # fmt: skip
FACTS = (
    Fact("Order", Link("10421", "#order")),
    Fact("State", tag_of(LineState.AWAITING_AUTHORITY), "since yesterday at 3:50pm"),
    Fact("Deliver to", lines=("12 Mill Lane", "Sittingbourne", "ME10 2AB"), action=Link("Change", "#a", "the address")),
    Fact("Speed", "Next working day", "due by Wednesday 4 March 2026 at 5pm", Link("Change", "#s", "the speed")),
)
CHECKS = (
    Check("Safe load", Tone.STOP, "The bed must not carry this weight.", "160 kg", "172 kg"),
    Check("Already has one", Tone.WARN, "Commode, on loan since 2 Feb 2026.", reason_given="The first is upstairs."),
    Check("Rails fit the bed", Tone.GOOD, "Gap below 60 mm at the head end."),
    Check("Others ordered this week", Tone.CALM, limit="£500.00", found="£310.40"),
)
BASKET = (
    BasketLine("Profiling bed, low", "BED-001", 1, "£612.00", Tag("4 recycled ready", "green"), ("Two people fit it.",),
               questions_href="#q", questions_left=3, remove_value="1"),
    BasketLine("Commode, height adjustable", "TOI-014", 1, "£38.50", Tag("New only", "blue"),
               checks=CHECKS[1:2], questions_href="#q2", remove_value="2"),
)  # fmt: skip
EMPTY = Empty(
    "Nothing is waiting for stock", "Lines come here when no item is ready.", Link("See all orders", "#orders")
)
ROWS = (
    Row((Cell("Margaret Okafor", "#p1", note="ME10 2AB"), Cell("Bed, mattress, rails", tag=tag_of(LineState.ALLOCATED)),
         Cell("Late by 2 hours", note="3 Mar 2026, 2:30pm"), Cell("£1,204.00")), Tone.STOP),
    Row((Cell("John Adeyemi", "#p2", note="ME9 8QT"), Cell("Commode", tag=tag_of(LineState.LOADED)),
         Cell("Due in 1 hour", note="3 Mar 2026, 5:30pm"), Cell("£38.50")), Tone.WARN),
    Row((Cell("Siân Rees", "#p3", note="ME10 1ZZ"), Cell("Raised toilet seat", tag=tag_of(LineState.PICKED)),
         Cell("Due in 1 day", note="4 Mar 2026, 5pm"), Cell("£11.25"))),
)  # fmt: skip
STEPS = (
    Step("Person", "#1", Tag("Done", "green")),
    Step("Need", "#2", Tag("Done", "green")),
    Step("Equipment", "#3", current=True),
    Step("Delivery"),
    Step("Check and send"),
)
