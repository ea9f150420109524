"""What another window changed of a draft, in the words of its page.
Refuses codes and names of fields: nobody who orders a bed knows them."""

from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest

from handrail.web.prescriber.draft_content import DraftContent
from handrail.web.prescriber.draft_form import DraftForm
from handrail.web.prescriber.reasons_written import SHOWN_AT
from handrail.web.shared.fields.choices import ChosenField, TickField
from handrail.web.shared.shapes import Change

BY = "you, in another window"
NOT_THERE = "Not in the basket"
PARTS = ("day", "month", "year")


def changes_of(form: DraftForm, stored: DraftContent, typed: DraftContent, *, at: datetime) -> list[Change]:
    """What differs between the page as it was sent and what is stored: the items one by one, then every other field."""
    pairs = zip_longest(typed.lines, stored.lines, fillvalue=None)
    items = [
        Change(f"Item {number}", line_in_words(form, mine), line_in_words(form, now), BY, at)
        for number, (mine, now) in enumerate(pairs, 1)
        if line_in_words(form, mine) != line_in_words(form, now)
    ]
    mine, now = whole(typed.typed), whole(stored.typed)
    return items + [
        Change(label_of(form, name), said(form, name, mine), said(form, name, now), BY, at)
        for name in dict.fromkeys((*form.fields, *sorted(mine.keys() | now.keys())))
        if not name.startswith(SHOWN_AT)
        if mine.get(name, "") != now.get(name, "")
    ]


def whole(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields with each date as one: its three boxes are one answer."""
    found: dict[str, str] = {}
    for name, value in typed.items():
        field, _, part = name.rpartition("-")
        if part in PARTS and field:
            found[field] = " ".join(typed.get(f"{field}-{one}", "") for one in PARTS).strip()
        else:
            found[name] = value
    return found


def line_in_words(form: DraftForm, line: Mapping[str, str] | None) -> str:
    """One line of the basket: how many of what, how soon, and its days."""
    if line is None:
        return NOT_THERE
    product = form.choices.products.get(line.get("code", ""))
    speed = next((offer.label for offer in form.choices.speeds if offer.code == line.get("speed")), "")
    days = whole(line)
    dated = (("on", days.get("on", "")), ("reviewed on", days.get("review", "")))
    name = product.name if product else "No size chosen yet"
    parts = (f"{line.get('quantity', '')} x {name}", speed, *(f"{word} {day}" for word, day in dated if day))
    return ", ".join(part for part in parts if part)


def label_of(form: DraftForm, name: str) -> str:
    """What the page calls a field; one that the page does not show now is an answer or a reason for another item."""
    field = form.fields.get(name)
    return str(field.label) if field else "An answer about another item"


def said(form: DraftForm, name: str, values: Mapping[str, str]) -> str:
    """What stands in a field, in the words of its choices."""
    field, value = form.fields.get(name), values.get(name, "")
    if isinstance(field, TickField):
        return "Ticked" if value else "Not ticked"
    if isinstance(field, ChosenField):
        return next((choice.label for choice in field.choices if choice.value == value), value)
    return value
