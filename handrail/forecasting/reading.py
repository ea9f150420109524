"""Owns reading a scenario: from the bytes of a JSON file, or from what such a file holds, to a `Scenario`.
Refuses whatever is not exactly as docs/scenario.md says, every reason at once, each with the path of its key."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from handrail.core.refusal import Reason, Refused, refuse
from handrail.forecasting.codes import RATES, TOP_RATES, TOTAL, YEAR_RATES, Distribution, ScenarioReason
from handrail.forecasting.model import EXACT, Baseline, Range, Scenario, Year
from handrail.forecasting.places import NotANumber, Pairs, Place, number_of

LARGEST_BYTES = 1_000_000
MOST_YEARS = 20
_TOP_KEYS = ("name", *TOP_RATES, "carry_uplift", "baseline", "ranges", "years")
_YEAR_KEYS = ("label", "gross_spend", "baseline_net", *TOP_RATES, *YEAR_RATES, "ranges")
_RANGE_KEYS = ("low", "likely", "high", "distribution")
_FINANCIAL_YEAR = re.compile(r"([0-9]{4})/([0-9]{2})")


def read_scenario(content: bytes) -> Scenario:
    """The scenario in a file. Raises `Refused`."""
    if len(content) > LARGEST_BYTES:
        raise refuse(ScenarioReason.TOO_BIG, most=f"{LARGEST_BYTES // 1_000_000} MB")
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError as error:
        raise refuse(ScenarioReason.NOT_TEXT, place=error.start + 1) from error
    try:
        found = json.loads(
            text, object_pairs_hook=Pairs, parse_float=number_of, parse_int=number_of, parse_constant=NotANumber
        )
    except RecursionError as error:
        raise refuse(ScenarioReason.TOO_DEEP) from error
    except json.JSONDecodeError as error:
        raise refuse(ScenarioReason.NOT_JSON, said=error.msg, line=error.lineno, column=error.colno) from error
    return scenario_of(found)


def scenario_of(found: object) -> Scenario:
    """The scenario that such a file holds: numbers are `Decimal`, so that 0.1 is a tenth. Raises `Refused`."""
    faults: list[Reason] = []
    top = Place.at_top(found, faults)
    if top is None:
        raise Refused(faults)
    top.only(_TOP_KEYS)
    rates = {rate: top.rate(rate) for rate in TOP_RATES}
    scenario = Scenario(
        name=top.text("name"),
        rates=rates,
        carry_uplift=top.yes_or_no("carry_uplift"),
        baseline=_baseline(top),
        ranges=_ranges(top, rates),
        years=_years(top),
    )
    if not faults:
        faults += _above_one(scenario, highest=False) or _above_one(scenario, highest=True)
    if faults:
        raise Refused(faults)
    return scenario


def _baseline(top: Place) -> Baseline | None:
    place = top.inner("baseline")
    if place is None:
        return None
    place.only(("credit_rate", "reuse_rate"))
    return Baseline(place.rate("credit_rate"), place.rate("reuse_rate"))


def _years(top: Place) -> tuple[Year, ...]:
    places = top.inner_list("years")
    if places is None:
        return ()
    if not places:
        top.fault("years", ScenarioReason.NO_YEARS)
    if len(places) > MOST_YEARS:
        top.fault("years", ScenarioReason.TOO_MANY_YEARS, found=len(places), most=MOST_YEARS)
        return ()
    inner = [place for place in places if place is not None]
    years = tuple(_year(place, computed="baseline" in top.held) for place in inner)
    _check_labels(inner, years)
    return years


def _year(place: Place, *, computed: bool) -> Year:
    place.only(_YEAR_KEYS)
    label, gross = place.text("label"), place.amount("gross_spend")
    given = "baseline_net" in place.held
    if not given and not computed:
        place.fault("baseline_net", ScenarioReason.BASELINE_MISSING)
    baseline_net = place.amount("baseline_net") if given else None
    rates = {rate: place.rate(rate) for rate in RATES if rate in YEAR_RATES or rate in place.held}
    return Year(label, gross, baseline_net, rates, _ranges(place, rates))


def _check_labels(places: Sequence[Place], years: Sequence[Year]) -> None:
    """No label twice, none that the total has, and financial years one after the other: a total with a year left out
    would be a total of something else."""
    seen: set[str] = set()
    before: int | None = None
    for place, year in zip(places, years, strict=True):
        if year.label in seen and year.label:
            place.fault("label", ScenarioReason.YEAR_TWICE, found=year.label)
        elif year.label.casefold() == TOTAL:
            place.fault("label", ScenarioReason.LABEL_TAKEN, found=year.label)
        begins = _financial_year(year.label)
        if year.label not in seen and begins is not None and before is not None and begins != before + 1:
            after = _label_of(before + 1)
            place.fault("label", ScenarioReason.YEAR_OUT_OF_ORDER, found=year.label, wanted=after)
        seen.add(year.label)
        before = begins


def label_after(label: str) -> str:
    """What the year after this one is called; nothing where labels are not those of financial years."""
    begins = _financial_year(label)
    return "" if begins is None else _label_of(begins + 1)


def _label_of(begins: int) -> str:
    return f"{begins}/{(begins + 1) % 100:02}"


def _financial_year(label: str) -> int | None:
    """2026 for 2026/27, nothing for any other label."""
    read = _FINANCIAL_YEAR.fullmatch(label)
    if read is None or int(read[2]) != (int(read[1]) + 1) % 100:
        return None
    return int(read[1])


def _ranges(place: Place, rates: Mapping[str, Decimal]) -> dict[str, Range]:
    """The ranges that stand beside the rates of a place. A year has none for a rate that it takes from the top."""
    inner = place.inner("ranges")
    if inner is None:
        return {}
    inner.only(tuple(rates))
    ranges = {rate: _range(inner, rate, stated) for rate, stated in rates.items() if rate in inner.held}
    wrong = {fault.field for fault in place.faults}
    for rate, found in ranges.items():
        # What is wrong with the rate or with an end of the range is said already.
        faulty = place.at(rate) in wrong or any(inner.at(rate) in (field or "") for field in wrong)
        if found and not faulty and not found.low <= found.likely <= found.high:
            ends = {"low": f"{found.low:f}", "likely": f"{found.likely:f}", "high": f"{found.high:f}"}
            inner.fault(rate, ScenarioReason.RANGE_NOT_IN_ORDER, **ends)
    return {rate: found for rate, found in ranges.items() if found is not None}


def _range(place: Place, rate: str, stated: Decimal) -> Range | None:
    inner = place.inner(rate)
    if inner is None:
        return None
    inner.only(_RANGE_KEYS)
    distribution = _distribution(inner)
    low, high = inner.rate("low"), inner.rate("high")
    uniform = distribution is Distribution.UNIFORM
    if uniform and "likely" in inner.held:
        inner.fault("likely", ScenarioReason.LIKELY_UNUSED)
    likely = inner.rate("likely") if "likely" in inner.held else stated
    return Range(low, low if uniform else likely, high, distribution)


def _distribution(place: Place) -> Distribution:
    found = place.held.get("distribution", Distribution.TRIANGULAR)
    if not isinstance(found, str) or found not in list(Distribution):
        place.fault("distribution", ScenarioReason.DISTRIBUTION_UNKNOWN, known=", ".join(Distribution))
        return Distribution.TRIANGULAR
    return Distribution(found)


def _above_one(scenario: Scenario, *, highest: bool) -> list[Reason]:
    """Years in which the reuse rate with its uplift, or with the highest ends of their ranges, is above 1."""
    faults: list[Reason] = []
    uplift = Decimal(0)
    code = ScenarioReason.RANGE_MEETS_ABOVE_ONE if highest else ScenarioReason.REUSE_ABOVE_ONE
    for number, year in enumerate(scenario.years):
        reuse, points = (_value(scenario, year, rate, highest=highest) for rate in ("reuse_rate", "reuse_uplift"))
        with localcontext(EXACT):
            uplift = uplift + points if scenario.carry_uplift else points
            together = reuse + uplift
        if together > 1:
            numbers = (("reuse", f"{reuse:f}"), ("uplift", f"{uplift:f}"), ("together", f"{together:f}"))
            faults.append(Reason(code, f"years[{number}].reuse_uplift", numbers))
    return faults


def _value(scenario: Scenario, year: Year, rate: str, *, highest: bool) -> Decimal:
    stated = year.rates[rate] if rate in year.rates else scenario.rates[rate]
    found = scenario.range_of(year, rate) if highest else None
    return found.high if found else stated
