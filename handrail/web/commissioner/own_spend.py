"""Our own spend of the last four quarters, as a scenario can begin with it: each number with where it comes from.
Refuses to save anything: it fills the boxes, and whoever plans changes what they like."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from handrail.core.moment import month_after
from handrail.core.money import shown_pounds
from handrail.forecasting.model import Scenario
from handrail.forecasting.reading import scenario_of
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.ledger.queries import balances, money_terms
from handrail.ledger.queries.money import MonthBalance
from handrail.ledger.rules.credits import some_on_return
from handrail.ledger.rules.own_spend import GROSS, OwnSpend, own_spend
from handrail.ledger.rules.repriced import previous_quarter
from handrail.loans.passed import settled_between
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.spending.questions import FIRST_MONTH
from handrail.wording.shown import short_day

# In the address of a new scenario that begins with it.
FROM_LEDGER = "ledger"
MONTHS, QUARTER = 12, 3


@dataclass(frozen=True, slots=True)
class Measured:
    """The scenario that it makes, and the table of where each number comes from; neither where nothing was spent."""

    said: str
    scenario: Scenario | None = None
    table: Table | None = None

    @property
    def name(self) -> str:
        """What the scenario is called at first."""
        return self.scenario.name if self.scenario else ""


def may_measure(scope: Scope) -> bool:
    """Whether this reader sees the money that it is measured from."""
    return scope.may(Permission.SEE_MONEY)


def measured(scope: Scope, today: date) -> Measured:
    """The four quarters that ended last."""
    _, after = previous_quarter(today)
    first = month_after(after, -MONTHS)
    with reading(scope):
        posted = [one for one in balances(scope, first, after) if one.fund_id]
        on_return = some_on_return(money_terms(scope).credit.ever())
        settled = settled_between(scope, first, after, on_return=on_return)
    found = own_spend([(one.kind, one.amount_pence) for one in posted], [one for one in settled if one.fell_due])
    when = f"{short_day(first)} to {short_day(after - timedelta(days=1))}"
    if found is None:
        return Measured(f"Nothing was spent from {when}, so there is nothing to begin with.")
    columns = (Column("What"), Column("Measured", numeric=True), Column("Where it comes from"))
    table = Table(
        f"From the ledger, {when}", columns, list(_rows(found, first)), Empty("Nothing was spent"), id="measured"
    )
    said = (
        f"The boxes are filled with our own spend from {when}. The old rates are the same, so no saving shows yet. "
        "Change what the plan changes."
    )
    if quiet := quiet_quarters(posted, _quarters(first)):
        said += f" Nothing was spent in these quarters: {', '.join(quiet)}. So this is less than a whole year. "
        said += "Put in what a whole year costs."
    if scope.reach != "ALL":
        said += " Of what came back only what your organisation may see is counted."
    return Measured(said, _scenario(found, first, after, today), table)


def _scenario(found: OwnSpend, first: date, after: date, today: date) -> Scenario:
    """For the next financial year, as if it were the last four quarters again."""
    year = today.year - (today.month < FIRST_MONTH) + 1
    rates = {"credit_rate": found.credit_rate, "reuse_rate": found.reuse_rate}
    return scenario_of(
        {
            "name": f"Our own spend, {first:%B %Y} to {month_after(after, -1):%B %Y}",
            **rates,
            "equipment_share": found.equipment_share,
            "baseline": rates,
            "years": [
                {
                    "label": f"{year}/{(year + 1) % 100:02}",
                    "gross_spend": Decimal(found.gross_pence).scaleb(-2),
                    "self_purchase_rate": Decimal(0),
                    "reuse_uplift": Decimal(0),
                }
            ],
        }
    )


def _rows(found: OwnSpend, first: date) -> Iterator[Row]:
    equipment, passed = shown_pounds(found.equipment_pence), shown_pounds(found.passed_pence)
    yield Row((
        Cell("Gross spend"), Cell(shown_pounds(found.gross_pence)),
        Cell("What the funds spent on equipment, visits and other work, with VAT that is a cost, by quarter",
             links=_links(first)),
    ))  # fmt: skip
    yield Row((
        Cell("Equipment share"), Cell(_percent(found.equipment_share)),
        Cell(f"{equipment} of it was equipment"),
    ))  # fmt: skip
    whole = f"of {equipment} of equipment that went out"
    more = " More came back than was bought, so it is 100%." if found.passed_pence > found.equipment_pence else ""
    yield Row((
        Cell("Reuse rate"), Cell(_percent(found.reuse_rate)),
        Cell(f"What came back and passed its tests had cost {passed}, {whole}.{more}"),
    ))  # fmt: skip
    credited = shown_pounds(found.credited_pence)
    yield Row((
        Cell("Credit rate"), Cell(_percent(found.credit_rate)),
        Cell(f"{credited} was credited for what had cost {passed}. What no terms could give anything for is left out."),
    ))  # fmt: skip


def _quarters(first: date) -> list[date]:
    return [month_after(first, QUARTER * number) for number in range(MONTHS // QUARTER)]


def _quarter_words(begins: date) -> str:
    return f"{begins:%B} to {month_after(begins, QUARTER - 1):%B %Y}"


def quiet_quarters(posted: Sequence[MonthBalance], quarters: Iterable[date]) -> list[str]:
    """Those in which the funds spent nothing, in words."""
    spent = [one.month for one in posted if one.kind in GROSS and one.amount_pence]
    return [
        _quarter_words(begins)
        for begins in quarters
        if not any(begins <= month < month_after(begins, QUARTER) for month in spent)
    ]


def _links(first: date) -> list[Link]:
    """The spending of each quarter."""
    address = reverse("spending:spending")
    asks = [(one, urlencode({"period": f"{one:%Y-%m}", "money": "gross"})) for one in _quarters(first)]
    return [Link(_quarter_words(one), f"{address}?{ask}") for one, ask in asks]


def _percent(part: Decimal) -> str:
    return f"{part:.2%}"
