"""The last look before an order is sent: lines with promises, what waits, checks with reasons, both names.
Refuses to send what is not complete (it leads back to the draft with every reason at its field), and what is no
longer as the page told it: it shows what changed, and asks again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import CallReason, Refused
from handrail.core.text_guard import clean_line
from handrail.identity.calls import opened, reading
from handrail.orders.queries.drafts import draft, sent_under
from handrail.orders.rules.facts import OrderReason
from handrail.orders.rules.plan import OrderPlan
from handrail.people.queries import PersonFile, person_file
from handrail.usecases.assess_order import OrderOutlook
from handrail.usecases.place_order import OrderToPlace, place_order
from handrail.web.person.parts import Frame, frame_of
from handrail.web.prescriber.draft_form import DraftForm
from handrail.web.prescriber.draft_page import check_shown, money, notes_of, promise_words
from handrail.web.prescriber.funding import payer_to_be
from handrail.web.prescriber.likely import Likely, likely_total
from handrail.web.prescriber.place_order import ORDERING, depot_near, draft_of, form_of, what_it_became
from handrail.web.prescriber.question_groups import answers_said
from handrail.web.prescriber.reference import reference
from handrail.web.prescriber.searching import stock_of
from handrail.web.prescriber.seen_order import changes_since, seen_of
from handrail.web.prescriber.stock import Stock
from handrail.web.prescriber.words import GOES_NOW, be_there, going_home, what_waits
from handrail.web.shared.fields import HiddenField
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.given_answers import order_answers_table
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import BasketLine, Check, Fact, Link, Table
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording.shown import local, plural

PRICE_CHANGED = "A price changed while you sent the order. Look again"


class SendForm(HandrailForm):
    """The button that sends; it carries the version of the draft that was looked at, and what was told of the order."""

    seen = HiddenField("What was seen", longest=40_000)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The order as it will be sent."""

    frame: Frame
    form: SendForm
    draft_id: UUID
    lines: Sequence[BasketLine]
    waits: Sequence[str]
    reviews: Sequence[str]
    facts: Sequence[Fact]
    answers: Table
    checks: Sequence[Check]


