"""The page of one order: its lines with states and promises, what was asked and checked, everything that happened.
Refuses to change anything itself: it leads to the pages that do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
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
from handrail.loans.queries import loans_of_lines
from handrail.orders.queries import LineRow
from handrail.orders.queries.given_answers import answers_of_lines, answers_with_order
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import CheckRow, OrderHead, StepRow, checks_of, mends_of, order_head, steps_of
from handrail.orders.queries.releases import ReleaseRow, releases_of_orders
from handrail.orders.rules.basis import Basis
from handrail.orders.rules.changing import changer_of, reasons_against_changing
from handrail.orders.rules.promise import Promise, promise_stands
from handrail.orders.rules.visiting import approved_by
from handrail.orders.states import AMENDABLE, CANCELLABLE, LineState, ReleaseState
from handrail.partners.rules import ContractData
from handrail.people.queries import person_file
from handrail.people.rules.stays import HospitalStay
from handrail.visits.queries.joining import part_deliveries, recalled_on_its_way, visits_of_order
from handrail.visits.queries.reasons import reason_labels
from handrail.vouchers.queries.shown import ShownVoucher
from handrail.web.person.parts import Frame, frame_of, link_to
from handrail.web.prescriber.came import came_cell, line_tag
from handrail.web.prescriber.draft_page import TONES
from handrail.web.prescriber.funding import payer_fact
from handrail.web.prescriber.life_told import as_of_now, hospital_facts, new_days
from handrail.web.prescriber.order_mending import mendings
from handrail.web.prescriber.order_story import items_of, story_of
from handrail.web.prescriber.order_visits import pictures_at_the_door, visit_fact
from handrail.web.prescriber.reference import Reference, reference
from handrail.web.prescriber.state_notes import since_handed_over, state_note
from handrail.web.prescriber.vouchers import voucher_table, vouchers_of
from handrail.web.prescriber.words import (
    asked_whom,
    be_there,
    going_home,
    reasoned_lines,
    reasoned_steps,
    when,
    why_later,
)
from handrail.web.shared.forms import reasons_in_words
from handrail.web.shared.given_answers import given_answers_table, order_answers_table
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Check, Column, Empty, Fact, Link, Picture, Row, Table, TimelineEntry, Tone
from handrail.web.shared.views import page, render
from handrail.wording import say, tag_of
from handrail.wording.checks import check_detail, check_title
from handrail.wording.promises import promise_words
from handrail.wording.reasons import why_in_words
from handrail.wording.shown import day_and_time, near_day_and_time, short_day


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order with its story. `frame`: whose it is, for those who may see people."""

    frame: Frame | None
    number: int
    lines: Table
    facts: Sequence[Fact]
    checks: Sequence[Check]
    releases: Table
    visits: Sequence[Fact]
    pictures: Sequence[Picture]
    story: Sequence[TimelineEntry]
    actions: Sequence[Link]
    asks: str
    answers: Table
    asked: Table
    vouchers: Table | None


AFTERWARDS = "Reviewed afterwards: it goes out before approval"


