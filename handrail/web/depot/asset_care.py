"""The story of an item: what was done to it, in words.
Refuses nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from handrail.stock.codes import ExaminationVerdict, InspectionVerdict
from handrail.stock.queries.passport import CareRow, MoveRow
from handrail.stock.rules.care import InfectionRisk, InspectionKind
from handrail.stock.states import AssetState
from handrail.web.depot.asset_steps import state_after
from handrail.web.depot.readings import reading_in_words
from handrail.web.person.parts import link_to
from handrail.web.shared.shapes import Link, TimelineEntry, Tone
from handrail.web.shared.stated import CONTACT_WORDS
from handrail.wording import say
from handrail.wording.shown import plural, short_day
from handrail.wording.stored import reason_in_words


def care_entries(
    care: Sequence[CareRow], words: Mapping[str, str], moves: Sequence[MoveRow], *, settles: bool
) -> list[TimelineEntry]:
    """Every act of care, the oldest first. `settles`: the reader may say that something was not examined after all."""
    withdrawn = {one.mends_id for one in care if one.mends_id}
    return [
        _examined(one, withdrawn, settles=settles)
        if one.kind == "EXAMINATION"
        else care_entry(one, words, state_after(one, moves))
        for one in reversed(care)
    ]


def _examined(one: CareRow, withdrawn: Collection[UUID], *, settles: bool) -> TimelineEntry:
    """A thorough examination in a home with its report, or that it was taken back."""
    facts = one.facts
    if one.mends_id:
        again = f"Due again on {_day(facts['examination_due_on'])}"
        return TimelineEntry(
            "Examination taken back", one.happened_at, one.by, (facts["defects"], again), tone=Tone.WARN
        )
    verdict = ExaminationVerdict(facts["verdict"])
    lines = (
        f"Examined by {facts['examiner']}",
        f"Report {facts['report']}" if facts["report"] else "",
        facts["defects"],
        f"To be mended by {_day(facts['mend_by'])}" if facts["mend_by"] else "",
        f"Next due {_day(facts['examination_due_on'])}" if verdict is not ExaminationVerdict.DANGER else "",
        "Taken back since: it was not examined" if one.id in withdrawn else "",
    )
    back = Link("It was not examined", link_to("depot:withdraw_examination", one.id))
    return TimelineEntry(
        f"Thorough examination at home: {say(verdict).lower()}", one.happened_at, one.by,
        tuple(line for line in lines if line),
        tone=Tone.GOOD if verdict is ExaminationVerdict.PASS else Tone.WARN,
        link=back if settles and one.id not in withdrawn and back.href else None,
    )  # fmt: skip


def _day(text: str) -> str:
    return short_day(date.fromisoformat(text))


def care_entry(one: CareRow, words: Mapping[str, str], after: MoveRow | None) -> TimelineEntry:
    """An act of care, and where the thing stands since."""
    facts = one.facts
    lines: tuple[str, ...]
    match one.kind:
        case "CONTAMINATION":
            contact = ", ".join(CONTACT_WORDS.get(code, code) for code in facts["contact_with"]) or "nothing known"
            lines = (
                say(InfectionRisk(facts["infection_risk"])),
                f"In contact with: {contact.lower()}",
                facts["precautions"],
            )
            title = "Contamination stated"
        case "DECONTAMINATION":
            lines = (
                f"{words.get(facts['method'], reason_in_words(facts['method']))}, {plural(facts['minutes'], 'minute')}",
                f"Not the usual clean: {facts['reason']}" if facts["reason"] else "",
                f"Cleaned by {facts['done_by']}, written down by {one.by}" if facts["done_by"] else "",
                one.depot,
            )
            title = "Cleaned"
        case "INSPECTION":
            readings = ", ".join(reading_in_words(name, value) for name, value in facts["readings"].items())
            kinds = ", ".join(say(InspectionKind(kind)).lower() for kind in facts["kinds"])
            lines = (kinds.capitalize(), readings.capitalize(), facts["defects"])
            title = f"Inspected: {say(InspectionVerdict(facts['verdict'])).lower()}"
        case _:
            done = ", ".join(words.get(action, reason_in_words(action)) for action in facts["actions"]).lower()
            lines = (
                f"{words.get(facts['fault'], reason_in_words(facts['fault']))}: {done}",
                plural(facts["minutes"], "minute"),
                facts["note"],
            )
            title = "Repaired"
    now = f"Then: {say(after.to_state).lower()}" if after and after.to_state is not AssetState.DECONTAMINATED else ""
    return TimelineEntry(title, one.happened_at, one.by, tuple(line for line in (*lines, now) if line), tone=Tone.GOOD)
