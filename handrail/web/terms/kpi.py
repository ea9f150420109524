"""What a contract promises of its provider's work, by date, beside what is measured; the pool manager's form.
Refuses nothing itself: the rules and `change_kpi_terms` decide. What nobody measures has no number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.terms import kpi_terms_held
from handrail.ledger.rules.fees import FEE
from handrail.ledger.rules.kpi_terms import AT_MOST, KpiTerm, Measure, is_met, plan_kpis, reasons_against_kpis
from handrail.partners.effective import Held
from handrail.partners.queries import code_lists
from handrail.spending.codes import By, Stock
from handrail.spending.queries import Shown, crossed
from handrail.spending.queries.asking import Asked
from handrail.usecases.change_kpi_terms import (
    EXCLUSIONS,
    KpiChange,
    TermsWithdrawal,
    change_kpi_terms,
    withdraw_kpi_terms,
)
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Notice, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.questions import Period, periods
from handrail.web.terms.prices import prices_today
from handrail.web.terms.shapes import (
    HOME,
    Proposal,
    TakingBack,
    TermsPage,
    by_date,
    changes_to_come,
    propose,
    take_back,
)
from handrail.wording import say
from handrail.wording.shown import short_day

TITLE = "What is promised of the provider's work"
NOT_MEASURED = "Not measured yet"
PERCENT = 100


@dataclass(frozen=True, slots=True)
class _Names:
    """The words of what a term names: why a job is not counted, and rows of the price list."""

    exclusions: Mapping[str, str]
    fees: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured in a time: so much of so much, and where that can be looked at."""

    period: Period
    part: int
    whole: int
    href: str


def _names(request: PageRequest) -> _Names:
    prices, labels = prices_today(request)
    listed = code_lists(request.scope.contract_id, [EXCLUSIONS], london_today())[EXCLUSIONS]
    holding = {price.activity for price in prices}
    return _Names(
        {one.code: one.label for one in listed}, {code: label for code, label in labels.items() if code in holding}
    )


@page(Permission.SEE_MONEY, methods=("GET",))
def kpis(request: PageRequest) -> HttpResponseBase:
    """What holds beside what is measured, then all of it by date."""
    today = london_today()
    with reading(request.scope):
        held, names = kpi_terms_held(request.scope), _names(request)
        specials = _specials(request)
    keeps = request.scope.may(Permission.KEEP_POOL)
    now = {one.row.measure: one.row for one in held if one.holds_on(today)}
    rows = [
        Row((
            Cell(say(measure), links=_change(measure) if keeps else ()),
            Cell(_target(now[measure]) if measure in now else "No target is agreed"),
            _measured(now.get(measure), specials if measure is Measure.SPECIALS else None),
        ))
        for measure in Measure
    ]  # fmt: skip
    beside = Table(
        "What holds today, and what is measured", (Column("Measure"), Column("Promised"), Column("Measured")), rows,
        Empty("There is no measure"), id="today",
    )  # fmt: skip
    columns = (
        Column("Measure"), Column("Promised"), Column("How it is counted"), Column("What follows if it is missed"),
        Column("Holds"),
    )  # fmt: skip
    by_day = by_date(held, today, lambda term: _cells(term, names))
    table = Table("By date", columns, by_day, Empty("Nothing is promised"), id="dates")
    coming = changes_to_come(held, today)
    buttons = (
        (Link(f"Take back the change of {short_day(coming[-1])}", f"{reverse('terms:withdraw_kpi')}?on={coming[-1]}"),)
        if keeps and coming
        else ()
    )
    intro = ("A target that is missed posts nothing by itself: the service credit is agreed with the provider.",)
    return render(request, "terms/list.html", TermsPage(TITLE, (beside, table), (HOME,), intro, buttons=buttons))


def _change(measure: Measure) -> tuple[Link, ...]:
    return (Link("Change", reverse("terms:change_kpi", args=[measure.value]), say(measure)),)


def _percent(parts: int) -> str:
    return f"{Decimal(parts) / PERCENT:f}%"


