"""What becomes of things on loan without a visit: kept after all, a request taken back, or never to come back.
Refuses nothing itself; what cannot be is said at its field."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.loans.states import EndReason
from handrail.partners.queries import contract_data
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.keep_loan import Keeping, keep_loan
from handrail.usecases.withdraw_request import Replacing, Withdrawal, withdraw_request
from handrail.visits.queries.lent import LentRow, things_of
from handrail.visits.rules.asking import AskedFor
from handrail.web.controller.answer_call import note_done
from handrail.web.controller.request_visit import lent_choices
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest, ids_of
from handrail.web.shared.views import go, page, submit


class LentForm(HandrailForm):
    """Things on loan, ticked."""

    loans = fields.CheckboxesField("Which items?", missing="Choose at least one item")

    def offer_things(self, things: Sequence[LentRow], *, also: Iterable[str] = ()) -> None:
        """What this person has on loan, to tick; `also` are ids that were ticked, whatever became of them."""
        choices = lent_choices(things)
        there = {choice.value for choice in choices}
        gone = [Choice(loan_id, "No longer on loan") for loan_id in also if loan_id not in there]
        field = self.fields["loans"]
        if isinstance(field, fields.CheckboxesField):
            field.offer([*choices, *gone])

    @property
    def loan_ids(self) -> tuple[UUID, ...]:
        """What was ticked."""
        return tuple(UUID(loan_id) for loan_id in self.cleaned_data["loans"])


class KeepForm(LentForm):
    """What is kept, and when it is looked at again."""

    review_on = fields.DateField("When do we ask again whether it is needed?", future=True)
    note = fields.TextField("Who said so?", longest=300, required=False, hint="For example: her daughter, by phone")

    def to_request(self) -> Keeping:
        """What was ticked, until that day."""
        return Keeping(self.loan_ids, self.cleaned_data["review_on"], self.cleaned_data["note"])


class TakeBackForm(LentForm):
    """What is no longer asked for."""

    asked_for = fields.RadiosField(
        "What is not needed any more?",
        [
            Choice(
                AskedFor.COLLECTION.value,
                "The collection",
                "It stays with the person",
            ),
            Choice(AskedFor.REPAIR.value, "The repair", "It works again"),
            Choice(AskedFor.SERVICE.value, "The service or examination", "It is not checked at home after all"),
        ],
        missing="Choose what is not needed any more",
    )
    reason = fields.TextField("Why?", longest=300, missing="Say why it is not needed any more")
    replacement = fields.RadiosField(
        "If another one is to come in its place:",
        [
            Choice(Replacing.CANCEL.value, "Cancel it too", "It stays in the store, or comes back with its van"),
            Choice(Replacing.KEEP.value, "It still comes", "The person has both then"),
        ],
        required=False, says_optional=False, hint="Only after a swap was asked for",
    )  # fmt: skip

    def to_request(self) -> Withdrawal:
        """What was ticked."""
        given = self.cleaned_data
        replacement = Replacing(given["replacement"]) if given["replacement"] else None
        return Withdrawal(self.loan_ids, AskedFor(given["asked_for"]), given["reason"], replacement)


class EndForm(LentForm):
    """How the loan ends."""

    reason = fields.RadiosField(
        "What became of it?",
        [
            Choice(EndReason.LOST.value, "It is lost", "Nobody can find it, or it was thrown away or stolen"),
            Choice(EndReason.SOLD.value, "It is sold", "Somebody bought it from us"),
            Choice(EndReason.GIFTED.value, "It is theirs now", "We let the person keep it for good"),
            Choice(EndReason.TRANSFERRED.value, "Another service has it now", "By agreement, such as after a move"),
        ],
        missing="Choose what became of it",
    )
    note = fields.TextAreaField("How do you know?", rows=3, longest=1000, missing="Say how you know")

    def to_request(self) -> LoanEnd:
        """How it ended."""
        given = self.cleaned_data
        return LoanEnd(self.loan_ids, EndReason(given["reason"]), given["note"])


@page(Permission.ASK_FOR_VISIT)
def keep_lent(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """A review, or a family that wants to keep it: the loan goes on."""
    today = now().astimezone(LONDON).date()
    usual = today + timedelta(days=contract_data(request.scope.contract_id, today).terms.review_after_days)
    return _lent_page(
        request, person_id, KeepForm, keep_loan,
        first={"review_on": usual}, which=lambda thing: not thing.asked_for,
        title="Keep it after all", button="Keep these", done="The loan goes on.",
        lines=("The loan goes on. If a collection was asked for, take that request back instead.",),
    )  # fmt: skip


@page(Permission.ASK_FOR_VISIT)
def take_request_back(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """A collection or repair that is not wanted any more."""
    return _lent_page(
        request, person_id, TakeBackForm, withdraw_request,
        title="Take the request back", button="Take it back", done="The request is taken back.",
        lines=("Nobody comes for these items. A visit with nothing left to do is cancelled.",),
    )  # fmt: skip


@page(Permission.SETTLE_DISCREPANCY)
def end_lent(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Something that never comes back; for those who settle differences and may see whose they are."""
    if not request.scope.may(Permission.SEE_PERSON):
        raise Http404
    return _lent_page(
        request, person_id, EndForm, end_loan,
        title="It does not come back", button="End the loan", done="The loan is ended.", kind="warning",
        lines=("The loan ends today, and nobody comes to collect it. Its history stays.",),
    )  # fmt: skip


def _lent_page[A](
    request: PageRequest,
    person_id: UUID,
    made: type[LentForm],
    use_case: Callable[..., A],
    *,
    title: str,
    button: str,
    done: str,
    lines: Iterable[str],
    first: dict[str, Any] | None = None,
    which: Callable[[LentRow], bool] = lambda _: True,
    kind: str = "primary",
) -> HttpResponseBase:
    file = file_for(request, person_id)
    with reading(request.scope):
        things = things_of(request.scope, file.person.id).things
    chosen = request.GET.getlist("loan")
    form = made(request.POST) if request.method == "POST" else made(initial={**(first or {}), "loans": chosen})
    offered = [thing for thing in things if which(thing) or request.method == "POST"]
    # What was ticked may have ended since, perhaps by the first of two taps: the use case says so, or answers again.
    form.offer_things(offered, also=ids_of(request.POST.getlist("loans")))
    if request.method == "POST" and submit(request, form, use_case) is not None:
        if request.GET.get("from") == "call":
            note_done(request, file.person.id, f"{title}: {'; '.join(_named(form, things))}")
            return go(request, "controller:answer_call", file.person.id, flash=done)
        return go(request, "person:person", file.person.id, flash=done)
    nothing = () if offered else ("There is nothing here of which this could be said.",)
    return show(request, file, form, title=title, button=button, lines=(*lines, *nothing), kind=kind)


def _named(form: LentForm, things: Iterable[LentRow]) -> list[str]:
    return [thing.product for thing in things if thing.loan_id in form.loan_ids]