@page(*ORDERING)
def review_order(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Show the order once more, and send it."""
    at = now()
    with reading(request.scope):
        row = draft(request.scope, draft_id)
        key = clean_line(request.POST.get("idempotency_key", ""))
        if row is None and (order_id := sent_under(request.scope, key)):
            return go(request, "prescriber:order", order_id)
        if row is None:
            return what_it_became(request, draft_id)
        before = draft_of(row)
        file = person_file(request.scope, before.person_id, on=now_is(at).today)
        opened(request.scope, file.person.id, now_is(at))
        form, outlook = form_of(request.scope, before, file, before.content, at)
        offered = reference(request.scope, now_is(at).today)
        stock = stock_of(request.scope, offered, at, depot_near(offered, file, before.content))
    asked = form.to_request(
        person_id=file.person.id, me=request.scope.user_id, draft_id=draft_id, version=before.version
    )
    plan = outlook.assessment.plan
    if plan is None or form.errors:
        return redirect(f"{reverse('prescriber:draft', args=[draft_id])}?check=yes")
    told = seen_of(plan)
    send = SendForm(request.POST or None, initial={"seen_version": str(before.version), "seen": told})
    if request.method == "POST" and send.is_valid():
        with reading(request.scope):
            changes = changes_since(request.scope, send.cleaned_data["seen"] or "", plan, outlook, at)
        unchanged = send.version == str(before.version)
        if not (unchanged and changes):
            return sent(request, send, replace(asked, seen_pence=plan.order_pence), draft_id, unchanged)
        send.show_changes(changes, version=before.version, seen=told)
    made = review_of(request, send, form, file, asked, plan, outlook, stock, offered.likely)
    return render(request, "prescriber/review_order.html", made, status=409 if send.changes else 200)


def sent(
    request: PageRequest, send: SendForm, asked: OrderToPlace, draft_id: UUID, unchanged: bool
) -> HttpResponseBase:
    """Send the order, or lead back to what changed meanwhile."""
    on_behalf = asked.order.prescriber_id if asked.order.prescriber_id != request.scope.user_id else None
    if not unchanged:
        return go(
            request, "prescriber:review_order", draft_id, flash="The draft was changed in another window. Look again"
        )
    try:
        placed = place_order(call_of(request, send.key, on_behalf_of_id=on_behalf), request=asked)
    except Refused as refused:
        codes = {reason.code for reason in refused.reasons}
        if codes & {CallReason.NOT_ALLOWED, CallReason.NOT_FOUND}:
            raise
        if OrderReason.PRICE_CHANGED in codes:
            return go(request, "prescriber:review_order", draft_id, flash=PRICE_CHANGED)
        return redirect(f"{reverse('prescriber:draft', args=[draft_id])}?check=yes")
    waits = any(line.state == "AWAITING_AUTHORITY" for line in placed.lines)
    early = any(line.goes_now for line in placed.lines)
    part = "part of it " if waits and early else ""
    how = [f"{part}waits for approval" if waits else "", f"{part}goes out before approval" if early else ""]
    flash = " and ".join([f"Order {placed.number} is sent", *(one for one in how if one)])
    if asked.joint_suits is not None and (others := len(placed.visit_ids) - len(placed.joint_visit_ids)):
        flash += f". Somebody else comes along already to {plural(others, 'visit')} that brings it"
    return go(request, "prescriber:order", placed.order_id, flash=flash)


def review_of(
    request: PageRequest,
    send: SendForm,
    form: DraftForm,
    file: PersonFile,
    asked: OrderToPlace,
    plan: OrderPlan,
    outlook: OrderOutlook,
    stock: Stock,
    likely: Mapping[str, Likely],
) -> ReviewPage:
    """The order in words. What the page offers may be half a minute old; the products of the plan are those of now."""
    at, contract = now(), outlook.gathered.contract
    products = {**form.choices.products, **outlook.gathered.facts.products}
    waits, reviews = what_waits(plan.releases, products, dict(form.choices.colleagues))
    lines = [
        BasketLine(
            name=products[line.product_code].name,
            code=line.product_code,
            quantity=line.quantity,
            money=money(line.spend_pence),
            stock=there.tag(line.product_code) if line.promise else None,
            notes=(
                *filter(None, (promise_words(line.promise, line.speed_code, contract, any(ready), at),)),
                *((GOES_NOW,) if line.goes_now else ()),
                *notes_of(products[line.product_code]),
            ),
        )
        for line in plan.lines
        for there in (stock.on(local(line.promise.due_at).date() if line.promise else None),)
        for ready in (there.of(line.product_code),)
    ]
    priced = [(line.product_code, line.price_pence, line.quantity) for line in plan.lines]
    return ReviewPage(
        frame=frame_of(file, today=now_is(at).today),
        form=send,
        draft_id=asked.draft_id or UUID(int=0),
        lines=lines,
        waits=waits,
        reviews=reviews,
        facts=facts_of(request, form, file, asked, plan, likely_total(priced, likely)),
        answers=order_answers_table(answers_said(form, plan.answers, (one.check for one in plan.checks), at)),
        checks=[check_shown(one.check, products, one.reason) for one in plan.checks],
    )


def facts_of(
    request: PageRequest,
    form: DraftForm,
    file: PersonFile,
    asked: OrderToPlace,
    plan: OrderPlan,
    likely: str,
) -> tuple[Fact, ...]:
    """Everything but the lines, one row each. `likely`: what it costs after returns."""
    order = asked.order
    address = next((a for a in file.addresses if a.id == order.address_id), None)
    change = Link("Change", f"{reverse('prescriber:draft', args=[asked.draft_id])}#where", "where it goes")
    me = request.scope.user_name
    names = {str(user_id): name for user_id, name in form.choices.colleagues}
    prescriber = me if order.prescriber_id == request.scope.user_id else names.get(str(order.prescriber_id), "")
    rows = [
        Fact("What it is for", order.why),
        Fact("Where", lines=address.shown if address else (), action=change),
        Fact("Prescriber", prescriber, note="" if prescriber == me else f"Entered by {me}"),
        payer_to_be(plan.funding, file.person.details, form.choices.councils),
        Fact(
            "Comes to",
            money(plan.order_pence),
            note=f"{plural(len(plan.lines), 'line')}{f'. Likely after returns: {likely}' if likely else ''}",
        ),
    ]
    if order.supervisor_id:
        rows.append(Fact("Supervisor or registered colleague", names.get(str(order.supervisor_id), "")))
    if order.discharge and order.discharge.expected_on:
        pathway = next((one.label for one in form.choices.pathways if one.code == order.discharge.pathway), "")
        rows.append(going_home(order.discharge.expected_on, order.discharge.ward, pathway))
    if asked.joint_suits is not None:
        rows.append(be_there(asked.joint_suits, prescriber))
    if asked.note:
        rows.append(Fact("For the crew", asked.note))
    return tuple(rows)
