"""What changes when the questions of a contract are laid down anew: a file of them holds them all.
Refuses nothing; whether the catalogue still agrees with itself is for `reference.check`."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from handrail.catalogue.reference.rows import QuestionRow


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question that stays and is said or asked otherwise. `columns`: those of its file that differ."""

    before: QuestionRow
    after: QuestionRow
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionChanges:
    """New questions, those that change, those that are asked no longer, and how many stay as they are."""

    added: tuple[QuestionRow, ...]
    changed: tuple[Reworded, ...]
    ended: tuple[QuestionRow, ...]
    unchanged: int

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return not (self.added or self.changed or self.ended)


def key_of_question(row: QuestionRow) -> tuple[str, str]:
    """What names a question."""
    return row.set_code, row.question_code


def question_changes(held: Iterable[QuestionRow], wanted: Iterable[QuestionRow]) -> QuestionChanges:
    """What differs between the questions in force and all of those wanted."""
    before, after = ({key_of_question(row): row for row in rows} for rows in (held, wanted))
    both = [(before[key], row) for key, row in after.items() if key in before]
    changed = tuple(Reworded(old, new, _differing(old, new)) for old, new in both if old != new)
    return QuestionChanges(
        added=tuple(row for key, row in after.items() if key not in before),
        changed=changed,
        ended=tuple(row for key, row in before.items() if key not in after),
        unchanged=len(both) - len(changed),
    )


def _differing(old: QuestionRow, new: QuestionRow) -> tuple[str, ...]:
    return tuple(field.name for field in fields(QuestionRow) if getattr(old, field.name) != getattr(new, field.name))
