"""The English for what is wrong with a scenario, and for its outputs. It stands here and not in handrail/wording, which
needs the whole service, so that the command starts fast; `wording/scenarios.py` hands it on to pages.
Refuses to decide anything by a code."""

import re
from collections.abc import Mapping
from typing import Final

from handrail.core.refusal import Reason
from handrail.forecasting.codes import ScenarioReason

REASONS: Final[Mapping[str, str]] = {
    ScenarioReason.TOO_BIG: "The file is larger than {most}, which no scenario needs",
    ScenarioReason.NOT_TEXT: "The file is not text in UTF-8: byte {place} cannot be read",
    ScenarioReason.NOT_JSON: "The file is not JSON: line {line}, column {column}: {said}",
    ScenarioReason.TOO_DEEP: "The file has lists or objects too deep inside each other",
    ScenarioReason.NOT_AN_OBJECT: "must be an object with keys, in curly brackets; it is {found}",
    ScenarioReason.NOT_A_LIST: "must be a list, in square brackets; it is {found}",
    ScenarioReason.KEY_UNKNOWN: "is not a key that is known here. Known are: {known}",
    ScenarioReason.KEY_TWICE: "stands here twice; only one can count",
    ScenarioReason.KEY_MISSING: "is missing",
    ScenarioReason.NOT_A_NUMBER: "must be a number such as 0.85, without quotation marks; it is {found}",
    ScenarioReason.RATE_OUT_OF_RANGE: "must be from 0 to {most} (85% is 0.85); it is {found}",
    ScenarioReason.AMOUNT_OUT_OF_RANGE: "must be from 0 to {most} pounds; it is {found}",
    ScenarioReason.TOO_PRECISE: "must have no more than {most} digits after the point",
    ScenarioReason.NOT_A_TEXT: "must be a text of 1 to {most} characters, in quotation marks; it is {found}",
    ScenarioReason.NOT_TRUE_OR_FALSE: "must be true or false, without quotation marks; it is {found}",
    ScenarioReason.NO_YEARS: "must have at least one year",
    ScenarioReason.TOO_MANY_YEARS: "has {found} years; the most is {most}",
    ScenarioReason.YEAR_TWICE: "“{found}” is the label of an earlier year too",
    ScenarioReason.YEAR_OUT_OF_ORDER: "is “{found}”, but “{wanted}” comes next; no year may be left out",
    ScenarioReason.LABEL_TAKEN: "must not be “{found}”, which is the name of the last row",
    ScenarioReason.BASELINE_MISSING: "is missing; give it, or at the top “baseline” with the old credit_rate and "
    "reuse_rate",
    ScenarioReason.REUSE_ABOVE_ONE: "makes a reuse rate above 1: {reuse} and {uplift} are {together}",
    ScenarioReason.RANGE_NOT_IN_ORDER: "must go up from low to likely to high; it is {low}, {likely}, {high}. Without "
    "“likely”, the rate itself is meant",
    ScenarioReason.RANGE_MEETS_ABOVE_ONE: "makes a reuse rate above 1 where the ranges are highest: {reuse} and "
    "{uplift} are {together}",
    ScenarioReason.DISTRIBUTION_UNKNOWN: "must be one of: {known}",
    ScenarioReason.LIKELY_UNUSED: "is not used by a uniform distribution; take it out, or make it triangular",
    ScenarioReason.NO_RANGES: "are missing, so there is nothing to draw; add them, or leave out --draws and --seed",
    ScenarioReason.COMPARE_TWO_TO_FOUR: "From 2 to {most} scenarios can be compared; there are {found}",
    ScenarioReason.NAME_TWICE: "“{found}” is the name of an earlier scenario too",
    ScenarioReason.YEARS_DIFFER: "must be the same years as those of the first scenario",
}
OUTPUT_NAMES: Final[Mapping[str, str]] = {
    "gross_spend": "Gross spend",
    "gross_after_self_purchase": "Gross after self-purchase",
    "self_purchase_reduction": "Self-purchase reduction",
    "net": "Net",
    "net_with_uplift": "Net with uplift",
    "saving_vs_baseline": "Saving against baseline",
}

RATE_NAMES: Final[Mapping[str, str]] = {
    "credit_rate": "Credit rate",
    "equipment_share": "Equipment share",
    "reuse_rate": "Reuse rate",
    "self_purchase_rate": "Self-purchase rate",
    "reuse_uplift": "Reuse uplift",
}
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "baseline.credit_rate": "old credit rate",
    "baseline.reuse_rate": "old reuse rate",
    "baseline_net": "baseline",
}
_NAMES: Final[Mapping[str, str]] = {
    **{code: name[0].lower() + name[1:] for code, name in {**OUTPUT_NAMES, **RATE_NAMES}.items()},
    **_OTHER_NAMES,
}
_CODE: Final = re.compile(r"[a-z]+(?:[._][a-z]+)+|net")


def rule_in_words(rule: str) -> str:
    """A formula's rule with names in place of its codes."""
    return _CODE.sub(lambda found: _NAMES.get(found[0], found[0]), rule)


def said(reason: Reason) -> str:
    """A reason as a sentence that begins with the path of its key."""
    sentence = REASONS[reason.code.value].format(**dict(reason.params))
    where = reason.field or ("" if sentence[0].isupper() else "The file")
    return f"{where} {sentence}.".lstrip()
