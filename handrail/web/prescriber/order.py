"""The page of one order: its lines with states and promises, what was asked and checked, everything that happened.
Refuses to change anything itself: it leads to the pages that do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from handrail.catalogue.rules.facts import CheckCode
from handrail.catalogue.states import Severity
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.orders.queries import LineRow
from handrail.orders.queries.door_answers import answers_of_lines
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import CheckRow, OrderHead, StepRow, checks_of, order_head, steps_of
from handrail.orders.queries.releases import ReleaseRow, releases_of_orders
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.changing import changer_of, reasons_against_changing
from handrail.orders.rules.facts import CareRoute
from handrail.orders.states import AMENDABLE, CANCELLABLE, LineState, ReleaseState
from handrail.people.queries import person_file
from handrail.visits.queries.joining import VisitOfOrder, visits_of_order
from handrail.web.person.parts import Frame, frame_of, link_to
from handrail.web.prescriber.draft_page import TONES
from handrail.web.prescriber.words import when
from handrail.web.shared.door_answers import door_answers_table
from handrail.web.shared.forms import reasons_in_words
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Check, Column, Empty, Fact, Link, Row, Table, TimelineEntry, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import day, day_and_time, due, near_day_and_time

AFTERWARDS = "Review afterwards"


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order with its story."""

    frame: Frame
    number: int
    lines: Table
    facts: Sequence[Fact]
    checks: Sequence[Check]
    releases: Table
    visits: Sequence[Fact]
    story: Sequence[TimelineEntry]
    actions: Sequence[Link]
    asks: str
    answers: Table


@page(Permission.SEE_ORDERS, methods=("GET",))
def order(request: PageRequest, order_id: UUID) -> HttpResponse:
    """The order. Opening it opens the person's record, which is written down."""
    at = now()
    scope = request.scope
    with reading(scope):
        head = order_head(scope, order_id)
        if head is None:
            raise refuse(CallReason.NOT_FOUND, "order_id")
        file = person_file(scope, head.person_id, on=now_is(at).today)
        opened(scope, file.person.id, now_is(at))
        lines = lines_of_orders(scope, [order_id])
        releases = releases_of_orders(scope, [order_id])
        checks, steps = checks_of(scope, order_id), steps_of(scope, order_id)
        visits = visits_of_order(scope, order_id)
        # Measurements of a home are of use to those who care for the person, not to those who count orders.
        answers = answers_of_lines(scope, [line.id for line in lines]) if scope.may(Permission.SEE_PERSON) else ()
    return render(
        request,
        "prescriber/order.html",
        OrderPage(
            frame=frame_of(file, today=now_is(at).today),
            number=head.number,
            lines=line_table(lines, at),
            facts=facts_of(head, lines),
            checks=[shown_check(check) for check in checks],
            releases=release_table(releases),
            visits=[visit_fact(visit, at) for visit in visits],
            story=story_of(steps, lines, releases),
            actions=actions_for(request, head, lines, releases),
            asks=asks_whom(scope, head),
            answers=door_answers_table(answers),
        ),
    )


def line_table(lines: Sequence[LineRow], at: datetime) -> Table:
    """The lines as they stand."""
    return Table(
        "Items",
        (Column("Item"), Column("State"), Column("By when"), Column("Price", numeric=True)),
        tuple(
            Row(
                (
                    Cell(line.product_name, note=f"{line.product_code}, quantity {line.quantity}"),
                    Cell(tag=tag_of(line.state), note=reason_in_words(line)),
                    promise_cell(line, at),
                    Cell(shown_pounds(line.spend_pence)),
                ),
                tone=Tone.STOP if is_late(line, at) else Tone.CALM,
            )
            for line in lines
        ),
        Empty("No items"),
        id="lines",
    )


def is_late(line: LineRow, at: datetime) -> bool:
    """Whether it should have come by now."""
    return line.state in CANCELLABLE and line.due_at is not None and line.due_at < at


def reason_in_words(line: LineRow) -> str:
    """Why it stands as it does, where it ended or waits for an answer."""
    told = {LineState.CANCELLED, LineState.REFUSED, LineState.RETURNED_FOR_INFORMATION}
    return line.state_reason if line.state in told else "Goes out before approval" if line.goes_now else ""


def promise_cell(line: LineRow, at: datetime) -> Cell:
    """When it came, or by when it should."""
    if line.delivered_at:
        return Cell(when(line.delivered_at, at), note="handed over")
    if line.due_at is None:
        return Cell("No visit")
    waits = line.state in {LineState.AWAITING_AUTHORITY, LineState.RETURNED_FOR_INFORMATION}
    note = "if it is approved in time" if waits else due(line.due_at, at) if line.state in CANCELLABLE else ""
    return Cell(when(line.due_at, at), note=note)


