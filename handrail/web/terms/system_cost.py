"""What total system cost is reckoned by, by date; the pool manager's form.
Refuses nothing itself: the rules and `change_unit_costs` decide. No figure is filled in that nobody stands by."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.terms import unit_costs_held
from handrail.ledger.rules.repriced import previous_quarter
from handrail.ledger.rules.system_cost import (
    ADDED,
    ONE,
    Counted,
    Grade,
    Spread,
    UnitCost,
    reasons_against_costs,
    reckoned,
)
from handrail.ledger.rules.terms import plan_estimates
from handrail.partners.effective import Held
from handrail.usecases.change_system_cost import (
    TermsWithdrawal,
    UnitCostsChange,
    change_unit_costs,
    withdraw_unit_costs,
)
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Notice, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.questions import last_quarter
from handrail.web.system_cost.reading import between, counts_of, plain
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
    told_of,
)
from handrail.wording import say
from handrail.wording.shown import short_day
from handrail.wording.system_cost import UNITS

TITLE = "What total system cost is reckoned by"
ENDS = ("low", "central", "high")
LARGEST_PENCE = 1_000_000_000


@page(Permission.SEE_MONEY, methods=("GET",))
def system_cost(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended; and for what no figure is set."""
    today = london_today()
    with reading(request.scope):
        held = unit_costs_held(request.scope)
    columns = (
        Column("What is counted"), Column("Stands for"), Column("One costs", numeric=True),
        Column("Evidence and source"), Column("Holds"),
    )  # fmt: skip
    table = Table(TITLE, columns, by_date(held, today, _cells), Empty("No figure is set"), caption_hidden=True)
    without = [
        UNITS[kind][0] for kind in Counted if not any(one.row.counted is kind and one.holds_on(today) for one in held)
    ]
    intro = (
        "These costs are estimates. They are posted nowhere, and never added to spending or to a saving.",
        *([f"No figure is set: nobody has said what one costs: {', '.join(without)}."] if without else ()),
    )
    coming = changes_to_come(held, today)
    buttons = buttons_of(request, "terms:change_system_cost", "terms:withdraw_system_cost", coming)
    return render(request, "terms/list.html", TermsPage(TITLE, (table,), (HOME,), intro, buttons=buttons))


def _cells(cost: UnitCost) -> tuple[Cell, ...]:
    low, central, high = (plain(end) for end in cost.each.ends)
    many = UNITS[cost.counted][1]
    stands_for = "Itself" if cost.counted in ADDED else f"{low} to {high} {many}, central {central}"
    return (
        Cell(say(cost.counted)), Cell(stands_for, note=cost.basis), Cell(between(cost.pence)),
        Cell(say(cost.grade), note=f"{cost.source}. Prices of {cost.priced_in}"),
    )  # fmt: skip


class SystemCostForm(HandrailForm):
    """All unit costs, from a day on. A kind without a cost is left out."""

    from_on = fields.DateField(
        "From which day?", hint="Today to put a figure right. A day that is over only where there was none"
    )

    def __init__(self, data: Mapping[str, Any] | None, *, held: Sequence[UnitCost], **rest: Any) -> None:
        super().__init__(data, initial=_as_held(held), **rest)
        for kind in Counted:
            one, many = UNITS[kind]
            named = say(kind)
            quiet: dict[str, Any] = {"required": False, "says_optional": False}
            for end in ENDS:
                hint = "Leave it empty to set no figure" if end == "low" else ""
                label = f"{named}: what {one} costs, {end}"
                self.fields[f"pence_{end}_{kind}"] = fields.MoneyField(
                    label, hint=hint, most=LARGEST_PENCE, **quiet, exact=True
                )
            if kind not in ADDED:
                for end in ENDS:
                    label = f"{named}: how many {many} each stands for, {end}"
                    self.fields[f"each_{end}_{kind}"] = fields.DecimalField(
                        label, most=99_999, places=4, **quiet, exact=True
                    )
                self.fields[f"basis_{kind}"] = fields.TextField(f"{named}: why so many?", longest=500, **quiet)
            self.fields |= {
                f"priced_in_{kind}": fields.NumberField(f"{named}: prices of which year?", most=9999, **quiet),
                f"source_{kind}": fields.TextField(f"{named}: where the cost comes from", longest=500, **quiet),
                f"grade_{kind}": fields.SelectField(
                    f"{named}: how well is it known?", [(grade.value, say(grade)) for grade in Grade], **quiet
                ),
            }

    def clean(self) -> dict[str, Any]:
        """A cost without a word about how well it is known is none that somebody stands by."""
        given = super().clean() or self.cleaned_data
        for kind in self._used():
            if not self._given("grade", kind):
                self.add_error(f"grade_{kind}", "Choose how well the cost is known")
        return given

    def to_request(self) -> UnitCostsChange:
        """What the form asks for."""
        return UnitCostsChange(tuple(self._cost(kind) for kind in self._used()), self.cleaned_data["from_on"])

    def _used(self) -> list[Counted]:
        return [kind for kind in Counted if any(self._given(f"pence_{end}", kind) is not None for end in ENDS)]

    def _given(self, name: str, kind: Counted) -> Any:
        return self.cleaned_data.get(f"{name}_{kind}")

    def _cost(self, kind: Counted) -> UnitCost:
        """What is left out of a kind that has a cost is outside what the rules let through."""
        pence = Spread(*(-1 if (found := self._given(f"pence_{end}", kind)) is None else found for end in ENDS))
        each = Spread(*(Decimal(-1) if (found := self._given(f"each_{end}", kind)) is None else found for end in ENDS))
        return UnitCost(
            kind, ONE if kind in ADDED else each, pence, self._given("priced_in", kind) or 0,
            self._given("source", kind) or "", self._given("basis", kind) or "",
            Grade(self._given("grade", kind)),
        )  # fmt: skip

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """What is wrong with a cost stands at its field."""
        own = {
            f"costs.{place}.{field}": f"{field}_{kind}"
            for place, kind in enumerate(self._used())
            for field in ("pence_low", "each_low", "priced_in", "source", "basis")
        }
        super().refuse(refused, own | dict(renamed or {}))


