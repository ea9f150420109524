"""The short pages about an order: cancel lines, take cancelled ones up again, answer what was asked.
Refuses nothing itself; what the use case refuses stands beside its field, and what was typed stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase, QueryDict
from django.urls import reverse

from handrail.catalogue.rules.facts import CheckCode
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.queries import LineRow
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import OrderHead, order_head
from handrail.orders.queries.releases import ReleaseRow
from handrail.orders.queries.releases import release as one_release
from handrail.orders.rules.cancel import PERSON_DIED
from handrail.orders.states import CANCELLABLE, LineState
from handrail.people.states import LifeEventKind
from handrail.usecases.answer_return import ReturnReply
from handrail.usecases.answer_return import answer_return as answer
from handrail.usecases.cancel_lines import LinesToCancel
from handrail.usecases.cancel_lines import cancel_lines as cancel
from handrail.usecases.reinstate_lines import LinesAgain
from handrail.usecases.reinstate_lines import reinstate_lines as reinstate
from handrail.visits.queries.lies_elsewhere import vans_of
from handrail.web.person.parts import link_to
from handrail.web.prescriber.reference import Reference, reference
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say
from handrail.wording.checks import check_title
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
    """A line as a choice names it: of a count that came in part, what is still to come."""
    count = f"{line.quantity_left} x " if line.quantity > 1 else ""
    return f"{count}{line.product_name}, {say(line.state).lower()}"


# Cancelling

RECORD, ONLY = "record", "only"
DEATH = (
    Choice(RECORD, "Record the death now", "These items stop by themselves, and so do visits, calls and messages"),
    Choice(ONLY, "Cancel only these items", "The death is recorded elsewhere, or somebody else records it"),
)


class CancelForm(HandrailForm):
    """Which lines end and why."""

    line_ids = fields.CheckboxesField("What should be cancelled?", missing="Choose what to cancel")
    reason_code = fields.SelectField("Why?", missing="Choose why it is cancelled")
    only_these = fields.RadiosField("They have died. What should happen?", DEATH, required=False, says_optional=False)
    note = fields.TextField("Anything to add", required=False)

    def ask_of_death(self) -> "CancelForm":
        """The same form, which asks about a death only where that is the reason."""
        if not self.is_bound or self["reason_code"].value() != PERSON_DIED:
            del self.fields["only_these"]
        return self

    @property
    def records_death(self) -> bool:
        """Whether the death is to be recorded, which ends these lines too."""
        return "only_these" in self.fields and self["only_these"].value() == RECORD

    def to_request(self) -> LinesToCancel:
        """The lines to cancel."""
        given = self.cleaned_data
        ids = tuple(UUID(line) for line in given["line_ids"])
        return LinesToCancel(ids, given["reason_code"], given["note"], given.get("only_these") == ONLY)


@page(Permission.CHANGE_ORDER)
def cancel_lines(request: PageRequest, order_id: UUID) -> HttpResponseBase:
    """Cancel items of an order."""
    head, lines, offered = loaded(request, order_id)
    with reading(request.scope):
        vans = vans_of(request.scope, [line.id for line in lines])
    form = CancelForm(request.POST) if request.method == "POST" else CancelForm()
    offer(form, "line_ids", [(str(line.id), described(line)) for line in lines if line.state in CANCELLABLE])
    offer(form, "reason_code", [(code.code, code.label) for code in offered.lists["cancel_order"]])
    event = link_to("person:record_life_event", head.person_id)
    if form.ask_of_death().records_death and event and request.scope.may(Permission.RECORD_LIFE_EVENT):
        told = "Nothing is cancelled yet. When the death is recorded, these items stop by themselves."
        return go(request, f"{event}?kind={LifeEventKind.DEATH.value}", flash=told)
    if request.method == "POST" and (done := submit(request, form, cancel)):
        van = " What is on the van already comes back with the driver." if done.still_on_van else ""
        return go(request, "prescriber:order", order_id, flash=f"Cancelled.{van}")
    shown = change_page(
        head.id, head.number, f"Cancel items of order {head.number}", form, "Cancel these items",
        *becomes([(line.product_name, vans[line.id]) for line in lines if line.id in vans]),
    )  # fmt: skip
    return render(request, "prescriber/change_order.html", shown, form=form)


def becomes(on_vans: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What becomes of what is cancelled; by product and van what is loaded already."""
    yield "The driver's page changes at once. What is kept in a store goes back to the shelf."
    for product, van in on_vans:
        yield f"{product} is on {van}. It comes back with the van, and is taken off at the depot."


