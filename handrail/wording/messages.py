"""The messages that leave the service: a subject and a few plain lines for each kind.
Refuses to name the person the equipment is for: e-mail may be read by others."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from handrail.core.moment import LONDON
from handrail.core.money import shown_pounds

type Content = Mapping[str, Any]
type Words = tuple[str, str]

_OUTCOMES = {
    "GIVEN": "was approved",
    "RETURNED": "needs more information from you",
    "REFUSED": "was not approved",
    "RECONSIDERED": "is being looked at again",
}


class UnknownKind(LookupError):
    """A message of a kind that has no words."""


def words_of(kind: str, content: Content) -> Words:
    """The subject and the text of a message. Raises UnknownKind."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    return KINDS[kind](content)


def _moment(text: str | None) -> str:
    if not text:
        return "a time to be agreed"
    at = datetime.fromisoformat(text).astimezone(LONDON)
    clock = f"{at:%I:%M%p}".lstrip("0").lower().replace(":00", "")
    return f"{at:%A} {at.day} {at:%B}, {clock}"


def _order_confirmation(content: Content) -> Words:
    lines = [
        f"- {line['quantity']} x {line['product']}: "
        + (f"due by {_moment(line['due_at'])}" if line["due_at"] else _without_a_day(line))
        + _condition(line)
        for line in content["lines"]
    ]
    return (
        f"Order {content['number']}",
        "\n".join(["Thank you. We have your order.", "", *lines, "", "You can follow it in Handrail."]),
    )


def _without_a_day(line: Content) -> str:
    """A voucher is fetched from a shop, on any day."""
    return "by voucher, from a shop" if line.get("route") == "retail_voucher" else "no date yet"


def _condition(line: Content) -> str:
    """What the promise of a line depends on."""
    if line.get("goes_now"):
        return ". It goes out before approval and is reviewed afterwards"
    return ", if it is approved in time" if line.get("state") == "AWAITING_AUTHORITY" else ""


def _release_wanted(content: Content) -> Words:
    if content.get("special"):
        waits = "A special that was quoted for is ordered, and waits for you."
        there = "The quotes, and what was looked at first, stand with it. Please open your queue in Handrail."
        return "A special waits for you", f"{waits}\n{there}"
    if content.get("afterwards"):
        goes = f"An order that is due by {_moment(content['due_at'])} goes out before approval, by the contract's rule."
        return "An urgent order is for you to review", f"{goes}\nPlease review it in your queue in Handrail."
    return (
        "An urgent order waits for you",
        f"An order that is due by {_moment(content['due_at'])} waits for you.\nPlease open your queue in Handrail.",
    )


def _budget_used(content: Content) -> Words:
    used, budget = shown_pounds(content["used"]), shown_pounds(content["budget"])
    says = f"{content['team']} has spent and kept {used} of its budget of {budget} for this year."
    after = "Orders go on. You can see what it was spent on in Handrail."
    return f"{content['team']}: {content['percent']}% of the budget is used", f"{says}\n{after}"


def _release_answered(content: Content) -> Words:
    outcome = _OUTCOMES.get(content["outcome"], "was answered")
    said = [f"{content['by']} wrote: {content['note']}"] if content.get("note") else []
    return (
        f"Order {content['number']} {outcome}",
        "\n".join([f"Your order {content['number']} {outcome}.", *said, "", "You can see it in Handrail."]),
    )


def _extension_due(content: Content) -> Words:
    decide_by, ends_on = (_day(date.fromisoformat(content[name])) for name in ("decide_by", "last_day"))
    goes_on = f"By {decide_by} it must be decided whether {content['contract']} goes on until {ends_on}."
    record = "Please record the decision in Handrail, on the page of the contract."
    return f"Decide by {decide_by}: {content['contract']}", f"{goes_on}\n{record}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_CHANGES = {
    "AMENDED": "was changed",
    "CANCELLED": "was cancelled in part or whole",
    "REINSTATED": "was taken up again",
}


def _order_changed(content: Content) -> Words:
    outcome = _CHANGES.get(content["outcome"], "was changed")
    about = [f"- {name}" for name in content["products"]]
    said = f"{content['by']} wrote: {content['why']}"
    return (
        f"Order {content['number']} {outcome}",
        "\n".join([f"Your order {content['number']} {outcome}.", *about, said, "", "You can see it in Handrail."]),
    )


_SPECIAL = {
    "QUOTED": ("A quote came in", "A supplier's quote came in."),
    "CHOSEN": ("A quote was chosen", "A quote was chosen. You can order it now, as {code}."),
    "MET": ("It was found in a store", "Something that does the job lies ready in a store. You can order it now."),
    "BOUGHT": ("It was bought", "It was ordered from its supplier. It comes to the store, and a visit brings it."),
    "WITHDRAWN": ("It will not be bought", "Nothing will be bought for it."),
}


def _special_changed(content: Content) -> Words:
    title, said = _SPECIAL[content["outcome"]]
    asked_on = _day(datetime.fromisoformat(content["asked_at"]).astimezone(LONDON).date())
    about = f"This is about the special that you asked for on {asked_on}."
    text = "\n".join(
        [about, said.format(code=content["code"]), f"Recorded by {content['by']}.", "", "You can see it in Handrail."]
    )
    return f"The special that you asked for: {title[0].lower()}{title[1:]}", text


def _joint_visit(content: Content) -> Words:
    number = content["number"]
    if "slot_from" not in content:
        return f"Visit {number} is off for now", f"You need not come to visit {number}.\nYou can see it in Handrail."
    meet = _moment(content.get("meet_at") or content["slot_from"])
    when = f"on {meet}" if content.get("meet_at") else f"on {meet} or later, by {_moment(content['slot_until'])}"
    title = f"Visit {number}: the time has changed" if content["changed"] else f"You come along to visit {number}"
    return title, f"You meet the crew at the door of visit {number} {when}.\nYou can see it in Handrail."


_MEASURED = {
    "MEASURED": "It was measured.",
    "FITS": "It was measured, and it fits.",
    "CANNOT_BE_FITTED": "It was measured, and it cannot be fitted.",
    "NOT_MEASURED": "It was put right: it was not measured.",
}


def _measured(content: Content) -> Words:
    asked_on = _day(datetime.fromisoformat(content["asked_at"]).astimezone(LONDON).date())
    about = f"This is about the measuring that you asked for on {asked_on}."
    lines = [about, _MEASURED[content["result"]], f"Recorded by {content['by']}.", "", "You can see it in Handrail."]
    return "The measuring that you asked for", "\n".join(lines)


KINDS: dict[str, Callable[[Content], Words]] = {
    "JOINT_VISIT_TIME": _joint_visit,
    "ORDER_CONFIRMATION": _order_confirmation,
    "ORDER_CHANGED": _order_changed,
    "RELEASE_WANTED": _release_wanted,
    "EXTENSION_DUE": _extension_due,
    "RELEASE_ANSWERED": _release_answered,
    "BUDGET_USED": _budget_used,
    "SPECIAL_CHANGED": _special_changed,
    "MEASURED": _measured,
}
