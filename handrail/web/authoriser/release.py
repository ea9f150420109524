"""One decision: why it waits, what the person has already, what is ready and costs less; yes, ask back, or no.
Refuses nothing itself: who may not answer is told why before any button is offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.loans.holdings import HeldThing, held_by
from handrail.orders.queries import LineRow, open_lines_of
from handrail.orders.queries.facts import staff_of_order
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import CheckRow, OrderHead, checks_of, order_head
from handrail.orders.queries.releases import ReleaseRow, facts_of, releases_of_orders
from handrail.orders.queries.releases import release as one_release
from handrail.orders.rules.releasing import Cover, reasons_against_releasing
from handrail.orders.states import ReleaseState
from handrail.people.queries import person_file
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.return_release import ReleaseQuestion, return_release
from handrail.web.authoriser.queue import reason_words
from handrail.web.person.parts import Frame, frame_of
from handrail.web.prescriber.draft_page import stock_tag
from handrail.web.prescriber.order import line_table, shown_check
from handrail.web.prescriber.reference import Reference, reference
from handrail.web.prescriber.searching import ready_by_code
from handrail.web.prescriber.words import when
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import ChosenField
from handrail.web.shared.forms import HandrailForm, When, reasons_in_words
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Check, Column, Empty, Fact, Row, Table, Tag
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import day_and_time, short_day

MOST_CHEAPER = 6
NOT_LISTED = "An item no longer in the catalogue"


class AnswerForm(HandrailForm):
    """Yes, ask back, or no; each with what it needs."""

    answer = fields.RadiosField(
        "Your decision",
        [
            Choice("give", "Approve", reveal=("yes_note", "panel")),
            Choice("return", "Ask for more information", reveal=("question",)),
            Choice("refuse", "Do not approve", reveal=("code", "why")),
        ],
        missing="Choose your decision",
    )
    yes_note = fields.TextField("Note", required=False)
    panel = fields.TextField("Who was present, for a panel", required=False, hint="Names, with commas between")
    question = fields.TextAreaField("What do you need to know?", rows=3, required=False, says_optional=False)
    code = fields.SelectField("Reason", required=False, says_optional=False)
    why = fields.TextAreaField("In your words", rows=3, required=False, says_optional=False)
    whens = (
        When("answer", frozenset({"return"}), "question"),
        When("answer", frozenset({"refuse"}), "code"),
        When("answer", frozenset({"refuse"}), "why"),
    )


class AgainForm(HandrailForm):
    """Why a refusal is looked at again."""

    note = fields.TextField("Why should it be looked at again?", missing="Say why it should be looked at again")


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Everything for one decision on one page."""

    frame: Frame
    title: str
    state: Tag
    why: Sequence[str]
    against: Sequence[str]
    facts: Sequence[Fact]
    lines: Table
    has: Table
    coming: Table
    cheaper: Table
    checks: Sequence[Check]
    form: HandrailForm | None
    again: HandrailForm | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for the page."""

    row: ReleaseRow
    head: OrderHead
    lines: tuple[LineRow, ...]
    other_lines: tuple[LineRow, ...]
    held: tuple[HeldThing, ...]
    checks: tuple[CheckRow, ...]
    against: tuple[Reason, ...]
    ready: Mapping[str, tuple[int, int]]
    offered: Reference
    frame: Frame


@page(Permission.RELEASE_ORDER, Permission.PLACE_ORDER)
def release(request: PageRequest, release_id: UUID) -> HttpResponseBase:
    """Show the release, and take the answer."""
    at = now()
    with reading(request.scope):
        seen = seen_of(request.scope, release_id, at)
    pending, refused = seen.row.state is ReleaseState.PENDING, seen.row.state is ReleaseState.REFUSED
    form = AnswerForm(request.POST if "answer" in request.POST or (request.method == "POST" and not refused) else None)
    code = form.fields["code"]
    if isinstance(code, ChosenField):
        code.offer([(choice.code, choice.label) for choice in seen.offered.lists["refuse_order"]])
    again = AgainForm(request.POST if request.method == "POST" and refused else None)
    if request.method == "POST":
        done = answer(request, again if refused else form, seen.row)
        if done:
            return go(request, "authoriser:queue" if pending else "authoriser:orders", flash=done)
    shown_form = form if pending and not seen.against else None
    used = again if refused else form
    return render(
        request,
        "authoriser/release.html",
        page_of(seen, at, shown_form, again if refused else None),
        form=used if request.method == "POST" else None,
    )


def seen_of(scope: Scope, release_id: UUID, at: datetime) -> Seen:
    """All that the page shows. Raises `Refused(NOT_FOUND)`."""
    row = one_release(scope, release_id)
    head = order_head(scope, row.order_id) if row else None
    if row is None or head is None:
        raise refuse(CallReason.NOT_FOUND, "release_id")
    if not scope.may(Permission.RELEASE_ORDER) and row.asked_of_id != scope.user_id:
        raise refuse(CallReason.NOT_ALLOWED)
    today = now_is(at).today
    file = person_file(scope, row.person_id, on=today)
    opened(scope, file.person.id, now_is(at))
    lines = lines_of_orders(scope, [row.order_id])
    me = staff_of_order(scope, [scope.user_id], at=at, on=today)[scope.user_id]
    others = releases_of_orders(scope, [row.order_id])
    facts = facts_of(row, {line.id: line for line in lines}, others)
    offered = reference(scope, today)
    return Seen(
        row=row,
        head=head,
        lines=tuple(line for line in lines if line.id in row.line_ids),
        other_lines=tuple(x for x in open_lines_of(scope, file.record_ids) if x.id not in row.line_ids),
        held=held_by(scope, file.person.id),
        checks=checks_of(scope, row.order_id),
        against=reasons_against_releasing(me.facts, facts, Cover(me.covers, me.covered_teams)),
        ready=ready_by_code(scope, offered, at),
        offered=offered,
        frame=frame_of(file, today=today),
    )


def answer(request: PageRequest, form: HandrailForm, row: ReleaseRow) -> str:
    """Carry the decision out; what happened in words, or nothing where the form says what is wrong."""
    if not form.is_valid():
        return ""
    given, ids = form.cleaned_data, (row.id,)
    call = call_of(request, form.key)
    try:
        match given.get("answer", "again"):
            case "give":
                present = tuple(name.strip() for name in given["panel"].split(",") if name.strip())
                done = give_release(call, request=ReleaseYes(ids, given["yes_note"], present))
                return f"Order {row.order_number} is approved" + (
                    "" if done.lines else "; it waits for another approval"
                )
            case "return":
                return_release(call, request=ReleaseQuestion(ids, given["question"]))
                return f"Order {row.order_number} went back to the prescriber"
            case "refuse":
                refuse_release(call, request=ReleaseNo(ids, given["code"], given["why"]))
                return f"Order {row.order_number} is not approved"
            case _:
                reconsider_release(call, request=ReleaseAgain(ids, given["note"]))
                return f"Order {row.order_number} waits for a decision again"
    except Refused as refused:
        form.refuse(refused, {"note": {"give": "yes_note", "return": "question"}.get(given.get("answer", ""), "why")})
        return ""


def page_of(seen: Seen, at: datetime, form: HandrailForm | None, again: HandrailForm | None) -> ReleasePage:
    """The page in words."""
    row, head = seen.row, seen.head
    return ReleasePage(
        frame=seen.frame,
        title=f"Order {row.order_number}: {say(row.kind).lower()}",
        state=tag_of(row.state),
        why=reason_words(row.reasons),
        against=reasons_in_words(seen.against) if row.state is ReleaseState.PENDING else (),
        facts=(
            Fact("What it is for", head.reason),
            Fact(
                "Prescriber", head.prescriber_name, note=", ".join(x for x in (head.team_name, head.partner_name) if x)
            ),
            Fact("Sent", day_and_time(head.submitted_at)),
            Fact("Comes to", shown_pounds(row.spend_pence), note="at new price, the whole order"),
            Fact("Promised", when(row.due_at, at) if row.due_at else "No visit"),
            *((Fact("Went out already", "This is a review afterwards"),) if row.afterwards else ()),
            *((Fact("Note", row.note),) if row.note else ()),
        ),
        lines=line_table(seen.lines, at),
        has=held_table(seen),
        coming=line_table(seen.other_lines, at),
        cheaper=cheaper_table(seen),
        checks=[shown_check(check) for check in seen.checks],
        form=form,
        again=again,
    )


def held_table(seen: Seen) -> Table:
    """What the person has already."""
    names = {product_id: seen.offered.products[code].name for code, product_id in seen.offered.ids.items()}
    return Table(
        "What the person has",
        (Column("Item"), Column("How"), Column("Since")),
        tuple(
            Row(
                (
                    Cell(
                        names.get(thing.product_id, "An item no longer in the catalogue"),
                        note=f"Quantity {thing.quantity}",
                    ),
                    Cell("On loan" if thing.lent else "Fitted to the home" if thing.fitted else "Their own"),
                    Cell(short_day(thing.since_on)),
                )
            )
            for thing in seen.held
        ),
        Empty("Nothing is with the person"),
        id="has",
    )


def cheaper_table(seen: Seen) -> Table:
    """Ready products of the same kind that cost less: of the same size group first, then of the category."""
    codes = {line.product_code for line in seen.lines}
    found = []
    for line in seen.lines:
        for product in seen.offered.products.values():
            near = product.size_group == line.size_group or product.category == line.category
            ready = sum(seen.ready.get(product.code, (0, 0)))
            if near and ready and product.code not in codes and product.price_pence < line.price_pence:
                found.append((product.size_group != line.size_group, -product.price_pence, product, line))
    found.sort(key=lambda one: (one[0], one[1], one[2].code))
    once = list({product.code: (product, line) for _, _, product, line in reversed(found)}.values())[::-1]
    return Table(
        "Ready now and cheaper",
        (Column("Item"), Column("Instead of"), Column("Stock"), Column("Price", numeric=True)),
        tuple(
            Row(
                (
                    Cell(product.name, note=product.description),
                    Cell(line.product_name, note=shown_pounds(line.price_pence)),
                    Cell(tag=stock_tag(*seen.ready.get(product.code, (0, 0)))),
                    Cell(shown_pounds(product.price_pence)),
                )
            )
            for product, line in once[:MOST_CHEAPER]
        ),
        Empty("Nothing like it is ready and costs less"),
        id="cheaper",
    )
