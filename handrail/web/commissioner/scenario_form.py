"""The form of a scenario: what is typed as percentages and pounds, and the scenario that it means.
Refuses what no box can hold; everything else `forecasting.reading` says, beside the box that it is about."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.forecasting.codes import TOP_RATES, Distribution
from handrail.forecasting.filing import filed
from handrail.forecasting.formulas import plain
from handrail.forecasting.model import EXACT, Range, Scenario
from handrail.forecasting.places import LONGEST_TEXT
from handrail.forecasting.reading import MOST_YEARS, label_after, scenario_of
from handrail.usecases.save_scenario import ScenarioToSave
from handrail.web.commissioner.scenario_fields import (
    ENDS,
    HINTS,
    PercentField,
    RateBoxes,
    YearBoxes,
    box_at,
    fields_for,
    prefix_of,
    range_boxes,
    year_boxes,
    years_asked,
)
from handrail.web.shared import fields
from handrail.web.shared.fields.base import WrittenField
from handrail.web.shared.forms import HandrailForm
from handrail.wording.scenarios import at_its_box


class ScenarioForm(HandrailForm):
    """A scenario of so many years. `of`: the saved one of which it becomes a version."""

    years = fields.HiddenField("Years")
    name = fields.TextField("Name of the scenario", longest=LONGEST_TEXT)
    credit_rate = PercentField("Credit rate", hint=HINTS["credit_rate"])
    equipment_share = PercentField("Equipment share", hint=HINTS["equipment_share"])
    reuse_rate = PercentField("Reuse rate", hint=HINTS["reuse_rate"])
    carry_uplift = fields.TickField("A year also has the uplifts of the years before it", required=False)
    old_credit_rate = PercentField("Old credit rate", required=False)
    old_reuse_rate = PercentField("Old reuse rate", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None, of: UUID | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        asked = data if data is not None else initial or {}
        self.of, self.how_many = of, years_asked(str(asked.get("years") or ""))
        self.scenario: Scenario | None = None
        self.fields.update(fields_for(self.how_many))

    def clean(self) -> dict[str, Any]:
        """The scenario, once every box holds something; what is wrong with it stands at its box."""
        cleaned = super().clean()
        if not self.errors:
            try:
                self.scenario = scenario_of(self._plan(cleaned))
            except Refused as refused:
                self.refuse(refused, {reason.field or "": box_at(reason.field or "") for reason in refused.reasons})
        return cleaned

    def words_for(self, reason: Reason) -> str:
        """In percentages, as it was typed."""
        return at_its_box(reason) or super().words_for(reason)

    def to_request(self) -> ScenarioToSave:
        """The file of the scenario, as the next version after the one that was seen."""
        if self.scenario is None:
            raise ValueError("only a valid form has a scenario")
        return ScenarioToSave(filed(self.scenario), self.of, int(self.version or 0))

    # Reading

    def _plan(self, given: Mapping[str, Any]) -> dict[str, Any]:
        plan = {"name": given["name"], **{rate: given[rate] for rate in TOP_RATES}}
        plan |= {"carry_uplift": given["carry_uplift"], **_ranges(given, "", TOP_RATES)}
        old = {rate: given[f"old_{rate}"] for rate in ("credit_rate", "reuse_rate")}
        if _stated(old):
            plan["baseline"] = _stated(old)
        plan["years"] = [_year(given, prefix_of(number)) for number in range(self.how_many)]
        return plan

    # Showing

    def written_all(self) -> dict[str, WrittenField]:
        """Every box by its name."""
        return {name: self.written(name) for name in self.fields}

    def year_boxes(self) -> list[YearBoxes]:
        """The boxes of each year."""
        written = self.written_all()
        return [year_boxes(written, number) for number in range(self.how_many)]

    def range_boxes(self) -> tuple[RateBoxes, ...]:
        """The boxes for how sure the rates of all years are."""
        return range_boxes(self.written_all())

    def ranges_open(self) -> bool:
        """Whether anything stands in those, or is wrong there."""
        return any(one.says_something for one in self.range_boxes())

    def can_grow(self) -> bool:
        """Whether a year may be added."""
        return self.how_many < MOST_YEARS


def _year(given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    names = ("baseline_net", "gross_spend")
    money = {name: None if given[prefix + name] is None else Decimal(given[prefix + name]).scaleb(-2) for name in names}
    own = {rate: given[prefix + rate] for rate in (*TOP_RATES, "self_purchase_rate", "reuse_uplift")}
    stated = _stated({"label": given[f"{prefix}label"], **money, **own})
    return {**stated, **_ranges(given, prefix, tuple(own))}


def _ranges(given: Mapping[str, Any], prefix: str, rates: Sequence[str]) -> dict[str, Any]:
    ranges: dict[str, Any] = {}
    for rate in rates:
        within = _stated({end: given[f"{prefix}{rate}-{end}"] for end in ENDS})
        if given[f"{prefix}{rate}-even"]:
            within["distribution"] = Distribution.UNIFORM.value
        if within:
            ranges[rate] = within
    return {"ranges": ranges} if ranges else {}


def _stated(held: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in held.items() if value is not None}


# What the form begins with


def initial_of(scenario: Scenario) -> dict[str, Any]:
    """The boxes filled with a scenario."""
    initial: dict[str, Any] = {"years": str(len(scenario.years)), "name": scenario.name, **scenario.rates}
    initial["carry_uplift"] = scenario.carry_uplift
    initial |= dict(_range_values("", scenario.ranges))
    if scenario.baseline is not None:
        initial |= {
            "old_credit_rate": scenario.baseline.credit_rate,
            "old_reuse_rate": scenario.baseline.reuse_rate,
        }
    for number, year in enumerate(scenario.years):
        prefix = prefix_of(number)
        values = {"label": year.label, "gross_spend": _pence(year.gross_spend), **year.rates}
        if year.baseline_net is not None:
            values["baseline_net"] = _pence(year.baseline_net)
        initial |= {prefix + name: value for name, value in values.items()}
        initial |= dict(_range_values(prefix, year.ranges))
    return initial


def _range_values(prefix: str, ranges: Mapping[str, Range]) -> Iterator[tuple[str, Any]]:
    for rate, within in ranges.items():
        yield f"{prefix}{rate}-low", within.low
        yield f"{prefix}{rate}-high", within.high
        if within.distribution is Distribution.UNIFORM:
            yield f"{prefix}{rate}-even", True
        else:
            yield f"{prefix}{rate}-likely", within.likely


def _pence(pounds: Decimal) -> int | str:
    """Pence for the box, or parts of a penny as a file may have them."""
    pence = pounds.scaleb(2, EXACT)
    return int(pence) if pence == int(pence) else plain(pounds)


def with_a_year(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed with one more year, which begins as the last one."""
    count = years_asked(str(typed.get("years") or ""))
    if count == MOST_YEARS:
        return dict(typed)
    last, new = prefix_of(count - 1), prefix_of(count)
    grown = dict(typed) | {new + name[len(last) :]: value for name, value in typed.items() if name.startswith(last)}
    grown[f"{new}label"] = label_after(str(typed.get(f"{last}label") or ""))
    return grown | {"years": str(count + 1)}


def without_last_year(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed without its last year; the only year stays."""
    count = years_asked(str(typed.get("years") or ""))
    return {**typed, "years": str(max(1, count - 1))}
