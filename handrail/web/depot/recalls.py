"""Recalls: which products and lots a safety alert names, where all of it is now, and lifting a recall.
Refuses to show who has something at home: the list of people is a page of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.catalogue.states import Tracking
from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.codes import RecallCause, StockReason
from handrail.stock.queries.recall_causes import causes_said
from handrail.stock.queries.recalls import (
    RecalledItem,
    RecallRow,
    recall_row,
    recalled_items,
    recalls,
    where_recalled,
)
from handrail.stock.rules.recalls import RecalledAt
from handrail.stock.states import AssetState
from handrail.usecases.end_recall_visits import VisitsToEnd, end_recall_visits
from handrail.usecases.lift_recall import RecallLifted, ToLift, lift_recall
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.visits.queries.recall_told import ToldPart, recall_progress
from handrail.visits.queries.recall_visits import RecallTask, tasks_of_recall
from handrail.visits.queries.recalled import RecalledAtHome, recalled_at_home
from handrail.web.depot.scanning import HOME, submit_work
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Notice, Row, Table, Tag, Tone
from handrail.web.shared.views import go, page, render
from handrail.wording import say, tag_of
from handrail.wording.held import HELD_FOR_GOOD
from handrail.wording.recalls import cause_in_words, recall_in_words
from handrail.wording.shown import ago, plural, short_day, short_day_and_time

MOST = 200
LIST = (HOME, Crumb("Recalls", "/depot/recalls/"))


class RecallForm(HandrailForm):
    """What is recalled, by which alert and why. `asked`: how much it touches, told before it acts."""

    asked: tuple[str, ...] = ()

    code = fields.TextField(
        "Product", longest=120, width="20", hint="Its code, such as BDA-020, or scan it",
        missing="Enter the code of the product",
    )  # fmt: skip
    lot = fields.TextField(
        "Lot", required=False, longest=20, width="20", hint="As it is marked. Leave it empty to recall every lot"
    )
    reference = fields.TextField(
        "Reference of the safety alert", longest=60, width="20", hint="Such as NatPSA/2026/001",
        missing="Enter the reference of the safety alert",
    )  # fmt: skip
    reason = fields.TextField("Why?", longest=300, missing="Say why it is recalled")
    cause = fields.SelectField(
        "Who is the cause?",
        [(one.value, say(one)) for one in (RecallCause.PROVIDER, RecallCause.NEITHER)],
        blank="Not known yet", required=False, hint="The pool manager decides it. It says who pays",
    )  # fmt: skip
    sure = fields.TickField("Yes, recall it", required=False)

    def as_asked(self) -> "RecallForm":
        """The same form; the tick stands on the page once the numbers were told."""
        if not self.is_bound or not (self.asked or self.errors.get("sure") or self["sure"].value()):
            del self.fields["sure"]
        return self

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """What only asks is no mistake: it is told, and the rest stands beside its field."""
        for reason in refused.reasons:
            if reason.code == StockReason.RECALL_TOUCHES:
                self.asked = recall_in_words({name: int(str(count)) for name, count in reason.params})
        wrong = [reason for reason in refused.reasons if reason.code != StockReason.RECALL_TOUCHES]
        if wrong:
            super().refuse(Refused(wrong), renamed)

    @property
    def question(self) -> Notice | None:
        """How much it touches, where that is asked about."""
        link = Link("Tick the box to recall it", f"#{self.target_of('sure')}") if self.asked else None
        return Notice("Is this what you mean to recall?", self.asked, link=link) if self.asked else None

    def to_request(self) -> ToRecall:
        """This product and lot."""
        given = self.cleaned_data
        return ToRecall(
            given["code"], given["reference"], given["reason"], given["lot"] or "", given["sure"], given["cause"]
        )


@dataclass(frozen=True, slots=True)
class RecallsPage:
    """All recalls, and the form that begins one for those who keep stock."""

    table: Table
    form: RecallForm | None
    crumbs: tuple[Crumb, ...]


@page(Permission.SEE_STOCK)
def recall_list(request: PageRequest) -> HttpResponseBase:
    """Shows every recall, and begins one."""
    form = RecallForm(request.POST) if request.method == "POST" else RecallForm()
    if request.method == "POST":
        request.scope.require(Permission.KEEP_STOCK)
        if done := submit_work(request, form, recall_stock):
            wait = "waits for another" if len(done.line_ids) == 1 else "wait for others"
            waiting = f" {plural(len(done.line_ids), 'order line')} now {wait}." if done.line_ids else ""
            doubt = f" Nobody knows the lot of {done.to_look_at} of them: look at each." if done.to_look_at else ""
            said = f"It is recalled. {plural(done.set_apart, 'thing')} set apart in stores.{doubt}{waiting}"
            return go(request, f"/depot/recalls/{done.recall_id}/", flash=said)
    with reading(request.scope):
        found = recalls(request.scope, limit=MOST)
    keeps = request.scope.may(Permission.KEEP_STOCK)
    shown = RecallsPage(_table(found), form.as_asked() if keeps else None, (HOME,))
    return render(request, "depot/recalls.html", shown, form=form)


def _table(found: Sequence[RecallRow]) -> Table:
    at = now()
    standing = sum(1 for one in found if one.lifted_at is None)
    lifted = len(found) - standing
    return Table(
        f"{plural(standing, 'recall')} that {'stands' if standing == 1 else 'stand'}"
        + (f", {lifted} that {'was' if lifted == 1 else 'were'} lifted" if lifted else ""),
        (Column("Product"), Column("Lot"), Column("Alert"), Column("Since"), Column("Now")),
        tuple(
            Row(
                (
                    Cell(one.product_name, f"/depot/recalls/{one.id}/", note=one.product_code),
                    Cell(one.lot or "Every lot"),
                    Cell(one.reference, note=one.reason),
                    Cell(ago(one.begun_at, at), note=one.begun_by),
                    Cell(tag=Tag("Lifted", "grey"), note=short_day(one.lifted_at))
                    if one.lifted_at
                    else Cell(tag=Tag("Stands", "red")),
                )
            )
            for one in found
        ),
        Empty("Nothing is recalled"),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """The numbers of the visits that were asked for because of a recall: those that can end with it, and those whose
    crew was sent."""

    to_end: tuple[int, ...] = ()
    sent: tuple[int, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What lifting does not end by itself, and what it cannot end."""
        several = len(self.to_end) != 1
        asked = f"{plural(len(self.to_end), 'visit')} that {'were' if several else 'was'} asked for because of it"
        stand = f"{asked} {'stand' if several else 'stands'} unless you end {'them' if several else 'it'} here."
        return (*((stand,) if self.to_end else ()), *((_sent_words(self.sent),) if self.sent else ()))