def facts_of(head: OrderHead, lines: Sequence[LineRow]) -> tuple[Fact, ...]:
    """Who ordered, why, for where, and who pays."""
    by = "" if head.entered_by_id == head.prescriber_id else f"Entered by {head.entered_by_name}"
    funding = lines[0].funding if lines else {}
    goes_to = (head.address_name, head.address_lines, head.address_town, head.address_postcode)
    rows = [
        Fact("What it is for", head.reason),
        Fact("Prescriber", head.prescriber_name, note=by),
        Fact("Team", head.team_name or head.partner_name),
        Fact("Sent", day_and_time(head.submitted_at)),
        Fact("Goes to", lines=tuple(line for line in goes_to if line)),
        Fact("Pays", ", ".join(part for part in paid_by(funding) if part)),
    ]
    if head.discharge_on:
        rows.append(Fact("Going home", day(head.discharge_on), note=head.ward))
    if head.note:
        rows.append(Fact("For the crew", head.note))
    return tuple(rows)


def paid_by(funding: Mapping[str, str]) -> tuple[str, ...]:
    """The frozen funding facts in words."""
    route = funding.get("care_route") or CareRoute.STANDARD
    return (funding.get("council", ""), funding.get("gp_practice", ""), say(CareRoute(route)), funding.get("payer", ""))


def shown_check(check: CheckRow) -> Check:
    """A check as it spoke up, with the reason that was given."""
    code, severity = CheckCode(check.code), Severity(check.severity)
    numbers = check.found.get("numbers", {})
    asked = f"{numbers['question']} Answered: {numbers['answer']}" if "question" in numbers else ""
    return Check(
        title=say(code, **numbers),
        tone=TONES[severity],
        detail=" ".join(part for part in (check.found.get("text", ""), asked) if part),
        reason_given=f"{check.reason} ({check.by_name})" if check.reason else "",
    )


def release_table(releases: Sequence[ReleaseRow]) -> Table:
    """What was asked of authorisers, and their answers."""
    return Table(
        "Approvals",
        (Column("Kind"), Column("State"), Column("Note")),
        tuple(
            Row(
                (
                    Cell(
                        say(row.kind),
                        link_to("authoriser:release", row.id),
                        note="Review afterwards" if row.afterwards else "",
                    ),
                    Cell(tag=tag_of(row.state)),
                    Cell(row.note),
                )
            )
            for row in releases
        ),
        Empty("No approval was needed"),
        id="releases",
    )


def visit_fact(visit: VisitOfOrder, at: datetime) -> Fact:
    """One visit: its slot where it is booked."""
    slot = f"Booked for {near_day_and_time(visit.slot_from, at)}" if visit.slot_from else "Not booked yet"
    return Fact(f"Visit {visit.number}", tag_of(visit.state), note=slot)


def story_of(
    steps: Sequence[StepRow], lines: Sequence[LineRow], releases: Sequence[ReleaseRow]
) -> tuple[TimelineEntry, ...]:
    """Every step with who, when and why. Steps of several lines at one moment are told once."""
    names = {line.id: line.product_name for line in lines}
    kinds: dict[UUID, ReleaseKind] = {row.id: row.kind for row in releases}
    together: dict[tuple[str, str, datetime, str, str], list[str]] = {}
    for step in steps:
        if step.to_state == LineState.DRAFT:
            continue
        key = (step.kind, step.to_state, step.happened_at, step.by_name, step.reason)
        about = names.get(step.subject_id) or say(kinds[step.subject_id])
        together.setdefault(key, []).append(about)
    return tuple(
        TimelineEntry(
            title=say(LineState(state)) if kind == "LINE" else f"Approval: {say(ReleaseState(state))}",
            at=happened_at,
            by=by,
            detail=tuple(part for part in (", ".join(about), reason) if part),
            tone=Tone.WARN if state in {"CANCELLED", "REFUSED", "RETURNED_FOR_INFORMATION", "RETURNED"} else Tone.CALM,
        )
        for (kind, state, happened_at, by, reason), about in together.items()
    )


def may_change(scope: Scope, head: OrderHead) -> bool:
    """Whether this user is one of those who answer for the order, or the service desk."""
    return scope.may(Permission.CHANGE_ORDER) and not reasons_against_changing(changer_of(scope), head.ordered_by)


def asks_whom(scope: Scope, head: OrderHead) -> str:
    """Whom to ask, for somebody who changes orders but not this one."""
    against = reasons_against_changing(changer_of(scope), head.ordered_by)
    return "".join(reasons_in_words(against)) if scope.may(Permission.CHANGE_ORDER) else ""


def actions_for(
    request: PageRequest, head: OrderHead, lines: Sequence[LineRow], releases: Sequence[ReleaseRow]
) -> tuple[Link, ...]:
    """What this user may do with the order now."""
    found: list[Link] = []
    states = {line.state for line in lines}
    if may_change(request.scope, head):
        found += [
            Link("Answer what was asked", reverse("prescriber:answer_return", args=[row.id]))
            for row in releases
            if row.state is ReleaseState.RETURNED
        ]
        if states & AMENDABLE:
            found.append(Link("Change this order", reverse("prescriber:amend_order", args=[head.id])))
        if states & CANCELLABLE:
            found.append(Link("Cancel items", reverse("prescriber:cancel_lines", args=[head.id])))
        if LineState.CANCELLED in states:
            found.append(Link("Take cancelled items up again", reverse("prescriber:reinstate_lines", args=[head.id])))
    collection = link_to("person:person", head.person_id)
    if LineState.DELIVERED in states and collection and request.scope.may(Permission.ASK_FOR_VISIT):
        found.append(Link("Ask for a collection, repair or swap", collection))
    return tuple(found)
