"""An item's passport: where it is and everywhere it has been, each clean, test, repair and alert, the homes it was in.
Refuses the names of people to those who may not see people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import Http404, HttpResponseBase

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.orders.queries.given_answers import GivenAnswer, answers_of_asset
from handrail.stock.codes import DepotFinding
from handrail.stock.queries import AssetRow, asset_by_number
from handrail.stock.queries.passport import CareRow, DiscrepancyRow, MoveRow, care_of, discrepancies_of, moves_of
from handrail.stock.queries.recalls import recalls_of
from handrail.stock.rules.fitness import NEVER_DONE
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding
from handrail.visits.queries.steps_of_item import Picked, picks_of, ties_of
from handrail.visits.rules.aftermath import TO_BE_ANSWERED
from handrail.visits.rules.steps_of_item import Tie, Tied, ties_at
from handrail.web.depot.asset_care import care_entries
from handrail.web.depot.asset_recalls import recall_entries, stands
from handrail.web.depot.asset_steps import STORES, Step, steps_told
from handrail.web.depot.code_words import words_of
from handrail.web.depot.scanning import HOME
from handrail.web.depot.stock import SEES as OF_PRODUCTS
from handrail.web.person.parts import link_to
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import (
    Alert,
    AssetBanner,
    Cell,
    Column,
    Crumb,
    Empty,
    Fact,
    Link,
    Row,
    Table,
    TimelineEntry,
    Tone,
)
from handrail.web.shared.views import page, render
from handrail.wording import say, tag_of
from handrail.wording.answers import answer_words, flag_words
from handrail.wording.shown import plural, short_day
from handrail.wording.stored import in_words, reason_in_words

SEES = (
    Permission.SEE_STOCK, Permission.KEEP_STOCK, Permission.SEE_PERSON, Permission.DO_VISITS, Permission.LOAD_RUN,
    Permission.ISSUE_FROM_SATELLITE,
)  # fmt: skip

SOMEBODY = "With a person"
# Who may open the page of what a step belongs to. The depot works by their numbers, and reads those.
_OPENS = {Tied.ORDER: Permission.SEE_ORDERS, Tied.VISIT: Permission.SEE_PERSON}


@dataclass(frozen=True, slots=True)
class Ties:
    """The orders and visits of an item, for whoever looks."""

    found: Sequence[Tie]
    scope: Scope

    def at(self, moment: datetime) -> tuple[tuple[str, ...], tuple[Link, ...]]:
        """Those of a step: the names of what may not be opened, and links to the rest."""
        there = ties_at(moment, self.found)
        opens = {tie.to: self.scope.may(_OPENS[tie.to]) for tie in there}
        return tuple(_name(tie) for tie in there if not opens[tie.to]), tuple(
            _tied(tie) for tie in there if opens[tie.to]
        )


@dataclass(frozen=True, slots=True)
class AssetPage:
    """The passport of one item."""

    banner: AssetBanner
    facts: tuple[Fact, ...]
    ways: tuple[Link, ...]
    waits: bool
    story: tuple[TimelineEntry, ...]
    homes: Table
    moves: Table
    crumbs: tuple[Crumb, ...]


@page(*SEES, methods=("GET",))
def asset(request: PageRequest, number: str) -> HttpResponseBase:
    """The page that the code on an item's label opens."""
    scope = request.scope
    with reading(scope):
        row = asset_by_number(scope, number)
        moves = moves_of(scope, row.id) if row else ()
        care = care_of(scope, row.id) if row else ()
        found = discrepancies_of(scope, row.id) if row else ()
        # What was measured in a home is told with the home: to those who may see whose it is.
        asked = answers_of_asset(scope, row.id) if row and scope.may(Permission.SEE_PERSON) else ()
        told = [kind for kind in Tied if scope.may(_OPENS[kind]) or scope.may(Permission.LOAD_RUN)]
        ties = [tie for tie in ties_of(scope, row.id) if tie.to in told] if row and told else []
        picks = picks_of(scope, row.id) if row else ()
        named = recalls_of(scope, product_id=row.product_id, lot=row.lot) if row else ()
    if row is None:
        raise Http404
    recalled = stands(row, named)
    words = words_of(request, "decontamination_method", "repair_fault", "repair_action") if care else {}
    shown = AssetPage(
        _banner(row, moves, found),
        _facts(row, scope), _ways(scope, row, recalled=recalled),
        row.state not in _WAITS_FOR_NOTHING and not recalled,
        _in_time([
            *_story(moves, care, found, asked, Ties(ties, scope), words, picks), *recall_entries(row, named, moves)
        ]),
        _homes(scope, moves, row.issues), _moves(moves),
        (HOME, Crumb("Stock", "/depot/stock/")) if scope.may(Permission.SEE_STOCK) else (),
    )  # fmt: skip
    return render(request, "depot/asset.html", shown)