def standing_of(tasks: Sequence[RecallTask]) -> Standing:
    """The visits that a recall asked for, each once."""
    sent = dict.fromkeys(one.number for one in tasks if one.sent)
    return Standing(tuple(dict.fromkeys(one.number for one in tasks if not one.sent)), tuple(sent))


def _sent_words(numbers: Sequence[int]) -> str:
    named = ", ".join(map(str, numbers))
    if len(numbers) == 1:
        return f"Visit {named} stays: its crew was sent for it."
    return f"Visits {named} stay: their crews were sent for them."


def _lifted_words(done: RecallLifted, before: Standing) -> str:
    ended = f" {plural(len(done.ended), 'visit')} ended." if done.ended else ""
    sent = f" {_sent_words(done.sent)}" if done.sent else ""
    left = "" if done.ended or not before.to_end else " Collections that were asked for still stand."
    return f"The recall is lifted. What it set apart waits to be cleared.{ended}{sent}{left}"


class LiftForm(HandrailForm):
    """Why a recall is lifted."""

    recall = fields.UuidField("Recall")
    reason = fields.TextField("Why is it lifted?", longest=300, missing="Say why it is lifted")
    end_visits = fields.TickField("End these visits too: nothing is fetched for this recall any more", required=False)

    def ask_about(self, standing: Standing) -> "LiftForm":
        """The same form, which asks about visits only where there are some that can end."""
        if not standing.to_end:
            del self.fields["end_visits"]
        return self

    def to_request(self) -> ToLift:
        """This recall."""
        given = self.cleaned_data
        return ToLift(given["recall"], given["reason"], bool(given.get("end_visits")))


