"""Writes a scenario as the file that is read back as the same scenario: what is stored, handed on and compared.
Refuses to leave out what the reader would have to guess: a triangular range states what is most likely."""

from collections.abc import Mapping

from handrail.forecasting.codes import Distribution
from handrail.forecasting.model import Range, Scenario, Year
from handrail.forecasting.written import Written, json_text


def filed(scenario: Scenario) -> str:
    """The file of a scenario, with its numbers as they were given."""
    whole: dict[str, Written] = {"name": scenario.name, **scenario.rates}
    if scenario.carry_uplift:
        whole["carry_uplift"] = True
    if scenario.baseline is not None:
        old = scenario.baseline
        whole["baseline"] = {"credit_rate": old.credit_rate, "reuse_rate": old.reuse_rate}
    whole |= _ranges(scenario.ranges)
    whole["years"] = [_year(year) for year in scenario.years]
    return json_text(whole)


def _year(year: Year) -> dict[str, Written]:
    written: dict[str, Written] = {"label": year.label, "gross_spend": year.gross_spend}
    if year.baseline_net is not None:
        written["baseline_net"] = year.baseline_net
    return {**written, **year.rates, **_ranges(year.ranges)}


def _ranges(ranges: Mapping[str, Range]) -> dict[str, Written]:
    return {"ranges": {rate: _range(within) for rate, within in ranges.items()}} if ranges else {}


def _range(within: Range) -> dict[str, Written]:
    if within.distribution is Distribution.UNIFORM:
        return {"low": within.low, "high": within.high, "distribution": Distribution.UNIFORM.value}
    return {"low": within.low, "likely": within.likely, "high": within.high}