@page(Permission.SEE_ORDERS, methods=("GET",))
def order(request: PageRequest, order_id: UUID) -> HttpResponse:
    """The order. Opening it opens the person's record, which is written down."""
    at, scope = now(), request.scope
    with reading(scope):
        head = _head(scope, order_id)
        file = person_file(scope, head.person_id, on=now_is(at).today)
        opened(scope, file.person.id, now_is(at))
        labels = reason_labels(scope, now_is(at).today)
        sees = scope.may(Permission.SEE_PERSON)
        lines = reasoned_lines(lines_of_orders(scope, [order_id]), labels, names=sees)
        releases, days = releases_of_orders(scope, [order_id]), new_days(scope, file.record_ids, head, lines)
        steps = reasoned_steps(steps_of(scope, order_id), labels, names=sees)
        visits, parts = visits_of_order(scope, order_id), part_deliveries(scope, order_id)
        ids = [line.id for line in lines]
        mends = [one if sees else replace(one, why="") for one in mends_of(scope, ids)]
        loans, recalled = loans_of_lines(scope, ids), recalled_on_its_way(scope, order_id)
        # What was measured and answered is of use to those who care for the person, not to those who count orders.
        answers, asked = (answers_of_lines(scope, ids), answers_with_order(scope, order_id)) if sees else ((), ())
        checks, vouchers = (checks_of(scope, order_id), vouchers_of(scope, order_id, lines)) if sees else ((), ())
        offered = reference(scope, now_is(at).today)
    return render(
        request,
        "prescriber/order.html",
        OrderPage(
            frame=frame_of(file, today=now_is(at).today) if sees else None,
            number=head.number,
            lines=line_table(
                lines,
                at,
                releases,
                laters(lines, offered.contract, at, steps),
                offered.contract,
                money=scope.may(Permission.SEE_MONEY),
                recalled=recalled,
                since=since_handed_over(loans),
                vouchers={one.line_id: one for one in vouchers if one.is_newest},
            ),
            facts=facts_of(head, lines, offered, labels, names=sees, stay=file.stay),
            checks=[as_of_now(check, shown_check(check, names_in(lines, offered)), head) for check in checks],
            releases=release_table(scope, releases, lines, notes=sees),
            visits=[visit_fact(visit, at, books=scope.may(Permission.PLAN_VISITS)) for visit in visits],
            pictures=pictures_at_the_door(visits) if sees else (),
            story=story_of(steps, lines, releases, parts, mends, days),
            actions=actions_for(request, head, lines, releases, [one.id for one in loans if not one.ended_at]),
            asks=asks_whom(scope, head),
            answers=given_answers_table(answers),
            asked=order_answers_table(asked),
            vouchers=voucher_table(vouchers, changes=may_change(scope, head)) if vouchers else None,
        ),
    )


def _head(scope: Scope, order_id: UUID) -> OrderHead:
    head = order_head(scope, order_id)
    if head is None:
        raise refuse(CallReason.NOT_FOUND, "order_id")
    return head


def laters(
    lines: Sequence[LineRow], contract: ContractData, at: datetime, steps: Sequence[StepRow] = ()
) -> dict[UUID, str]:
    """Why lines are promised from later than they were ordered, or approved: by line, for those that are."""
    found: dict[UUID, str] = {}
    for line in lines:
        yes = (step.happened_at for step in steps if step.subject_id == line.id and step.basis is Basis.APPROVED)
        for start, done in ((line.lived_from, "ordered"), *((moment, "approved") for moment in yes)):
            if why := why_later(contract.later(line.speed_code, start, line.due_at), start, at, done=done):
                found.setdefault(line.id, why)
    return found


def line_table(
    lines: Sequence[LineRow],
    at: datetime,
    releases: Sequence[ReleaseRow] = (),
    later: Mapping[UUID, str] | None = None,
    contract: ContractData | None = None,
    *,
    money: bool = False,
    recalled: Mapping[UUID, str] | None = None,
    since: Mapping[UUID, str] | None = None,
    vouchers: Mapping[UUID, ShownVoucher] | None = None,
) -> Table:
    """The lines as they stand; `releases` tell how what went out before approval was reviewed, `later` why a promise is
    counted from later. By `contract` it is said until when what waits is to be approved. `money`: each price leads to
    what was posted for it. `recalled`: the alert of what is not handed over; `since`: what became of what was.
    `vouchers`: the last of each line."""
    reviews = {line_id: row for row in releases if row.afterwards for line_id in row.line_ids}
    alerts = recalled or {}
    return Table(
        "Items",
        (Column("Item"), Column("State"), Column("By when"), Column("Price", numeric=True)),
        tuple(
            Row(
                (
                    Cell(line.product_name, note=f"{line.product_code}, quantity {line.quantity}"),
                    Cell(
                        tag=line_tag(line),
                        note=state_note(
                            line, reviews.get(line.id), alerts.get(line.id, ""), (since or {}).get(line.id, "")
                        ),
                    ),
                    came_cell(line, line.delivered_at, at, vouchers or {})
                    if line.delivered_at
                    else promise_cell(line, at, (later or {}).get(line.id, ""), contract),
                    Cell(shown_pounds(line.owed_pence), href=reverse("money:line", args=[line.id]) if money else ""),
                ),
                tone=_tone(line, at),
            )
            for line in lines
        ),
        Empty("No items"),
        id="lines",
    )


