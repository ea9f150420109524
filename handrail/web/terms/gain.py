"""What the provider shares in when a year of the contract costs less or more than its target; the pool manager's form.
Refuses nothing itself: the rules and `change_gain_share` decide."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.contract import contract_facts
from handrail.ledger.queries.gain import gain_held, settled_years
from handrail.ledger.rules.bands import first_year, year_after, year_of
from handrail.ledger.rules.gain import (
    MOST_PENCE,
    MOST_PEOPLE,
    Counts,
    GainTerm,
    SettledYear,
    reasons_against_gain,
)
from handrail.ledger.rules.terms import plan_set
from handrail.partners.effective import Held
from handrail.usecases.change_gain_share import GainChange, TermsWithdrawal, change_gain_share, withdraw_gain_share
from handrail.web.admin.shapes import london_today
from handrail.web.money.agreeing import PERCENT
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Row, Table, Tag
from handrail.web.shared.views import page, render
from handrail.web.terms.gain_preview import would_have_shared
from handrail.web.terms.prices import prices_today
from handrail.web.terms.shapes import (
    HOME,
    Proposal,
    TakingBack,
    TermsPage,
    buttons_of,
    by_date,
    changes_to_come,
    propose,
    take_back,
    when_held,
)
from handrail.wording.money import percent_of_parts
from handrail.wording.shown import short_day

TITLE = "Sharing savings with the provider"
COUNTS = {
    Counts.EVERYTHING: "Everything: equipment, less what was credited, and all activity",
    Counts.EQUIPMENT: "Equipment, less what was credited",
    Counts.ACTIVITY: "All activity: the price list, parts, rent and what came back by volume",
}


@page(Permission.SEE_MONEY, methods=("GET",))
def gained(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended; and what was settled."""
    today = london_today()
    with reading(request.scope):
        held, (_, labels) = gain_held(request.scope), prices_today(request)
        begins = contract_facts(request.scope).starts_on
        settled = settled_years(request.scope, _years(begins, today)) if held else {}
    columns = (
        Column("What counts"), Column("Target for a year", numeric=True), Column("Not shared", numeric=True),
        Column("The provider gets", numeric=True), Column("The provider bears", numeric=True), Column("Holds"),
    )  # fmt: skip
    rows = by_date(held, today, lambda term: _cells(term, labels), lambda one, day: _counts(one, begins, day))
    table = Table(TITLE, columns, rows, Empty("Nothing is shared with the provider"), caption_hidden=True)
    coming, this = changes_to_come(held, today), year_of(begins, today)
    buttons = buttons_of(request, "terms:change_gain", "terms:withdraw_gain", coming)
    intro = (
        f"Each year of the contract follows what held on its first day. This one began on {short_day(this)}.",
        "It is settled once the year is over, with the funds that bore its cost.",
        "What is recorded late is put right with each month of the next year.",
    )
    tables = (table, *((_settled(settled, begins),) if held else ()))
    return render(request, "terms/list.html", TermsPage(TITLE, tables, (HOME,), intro, buttons=buttons))


def _years(begins: date, today: date) -> list[date]:
    """The years of the contract that are over."""
    found, year = [], begins
    while (after := year_after(begins, year)) <= today:
        found.append(year)
        year = after
    return found


def _settled(settled: Mapping[date, SettledYear], begins: date) -> Table:
    rows = []
    for year, one in sorted(settled.items(), reverse=True):
        pence = sum(one.borne.values())
        words = f"The provider {'gets' if pence >= 0 else 'bears'} {shown_pounds(abs(pence))}"
        when = f"{short_day(year)} to {short_day(year_after(begins, year) - timedelta(days=1))}"
        rows.append(Row((Cell(when), Cell(words))))
    columns = (Column("Year"), Column("Settled"))
    return Table("Years that were settled", columns, rows, Empty("No year was settled yet"), id="settled")


def _counts(one: Held[GainTerm], begins: date, today: date) -> Cell:
    """Terms hold from a day on, and count from the first year of the contract that begins then or later."""
    held, first = when_held(one, today), first_year(begins, one.from_on)
    if one.until_on and one.until_on <= first:
        return replace(held, note="No year of the contract began while they held")
    is_to_count = one.holds_on(today) and first > today
    return replace(
        held, note=f"They count from the year that begins on {short_day(first)}",
        tag=Tag("Not counted yet", "blue") if is_to_count else held.tag,
    )  # fmt: skip


def _cells(term: GainTerm, labels: Mapping[str, str]) -> tuple[Cell, ...]:
    served = f"for {term.per_people:,} people served" if term.per_people else ""
    return (
        Cell(counted_words(term, labels)), Cell(shown_pounds(term.target_pence), note=served),
        Cell(f"Up to {percent_of_parts(term.band_parts)}" if term.band_parts else "All is shared",
             note="to either side of the target" if term.band_parts else ""),
        _part(term.gain_parts, term.gain_cap_pence), _part(term.pain_parts, term.pain_cap_pence),
    )  # fmt: skip


def _part(parts: int, cap: int | None) -> Cell:
    if not parts:
        return Cell("Nothing")
    return Cell(percent_of_parts(parts), note=f"{shown_pounds(cap)} at most" if cap is not None else "without a limit")


def counted_words(term: GainTerm, labels: Mapping[str, str]) -> str:
    """What counts, as people say it."""
    known = {one.value: words for one, words in COUNTS.items()}
    return known.get(term.counted) or f"Only: {labels.get(term.counted, term.counted)}"