class EndForm(HandrailForm):
    """The button that ends the visits of a recall that was lifted."""

    recall = fields.UuidField("Recall")

    def to_request(self) -> VisitsToEnd:
        """All that can end."""
        return VisitsToEnd(self.cleaned_data["recall"])


@dataclass(frozen=True, slots=True)
class RecallPage:
    """One recall, where all of it is, and the form that lifts it, or ends the visits that it left."""

    title: str
    facts: tuple[Fact, ...]
    table: Table
    items: Table | None
    in_doubt: bool
    people: Link
    form: LiftForm | EndForm | None
    lifting: bool
    action: str
    standing: tuple[str, ...]
    crumbs: tuple[Crumb, ...]


@page(Permission.SEE_STOCK)
def recall(request: PageRequest, recall_id: UUID) -> HttpResponseBase:
    """Shows one recall, and lifts it."""
    with reading(request.scope):
        found, standing = _found(request, recall_id)
    form = LiftForm(request.POST) if request.method == "POST" else LiftForm(initial={"recall": recall_id})
    form.ask_about(standing)
    if request.method == "POST":
        request.scope.require(Permission.KEEP_STOCK)
        if done := submit_work(request, form, lift_recall):
            return go(request, "depot:recalls", flash=_lifted_words(done, standing))
    if found.lifted_at is None or request.method == "POST":
        return _shown(request, found, standing, form)
    return _shown(request, found, standing, EndForm(initial={"recall": recall_id}))


@page(Permission.KEEP_STOCK, methods=("POST",))
def end_visits(request: PageRequest, recall_id: UUID) -> HttpResponseBase:
    """Ends the visits that a lifted recall left."""
    form = EndForm(request.POST)
    if done := submit_work(request, form, end_recall_visits):
        sent = f" {_sent_words(done.sent)}" if done.sent else ""
        return go(request, "depot:recall", recall_id, flash=f"{plural(len(done.ended), 'visit')} ended.{sent}")
    with reading(request.scope):
        found, standing = _found(request, recall_id)
    return _shown(request, found, standing, form)


def _found(request: PageRequest, recall_id: UUID) -> tuple[RecallRow, Standing]:
    """The recall, and the visits that were asked for because of it."""
    found = recall_row(request.scope, recall_id)
    if found is None:
        raise Http404
    return found, standing_of(tasks_of_recall(request.scope, found))


def _shown(request: PageRequest, found: RecallRow, standing: Standing, form: LiftForm | EndForm) -> HttpResponseBase:
    with reading(request.scope):
        there = where_recalled(request.scope, product_id=found.product_id, lot=found.lot)
        home = recalled_at_home(request.scope, product_id=found.product_id, lot=found.lot)
        numbered = found.tracking == Tracking.SERIALISED
        items = recalled_items(request.scope, found, limit=MOST) if numbered else ()
        told = _told_facts(request, found)
    lifting, stands = isinstance(form, LiftForm), found.lifted_at is None
    offered = request.scope.may(Permission.KEEP_STOCK) and (stands or standing.to_end or form.errors)
    shown = RecallPage(
        title=f"Recall of {found.product_name}",
        facts=(*_facts(found), *told),
        table=_places(found, there, home),
        items=_items(items) if numbered else None,
        in_doubt=stands and any(one.without_lot for one in there),
        people=Link("Who has it at home", reverse("controller:recalled", args=[found.id])),
        form=form if offered else None,
        lifting=lifting,
        action=reverse("depot:recall" if lifting else "depot:end_recall_visits", args=[found.id]),
        standing=standing.words,
        crumbs=LIST,
    )
    return render(request, "depot/recall.html", shown, form=form)