def _tone(line: LineRow, at: datetime) -> Tone:
    """A late line stops the eye; one that nothing is in stock for and nothing comes for in time warns."""
    stands = promise_stands(line.state, line.due_at, now=at, soon=at, expected=line.expected)
    if is_late(line, at):
        return Tone.STOP
    return Tone.WARN if stands is Promise.AT_RISK else Tone.CALM


def is_late(line: LineRow, at: datetime) -> bool:
    """Whether it should have come by now."""
    return line.state in CANCELLABLE and line.due_at is not None and line.due_at < at


def promise_cell(line: LineRow, at: datetime, later: str = "", contract: ContractData | None = None) -> Cell:
    """By when it should come."""
    if line.due_at is None:
        return Cell("No visit")
    waits = line.state in {LineState.AWAITING_AUTHORITY, LineState.RETURNED_FOR_INFORMATION}
    note = (
        if_approved(line, line.due_at, at, contract)
        if waits
        else promise_words(line.state, line.due_at, at, line.expected)
        if line.state in CANCELLABLE
        else ""
    )
    return Cell(when(line.due_at, at), note="; ".join(part for part in (note, later) if part))


def if_approved(line: LineRow, due_at: datetime, at: datetime, contract: ContractData | None) -> str:
    """What a promise that waits for approval depends on."""
    if due_at < at:
        return "that is past: it is counted anew once it is approved"
    if contract is None or line.speed_code not in contract.speeds:
        return "if it is approved in time"
    until = approved_by(line.speed_code, line.chosen_on, due_at, at, contract.due)
    if until is None:
        return "too late for that: it is counted anew once it is approved"
    return f"if it is approved by {near_day_and_time(until, at)}"


def facts_of(
    head: OrderHead,
    lines: Sequence[LineRow],
    offered: Reference,
    labels: Mapping[str, str],
    *,
    names: bool,
    stay: HospitalStay | None = None,
) -> tuple[Fact, ...]:
    """Who ordered, why, for where, and who pays. Without `names` nothing tells who it is for, or where they live
    or are."""
    by = "" if head.entered_by_id == head.prescriber_id else f"Entered by {head.entered_by_name}"
    goes_to = (head.address_name, head.address_lines, head.address_town, head.address_postcode)
    rows = [
        *((Fact("What it is for", why_in_words(head.reason, labels)),) if names else ()),
        Fact("Prescriber", head.prescriber_name, note=by),
        Fact("Team", head.team_name or head.partner_name),
        Fact("Sent", day_and_time(head.submitted_at)),
        *((Fact("Goes to", lines=tuple(line for line in goes_to if line)),) if names else ()),
        payer_fact(lines[0].funding if lines else {}, offered.councils),
    ]
    if head.supervisor_id and (supervisor := dict(offered.colleagues).get(str(head.supervisor_id))):
        rows.append(Fact("Supervisor or registered colleague", supervisor))
    if head.discharge_on:
        pathway = offered.label("discharge_pathway", head.discharge_pathway)
        rows.append(going_home(head.discharge_on, head.ward, pathway))
    if head.door.joint_suits is not None and names:
        rows.append(be_there(head.door.joint_suits, head.prescriber_name))
    if head.note and names:
        rows.append(Fact("For the crew", head.note))
    rows += hospital_facts(stay, lines, now()) if names else ()
    return tuple(rows)


