"""The pages that change an order: amend it, cancel lines, take cancelled ones up again, answer what was asked.
Refuses nothing itself; what the use case refuses stands beside its field, and what was typed stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.core.versions import seen_number
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.queries import LineRow
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import OrderHead, order_head
from handrail.orders.queries.releases import ReleaseRow
from handrail.orders.queries.releases import release as one_release
from handrail.orders.rules.facts import Discharge, LineRequest
from handrail.orders.states import AMENDABLE, CANCELLABLE, LineState
from handrail.usecases.amend_order import OrderAmendment
from handrail.usecases.amend_order import amend_order as amend
from handrail.usecases.answer_return import ReturnReply
from handrail.usecases.answer_return import answer_return as answer
from handrail.usecases.cancel_lines import LinesToCancel
from handrail.usecases.cancel_lines import cancel_lines as cancel
from handrail.usecases.reinstate_lines import LinesAgain
from handrail.usecases.reinstate_lines import reinstate_lines as reinstate
from handrail.web.prescriber.reference import Reference, reference
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import ChosenField
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say
from handrail.wording.shown import plural, short_day_and_time


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A form about one order."""

    title: str
    crumbs: Sequence[Crumb]
    form: HandrailForm
    button: str
    lines: Sequence[str]
    back: str


def loaded(request: PageRequest, order_id: UUID) -> tuple[OrderHead, tuple[LineRow, ...], Reference]:
    """The order and its lines. Raises `Refused(NOT_FOUND)`."""
    with reading(request.scope):
        head = order_head(request.scope, order_id)
        if head is None:
            raise refuse(CallReason.NOT_FOUND, "order_id")
        lines = lines_of_orders(request.scope, [order_id])
        return head, lines, reference(request.scope, now_is(now()).today)


def change_page(head_id: UUID, number: int, title: str, form: HandrailForm, button: str, *lines: str) -> ChangePage:
    """The frame of these pages."""
    back = reverse("prescriber:order", args=[head_id])
    return ChangePage(title, (Crumb(f"Order {number}", back),), form, button, lines, back)


def described(line: LineRow) -> str:
    """A line as a choice names it."""
    count = f"{line.quantity} x " if line.quantity > 1 else ""
    return f"{count}{line.product_name}, {say(line.state).lower()}"


# Cancelling


class CancelForm(HandrailForm):
    """Which lines end and why."""

    line_ids = fields.CheckboxesField("What should be cancelled?", missing="Choose what to cancel")
    reason_code = fields.SelectField("Why?", missing="Choose why it is cancelled")
    note = fields.TextField("Anything to add", required=False)

    def to_request(self) -> LinesToCancel:
        """The lines to cancel."""
        given = self.cleaned_data
        ids = tuple(UUID(line) for line in given["line_ids"])
        return LinesToCancel(ids, given["reason_code"], given["note"])


