"""What is written to the person, or to who speaks for them: short, kind, and the same whoever reads it.
Refuses names and equipment: a text may be read by others, and says no more than when we come and how to reach us."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handrail.core.channels import Channel
from handrail.core.moment import LONDON
from handrail.wording.family import Family
from handrail.wording.shown import clock_time, phone

type Content = Mapping[str, Any]


def _day(text: str) -> str:
    on = datetime.fromisoformat(text).astimezone(LONDON)
    return f"{on:%A} {on.day} {on:%B}"


def _window(content: Content) -> str:
    begins, ends = (datetime.fromisoformat(content[name]) for name in ("slot_from", "slot_until"))
    return f"on {_day(content['slot_from'])}, between {clock_time(begins)} and {clock_time(ends)}"


def _by_post(content: Content) -> bool:
    """Whether nobody comes; messages of before do not say so."""
    return bool(content.get("by_post"))


def _for(content: Content) -> str:
    """Whom it is for: a helper may help more than one."""
    return " for the person you help" if content["helper"] else ""


def _ring(content: Content, what: str) -> str:
    return f"{what}, ring {phone(content['phone'])}." if content["phone"] else f"{what}, ring us."


def _why(content: Content) -> str:
    if content["brings"] and content["takes"]:
        return " We bring what was ordered, and fetch what is no longer needed."
    if content["brings"]:
        return " We bring what was ordered, and show how it works."
    return " We come to fetch what is no longer needed." if content["takes"] else ""


def _order_received(content: Content) -> str:
    by = f" You should have it by {_day(content['due_at'])}." if content.get("due_at") else ""
    return (
        f"We have an order{_for(content)}.{by} We will tell you when we come. You need not do anything now. "
        + _ring(content, "If you have a question")
    )


def _visit_booked(content: Content) -> str:
    if _by_post(content):
        said = f"What was ordered{_for(content)} comes by post, about {_day(content['slot_from'])}. Nobody will visit. "
        return said + _ring(content, "If it has not come a few days later, or you have a question")
    said = f"We will visit{_for(content)} {_window(content)}.{_why(content)} "
    return said + _ring(content, "If that does not suit you")


def _visit_changed(content: Content) -> str:
    if _by_post(content):
        said = f"There is a change{_for(content)}: what was ordered now comes by post, about "
        said += f"{_day(content['slot_from'])}. Nobody will visit. "
        return said + _ring(content, "If that does not suit you")
    said = f"Our visit{_for(content)} has moved. We will now come {_window(content)}. "
    return said + _ring(content, "We are sorry for the change. If that does not suit you")


def _visit_off(content: Content) -> str:
    if _by_post(content):
        said = f"What was ordered{_for(content)} does not come by post on {_day(content['slot_from'])}. "
        said += "We will tell you the new day. " if content["again"] else ""
        return said + _ring(content, "If you have a question")
    said = f"Our visit{_for(content)} {_window(content)}, will not take place. "
    said += "We will tell you the new day. " if content["again"] else ""
    return said + _ring(content, "If you have a question")


def _on_the_way(content: Content) -> str:
    return f"We are on our way to the visit{_for(content)}. " + _ring(content, "If you cannot open the door")


def _visit_done(content: Content) -> str:
    said = f"Thank you for today's visit{_for(content)}. "
    if _by_post(content):
        said = f"We heard that the parcel{_for(content)} has come. "
    if content["again"]:
        said += "Something was left to do. We will tell you what comes next. "
    if content["lends"]:
        said += "What we brought is lent free of charge, for as long as it is needed. "
        return said + _ring(content, "If something is wrong with it, or it is no longer needed and we should fetch it")
    return said + _ring(content, "If you need us")


def _visit_not_done(content: Content) -> str:
    if _by_post(content):
        said = f"The parcel{_for(content)} has not come. We will be in touch about what comes next. "
        return said + _ring(content, "If you would like to speak to us now")
    said = f"Today's visit{_for(content)} could not be done. We will be in touch about what comes next. "
    return said + _ring(content, "If you would like to speak to us now")


TO_PEOPLE: dict[str, Callable[[Content], str]] = {
    "ORDER_RECEIVED": _order_received,
    "VISIT_BOOKED": _visit_booked,
    "VISIT_CHANGED": _visit_changed,
    "VISIT_OFF": _visit_off,
    "ON_THE_WAY": _on_the_way,
    "VISIT_DONE": _visit_done,
    "VISIT_NOT_DONE": _visit_not_done,
}
# For the time line and the desk's list: what the message was.
TITLES: dict[str, str] = {
    "ORDER_RECEIVED": "the order is received",
    "VISIT_BOOKED": "a visit is booked",
    "VISIT_CHANGED": "the visit has moved",
    "VISIT_OFF": "the visit will not take place",
    "ON_THE_WAY": "we are on our way",
    "VISIT_DONE": "thanks, and how to give it back",
    "VISIT_NOT_DONE": "the visit could not be done",
}

FAMILIES = (Family(Channel, {"EMAIL": "Email", "SMS": "Text", "LETTER": "Letter", "PHONE": "Phone"}),)


def words_to_person(kind: str, content: Content) -> tuple[str, str]:
    """The subject and the text. The service's name comes first: a text has no letterhead."""
    return content["service"], f"{content['service']}: {TO_PEOPLE[kind](content)}"