def shown_check(check: CheckRow, names: Mapping[str, str]) -> Check:
    """A check as it spoke up, about which items, with the reason that was given. `names`: of products, by code."""
    severity, numbers = Severity(check.severity), check.found.get("numbers", {})
    about = [*check.found.get("products", ()), *check.found.get("against", ())]
    return Check(
        title=check_title(CheckCode(check.code), [names[code] for code in about if code in names], numbers),
        tone=TONES[severity],
        detail=check_detail(severity, check.found.get("text", ""), numbers),
        reason_given=f"{check.reason} ({check.by_name})" if check.reason else "",
    )


def names_in(lines: Sequence[LineRow], offered: Reference) -> dict[str, str]:
    """The names of products by code: of the catalogue, and of lines whose product has left it."""
    return {code: product.name for code, product in offered.products.items()} | {
        line.product_code: line.product_name for line in lines
    }


def release_table(scope: Scope, releases: Sequence[ReleaseRow], lines: Sequence[LineRow], *, notes: bool) -> Table:
    """What was asked of authorisers, about which lines, and their answers (with `notes`); a link for whom it asks."""
    decides = scope.may(Permission.RELEASE_ORDER)
    names = {line.id: line.product_name for line in lines}
    return Table(
        "Approvals",
        (Column("Kind"), Column("State"), Column("Decided by"), Column("Note")),
        tuple(
            Row(
                (
                    Cell(
                        say(row.kind),
                        link_to("authoriser:release", row.id) if decides or row.asked_of_id == scope.user_id else "",
                        note=". ".join(
                            said for said in (items_of(row, names), AFTERWARDS if row.afterwards else "") if said
                        ),
                    ),
                    Cell(tag=tag_of(row.state)),
                    Cell(row.answered_by_name or "Nobody yet", note=release_note(row, releases)),
                    Cell(row.note if notes else ""),
                )
            )
            for row in releases
        ),
        Empty("No approval was needed"),
        id="releases",
    )


def release_note(row: ReleaseRow, beside: Sequence[ReleaseRow]) -> str:
    """Of whom it was asked by name while it waits, and the day of its panel."""
    panel = f"Panel on {short_day(row.panel_on)}" if row.panel_on else ""
    return ", ".join(part for part in (asked_whom(row, beside), panel) if part)


def may_change(scope: Scope, head: OrderHead) -> bool:
    """Whether this user is one of those who answer for the order, or the service desk."""
    return scope.may(Permission.CHANGE_ORDER) and not reasons_against_changing(changer_of(scope), head.ordered_by)


def asks_whom(scope: Scope, head: OrderHead) -> str:
    """Whom to ask, for somebody who changes orders but not this one."""
    against = reasons_against_changing(changer_of(scope), head.ordered_by)
    return "".join(reasons_in_words(against)) if scope.may(Permission.CHANGE_ORDER) else ""


def actions_for(
    request: PageRequest,
    head: OrderHead,
    lines: Sequence[LineRow],
    releases: Sequence[ReleaseRow],
    lent: Sequence[UUID],
) -> tuple[Link, ...]:
    """What this user may do with the order now. `lent`: the loans of it that have not ended, which a visit may be asked
    for."""
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
    form = link_to("controller:request_visit", head.person_id)
    if lent and form and request.scope.may(Permission.ASK_FOR_VISIT):
        chosen = urlencode({"loan": lent}, doseq=True)
        found.append(Link("Ask for a collection, repair, swap or service", f"{form}?{chosen}"))
    measure = link_to("controller:ask_measuring", head.person_id)
    if measure and request.scope.may(Permission.ASK_FOR_VISIT):
        found.append(Link("Ask for measuring", measure))
    if request.scope.may(Permission.SETTLE_DISCREPANCY):
        found += mendings(head, lines)
    return tuple(found)