def _banner(row: AssetRow, moves: tuple[MoveRow, ...], found: tuple[DiscrepancyRow, ...]) -> AssetBanner:
    alerts: tuple[Alert, ...] = (
        (Alert(f"Safety alert {row.alert_reference}. Do not use it.", Tone.STOP),) if row.alert_reference else ()
    )
    return AssetBanner(
        row.number, row.product_name, tag_of(row.state), _where(moves[0]) if moves else row.place_name, row.serial,
        alerts=(*alerts, *(_open(one) for one in found if not one.settled_at)),
    )  # fmt: skip


def _open(one: DiscrepancyRow) -> Alert:
    """What was reported about it and is not settled; what is not safe in red."""
    said = "; ".join((finding(one.kind).capitalize(), *in_words(one.detail).splitlines()))
    return Alert(f"Not settled: {said}", Tone.STOP if one.kind in TO_BE_ANSWERED else Tone.WARN)


def _where(move: MoveRow) -> str:
    if move.place_kind == "HOME":
        return f"With {move.person}" if move.person else SOMEBODY
    return move.place


def _facts(row: AssetRow, scope: Scope) -> tuple[Fact, ...]:
    href = f"{address_of('depot:stock')}products/{row.product_id}/"
    return (
        Fact("Product", Link(row.product_code, href) if any(map(scope.may, OF_PRODUCTS)) else row.product_code),
        *((Fact("Shelf", row.bin or "No shelf named"),) if row.place_kind in STORES else ()),
        Fact("Bought", short_day(row.bought_on) if row.bought_on else "Not known"),
        Fact("Times issued", str(row.issues)),
        Fact("Condition", _condition(row)),
        Fact("Electrical test due", _due(row.electrical_test_due_on)),
        Fact("Thorough examination due", _due(row.examination_due_on)),
        Fact("Service due", _due(row.service_due_on)),
    )


def _condition(row: AssetRow) -> str:
    """The grade that the last inspection gave; what has been with somebody is not new, whatever it was bought as."""
    if row.issues and row.condition_grade in ("", "new"):
        return "Used, not graded since"
    return row.condition_grade.replace("_", " ").capitalize() or "Not graded"


def _due(on: date | None) -> str:
    if on is None:
        return "Not needed"
    return "Overdue: date not known" if on == NEVER_DONE else short_day(on)


# What may be done next with an item, by its state: (label, page, permission).
_NEXT: dict[AssetState, tuple[tuple[str, str], ...]] = {
    AssetState.RETURNED_DIRTY: (("Clean", "clean"), ("State contamination", "contamination"), ("Scrap", "scrap")),
    AssetState.DECONTAMINATED: (("Inspect and test", "inspect"), ("Repair", "repair"), ("Set apart", "set-apart")),
    AssetState.IN_REPAIR: (("Record the repair", "repair"), ("Scrap", "scrap")),
    AssetState.PASSED: (("Put away", "put-away"),),
    AssetState.READY: (("Inspect and test", "inspect"), ("Set apart", "set-apart"), ("Scrap", "scrap")),
    AssetState.HELD: (("Set apart", "set-apart"),),
    AssetState.QUARANTINED: (("Clear it", "clear"), ("Scrap", "scrap")),
    AssetState.ON_LOAN: (("Book in its return", "returns"),),
}


# Nothing has to be done with these next, so none of the ways stands out.
_WAITS_FOR_NOTHING = frozenset({AssetState.READY, AssetState.HELD, AssetState.ON_LOAN})


def _ways(scope: Scope, row: AssetRow, *, recalled: bool) -> tuple[Link, ...]:
    """What a recall names is not cleared before it is lifted."""
    if not scope.may(Permission.KEEP_STOCK):
        return ()
    ways = [
        Link(label, f"/depot/{where}/?code={row.number}")
        for label, where in _NEXT.get(row.state, ())
        if not (recalled and where == "clear")
    ]
    return (*ways, Link("Print its label", f"/depot/labels/?code={row.number}"))


def _story(
    moves: tuple[MoveRow, ...],
    care: tuple[CareRow, ...],
    found: tuple[DiscrepancyRow, ...],
    asked: tuple[GivenAnswer, ...],
    ties: Ties,
    words: Mapping[str, str],
    picks: Sequence[Picked],
) -> list[TimelineEntry]:
    """Moves, care and differences."""
    settles = ties.scope.may(Permission.SETTLE_DISCREPANCY)
    entries = _moved(moves, care, ties, picks)
    entries += care_entries(care, words, moves, settles=settles)
    entries += [
        TimelineEntry(
            f"Differs from the record: {finding(one.kind)}", one.happened_at, one.raised_by,
            (*in_words(one.detail).splitlines(), _settled(one)),
            tone=Tone.CALM if one.settled_at else Tone.WARN,
            link=None if one.settled_at or not settles else Link("Settle it", f"/depot/differences/{one.id}/"),
        )
        for one in found
    ]  # fmt: skip
    return [*entries, *_asked(asked)]


