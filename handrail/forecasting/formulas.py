"""Explains a number: the formula of each output with the numbers put in.
Refuses to round on the way: numbers put in are exact, and a result that had to be rounded is shown before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from handrail.forecasting.codes import OUTPUTS
from handrail.forecasting.model import YearTerms
from handrail.forecasting.savings import Amounts, Outcome, YearOutcome


@dataclass(frozen=True, slots=True)
class Formula:
    """How one number is made. `rule` names the parts and is empty for what was given."""

    of: str
    rule: str
    numbers: str
    exact: Decimal
    result: Decimal

    @property
    def text(self) -> str:
        """One line, such as "net = gross × (1 − share) = 100 × (1 − 0.5) = 50.00"."""
        parts = [self.of, self.rule, self.numbers] if self.rule else [self.of, "given"]
        rounded = [plain(self.exact), f"rounded {self.result:f}"] if self.exact != self.result else [f"{self.result:f}"]
        return " = ".join([*parts, ", ".join(rounded)])


def explained(year: YearOutcome) -> tuple[Formula, ...]:
    """The outputs of a year in their order."""
    terms, exact, amounts = year.terms, year.exact, year.amounts
    share = plain(terms.equipment_share)
    after = plain(exact.gross_after_self_purchase)
    baseline_rule, baseline_numbers = _baseline(terms)
    parts = {
        "gross_spend": ("", ""),
        "gross_after_self_purchase": (
            "gross_spend × (1 − equipment_share × self_purchase_rate)",
            f"{plain(exact.gross_spend)} × (1 − {share} × {plain(terms.self_purchase_rate)})",
        ),
        "self_purchase_reduction": (
            "gross_spend − gross_after_self_purchase",
            f"{plain(exact.gross_spend)} − {after}",
        ),
        "net": (
            "gross_after_self_purchase × (1 − equipment_share × reuse_rate × credit_rate)",
            f"{after} × (1 − {share} × {plain(terms.reuse_rate)} × {plain(terms.credit_rate)})",
        ),
        "net_with_uplift": (
            "gross_after_self_purchase × (1 − equipment_share × (reuse_rate + reuse_uplift) × credit_rate)",
            f"{after} × (1 − {share} × ({_reuse(terms)}) × {plain(terms.credit_rate)})",
        ),
        "saving_vs_baseline": (
            f"{baseline_rule} − net_with_uplift",
            f"{baseline_numbers} − {plain(exact.net_with_uplift)}",
        ),
    }
    return tuple(Formula(output, *parts[output], exact.of(output), amounts.of(output)) for output in OUTPUTS)


def explained_total(outcome: Outcome) -> tuple[Formula, ...]:
    """The totals: each the sum of the rounded years."""
    amounts = [year.amounts for year in outcome.years]
    return tuple(
        Formula(output, "sum of the years", _sum(amounts, output), outcome.total.of(output), outcome.total.of(output))
        for output in OUTPUTS
    )


def plain(number: Decimal) -> str:
    """A number without exponent and without noughts at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sum(years: Sequence[Amounts], output: str) -> str:
    shown = [f"{year.of(output):f}" for year in years]
    return " + ".join(f"({one})" if one.startswith("-") else one for one in shown)


def _reuse(terms: YearTerms) -> str:
    return " + ".join(plain(part) for part in (terms.reuse_rate, *terms.uplift_parts))


def _baseline(terms: YearTerms) -> tuple[str, str]:
    """The baseline's rule and numbers: given, or computed under the old credit terms."""
    old = terms.baseline
    if old is None:
        return "baseline_net", plain(terms.baseline_net or Decimal(0))
    gross, share = plain(terms.gross_spend), plain(terms.equipment_share)
    return (
        "gross_spend × (1 − equipment_share × baseline.reuse_rate × baseline.credit_rate)",
        f"{gross} × (1 − {share} × {plain(old.reuse_rate)} × {plain(old.credit_rate)})",
    )