def _target(term: KpiTerm) -> str:
    bound = "At most" if term.measure in AT_MOST else "At least"
    off = f", {_percent(term.tolerance_parts)} tolerance" if term.tolerance_parts else ""
    return f"{bound} {_percent(term.target_parts)}{off}"


def _cells(term: KpiTerm, names: _Names) -> tuple[Cell, ...]:
    left_out = ", ".join(names.exclusions.get(code, code) for code in term.exclusions)
    return (
        Cell(say(term.measure)), Cell(_target(term)),
        Cell(term.how, note=f"Not counted: {left_out}" if left_out else "Every job is counted"),
        Cell("; ".join(_follows(term, names)) or "Nothing is agreed"),
    )  # fmt: skip


def _follows(term: KpiTerm, names: _Names) -> Iterator[str]:
    if term.credit_parts:
        yield f"{_percent(term.credit_parts)} of {names.fees.get(term.fee, term.fee)} for the month is credited"
    if term.consequence:
        yield term.consequence


def _specials(request: PageRequest) -> Measured:
    """What was spent on specials this financial year, before credits."""
    period, *_ = periods(london_today())
    asked = Asked(period.first, period.after)
    found = crossed(request.scope, By.STOCK, None, asked, rows_shown=Shown(len(Stock)), columns_shown=Shown(1))
    gross = {one.row: one.gross for one in found.cells if one.column is None}
    asks = {"rows": By.STOCK.value, "money": "gross", "period": period.code}
    href = f"{reverse('spending:spending')}?{urlencode(asks)}"
    return Measured(period, gross.get(Stock.SPECIAL, 0), gross.get(None, 0), href)


def _measured(term: KpiTerm | None, found: Measured | None) -> Cell:
    if found is None:
        return Cell(NOT_MEASURED)
    if found.whole <= 0:
        return Cell("Nothing to measure yet", note=found.period.label)
    share = (Decimal(found.part * PERCENT) / found.whole).quantize(Decimal("0.1"))
    kept = {True: "Kept", False: "Missed", None: ""}[is_met(term, found.part, found.whole) if term else None]
    return Cell(f"{share}%", href=found.href, note=", ".join(filter(None, (found.period.label, kept))))


class KpiForm(HandrailForm):
    """What is promised of one measure, from a day on. Without a target nothing is."""

    from_on = fields.DateField("From which day?", hint="Tomorrow or later")
    target = fields.DecimalField(
        "Target", unit="%", least=0, most=100, places=2, required=False, exact=True, says_optional=False,
        hint="Leave it empty to promise nothing from that day on",
    )  # fmt: skip
    tolerance = fields.DecimalField(
        "By how much may it be missed before anything follows?", unit="%", least=0, most=100, places=2, required=False,
        exact=True,
    )  # fmt: skip
    how = fields.TextField("How is it counted?", longest=500, required=False, says_optional=False)
    exclusions = fields.CheckboxesField("Which jobs are not counted?", required=False)
    consequence = fields.TextField("What follows if it is missed?", longest=500, required=False)
    credit = fields.DecimalField(
        "Service credit", unit="%", least=0, most=100, places=2, required=False, exact=True,
        hint="Of a fee, for each month that misses it",
    )  # fmt: skip
    fee = fields.SelectField("Of which fee?", blank="No fee", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, measure: Measure, held: Sequence[Held[KpiTerm]], names: _Names,
        **rest: Any,
    ) -> None:  # fmt: skip
        self.measure, self.held = measure, held
        super().__init__(data, initial=self._as_held(), **rest)
        chosen: list[Any] = [self.fields["exclusions"], self.fields["fee"]]
        chosen[0].offer(list(names.exclusions.items()))
        chosen[1].offer(sorted(names.fees.items(), key=lambda one: (one[0] != FEE, one[1])))

    def _as_held(self) -> dict[str, Any]:
        today = london_today()
        shown: dict[str, Any] = {"from_on": today + timedelta(days=1)}
        for one in self.held:
            if one.row.measure is self.measure and one.holds_on(today):
                term = one.row
                shown |= {
                    "target": Decimal(term.target_parts) / PERCENT,
                    "tolerance": Decimal(term.tolerance_parts) / PERCENT if term.tolerance_parts else None,
                    "how": term.how, "exclusions": term.exclusions, "consequence": term.consequence,
                    "credit": Decimal(term.credit_parts) / PERCENT if term.credit_parts else None, "fee": term.fee,
                }  # fmt: skip
        return shown

    def to_request(self) -> KpiChange:
        """This measure as typed, all others as they hold on that day."""
        given = self.cleaned_data
        day = given["from_on"]
        others = [one.row for one in self.held if one.holds_on(day) and one.row.measure is not self.measure]
        if given["target"] is None:
            return KpiChange(tuple(others), day)
        parts = {name: int((given[name] or 0) * PERCENT) for name in ("target", "tolerance", "credit")}
        own = KpiTerm(
            self.measure, parts["target"], parts["tolerance"], given["how"], given["exclusions"],
            given["consequence"], parts["credit"], given["fee"],
        )  # fmt: skip
        return KpiChange((own, *others), day)

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """What is wrong with the measure stands at its field."""
        at_fields = {
            "target_parts": "target", "tolerance_parts": "tolerance", "how": "how", "exclusions": "exclusions",
            "credit_parts": "credit", "fee": "fee",
        }  # fmt: skip
        own = {f"terms.0.{field}": name for field, name in at_fields.items()}
        super().refuse(refused, own | dict(renamed or {}))


