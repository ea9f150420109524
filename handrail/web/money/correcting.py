"""The pool manager's forms that put money of an order line right: who pays, and another price.
Refuses nothing itself: `change_funder` and `correct_posting` decide."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.core.refusal import Refused
from handrail.core.versions import version_of
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.of_line import PostedRow, posted_of_line
from handrail.ledger.queries.written import priced_book
from handrail.ledger.rules.entries import Entry
from handrail.ledger.rules.priced_book import CREDIT, PricedBook
from handrail.ledger.rules.priced_event import PricedEvent, priced_event
from handrail.ledger.rules.restating import OF_LINES
from handrail.ledger.rules.vat import OF_VAT
from handrail.orders.queries.money import LineHead
from handrail.partners.queries import councils
from handrail.people.states import CareRoute
from handrail.usecases.change_funder import FunderChange, change_funder
from handrail.usecases.correct_posting import PostingCorrection, correct_posting, foreseen
from handrail.web.admin.shapes import FormPage
from handrail.web.money.entry import subject_of
from handrail.web.money.line import chosen_line, money_facts, named, vat_address
from handrail.web.money.paid_in import FORM
from handrail.web.prescriber.funding import payer_fact
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Notice, Row, Table
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say, tag_of
from handrail.wording.shown import short_day

_ROUTES = [(route.value, say(route)) for route in CareRoute]


class PayerForm(HandrailForm):
    """Who pays in truth."""

    care_route = fields.RadiosField("Care route", _ROUTES)
    council_id = fields.SelectField("Council", hint="Whose resident the person is by law")
    from_on = fields.DateField("They pay from", past=True)
    reason = fields.TextAreaField("Why", longest=300)

    line_id: UUID

    def to_request(self) -> FunderChange:
        """What the form asks for."""
        given = self.cleaned_data
        return FunderChange(
            self.line_id, CareRoute(given["care_route"]), UUID(given["council_id"]), given["from_on"], given["reason"]
        )


class PriceForm(HandrailForm):
    """What one costs in truth."""

    each_pence = fields.MoneyField("The right price of one", hint="Type 0 if nothing is owed", exact=True)
    reason = fields.TextAreaField("What was wrong", longest=300)

    entry_id: UUID

    def to_request(self) -> PostingCorrection:
        """What the form asks for."""
        return PostingCorrection(self.entry_id, self.cleaned_data["each_pence"], self.cleaned_data["reason"])


@page(Permission.KEEP_POOL)
def payer(request: PageRequest, line_id: UUID) -> HttpResponseBase:
    """Say late that others pay for what was delivered."""
    with reading(request.scope):
        head, known = chosen_line(request.scope, line_id), councils()
        posted = posted_of_line(request.scope, line_id)
    first = {name: head.funding.get(name) or "" for name in ("care_route", "council_id")}
    form = PayerForm(request.POST if request.method == "POST" else None, initial=first)
    form.line_id = line_id
    offer(form, "council_id", [(str(one.id), one.name) for one in known])
    back = reverse("money:line", args=[line_id])
    if request.method == "POST" and submit(request, form, change_funder) is not None:
        return go(request, back, flash="Others pay for this now.")
    intro = (
        "What was posted on that day or later is taken back and posted again for whoever pays then. Nothing is erased.",
        "A credit goes to whoever pays for the item. The person keeps what they have.",
    )
    shown = FormPage(
        "Change who pays", form, "Change who pays", Link("Cancel", back), (_crumb(head),), intro,
        (Fact("Item", head.product), payer_fact(head.funding, known), *money_facts(posted), *would_move(posted)),
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


@page(Permission.KEEP_POOL)
def price(request: PageRequest, entry_id: UUID) -> HttpResponseBase:
    """Put right the price of something that was posted."""
    with reading(request.scope):
        of = subject_of(request, entry_id)
        posted = [one for one in of.posted if one.entry_id == entry_id]
        book = priced_book(request.scope, of.lines, entry_id)
        gone = entry_id in book.said_by_hand(of.line_id)
    form = PriceForm(request.POST if request.method == "POST" else None)
    form.entry_id = entry_id
    shown = None
    if request.method == "POST" and form.is_valid():
        would = would_post(request, form)
        if would is None and submit(request, form, correct_posting) is not None:
            return go(request, of.href, flash="The price was corrected.")
        shown = entries_table(would, posted[0]) if would else None
    intro = (
        "What was posted stays in the books. An entry that names it takes it back, and the right price is posted.",
        "The credit of an item follows its price by the terms of its day. VAT follows both: give the price without it.",
    )
    facts = (*_about(posted, _event_of(book, entry_id), of.line_id), *_vat_of(request, entry_id, of.line_id, posted[0]))
    said = FormPage(
        "Correct a price", form, "Yes, post this" if shown else "Correct the price", Link("Cancel", of.href),
        (Crumb(f"Money of {of.name}", of.href),), intro, facts, _told(shown, gone=gone), shown=shown,
    )  # fmt: skip
    return render(request, FORM, said, form=form)


class Correction(Protocol):
    """A form that asks for a correction."""

    @property
    def version(self) -> str:
        """As what it was shown."""

    def to_request(self) -> PostingCorrection:
        """What it asks for."""

    def carry_version(self, version: str) -> None:
        """Ask for the same once more, as it was shown."""


def would_post(request: PageRequest, form: Correction) -> Sequence[Entry] | None:
    """What is shown before it is posted: VAT, or a price that is far from the one that stands, where it was not shown
    so yet. Where it cannot be, the use case says why, or that this very form was posted already."""
    wanted = form.to_request()
    try:
        with reading(request.scope):
            would = foreseen(call_of(request), wanted)
    except Refused:
        return None
    moves = [(one.kind, part.kind, part.amount_pence) for one in would.entries for part in one.postings]
    version = version_of(wanted.entry_id, wanted.each_pence, moves)
    if not (would.far or wanted.vat) or form.version == version:
        return None
    form.carry_version(version)
    return would.entries


def entries_table(entries: Sequence[Entry], row: PostedRow) -> Table:
    """The entries of a correction, each in a row, and what they come to."""
    columns = (Column("Entry"), Column("For"), Column("Price", numeric=True), Column("VAT", numeric=True))
    names = {one.price.item: named(one.price.item) for one in entries}
    amounts = [(_sum_of(one, OF_LINES), _sum_of(one, OF_VAT)) for one in entries]
    rows = [
        Row((Cell(tag=tag_of(one.kind)), Cell(names[one.price.item] if len(names) > 1 else named(row.item)),
             Cell(shown_pounds(price)), Cell(shown_pounds(vat))))
        for one, (price, vat) in zip(entries, amounts, strict=True)
    ]  # fmt: skip
    price, vat = (sum(one) for one in zip(*amounts, strict=True))
    whole = Row((Cell("All together"), Cell(""), Cell(shown_pounds(price)), Cell(shown_pounds(vat))))
    return Table("What would be posted", columns, [*rows, whole], Empty("Nothing"), id="would")


def _vat_of(request: PageRequest, entry_id: UUID, line_id: UUID | None, row: PostedRow) -> Iterator[Fact]:
    """Where VAT is put right, in a contract that has any. That of a credit follows its item."""
    with reading(request.scope):
        terms = money_terms(request.scope).vat.ever()
    if terms and row.item != CREDIT:
        yield Fact("VAT", Link("Correct the VAT", vat_address(entry_id, line_id)), "If the price is right")


def _sum_of(entry: Entry, kinds: Collection[AccountKind]) -> int:
    return sum(part.amount_pence for part in entry.postings if part.kind in kinds)


def _told(shown: Table | None, *, gone: bool) -> Notice | None:
    if shown:
        lines = ("Nothing is posted yet. Look at what would be posted, and say yes if it is right.",)
        return Notice("This price is far from the one that stands", lines)
    lines = ("Nothing of it stands. Give the right price to post it again.",)
    return Notice("This was set to £0", lines) if gone else None


def would_move(posted: Sequence[PostedRow]) -> Iterator[Fact]:
    """For each day on which something was posted, what others would bear from it on. A credit goes where the equipment
    goes, so from a later day on it stays."""
    bears = [one for one in posted if one.account in OF_LINES]
    vat = ", with its VAT on top" if any(one.account in OF_VAT for one in posted) else ""
    bought = min((one.happened_on for one in bears if one.account is AccountKind.EQUIPMENT), default=date.min)
    for day in sorted({one.happened_on for one in bears}):
        moves = (
            one.pence
            for one in bears
            if one.happened_on >= day and (day <= bought or one.account is not AccountKind.CREDITED)
        )
        yield Fact(f"If from {short_day(day)}", shown_pounds(sum(moves)), f"Is borne by whoever pays then{vat}")


def _crumb(head: LineHead) -> Crumb:
    return Crumb(f"Money of {head.product}", reverse("money:line", args=[head.id]))


def _event_of(book: PricedBook, entry_id: UUID) -> PricedEvent | None:
    """The activity that an entry says, or a part of."""
    old = book.old(entry_id)
    return priced_event(book, old.standing.first_id) if old and old.standing.of([AccountKind.ACTIVITY]) else None


def _about(posted: Sequence[PostedRow], event: PricedEvent | None, line_id: UUID | None) -> Iterator[Fact]:
    one = posted[0]
    yield Fact("What", named(one.item), note=f"{say(one.kind)} on {short_day(one.happened_on)}")
    if event is None:
        yield Fact("Posted as", f"{one.quantity} at {shown_pounds(one.unit_pence)}")
        bears = sum(row.pence for row in posted if row.account in OF_LINES)
    else:
        together = f"Shared by {len(event.of_line)} items. The right price is of the whole, whoever pays for its parts"
        note = together if len(event.of_line) > 1 else ""
        yield Fact("Posted as", f"{event.quantity} at {shown_pounds(event.each_pence)}", note=note)
        bears = event.pence_of_line(line_id)
    if line_id:
        yield Fact("Of that this line bears", shown_pounds(bears))