def _in_time(entries: list[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """All in one line of time, the newest first."""
    # What happened in one instant stands in the order in which it happened, like the rest: the newest first.
    entries.reverse()
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _moved(
    moves: tuple[MoveRow, ...], care: tuple[CareRow, ...], ties: Ties, picks: Sequence[Picked]
) -> list[TimelineEntry]:
    """The steps that are told by themselves, oldest first, with each time that it was picked for the van."""
    entries, waiting = [], list(picks)
    for step in steps_told(moves, care):
        while waiting and waiting[0].at <= step.at and step.move.to_state is not AssetState.HELD:
            pick = waiting.pop(0)
            entries.append(TimelineEntry("Picked", pick.at, pick.by))
        names, links = ties.at(step.at)
        lines = (*_said_of(step), *names)
        entries.append(TimelineEntry(step.words, step.at, step.move.by, lines, links=links))
    return [*entries, *(TimelineEntry("Picked", pick.at, pick.by) for pick in waiting)]


def _said_of(step: Step) -> Iterator[str]:
    """Where it went, unless its words say so or the name is not for this user; and why."""
    where = _where(step.move)
    if where and where != SOMEBODY and not step.words.endswith(where):
        yield where
    if why := reason_in_words(step.move.reason):
        yield why


def _name(tie: Tie) -> str:
    return f"{tie.to.value.capitalize()} {tie.number}"


def _tied(tie: Tie) -> Link:
    """The page of the order or visit that a step belongs to."""
    name = "prescriber:order" if tie.to is Tied.ORDER else "controller:visit"
    return Link(_name(tie), link_to(name, tie.id))


def _asked(answers: tuple[GivenAnswer, ...]) -> list[TimelineEntry]:
    """One entry for each time that it was handed over: what was asked there and answered."""
    entries = []
    for at, given in groupby(answers, key=lambda answer: answer.at):
        there = tuple(given)
        lines = tuple(
            " ".join(part for part in (answer.question, answer_words(answer), _raised(answer)) if part)
            for answer in there
        )
        tone = Tone.WARN if any(flag_words(answer) for answer in there) else Tone.CALM
        entries.append(TimelineEntry("Asked when it was handed over", at, there[0].by, lines, tone=tone))
    return entries


def _raised(answer: GivenAnswer) -> str:
    return f"({flag_words(answer).lower()})" if flag_words(answer) else ""


def _settled(one: DiscrepancyRow) -> str:
    return f"Settled: {one.settled_how}" if one.settled_at else "Not settled yet"


def finding(kind: str) -> str:
    """What was found, in words, whether in a store or at a door."""
    for family in (DepotFinding, DoorFinding):
        if kind in family:
            return say(family(kind)).lower()
    return kind.replace("_", " ").lower()


def _homes(scope: Scope, moves: tuple[MoveRow, ...], issues: int) -> Table:
    """Each stay with a person: from when, until when. Names only where the move holds one. `issues`: how often it went
    out in all, which may have been before this record."""
    stays: list[Row] = []
    until = ""
    for move in moves:
        given = move.to_state is AssetState.GIFTED and move.from_state is not AssetState.ON_LOAN
        if (move.to_state is AssetState.ON_LOAN or given) and move.place_kind == "HOME":
            name = move.person or "A person"
            href = (
                f"{address_of('person:find')}{move.person_id}/" if move.person_id and address_of("person:find") else ""
            )
            stays.append(Row((Cell(name, href), Cell(short_day(move.happened_at)), Cell(until or "Still there"))))
        until = short_day(move.happened_at)
    return Table(
        "Homes it was in",
        (Column("With"), Column("From"), Column("Until")),
        tuple(stays),
        Empty(
            f"Before Handrail: issued {plural(issues, 'time')}. No homes are known"
            if issues
            else "It has not been with anyone yet"
        ),
        id="homes",
    )


def _moves(moves: tuple[MoveRow, ...]) -> Table:
    return Table(
        f"Every step: {plural(len(moves), 'step')}",
        (Column("Step", numeric=True), Column("From"), Column("To"), Column("Place"), Column("When"), Column("By")),
        tuple(
            Row(
                (
                    Cell(str(move.seq)),
                    Cell(say(move.from_state) if move.from_state else "New to the record"),
                    Cell(say(move.to_state)),
                    Cell(_where(move)),
                    Cell(short_day(move.happened_at), note=_late(move)),
                    Cell(move.by, note=reason_in_words(move.reason)),
                )
            )
            for move in moves
        ),
        Empty("No step yet"),
        id="moves",
    )


def _late(move: MoveRow) -> str:
    gap = move.recorded_at - move.happened_at
    return f"recorded {plural(int(gap.total_seconds() // 60), 'minute')} later" if gap.total_seconds() > 3600 else ""
