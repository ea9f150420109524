"""What was scanned at a door, as the page says it: before it is handed over on a phone, afterwards at the desk.
Refuses in words what must not be handed over; what has happened already is recorded all the same, once that is said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handrail.visits.codes import DoorFinding
from handrail.visits.queries.checking import CheckedCode
from handrail.web.shared.shapes import Notice, Tone
from handrail.wording import say
from handrail.wording.at_the_scan import AT_THE_SCAN, FIT_ALL_THE_SAME

DO_NOT = "Do not hand it over"
BOTH = "It is to be handed over and taken along. This counts what you hand over: count below what you take along"
BARE = "This is the code of the product: it does not say which one this is"


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """One scanned code: what it is, which way it goes, what is wrong with it."""

    code: str
    product: str
    way: str
    problems: tuple[str, ...]


def scanned_line(code: CheckedCode, *, before: bool) -> ScannedLine:
    """One line of the list. `before`: whoever reads it has the thing in hand still."""
    problems = [_problem(code, kind, before=before) for kind in code.found]
    if code.other_visit:
        problems.append(f"Not for this stop: visit {code.other_visit} is to bring it. Hand it over there")
    if code.both:
        problems.append(BOTH)
    if code.stray:
        problems.append("This is not what the visit is for")
    if before and _stops(code):
        problems.insert(0, DO_NOT)
    way = "taken along" if code.taken else "seen to" if code.seen else "to hand over" if before else "handed over"
    name = f"{code.quantity} of {code.product}" if code.quantity > 1 else code.product
    return ScannedLine(code.code, name, way, tuple(problems))


def answer_to(code: CheckedCode) -> Notice | None:
    """What the last scan is answered with, in large letters, where something is wrong with it."""
    if not code.wrong or code.taken or code.seen:
        return None
    lines = [problem for problem in scanned_line(code, before=True).problems if problem != DO_NOT]
    if not _stops(code):
        return Notice(f"Look again at {code.code}", lines, Tone.WARN)
    return Notice(f"Do not hand over {code.code}", [*lines, *_what_then(code)], Tone.STOP)


def _what_then(code: CheckedCode) -> Iterator[str]:
    if code.bare:
        yield "Take this code off the list and scan the label with its number"
    elif not code.other_visit:
        yield "Take it off the list and keep it on the van. If it is with the person already, record it as it is"


def _stops(code: CheckedCode) -> bool:
    """Whether it must stay on the van: a thing that is right, and only nobody scanned it before, may go."""
    handed = not code.taken and not code.seen
    return handed and (code.other_visit is not None or any(kind not in FIT_ALL_THE_SAME for kind in code.found))


def _problem(code: CheckedCode, kind: DoorFinding, *, before: bool) -> str:
    if code.bare and kind is DoorFinding.HANDED_OVER_UNKNOWN:
        return BARE
    if code.over and kind is DoorFinding.HANDED_OVER_EXTRA:
        listed, scanned = code.over
        return f"{listed} {'is' if listed == 1 else 'are'} on the list, you scanned {scanned}"
    return AT_THE_SCAN.get(kind, say(kind)) if before else say(kind)


def scanned_lines(codes: Sequence[CheckedCode], *, before: bool) -> tuple[ScannedLine, ...]:
    """All of the list."""
    return tuple(scanned_line(code, before=before) for code in codes)
