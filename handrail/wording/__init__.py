"""Every code in plain English: states, reasons, problems, events. `say(code, **params)` gives the sentence.
Refuses to decide anything by a code; a code without wording is found by tests/wording/test_wording.py."""

import string
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from handrail.core.money import shown_pounds
from handrail.identity.states import AuthorityStep
from handrail.loans.states import LoanState
from handrail.orders.states import LineState
from handrail.stock.rules.care import Measured
from handrail.stock.rules.fitness import NEVER_DONE
from handrail.stock.states import AssetState
from handrail.visits.states import RunState, VisitState
from handrail.wording import (
    administration,
    assets,
    calls,
    contracts,
    depot,
    doors,
    events,
    forecasts,
    imports,
    invoices,
    kpi,
    loans,
    money,
    order_reasons,
    orders,
    people,
    scenarios,
    specials,
    spending,
    store_reasons,
    system_cost,
    terms,
    to_people,
    typed,
    users,
    visit_reasons,
    visits,
    vouchers,
    work_reasons,
)
from handrail.wording.family import Colour, Family, Tag
from handrail.wording.shown import day, day_and_time, month_and_year, nhs_number, plural, short_day

MODULES = (
    administration,
    assets,
    calls,
    contracts,
    depot,
    doors,
    events,
    forecasts,
    imports,
    invoices,
    kpi,
    loans,
    money,
    order_reasons,
    orders,
    people,
    scenarios,
    specials,
    spending,
    store_reasons,
    system_cost,
    terms,
    to_people,
    typed,
    users,
    visit_reasons,
    visits,
    vouchers,
    work_reasons,
)
FAMILIES: dict[type[StrEnum], Family] = {family.codes: family for module in MODULES for family in module.FAMILIES}


class Wording(string.Formatter):
    """Puts parameters into a sentence. After the colon: pounds, day, short, month, time, nhs_number, stock_state,
    measured, step, last_step, of_step, or "count bed"."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        """A number that a reason does not carry must not turn a refusal into a failure."""
        return kwargs.get(str(key), "not known")

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value as the sentence asks for it; a text that is no number or day is shown as it is."""
        kind, _, rest = format_spec.partition(" ")
        if kind == "count" and isinstance(value, int):
            return plural(value, *rest.split("|"))
        if kind == "pounds" and isinstance(value, int):
            return shown_pounds(value)
        if kind == "nhs_number":
            return nhs_number(str(value))
        if kind == "step" and value in AuthorityStep:
            return say(AuthorityStep(value))
        if kind == "stock_state" and value in AssetState:
            return say(AssetState(value)).lower()
        if kind == "last_step":
            return next((f"“{say(codes(value))}”" for codes in STEPS if value in codes), "the step that came before it")
        if kind == "of_step":
            return "" if value == "not known" else f" on {self.moment(value, 'time')}"
        if kind == "measured" and value in Measured:
            return say(Measured(value))
        if kind in MOMENTS and value != "not known":
            return self.moment(value, kind)
        return format(value, "" if kind in KINDS else format_spec)

    def moment(self, value: Any, kind: str) -> str:
        """A day or moment, given as such or in ISO form; of a test, when it is due."""
        if kind == "due":
            never = value == NEVER_DONE.isoformat()
            return "is due, and no date of it is known" if never else f"is due on {self.moment(value, 'day')}"
        if kind == "day":
            return day(date.fromisoformat(str(value)[:10]) if isinstance(value, str) else value)
        if kind == "month":
            return month_and_year(date.fromisoformat(str(value)[:10]) if isinstance(value, str) else value)
        if kind == "short":
            return short_day(date.fromisoformat(str(value)[:10]) if isinstance(value, str) else value)
        return day_and_time(datetime.fromisoformat(value) if isinstance(value, str) else value)


# What a state is a step of; the same letters mean the same step in each.
STEPS: tuple[type[StrEnum], ...] = (VisitState, RunState, LineState, LoanState, AssetState)
MOMENTS = ("day", "time", "short", "month", "due")
KINDS = frozenset(
    {"last_step", "of_step", "stock_state", "measured", "step", "count", "pounds", "nhs_number", *MOMENTS}
)
WORDING = Wording()


def say(code: StrEnum, /, **params: object) -> str:
    """The sentence or the name for a code, with its numbers. A code without wording becomes its own letters."""
    family = FAMILIES.get(type(code))
    sentence = family.words.get(code.value) if family else None
    if sentence is None:
        return code.value.replace("_", " ").capitalize()
    return WORDING.format(sentence, **params)


def tag_of(state: StrEnum) -> Tag:
    """A state as a tag: its name, and the colour that its family gives it."""
    family = FAMILIES.get(type(state))
    colour: Colour = family.colours.get(state.value, "grey") if family else "grey"
    return Tag(say(state), colour)


def codes_without_words(codes: type[StrEnum]) -> list[str]:
    """The codes of a family that nobody has put into English yet; tests hold this empty."""
    family = FAMILIES.get(codes)
    return [code.value for code in codes if family is None or code.value not in family.words]


__all__ = ["FAMILIES", "codes_without_words", "say", "tag_of"]