def _told_facts(request: PageRequest, found: RecallRow) -> tuple[Fact, ...]:
    """Who is its cause, and how many things somebody was told of: each number opens its list."""
    cause, note = cause_in_words(causes_said(request.scope, found.id))
    told = recall_progress(request.scope, found)
    says = Link("Say who is the cause", reverse("depot:recall_cause", args=[found.id]))
    lists = reverse("controller:recall_told", args=[found.id])
    numbers = (
        ("Not told yet", told.not_told, ToldPart.NOT_TOLD), ("Told", told.told, ToldPart.TOLD),
        ("Told, may still be used", told.still_used, ToldPart.STILL_USED),
        ("Came back, or taken down", told.collected, ToldPart.COLLECTED),
    )  # fmt: skip
    return (
        Fact("Cause", cause, note=note, action=says if request.scope.may(Permission.KEEP_STOCK) else None),
        *(Fact(name, Link(f"{count:,}", f"{lists}?part={part.value}", name.lower())) for name, count, part in numbers),
    )


def _facts(found: RecallRow) -> tuple[Fact, ...]:
    return (
        Fact("Product", found.product_name, note=found.product_code),
        Fact("Lot", found.lot or "Every lot"),
        Fact("Alert", found.reference, note=found.reason),
        Fact("Recalled", short_day_and_time(found.begun_at), note=found.begun_by),
        *(
            (Fact("Lifted", short_day_and_time(found.lifted_at), note=f"{found.lifted_by}: {found.lifted_why}"),)
            if found.lifted_at
            else ()
        ),
    )


def _places(found: RecallRow, there: Sequence[RecalledAt], home: RecalledAtHome) -> Table:
    """What is not set apart yet, and not in a home, stands out while the recall does: somebody has to fetch it. Each
    number opens its list: of the items, of the people who have it, or of what there is of a counted product."""
    return Table(
        "Where it is now",
        (Column("Place"), Column("State"), Column("How many", numeric=True)),
        tuple(
            Row(
                (
                    Cell(one.place or "In homes", note="Lot not known: look at each" if one.without_lot else ""),
                    Cell(say(one.state), note="Still on a van: unload it" if _is_to_unload(found, one) else ""),
                    Cell(f"{one.pieces:,}", _list_of(found, one)),
                ),
                tone=Tone.WARN if _is_to_unload(found, one) else Tone.CALM,
            )
            for one in there
        )
        + _for_good(found, home),
        Empty("There is none of it anywhere"),
    )


def _for_good(found: RecallRow, home: RecalledAtHome) -> tuple[Row, ...]:
    """What is fitted and what was given lies in no place of the stock."""
    kinds = (("ADAPTATION", home.fitted), ("GIFT", home.given))
    people = reverse("controller:recalled", args=[found.id])
    return tuple(
        Row((Cell("In homes"), Cell(HELD_FOR_GOOD[kind]), Cell(f"{count:,}", people))) for kind, count in kinds if count
    )


def _list_of(found: RecallRow, one: RecalledAt) -> str:
    if not one.place:
        return reverse("controller:recalled", args=[found.id])
    return "#items" if found.tracking == Tracking.SERIALISED else reverse("depot:product", args=[found.product_id])


def _items(items: Sequence[RecalledItem]) -> Table:
    """Each item by number, those of which nobody knows the lot first."""
    more = f": the first {MOST}" if len(items) == MOST else ""
    return Table(
        f"Items, one by one{more}",
        (Column("Item"), Column("Lot"), Column("State"), Column("Place")),
        tuple(
            Row(
                (
                    Cell(item.number, f"/a/{item.number}"),
                    Cell(item.lot or "Not known"),
                    Cell(tag=tag_of(item.state)),
                    Cell(item.place or "In a home"),
                )
            )
            for item in items
        ),
        Empty("There is none of it anywhere"),
        id="items",
    )


def _is_to_unload(found: RecallRow, one: RecalledAt) -> bool:
    return (
        found.lifted_at is None and one.place_kind == "VAN" and one.state is AssetState.LOADED and not one.without_lot
    )
