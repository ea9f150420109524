"""The kinds of value that bodies hold: texts without what nobody can see, days and moments that the service can reckon.
Refuses unknown names in a body, so that a slip of the pen is told and not overlooked."""

from datetime import UTC, date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from ninja import Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from handrail.core.text_guard import clean_line, clean_lines

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_MOST = 2**31 - 1


def _within_our_years[T: (date, datetime)](value: T) -> T:
    if not _FIRST_YEAR < value.year < _LAST_YEAR:
        raise ValueError(f"must be between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


def _without_nothing(text: str) -> str:
    """A scan keeps its separators, which are control characters; only U+0000 cannot be stored."""
    return text.replace("\x00", "")


def _utc(value: datetime) -> datetime:
    return _within_our_years(value).astimezone(UTC)


# Of two bounds the one in the type holds: `Field(max_length=...)` beside one of these bounds nothing.
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean_line)]
Words = Annotated[str, StringConstraints(max_length=4000), AfterValidator(clean_lines)]
Supplier = Annotated[str, StringConstraints(max_length=120), AfterValidator(clean_line)]
Code = Annotated[str, StringConstraints(max_length=60), AfterValidator(clean_line)]
Kin = Annotated[str, StringConstraints(max_length=40), AfterValidator(clean_line)]
# As long as GS1 lets a lot be, and the record.
Lot = Annotated[str, StringConstraints(max_length=20), AfterValidator(clean_line)]
Scan = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_without_nothing)]
Day = Annotated[date, AfterValidator(_within_our_years)]
# With a zone; kept in UTC.
Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
# What a column of whole numbers holds; the rules say what makes sense.
Count = Annotated[int, Field(ge=-_MOST, le=_MOST)]
Ids = Annotated[list[UUID], Field(max_length=500)]

FilterText = Annotated[str, Query(max_length=120), AfterValidator(clean_line)]
PathText = Annotated[str, Path(max_length=120), AfterValidator(clean_line)]


class Sent(BaseModel):
    """What is sent in a body or a part of one. Not ninja's own Schema: that one reads Django's rows too, and validates
    a body that forbids unknown names twice at each level."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class Told(Sent):
    """The body of a write."""

    happened_at: Instant | None = Field(
        None,
        description="When it happened, with a zone, as device or actor say; left out: now. Never in the future.",
        examples=["2026-03-03T09:55:00+00:00"],
    )