# Taking up again


REASON = "reasons."


class ReinstateForm(HandrailForm):
    """Which cancelled lines go on and why; and a box for each check that asks for a reason now."""

    line_ids = fields.CheckboxesField("What should go on?", missing="Choose what should go on")
    reason = fields.TextField("Why?", missing="Say why it goes on")

    def __init__(self, data: QueryDict | None, names: Mapping[str, str]) -> None:
        super().__init__(data)
        self.names = names
        # What was asked for once is asked for again, so that no typed reason is lost on the way.
        for name in self.data:
            if name.startswith(REASON):
                self.ask(name, str(self.data.get(f"label-{name}", "")))

    def ask(self, name: str, label: str) -> None:
        """A box for the reason that a check asks for."""
        self.fields[name] = fields.TextAreaField(
            f"Your reason for going on despite this check: {label}" if label else "Your reason for going on",
            rows=2,
            required=False,
            says_optional=False,
        )
        self.fields[f"label-{name}"] = fields.HiddenField("Check", longest=500)
        self.data = self._with(f"label-{name}", label)

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """Each check that asks for a reason gets its box, under the words of the check."""
        for reason in refused.reasons:
            name = reason.field or ""
            if name.startswith(REASON) and name not in self.fields:
                self.ask(name, check_words(reason, self.names))
        super().refuse(refused, renamed)

    def to_request(self) -> LinesAgain:
        """The lines to take up again."""
        given = self.cleaned_data
        typed = ((name.removeprefix(REASON), said) for name, said in given.items() if name.startswith(REASON))
        reasons = tuple((key, said) for key, said in typed if said)
        return LinesAgain(tuple(UUID(line) for line in given["line_ids"]), given["reason"], reasons)


def check_words(reason: Reason, names: Mapping[str, str]) -> str:
    """A check that asks for a reason, in words: the items, and what it found."""
    params = dict(reason.params)
    about = [names[code] for code in str(params.get("about", "")).split(",") if code in names]
    return check_title(CheckCode(str(params["check"])), about, params)


@page(Permission.CHANGE_ORDER)
def reinstate_lines(request: PageRequest, order_id: UUID) -> HttpResponseBase:
    """Take cancelled items up again."""
    head, lines, offered = loaded(request, order_id)
    names = {code: product.name for code, product in offered.products.items()}
    form = ReinstateForm(request.POST if request.method == "POST" else None, names)
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
        lines = lines_of_orders(request.scope, [row.order_id])
    form = ReplyForm(request.POST) if request.method == "POST" else ReplyForm()
    if request.method == "POST" and form.is_valid():
        try:
            answer(call_of(request, form.key), request=ReturnReply((release_id,), form.cleaned_data["note"]))
        except Refused as refused:
            form.refuse(refused)
        else:
            return go(request, "prescriber:order", row.order_id, flash="Your answer is with the authoriser")
    asked = f"Asked on {short_day_and_time(row.state_at)}: {row.note}"
    about = f"About: {'; '.join(line.product_name for line in lines if line.id in row.line_ids)}"
    shown = change_page(
        row.order_id, row.order_number, f"Answer about order {row.order_number}", form, "Send the answer", about, asked
    )
    return render(request, "prescriber/change_order.html", shown, form=form)
