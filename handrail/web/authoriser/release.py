"""One decision: why it waits, what the person has already, what is ready and costs less; yes, ask back, or no.
Refuses nothing itself: who may not answer is told why before any button is offered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase

from handrail.catalogue.rules.fit import FitFacts
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.identity.states import AuthorityStep
from handrail.loans.holdings import HeldThing, held_by
from handrail.needs.queries import needs_of
from handrail.orders.queries import LineRow, open_lines_of
from handrail.orders.queries.facts import StaffRow, staff_of_order
from handrail.orders.queries.given_answers import GivenAnswer, answers_with_order
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import CheckRow, OrderHead, StepRow, answers_of, checks_of, order_head, steps_of
from handrail.orders.queries.releases import ReleaseRow, facts_of, releases_of_orders
from handrail.orders.queries.releases import release as one_release
from handrail.orders.rules.answering import reasons_against_both
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.releasing import (
    Cover,
    ReleaseFacts,
    nobody_else_may,
    reasons_against_releasing,
    records_panel,
)
from handrail.orders.states import ReleaseState
from handrail.people.queries import person_file
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.put_to_panel import ReleaseToPanel, put_to_panel
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.return_release import ReleaseQuestion, return_release
from handrail.visits.queries.reasons import reason_labels
from handrail.web.authoriser.alternatives import cheaper_table, fit_facts, held_table, measures_of
from handrail.web.authoriser.exchange import answered_steps, exchange_table, said_in
from handrail.web.authoriser.queue import reason_words
from handrail.web.authoriser.release_form import AgainForm, AnswerForm
from handrail.web.authoriser.specials import SpecialPart, SpecialRead, not_fitting, special_parts, specials_of
from handrail.web.person.parts import Frame, frame_of
from handrail.web.prescriber.funding import payer_fact
from handrail.web.prescriber.likely import likely_total
from handrail.web.prescriber.order import laters, line_table, names_in, shown_check
from handrail.web.prescriber.reference import Reference, reference
from handrail.web.prescriber.searching import serving, stock_of
from handrail.web.prescriber.stock import Stock
from handrail.web.prescriber.words import reasoned_lines, reasoned_steps, when
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm, reasons_in_words
from handrail.web.shared.given_answers import order_answers_table
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Check, Fact, Table, Tag
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import clock_time, day, day_and_time, near_day_and_time, plural

# More names than this help nobody to choose whom to ring.
MOST_NAMED = 4
ASKED_BACK = ", asked back about"
NO_PANEL_RULE = "No rule asks for a panel here. Choose it where others should decide with you"
BEFORE_APPROVAL = "It goes out, or went, before approval, by the contract's rule"


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Everything for one decision on one page."""

    frame: Frame
    title: str
    state: Tag
    why_title: str
    why: Sequence[str]
    against: Sequence[str]
    left_alone: Sequence[str]
    facts: Sequence[Fact]
    lines: Table
    specials: Sequence[SpecialPart]
    exchange: Table
    asked: Table
    has: Table
    coming: Table
    cheaper: Table
    checks: Sequence[Check]
    form: HandrailForm | None
    again: HandrailForm | None
    too_late: Sequence[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for the page."""

    row: ReleaseRow
    head: OrderHead
    lines: tuple[LineRow, ...]
    other_lines: tuple[LineRow, ...]
    held: tuple[HeldThing, ...]
    checks: tuple[CheckRow, ...]
    steps: tuple[StepRow, ...]
    asked: tuple[GivenAnswer, ...]
    against: tuple[Reason, ...]
    stock: Stock
    fit: FitFacts
    offered: Reference
    frame: Frame
    beside: tuple[ReleaseRow, ...]
    left_alone: tuple[ReleaseRow, ...]
    answered_by: str
    may: tuple[str, ...]
    for_panel: bool
    specials: tuple[SpecialRead, ...]

    def names_of(self, row: ReleaseRow) -> str:
        """The items that a release of the order is about."""
        lines = (*self.lines, *self.other_lines)
        return "; ".join(dict.fromkeys(line.product_name for line in lines if line.id in row.line_ids))


@page(Permission.RELEASE_ORDER, Permission.PLACE_ORDER)
def release(request: PageRequest, release_id: UUID) -> HttpResponseBase:
    """Show the release, and take the answer."""
    at = now()
    with reading(request.scope):
        seen = seen_of(request.scope, release_id, at)
    pending, refused = seen.row.state is ReleaseState.PENDING, seen.row.state is ReleaseState.REFUSED
    deciding = request.method == "POST" and ("answer" in request.POST or not refused)
    form = AnswerForm(
        request.POST if deciding else None,
        beside=[choice_of(seen, row) for row in seen.beside],
        codes=[(choice.code, choice.label) for choice in seen.offered.lists["refuse_order"]],
        for_panel=seen.for_panel,
        panel_why=panel_why(seen),
        today=now_is(at).today,
    )
    again = AgainForm(request.POST if request.method == "POST" and not deciding else None)
    used: AnswerForm | AgainForm = form if deciding or not refused else again
    if request.method == "POST" and (done := answer(request, used, seen.row)):
        return go(request, "authoriser:queue" if pending else "authoriser:orders", flash=done)
    made = page_of(seen, at, form if pending and not seen.against else None, again if refused else None)
    if deciding and not pending:
        # Somebody else was quicker: who and how, and nothing of what was typed is lost.
        said = f"{seen.answered_by or 'Somebody'}, {near_day_and_time(seen.row.state_at, at)}: {say(seen.row.state)}"
        told = (said, *((seen.row.note,) if seen.row.note else ()), *form.written_so_far())
        made = replace(made, too_late=told)
    return render(request, "authoriser/release.html", made, form=used if request.method == "POST" else None)


def choice_of(seen: Seen, row: ReleaseRow) -> Choice:
    """Another release of the order as a tick box: what it is about, and why it waits."""
    why = ". ".join(reason_words(row.reasons, seen.offered.products))
    return Choice(str(row.id), f"{say(row.kind)}: {seen.names_of(row)}", hint=why)


def panel_why(seen: Seen) -> str:
    """Which rule leaves an item of a clinical decision to a panel, or that none does."""
    left = [line.product_name for line in seen.lines if line.minimum_authority == AuthorityStep.PANEL]
    if left and seen.row.kind is ReleaseKind.CLINICAL:
        return f"The catalogue leaves this to {say(AuthorityStep.PANEL)}: {'; '.join(dict.fromkeys(left))}"
    return NO_PANEL_RULE


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
    by = row.answered_by_id
    staff = staff_of_order(scope, [scope.user_id, *((by,) if by else ())], at=at, on=today, releasing=True)
    others = releases_of_orders(scope, [row.order_id])
    facts = {one.id: facts_of(one, {line.id: line for line in lines}, others) for one in others}
    covered = [(one.facts, Cover(one.covers, one.covered_teams)) for one in staff.values()]
    mine = next(one for one in covered if one[0].user_id == scope.user_id)
    against = {one.id: reasons_against_releasing(mine[0], facts[one.id], mine[1]) for one in others}
    by_two = {one.id for one in others if reasons_against_both([(row.kind, row.line_ids), (one.kind, one.line_ids)])}
    offered, labels = reference(scope, today), reason_labels(scope, today)
    measures = measures_of(answers_of(scope, row.order_id), needs_of(scope, file.record_ids))
    held, about = held_by(scope, file.person.id), [line for line in lines if line.id in row.line_ids]
    return Seen(
        row=row,
        head=head,
        lines=reasoned_lines(about, labels),
        other_lines=tuple(x for x in open_lines_of(scope, file.record_ids) if x.id not in row.line_ids),
        held=held,
        checks=checks_of(scope, row.order_id),
        steps=reasoned_steps(answered_steps(steps_of(scope, row.order_id)), labels),
        asked=answers_with_order(scope, row.order_id, line_ids=row.line_ids),
        against=against[row.id],
        stock=stock_of(scope, offered, at, serving(offered, head.door.easting, head.door.northing)),
        fit=fit_facts(lines, held, file.notes, measures, offered),
        offered=offered,
        frame=frame_of(file, today=today),
        beside=tuple(one for one in others if one.id != row.id and not against[one.id] and one.id not in by_two),
        left_alone=tuple(
            one
            for one in others
            if one.id in by_two
            and one.state is ReleaseState.PENDING
            and nobody_else_may(facts[one.id], covered, but=scope.user_id)
        ),
        answered_by=staff[by].name if by and by in staff else "",
        may=who_may(staff.values(), facts[row.id]),
        for_panel=records_panel(mine[0].authority.job_category),
        specials=specials_of(scope, row.person_id, about),
    )


def who_may(staff: Iterable[StaffRow], release: ReleaseFacts) -> tuple[str, ...]:
    """The names of those who may answer a release."""
    return tuple(
        one.name
        for one in staff
        if not reasons_against_releasing(one.facts, release, Cover(one.covers, one.covered_teams))
    )


def answer(request: PageRequest, form: HandrailForm, row: ReleaseRow) -> str:
    """Carry the decision out; what happened in words, or nothing where the form says what is wrong."""
    if not form.is_valid():
        return ""
    given = form.cleaned_data
    ids = (row.id, *(UUID(one) for one in given.get("also", ())))
    call = call_of(request, form.key)
    try:
        match given.get("answer", "again"):
            case "give":
                yes_of_panel = (form.present(), given.get("panel_on")) if isinstance(form, AnswerForm) else ()
                give_release(call, request=ReleaseYes(ids, given["yes_note"], *yes_of_panel))
                return approved(request.scope, row)
            case "panel":
                put_to_panel(call, request=ReleaseToPanel(ids, given["put_on"]))
                return f"Order {row.order_number} waits for the panel of {day(given['put_on'])}"
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
        decision = given.get("answer", "")
        note = {"give": "yes_note", "return": "question"}.get(decision, "why")
        form.refuse(refused, {"note": note, "panel_on": "put_on" if decision == "panel" else "panel_on"})
        return ""


def approved(scope: Scope, row: ReleaseRow) -> str:
    """What a yes has come to: that the order is approved, or what it still waits for."""
    with reading(scope):
        rows = releases_of_orders(scope, [row.order_id])
    waiting: dict[tuple[ReleaseKind, ReleaseState], set[UUID]] = {}
    for one in rows:
        if one.state in {ReleaseState.PENDING, ReleaseState.RETURNED} and not one.afterwards:
            waiting.setdefault((one.kind, one.state), set()).update(one.line_ids)
    parts = [
        f"{say(kind).lower()} ({plural(len(lines), 'item')}{ASKED_BACK if state is ReleaseState.RETURNED else ''})"
        for (kind, state), lines in waiting.items()
    ]
    yes = "reviewed and approved" if row.afterwards else "approved"
    if parts:
        return f"{yes.capitalize()}. Order {row.order_number} still waits for: {', '.join(parts)}"
    return f"Order {row.order_number} is {yes}"


def page_of(seen: Seen, at: datetime, form: HandrailForm | None, again: HandrailForm | None) -> ReleasePage:
    """The page in words."""
    row, head = seen.row, seen.head
    return ReleasePage(
        frame=seen.frame,
        title=f"Order {row.order_number}: {say(row.kind).lower()}",
        state=tag_of(row.state),
        why_title="Why it is reviewed" if row.afterwards else "Why it waits",
        why=reason_words(row.reasons, seen.offered.products),
        against=reasons_in_words(seen.against) if row.state is ReleaseState.PENDING else (),
        left_alone=[
            f"{say(one.kind)}: {seen.names_of(one)}. Ask a colleague to approve this one, and approve that one yourself"
            for one in seen.left_alone
        ],
        facts=(
            Fact("What it is for", head.reason),
            Fact(
                "Ordered by", head.prescriber_name, note=", ".join(x for x in (head.team_name, head.partner_name) if x)
            ),
            Fact("Sent", day_and_time(head.submitted_at)),
            Fact("Comes to", shown_pounds(row.spend_pence), note="at new price, the whole order"),
            *_likely(seen),
            payer_fact(seen.lines[0].funding if seen.lines else {}, seen.offered.councils),
            Fact("Promised", when(row.due_at, at) if row.due_at else "No visit"),
            *who_decides(seen),
            *((Fact("Review afterwards", BEFORE_APPROVAL),) if row.afterwards else ()),
            *((Fact("Note", row.note),) if row.note and not said_in(seen.steps, row.note) else ()),
        ),
        lines=line_table(seen.lines, at, (row,), laters(seen.lines, seen.offered.contract, at), seen.offered.contract),
        specials=tuple(special_parts(seen.specials)),
        exchange=exchange_table(seen.steps, at),
        asked=order_answers_table(seen.asked),
        has=held_table(seen.held, seen.offered),
        coming=line_table(seen.other_lines, at),
        cheaper=cheaper_table(seen.lines, seen.fit, seen.offered, seen.stock, not_fitting(seen.specials)),
        checks=[shown_check(check, names_in(seen.lines, seen.offered)) for check in seen.checks],
        form=form,
        again=again,
        too_late=(),
    )


def _likely(seen: Seen) -> tuple[Fact, ...]:
    """What the items of this decision likely cost, where something comes back, and what is left of the budget."""
    priced = [(line.product_code, line.price_pence, line.quantity) for line in seen.lines]
    total = likely_total(priced, seen.offered.likely)
    team = seen.lines[0].team_id if seen.lines else None
    left = seen.offered.lefts.get(team, "") if team else ""
    return (
        *((Fact("Likely after returns", total, note="of the items of this decision"),) if total else ()),
        *((Fact("Left of the team's budget", left, note="this year"),) if left else ()),
    )


def when_passed_on(row: ReleaseRow) -> str:
    """Of an urgent decision: that the other person is asked now, or when they will be."""
    if row.asked_of_name or not row.escalate_at:
        return ""
    if row.escalated_at:
        return f"Passed on at {clock_time(row.escalated_at)}"
    return f"On call. It goes to the next person at {clock_time(row.escalate_at)}"


def who_decides(seen: Seen) -> tuple[Fact, ...]:
    """Of whom it was asked by name, else who may decide; and the day of the panel that it was put to."""
    row, found = seen.row, []
    if row.state is ReleaseState.PENDING:
        on_call = row.on_call_name if row.on_call_name in seen.may else ""
        named = row.asked_of_name or on_call
        others = [name for name in seen.may if name != named]
        more = len(others) - MOST_NAMED
        listed = ", ".join(others[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        nobody = "Nobody may now: ask the service's administrator"
        if named:
            instead = f"Or instead: {listed}" if listed else ""
            found.append(Fact("Asked of", named, note=". ".join(x for x in (when_passed_on(row), instead) if x)))
        else:
            found.append(Fact("Who may decide", listed or nobody))
    if row.panel_on:
        found.append(Fact("Panel", day(row.panel_on)))
    return tuple(found)
