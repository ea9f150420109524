"""The commissioners' savings model: what a scenario costs and saves, year by year and in total.
Refuses to round more than once: each output is computed exactly and rounded half up to the penny."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from handrail.forecasting.codes import OUTPUTS
from handrail.forecasting.model import EXACT, Scenario, YearTerms, terms_of

PENNY = Decimal("0.01")
# Half up is away from zero, so that a loss is rounded as a saving of the same size is.
_HALF_UP = Context(prec=100, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The six outputs, in pounds."""

    gross_spend: Decimal
    gross_after_self_purchase: Decimal
    self_purchase_reduction: Decimal
    net: Decimal
    net_with_uplift: Decimal
    saving_vs_baseline: Decimal

    def of(self, output: str) -> Decimal:
        """An output by its name."""
        amount: Decimal = getattr(self, output)
        return amount


@dataclass(frozen=True, slots=True)
class YearOutcome:
    """A year: the terms, the exact amounts, and the amounts as they are shown."""

    terms: YearTerms
    exact: Amounts
    baseline_net: Decimal
    amounts: Amounts

    @property
    def label(self) -> str:
        """The year's name."""
        return self.terms.label


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario comes to. `total` is the sum of the rounded years."""

    name: str
    years: tuple[YearOutcome, ...]
    total: Amounts


def after_self_purchase[N: (Decimal, float)](gross: N, equipment_share: N, self_purchase_rate: N) -> N:
    """What is left to buy once some people have bought their equipment themselves."""
    return gross * (1 - equipment_share * self_purchase_rate)


def after_credits[N: (Decimal, float)](gross: N, equipment_share: N, reuse_rate: N, credit_rate: N) -> N:
    """What is left to pay once the credits for what came back are taken off."""
    return gross * (1 - equipment_share * reuse_rate * credit_rate)


def outcome_of(scenario: Scenario) -> Outcome:
    """What the scenario comes to."""
    years = years_under(terms_of(scenario))
    return Outcome(scenario.name, years, summed([year.amounts for year in years]))


def years_under(terms: Sequence[YearTerms]) -> tuple[YearOutcome, ...]:
    """What each year comes to under its terms."""
    return tuple(_year(one) for one in terms)


def summed(years: Sequence[Amounts]) -> Amounts:
    """The sum of years that are rounded already."""
    with localcontext(EXACT):
        return Amounts(**{output: sum((year.of(output) for year in years), Decimal(0)) for output in OUTPUTS})


def to_the_penny(exact: Decimal) -> Decimal:
    """Rounded half up, without a minus before nothing."""
    rounded = exact.quantize(PENNY, context=_HALF_UP)
    return rounded if rounded else abs(rounded)


def _year(terms: YearTerms) -> YearOutcome:
    with localcontext(EXACT):
        gross, share = terms.gross_spend, terms.equipment_share
        after = after_self_purchase(gross, share, terms.self_purchase_rate)
        uplifted = after_credits(after, share, terms.reuse_with_uplift, terms.credit_rate)
        baseline_net = _baseline_net(terms)
        exact = Amounts(
            gross_spend=gross,
            gross_after_self_purchase=after,
            self_purchase_reduction=gross - after,
            net=after_credits(after, share, terms.reuse_rate, terms.credit_rate),
            net_with_uplift=uplifted,
            saving_vs_baseline=baseline_net - uplifted,
        )
    amounts = Amounts(**{output: to_the_penny(exact.of(output)) for output in OUTPUTS})
    return YearOutcome(terms, exact, baseline_net, amounts)


def _baseline_net(terms: YearTerms) -> Decimal:
    """Given, or the whole gross spend under the old credit terms, with nobody buying for themselves."""
    if terms.baseline_net is not None:
        return terms.baseline_net
    if terms.baseline is None:
        raise ValueError("a year needs its baseline, or the old terms to compute it")
    old = terms.baseline
    return after_credits(terms.gross_spend, terms.equipment_share, old.reuse_rate, old.credit_rate)