@page(Permission.KEEP_POOL)
def change_kpi(request: PageRequest, measure: str) -> HttpResponseBase:
    """What is promised of one measure from a day on, shown beside what holds before it is saved."""
    if measure not in set(Measure):
        raise Http404
    with reading(request.scope):
        held, names = kpi_terms_held(request.scope), _names(request)
    chosen = Measure(measure)
    form = KpiForm(request.POST if request.method == "POST" else None, measure=chosen, held=held, names=names)
    proposal = Proposal(
        lambda wanted: _against(wanted, held, names), lambda wanted: _beside(wanted, held, names, chosen),
        change_kpi_terms,
    )  # fmt: skip
    back = reverse("terms:kpi")
    return propose(
        request, form, proposal, title=f"{say(chosen)}: change what is promised", back=back,
        crumbs=(Crumb(TITLE, back),), intro=("What is promised of anything else stays as it is.",),
    )  # fmt: skip


def _against(wanted: KpiChange, held: Sequence[Held[KpiTerm]], names: _Names) -> list[Reason]:
    reasons = list(reasons_against_kpis(wanted.terms, names.exclusions, names.fees))
    plan = plan_kpis(held, wanted.terms, from_on=wanted.from_on, today=london_today())
    return [*reasons, plan] if isinstance(plan, Reason) else reasons


def _beside(
    wanted: KpiChange, held: Sequence[Held[KpiTerm]], names: _Names, measure: Measure
) -> tuple[Notice, tuple[Table, ...]]:
    """What holds until that day, and what would from then on."""
    until = [one.row for one in held if one.holds_on(wanted.from_on)]
    columns = (Column("When"), Column("Promised"), Column("How it is counted"), Column("What follows if it is missed"))
    rows = []
    for when, terms in (("Until then", until), (f"From {short_day(wanted.from_on)}", wanted.terms)):
        of_it = next((term for term in terms if term.measure is measure), None)
        nothing = (Cell("No target is agreed"), Cell(), Cell())
        rows.append(Row((Cell(when), *(_cells(of_it, names)[1:] if of_it else nothing))))
    table = Table(say(measure), columns, rows, Empty("Nothing changes"), id="shown")
    return Notice("What would change", ["Nothing is saved yet, and no money moves by it."]), (table,)


@page(Permission.KEEP_POOL)
def withdraw_kpi(request: PageRequest) -> HttpResponseBase:
    """Take back the change of a day to come."""
    return take_back(request, TakingBack("terms:kpi", TITLE, withdraw_kpi_terms, TermsWithdrawal))
