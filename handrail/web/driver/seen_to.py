"""The fields for what is seen to where it stands: what was done to it, for how long, and its thorough examination.
Refuses an examination without its examiner, its defects, or the day by which they must be mended."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from handrail.stock.codes import ExaminationVerdict
from handrail.visits.codes import TaskKind
from handrail.visits.queries.driver import StopTask
from handrail.visits.rules.at_door import SEEN_TO
from handrail.visits.rules.door import DoorReason
from handrail.visits.rules.report import Examined, SeenTo
from handrail.web.driver.door_measuring import seen_of
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.wording import say

_NOT_NOW = "NOT_NOW"
_V = ExaminationVerdict
# Whoever fills in one of these did something there, also where the answer above it is forgotten.
_OF_WHAT_WAS_DONE = ("found", "why_not", "minutes", "defects", "danger", "report")


def add_seen_to(form: HandrailForm, at: int, task: StopTask, name: str, done: Sequence[Choice]) -> None:
    """Add the fields of one thing; first those of an examination, where the thing needs one."""
    if task.examined:
        _add_examination(form, at, task, name)
    form.fields[f"action_{at}"] = fields.SelectField(
        f"{name}. What was done?", done, required=False, says_optional=False, blank="Choose what was done"
    )
    form.fields[f"minutes_{at}"] = fields.NumberField(
        f"{name}. How long did it take?", unit="minutes", least=0, most=600, required=False
    )


def _add_examination(form: HandrailForm, at: int, task: StopTask, name: str) -> None:
    which = task.expected or task.product_name
    form.fields[f"examined_{at}"] = fields.RadiosField(
        f"{name}. What did its thorough examination find?",
        [
            Choice(_NOT_NOW, "It was not examined now"),
            Choice(_V.PASS, say(_V.PASS)),
            Choice(_V.DEFECT, say(_V.DEFECT), reveal=(f"defects_{at}", f"mend_by_{at}")),
            Choice(_V.DANGER, say(_V.DANGER), "Tell them, and whoever helps them, before you leave", (f"danger_{at}",)),
        ],
        required=False,
        says_optional=False,
    )
    for wrong in ("defects", "danger"):
        form.fields[f"{wrong}_{at}"] = fields.TextField(
            f"What is wrong with {which}?", required=False, says_optional=False, longest=500
        )
    form.fields[f"mend_by_{at}"] = fields.DateField(
        f"By which day must {which} be mended?", required=False, says_optional=False
    )
    form.fields[f"report_{at}"] = fields.TextField(
        f"Number of the report on {which}", required=False, longest=60, width="10"
    )


def names_of(at: int) -> tuple[str, ...]:
    """The fields of one thing that stand by themselves, where it has them."""
    return (f"examined_{at}", f"report_{at}", f"action_{at}", f"minutes_{at}")


def examined_tasks(cleaned: Mapping[str, Any], tasks: Sequence[StopTask]) -> set[UUID]:
    """The services that an examination saw to."""
    seen = {at for at, _ in _examined(cleaned, tasks)}
    return {task.id for at, task in enumerate(tasks) if at in seen and task.kind is TaskKind.SERVICE}


def check_seen_to(
    form: HandrailForm, cleaned: Mapping[str, Any], tasks: Sequence[StopTask], on: date | None, done: Collection[UUID]
) -> None:
    """What a report lacks, at its field, and what is said to be done and left undone in one. `on`: the day of the
    visit; `done`: the tasks that were done."""
    for at, task in enumerate(tasks):
        says_done = task.id in done or any(cleaned.get(f"{name}_{at}") for name in _OF_WHAT_WAS_DONE)
        if task.kind in SEEN_TO and says_done and cleaned.get(f"left_{at}"):
            form.add_error(f"left_{at}", f"{task.product_name}: {say(DoorReason.DONE_AND_NOT_DONE)}")
    found = list(_examined(cleaned, tasks))
    if found and not cleaned.get("examiner") and "examiner" not in form.errors:
        form.add_error("examiner", "Enter the name of whoever examined it")
    for at, verdict in found:
        wrong = f"{'danger' if verdict is _V.DANGER else 'defects'}_{at}"
        if verdict is not _V.PASS and not cleaned.get(wrong) and wrong not in form.errors:
            form.add_error(wrong, f"{tasks[at].product_name}: say what is wrong with it")
        if verdict is _V.DEFECT and f"mend_by_{at}" not in form.errors:
            mend_by = cleaned.get(f"mend_by_{at}")
            if mend_by is None or (on and mend_by < on):
                said = "enter the day by which it must be mended. It must not be before the examination"
                form.add_error(f"mend_by_{at}", f"{tasks[at].product_name}: {said}")


def read_examined(cleaned: Mapping[str, Any], tasks: Sequence[StopTask]) -> Iterable[Examined]:
    """The reports, as they are recorded."""
    for at, verdict in _examined(cleaned, tasks):
        if loan_id := tasks[at].loan_id:
            wrong = "danger" if verdict is _V.DANGER else "defects"
            yield Examined(
                loan_id, verdict, cleaned.get("examiner") or "",
                "" if verdict is _V.PASS else cleaned.get(f"{wrong}_{at}") or "",
                cleaned.get(f"mend_by_{at}") if verdict is _V.DEFECT else None, cleaned.get(f"report_{at}") or "",
            )  # fmt: skip


def read_seen_to(cleaned: Mapping[str, Any], tasks: Sequence[StopTask]) -> Iterable[SeenTo]:
    """What was done to each thing, as it is recorded."""
    for at, task in enumerate(tasks):
        if measured := seen_of(task, cleaned, at):
            yield measured
        elif action := cleaned.get(f"action_{at}"):
            yield SeenTo(task.id, task.note, (action,), cleaned.get(f"minutes_{at}") or 0)


def _examined(cleaned: Mapping[str, Any], tasks: Sequence[StopTask]) -> Iterable[tuple[int, ExaminationVerdict]]:
    for at in range(len(tasks)):
        if (said := cleaned.get(f"examined_{at}")) and said != _NOT_NOW:
            yield at, ExaminationVerdict(said)
