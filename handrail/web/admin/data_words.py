"""What a row of contract data is called and what it says, in words; its code stands beside it.
Refuses nothing; see `web.admin.data`."""

from collections.abc import Mapping
from dataclasses import fields as columns_of
from datetime import date, time
from typing import Any, cast

from handrail.catalogue.reference.held import DataKind, DataRow, held_rows, key_of
from handrail.catalogue.reference.rows import AuthorityRow, PriceRow, SpeedRow
from handrail.core.csv_writing import Cell as CsvCell
from handrail.core.money import shown_pounds
from handrail.partners.effective import CalendarRow, TermRow
from handrail.partners.queries import code_lists
from handrail.web.shared.request import PageRequest
from handrail.wording.contracts import TERMS
from handrail.wording.shown import clock_time

# A price is one of a speed, a speed counts by a calendar.
_SPEAKS_OF = {DataKind.PRICE: DataKind.SPEED, DataKind.SPEED: DataKind.CALENDAR}


def name_of(row: DataRow, names: Mapping[str, str]) -> str:
    """What people call the row; `names` are the names of codes."""
    if isinstance(row, TermRow):
        return TERMS[row.key][0]
    if isinstance(row, AuthorityRow):
        return names.get(row.job_category, row.job_category.replace("_", " ").capitalize())
    if isinstance(row, PriceRow) and row.speed:
        return f"{row.label}: {names.get(row.speed, row.speed)}"
    return row.label


def code_of(kind: DataKind, row: DataRow) -> str:
    """By what the reference files know the row; none for a term, which has its words alone."""
    return "" if isinstance(row, TermRow) else " · ".join(part for part in key_of(kind, row) if part)


def names_of_codes(request: PageRequest, kind: DataKind, today: date) -> Mapping[str, str]:
    """The names of speeds or calendars, or of jobs, categories and steps of authority, by their code."""
    beside = _SPEAKS_OF.get(kind)
    if beside:
        rows = (held[-1].row for held in held_rows(request.scope.contract_id, beside).values())
        return {key_of(beside, row)[0]: row.label for row in rows if isinstance(row, CalendarRow | SpeedRow)}
    if kind is not DataKind.AUTHORITY:
        return {}
    lists = code_lists(request.scope.contract_id, ["product_category", "minimum_authority", "job_category"], today)
    return {choice.code: choice.label for choices in lists.values() for choice in choices} | {"all": "Every category"}


def texts_of(row: DataRow) -> tuple[CsvCell, ...]:
    """The cells of a row as the reference files write them."""

    def text(value: Any) -> CsvCell:
        match value:
            case tuple():
                return ";".join(map(str, value))
            case time():
                return value.strftime("%H:%M")
            case _:
                return cast("CsvCell", value)

    return tuple(text(getattr(row, field.name)) for field in columns_of(row))


def searched_in(row: DataRow, names: Mapping[str, str]) -> str:
    """What a search looks through: what the reference files write, the row's name, and the words of a term."""
    words = TERMS[row.key] if isinstance(row, TermRow) else ()
    return " ".join(map(str, (*texts_of(row), name_of(row, names), *words))).casefold()


def value_words(key: str, value: Any) -> str:
    """The value of a term. Money is typed in pence and read in pounds."""
    if key.endswith("_pence"):
        return shown_pounds(value)
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value)


def says_of(row: Any, known: Mapping[str, str]) -> tuple[str, str]:
    """What a row says, in a line and a smaller one; `known` are the names of codes."""
    names = {field.name for field in columns_of(row)}
    if "price_pence" in names:
        return shown_pounds(row.price_pence), f"{row.unit.replace('_', ' ').capitalize()}. {row.note}".strip()
    if "counts_from" in names:
        cut_off = f", cut-off {clock_time(row.cut_off_time)}" if row.cut_off_time else ""
        promise = f"{row.value} {row.unit.replace('_', ' ')}{cut_off}, {row.target_percent}%"
        return promise, known.get(row.calendar, row.calendar)
    if "days" in names:
        hours = f"{clock_time(row.opens)} to {clock_time(row.closes)}" if row.opens and row.closes else "day and night"
        return f"{len(row.days)} days a week, {hours}", ""
    if "authority_covered" in names:
        limit = shown_pounds(row.spend_limit_pence)
        step = known.get(row.authority_covered, row.authority_covered.replace("_", " ").capitalize())
        note = ", ".join(known.get(code, code) for code in row.categories)
        if row.always_needs_another:
            note += f". Always waits for an authoriser: {', '.join(known.get(c, c) for c in row.always_needs_another)}"
        return f"Up to {limit}, as far as: {step}", note
    if "meaning" in names:
        return row.meaning, ""
    return value_words(row.key, row.value), TERMS[row.key][1]
