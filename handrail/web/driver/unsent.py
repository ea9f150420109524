"""What a crew typed about a stop that was taken off its run meanwhile, in words, so that the desk can record it.
Refuses pictures: the phone has them still, and the page that is left holds no file; it names them.

Whose stop it was, and what its things are called, is nobody's to read any more: the page that was sent says it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.scan_codes import clean_code
from handrail.core.text_guard import clean_line, clean_lines
from handrail.identity.calls import reading
from handrail.partners.queries import code_lists
from handrail.partners.queries.registers import desk_phone
from handrail.visits.queries.driver import Stop
from handrail.web.driver.scans_carried import codes_from
from handrail.web.shared.request import PageRequest
from handrail.wording.shown import phone

_LISTS = ("failed_visit", "repair_action")
_TYPED: Mapping[str, str] = {
    "stop": "For",
    "received_by": "Who received it",
    "relationship": "Who they are to the person",
    "demonstrated": "Shown how to use it",
    "demonstrated_note": "Why not",
    "fail_code": "Why it could not be done",
    "infection_risk": "Risk of infection",
    "contact_with": "In contact with",
    "precautions": "What the depot must do",
    "note": "Note",
}
_OF_A_THING: Mapping[str, str] = {
    "count": "how many",
    "action": "what was done",
    "minutes": "how many minutes",
    "left": "why it was not done",
}
_THING = re.compile(r"(count|action|minutes|left)_([0-9]{1,2})")
_ANSWER = re.compile(r"(?:q|also_[0-9]{1,2})_([a-z0-9_]{1,60})")
_CODE = re.compile("[A-Za-z]+(_[A-Za-z]+)*")


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """What to do about a report, all that it said, and the number that the desk is rung on."""

    lines: tuple[str, ...]
    number: str


def stop_in_words(found: Stop) -> str:
    """Whose stop it is, and under which number the desk finds it."""
    return f"{found.person_name}, visit {found.number}"


def not_recorded(request: PageRequest) -> NotRecorded | None:
    """Of a report that was sent for a stop of another crew by now; None where nothing was typed."""
    with reading(request.scope):
        lists = code_lists(request.scope.contract_id, _LISTS, now_is(now()).today)
        number = desk_phone(request.scope.contract_id)
    labels = {one.code: one.label for listed in lists.values() for one in listed}
    chosen = [file.name or "" for name in request.FILES for file in request.FILES.getlist(name)]
    said = tuple(_said(request.POST, chosen, labels))
    if not said:
        return None
    ring = f"the service desk on {phone(number)}" if number else "the service desk"
    lines = (
        "Nothing was recorded.",
        f"If you have done it, ring {ring}. They record it for you. This is what you wrote:",
        *said,
    )
    return NotRecorded(lines, number)


def _said(posted: QueryDict, photos: Iterable[str], labels: Mapping[str, str]) -> Iterator[str]:
    codes = [*codes_from(posted.get("scanned", "")), clean_code(posted.get("code", ""))[:120]]
    if scanned := ", ".join(code for code in codes if code):
        yield f"Scanned: {scanned}"
    for name in posted:
        typed = ", ".join(filter(None, map(clean_lines, posted.getlist(name))))
        if typed and (label := _label(name, posted)):
            yield f"{label}: {labels.get(typed) or _plain(typed)}"
    for photo in photos:
        yield f"Photo: {clean_line(photo)}. Keep it on the phone"


def _label(name: str, posted: QueryDict) -> str:
    """What a field is about; empty for one that nobody typed into."""
    if thing := _THING.fullmatch(name):
        what = clean_line(posted.get(f"what_{thing[2]}", "")) or f"Thing {int(thing[2]) + 1}"
        return f"{what}, {_OF_A_THING[thing[1]]}"
    if answer := _ANSWER.fullmatch(name):
        return f"Answer, {answer[1].replace('_', ' ')}"
    return _TYPED.get(name, "")


def _plain(typed: str) -> str:
    """A choice is sent as a code; what was typed stays as it is."""
    return typed.replace("_", " ").lower() if _CODE.fullmatch(typed) and typed.isupper() else typed