def offer(form: HandrailForm, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    if isinstance(field, ChosenField):
        field.offer(choices)


@page(Permission.CHANGE_ORDER)
def cancel_lines(request: PageRequest, order_id: UUID) -> HttpResponseBase:
    """Cancel items of an order."""
    head, lines, offered = loaded(request, order_id)
    form = CancelForm(request.POST) if request.method == "POST" else CancelForm()
    offer(form, "line_ids", [(str(line.id), described(line)) for line in lines if line.state in CANCELLABLE])
    offer(form, "reason_code", [(code.code, code.label) for code in offered.lists["cancel_order"]])
    if request.method == "POST" and (done := submit(request, form, cancel)):
        van = " What is on the van already comes back with the driver." if done.still_on_van else ""
        return go(request, "prescriber:order", order_id, flash=f"Cancelled.{van}")
    shown = change_page(
        head.id, head.number, f"Cancel items of order {head.number}", form, "Cancel these items",
        "The driver's page changes at once, and the item goes back to the shelf.",
    )  # fmt: skip
    return render(request, "prescriber/change_order.html", shown, form=form)


# Taking up again


class ReinstateForm(HandrailForm):
    """Which cancelled lines go on and why."""

    line_ids = fields.CheckboxesField("What should go on?", missing="Choose what should go on")
    reason = fields.TextField("Why?", missing="Say why it goes on")

    def to_request(self) -> LinesAgain:
        """The lines to take up again."""
        given = self.cleaned_data
        return LinesAgain(tuple(UUID(line) for line in given["line_ids"]), given["reason"])


@page(Permission.CHANGE_ORDER)
def reinstate_lines(request: PageRequest, order_id: UUID) -> HttpResponseBase:
    """Take cancelled items up again."""
    head, lines, _ = loaded(request, order_id)
    form = ReinstateForm(request.POST) if request.method == "POST" else ReinstateForm()
    ended = [(str(line.id), line.product_name) for line in lines if line.state is LineState.CANCELLED]
    offer(form, "line_ids", ended)
    if request.method == "POST" and (done := submit(request, form, reinstate)) is not None:
        return go(request, "prescriber:order", order_id, flash=f"{plural(len(done.states), 'item')} taken up again")
    shown = change_page(
        head.id, head.number, f"Take up items of order {head.number} again", form, "Take up again",
        "They are decided anew: authority and promise are those of today.",
    )  # fmt: skip
    return render(request, "prescriber/change_order.html", shown, form=form)


# Answering


class ReplyForm(HandrailForm):
    """What the prescriber adds."""

    note = fields.TextAreaField("Your answer", missing="Write the answer to what was asked")


@page(Permission.CHANGE_ORDER)
def answer_return(request: PageRequest, release_id: UUID) -> HttpResponseBase:
    """Answer what an authoriser asked."""
    with reading(request.scope):
        row: ReleaseRow | None = one_release(request.scope, release_id)
    if row is None:
        raise refuse(CallReason.NOT_FOUND, "release_id")
    form = ReplyForm(request.POST) if request.method == "POST" else ReplyForm()
    if request.method == "POST" and form.is_valid():
        try:
            answer(call_of(request, form.key), request=ReturnReply((release_id,), form.cleaned_data["note"]))
        except Refused as refused:
            form.refuse(refused)
        else:
            return go(request, "prescriber:order", row.order_id, flash="Your answer is with the authoriser")
    asked = f"Asked on {short_day_and_time(row.state_at)}: {row.note}"
    shown = change_page(
        row.order_id, row.order_number, f"Answer about order {row.order_number}", form, "Send the answer", asked
    )
    return render(request, "prescriber/change_order.html", shown, form=form)


# Amending


class AmendForm(HandrailForm):
    """Quantity, speed and day of each line that can still change; the note, the discharge; and why."""

    note = fields.TextAreaField("For the crew", rows=2, required=False, says_optional=False)
    ward = fields.TextField("Ward", longest=120, width="20", required=False)
    discharge_on = fields.DateField("Day they go home", required=False)
    pathway = fields.SelectField("Discharge pathway", required=False)
    why = fields.TextField("Why does the order change?", required=False, says_optional=False)

    def __init__(self, *args: object, lines: Sequence[LineRow], offered: Reference, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # the arguments of HandrailForm
        self.lines = [line for line in lines if line.state in AMENDABLE]
        offer(self, "pathway", [(code.code, code.label) for code in offered.lists["discharge_pathway"]])
        speeds = [(speed.code, speed.label) for speed in offered.speeds]
        for line in self.lines:
            name = line.product_name
            self.fields[f"quantity-{line.id}"] = fields.NumberField(
                f"{name}: how many", least=-99, width="3", initial=line.quantity, required=False, says_optional=False
            )
            if line.speed_code:
                self.fields[f"speed-{line.id}"] = fields.SelectField(
                    f"{name}: how soon", speeds, initial=line.speed_code, required=False, says_optional=False
                )
                self.fields[f"on-{line.id}"] = fields.DateField(
                    f"{name}: on which day", initial=line.chosen_on, required=False
                )
        self.order_fields([*(name for name in self.fields if "-" in name), "note", "ward"])

    def changed_lines(self) -> dict[UUID, LineRequest]:
        """The lines whose fields differ from how they stand."""
        found: dict[UUID, LineRequest] = {}
        for line in self.lines:
            given = self.cleaned_data
            asked = LineRequest(
                product_code=line.product_code,
                quantity=given.get(f"quantity-{line.id}") or 0,
                speed_code=given.get(f"speed-{line.id}") or line.speed_code,
                chosen_on=given.get(f"on-{line.id}"),
                review_on=line.review_on,
                bundle_code=line.bundle_code,
                measurements=tuple(line.measurements.items()),
            )
            if (asked.quantity, asked.speed_code, asked.chosen_on) != (line.quantity, line.speed_code, line.chosen_on):
                found[line.id] = asked
        return found

    def amendment(self, head: OrderHead) -> OrderAmendment:
        """The change as asked for."""
        given = self.cleaned_data
        discharge = Discharge(given["ward"], given["discharge_on"], given["pathway"])
        before = Discharge(head.ward, head.discharge_on, head.discharge_pathway)
        return OrderAmendment(
            order_id=head.id,
            seen_version=seen_number(self.version),
            why=given["why"],
            changed=self.changed_lines(),
            note=given["note"] if given["note"] != head.note else None,
            discharge=discharge if discharge != before else None,
        )

    def fields_of(self, reason: Reason) -> str:
        """The field of a reason: of a line of the order by its place, or of the change itself."""
        path = reason.field or ""
        kind, _, rest = path.partition(".")
        if kind == "lines" and rest.split(".")[0].isdigit() and int(rest.split(".")[0]) < len(self.lines):
            line = self.lines[int(rest.split(".")[0])]
            named = {"speed_code": "speed", "chosen_on": "on"}.get(rest.split(".")[-1], "quantity")
            return f"{named}-{line.id}"
        if kind == "changed":
            return f"quantity-{rest.split('.')[0]}"
        return {"why_changed": "why", "discharge.ward": "ward", "discharge.expected_on": "discharge_on",
                "discharge.pathway": "pathway"}.get(path, path)  # fmt: skip


@page(Permission.CHANGE_ORDER)
def amend_order(request: PageRequest, order_id: UUID) -> HttpResponseBase:
    """Change quantity, speed, day, note or discharge; another item is cancelled here and ordered anew."""
    head, lines, offered = loaded(request, order_id)
    initial = {
        "seen_version": str(head.version),
        "note": head.note,
        "ward": head.ward,
        "discharge_on": head.discharge_on,
        "pathway": head.discharge_pathway,
    }
    data = request.POST if request.method == "POST" else None
    form = AmendForm(data, lines=lines, offered=offered, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            amend(call_of(request, form.key), request=form.amendment(head))
        except Refused as refused:
            form.refuse(refused, {reason.field or "": form.fields_of(reason) for reason in refused.reasons})
            if form.is_stale:
                form.show_changes((), version=head.version)
        else:
            return go(request, "prescriber:order", order_id, flash="The order is changed")
    shown = change_page(
        head.id, head.number, f"Change order {head.number}", form, "Change the order",
        "What needs a new approval waits for it; what is set aside already stays kept if it still fits.",
    )  # fmt: skip
    return render(request, "prescriber/change_order.html", shown, form=form)
