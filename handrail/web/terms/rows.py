"""The form of all terms of a kind, row by row, from a day on: those that hold, and some empty ones.
Refuses nothing itself: what is wrong with a term stands at its field."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.forms import Field

from handrail.core.refusal import Refused
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm

SPARE = 3
# A field of a row may be empty: the row is left out then, or the rules say what is missing.
QUIET: Mapping[str, Any] = {"required": False, "says_optional": False}


class RowsForm(HandrailForm):
    """So many rows as hold, and some to spare. `said`: how reasons name the rows; `told_by`: the field without which a
    row is left out; `at_fields`: the fields that reasons name, each with the one of a row at which it is shown."""

    from_on = fields.DateField("From which day?", hint="Tomorrow or later")

    said: ClassVar[str]
    told_by: ClassVar[str]
    at_fields: ClassVar[Mapping[str, str]]

    def __init__(self, data: Mapping[str, Any] | None, *, held: Sequence[Mapping[str, Any]], **rest: Any) -> None:
        initial: dict[str, Any] = {"from_on": london_today() + timedelta(days=1)}
        initial |= {f"{name}_{at}": value for at, row in enumerate(held) for name, value in row.items()}
        super().__init__(data, initial=initial, **rest)
        self.rows = len(held) + SPARE
        for at in range(self.rows):
            self.fields |= {f"{name}_{at}": field for name, field in self.row_fields(at + 1).items()}

    @abstractmethod
    def row_fields(self, number: int) -> Mapping[str, Field]:
        """The fields of one row, by their names without its number."""

    def given(self) -> list[Mapping[str, Any]]:
        """What was typed, row by row."""
        names = tuple(self.row_fields(1))
        return [{name: self.cleaned_data[f"{name}_{at}"] for name in names} for at in self._used()]

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """What is wrong with a row stands at its field."""
        own = {
            f"{self.said}.{place}.{field}": f"{name}_{at}"
            for place, at in enumerate(self._used())
            for field, name in self.at_fields.items()
        }
        super().refuse(refused, own | dict(renamed or {}))

    def _used(self) -> list[int]:
        return [at for at in range(self.rows) if self.cleaned_data.get(f"{self.told_by}_{at}") not in (None, "")]