class GainForm(HandrailForm):
    """The target and what is shared of it, from a day on."""

    from_on = fields.DateField(
        "From which day?",
        hint="Tomorrow or later. It counts from the first year of the contract that begins then or later",
    )
    counted = fields.SelectField("What counts?", (), blank="Share nothing", required=False, says_optional=False)
    target = fields.MoneyField("Target for a year", most=MOST_PENCE, required=False, says_optional=False, exact=True)
    per_people = fields.NumberField(
        "For how many people served?", most=MOST_PEOPLE, required=False, says_optional=False,
        hint="The target grows and shrinks with them. Leave it empty if it is the same for however many",
    )  # fmt: skip
    band = fields.DecimalField(
        "Nothing is shared up to this part of the target, to either side", unit="%", least=0, most=100, places=4,
        required=False, says_optional=False, hint="Leave it empty if all is shared", exact=True,
    )  # fmt: skip
    gain = fields.DecimalField(
        "Of what is saved beyond it the provider gets", unit="%", least=0, most=100, places=4, required=False,
        says_optional=False, exact=True,
    )  # fmt: skip
    gain_cap = fields.MoneyField(
        "It gets at most",
        most=MOST_PENCE,
        required=False,
        says_optional=False,
        hint="Leave it empty for no limit",
        exact=True,
    )
    pain = fields.DecimalField(
        "Of what it costs more beyond it the provider bears", unit="%", least=0, most=100, places=4, required=False,
        says_optional=False, hint="Leave it empty if the provider bears nothing", exact=True,
    )  # fmt: skip
    pain_cap = fields.MoneyField(
        "It bears at most",
        most=MOST_PENCE,
        required=False,
        says_optional=False,
        hint="Leave it empty for no limit",
        exact=True,
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, held: GainTerm | None, labels: Mapping[str, str], **rest: Any
    ) -> None:
        shown: dict[str, Any] = {"from_on": london_today() + timedelta(days=1)}
        if held:
            shown |= {
                "counted": held.counted, "target": held.target_pence, "per_people": held.per_people or None,
                "band": Decimal(held.band_parts) / PERCENT, "gain": Decimal(held.gain_parts) / PERCENT,
                "gain_cap": held.gain_cap_pence, "pain": Decimal(held.pain_parts) / PERCENT,
                "pain_cap": held.pain_cap_pence,
            }  # fmt: skip
        super().__init__(data, initial=shown, **rest)
        choices = [(one.value, words) for one, words in COUNTS.items()]
        offer(self, "counted", [*choices, *((row, f"Only: {label}") for row, label in labels.items())])

    def to_request(self) -> GainChange:
        """What the form asks for."""
        given = self.cleaned_data
        if not given["counted"]:
            return GainChange(None, given["from_on"])
        band, gain, pain = (int((given[name] or 0) * PERCENT) for name in ("band", "gain", "pain"))
        term = GainTerm(
            given["counted"], given["target"] or 0, given["per_people"] or 0, band, gain, given["gain_cap"], pain,
            given["pain_cap"],
        )  # fmt: skip
        return GainChange(term, given["from_on"])

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """What is wrong stands at its field."""
        own = {
            "target_pence": "target", "band_parts": "band", "gain_parts": "gain", "gain_cap_pence": "gain_cap",
            "pain_parts": "pain", "pain_cap_pence": "pain_cap",
        }  # fmt: skip
        super().refuse(refused, own | dict(renamed or {}))


@page(Permission.KEEP_POOL)
def change_gained(request: PageRequest) -> HttpResponseBase:
    """The target and what is shared of it from a day on; what it would have come to is shown before it is saved."""
    today = london_today()
    with reading(request.scope):
        held, (prices, labels) = gain_held(request.scope), prices_today(request)
    listed = {price.activity for price in prices}
    offered = {activity: label for activity, label in labels.items() if activity in listed}
    now = next((one.row for one in held if one.holds_on(today)), None)
    form = GainForm(request.POST if request.method == "POST" else None, held=now, labels=offered)
    proposal = Proposal(
        lambda wanted: _against(wanted, held, offered),
        lambda wanted: would_have_shared(request, wanted.term, held),
        change_gain_share,
    )
    back = reverse("terms:gain")
    intro = (
        "This takes the place of what holds until then. A year that has begun is settled as it was agreed.",
        "Equipment counts when it is delivered, less what was credited. VAT and what shops are owed do not count.",
    )
    return propose(
        request, form, proposal, title="Change what is shared", back=back, crumbs=(Crumb(TITLE, back),), intro=intro
    )


def _against(wanted: GainChange, held: Sequence[Held[GainTerm]], labels: Mapping[str, str]) -> list[Reason]:
    reasons = list(reasons_against_gain(wanted.term, labels)) if wanted.term else []
    terms = [wanted.term] if wanted.term else []
    plan = plan_set(held, terms, from_on=wanted.from_on, today=london_today())
    return [*reasons, plan] if isinstance(plan, Reason) else reasons


@page(Permission.KEEP_POOL)
def withdraw_gained(request: PageRequest) -> HttpResponseBase:
    """Take back the change of a day to come."""
    return take_back(request, TakingBack("terms:gain", TITLE, withdraw_gain_share, TermsWithdrawal))