def _as_held(held: Sequence[UnitCost]) -> dict[str, Any]:
    shown: dict[str, Any] = {"from_on": london_today() + timedelta(days=1)}
    for cost in held:
        kind = cost.counted
        shown |= {f"pence_{end}_{kind}": pence for end, pence in zip(ENDS, cost.pence.ends, strict=True)}
        shown |= {f"each_{end}_{kind}": each for end, each in zip(ENDS, cost.each.ends, strict=True)}
        shown |= {
            f"priced_in_{kind}": cost.priced_in, f"source_{kind}": cost.source, f"basis_{kind}": cost.basis,
            f"grade_{kind}": cost.grade,
        }  # fmt: skip
    return shown


@page(Permission.KEEP_POOL)
def change_system_cost(request: PageRequest) -> HttpResponseBase:
    """All unit costs from a day on; what they would have shown of last quarter stands there before they are saved."""
    today = london_today()
    with reading(request.scope):
        held = unit_costs_held(request.scope)
    now = [one.row for one in held if one.holds_on(today)]
    form = SystemCostForm(request.POST if request.method == "POST" else None, held=now)
    proposal = Proposal(
        lambda wanted: _against(wanted, held), lambda wanted: _would_show(request, wanted, held), change_unit_costs
    )
    back = reverse("terms:system_cost")
    intro = (
        "These take the place of all that hold until then. Orders made before that day keep the costs of theirs.",
        "Set a figure only if you can name its source. What stays empty is counted and shown without a number.",
    )
    return propose(
        request, form, proposal, title="Change what it is reckoned by", back=back, crumbs=(Crumb(TITLE, back),),
        intro=intro,
    )  # fmt: skip


def _against(wanted: UnitCostsChange, held: Sequence[Held[UnitCost]]) -> list[Reason]:
    reasons = list(reasons_against_costs(wanted.costs, london_today()))
    plan = plan_estimates(
        held, wanted.costs, from_on=wanted.from_on, today=london_today(), kind=lambda cost: cost.counted
    )
    return [*reasons, plan] if isinstance(plan, Reason) else reasons


def _would_show(
    request: PageRequest, wanted: UnitCostsChange, held: Sequence[Held[UnitCost]]
) -> tuple[Notice, tuple[Table, ...]]:
    """What was counted in the last quarter that is over, as it is shown and as it would be."""
    first, after = previous_quarter(london_today())
    with reading(request.scope):
        counts = counts_of(request.scope, last_quarter(london_today()))
    always = [Held(request.scope.contract_id, cost, first, None) for cost in wanted.costs]
    today = london_today()
    is_now, would_be = reckoned(counts, held, today), reckoned(counts, always, today)
    rows = [Row((Cell(say(kind)), *(Cell(_shown_as(found, kind)) for found in (is_now, would_be)))) for kind in Counted]
    when = f"{short_day(first)} to {short_day(after - timedelta(days=1))}"
    columns = (Column("What is counted"), Column("Is shown"), Column("Would be shown"))
    table = Table(f"What these costs would have shown, {when}", columns, rows, Empty("Nothing is counted"), id="shown")
    lines = ["Nothing is saved yet. It is an estimate, and no money moves by it."]
    return told_of(when, lines, is_silent=not any(one.cases for one in counts)), (table,)


def _shown_as(found: Sequence[Any], kind: Counted) -> str:
    parts = [between(one.pence) for one in found if one.counted is kind and one.pence is not None]
    return "; ".join(parts) or "No figure"


@page(Permission.KEEP_POOL)
def withdraw_system_cost(request: PageRequest) -> HttpResponseBase:
    """Take back the change of a day to come."""
    return take_back(request, TakingBack("terms:system_cost", TITLE, withdraw_unit_costs, TermsWithdrawal))
