"""Pages of a list by cursor: the key of the last row seen, so that pages neither skip nor repeat when rows are added.
Refuses a cursor that it did not make."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

from ninja import Query
from pydantic import BaseModel, Field

from handrail.api.rest.reasons import ApiReason
from handrail.core.refusal import refuse

MOST = 200
USUAL = 50

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many rows a page holds.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")]


class Page[T](BaseModel):
    """Some rows, and the cursor of the next page where there is one."""

    items: Sequence[T]
    next_cursor: str | None = Field(default=None, examples=["MDE5YzJhNzE"])


def after_text(cursor: str | None) -> str:
    """The key in a cursor, empty for the first page. Raises `Refused(BAD_CURSOR)` for one that was made up."""
    try:
        key = b64decode((cursor or "").encode("ascii"), altchars=b"-_", validate=True).decode()
    except ValueError as error:
        raise refuse(ApiReason.BAD_CURSOR, "cursor") from error
    if not key.isprintable():
        raise refuse(ApiReason.BAD_CURSOR, "cursor")
    return key


def after_id(cursor: str | None) -> UUID | None:
    """The id in a cursor, None for the first page. Raises `Refused(BAD_CURSOR)`."""
    key = after_text(cursor)
    try:
        return UUID(key) if key else None
    except ValueError as error:
        raise refuse(ApiReason.BAD_CURSOR, "cursor") from error


def after_count(cursor: str | None) -> int:
    """How many rows went before, for a queue that reorders itself. Raises `Refused(BAD_CURSOR)`."""
    key = after_text(cursor) or "0"
    if not (key.isascii() and key.isdecimal() and len(key) < 9):
        raise refuse(ApiReason.BAD_CURSOR, "cursor")
    return int(key)


def page_of[T](rows: Sequence[T], limit: int, key: Callable[[T], object]) -> Page[T]:
    """The page of `rows`, which were read with one more than `limit`: the extra one tells that there is a next page."""
    shown = rows[:limit]
    more = len(rows) > limit
    cursor = urlsafe_b64encode(str(key(shown[-1])).encode()).decode() if more else None
    return Page(items=shown, next_cursor=cursor)


def page_within[T](rows: Sequence[T], cursor: str | None, limit: int, key: Callable[[T], str]) -> Page[T]:
    """A page of a short list that is read whole, in the order of its keys: what a contract lays down."""
    last = after_text(cursor)
    ordered = sorted((row for row in rows if key(row) > last), key=key)
    return page_of(ordered[: limit + 1], limit, key)
