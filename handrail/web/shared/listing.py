"""What a list's address asks for: sorting, filters, the page; and the links that ask for something else.
Refuses sort keys that the list does not have: it falls back to its own order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from handrail.core.csv_writing import Cell
from handrail.web.shared.fields.base import HandrailField, WrittenField
from handrail.web.shared.shapes import Pager, Sorting

RESERVED = ("sort", "page", "after", "format")
LAST_PAGE = 10_000


class FilterForm(forms.Form):
    """The filters above a list: fields of `shared.fields`, none required, sent by GET. Wrong values filter nothing."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, auto_id: str = "%s") -> None:
        super().__init__(data, auto_id=auto_id)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, HandrailField):
                field.says_optional = False

    def written(self, name: str) -> WrittenField:
        """A field of this form, ready to be shown."""
        bound = self[name]
        if not isinstance(bound, WrittenField):
            raise TypeError(f"{name} is not a field of handrail.web.shared.fields")
        return bound


@dataclass(frozen=True, slots=True)
class Listing:
    """What was asked for. `sort` is one of the keys; `after` an opaque cursor; `filters` the valid filters only.
    `page_key` is the parameter of its page: a second list on a page has one of its own, and its links lead to it."""

    path: str
    query: QueryDict
    keys: tuple[str, ...]
    sort: str
    descending: bool
    page: int
    after: str
    size: int
    filters: Mapping[str, Any]
    form: FilterForm | None = None
    page_key: str = "page"

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.page - 1) * self.size

    @property
    def wants_csv(self) -> bool:
        """Whether the whole list is asked for as a file."""
        return self.query.get("format") == "csv"

    @property
    def file_kind(self) -> str:
        """`csv` or `xlsx` where the whole list is asked for as a file, else nothing."""
        kind = self.query.get("format", "")
        return kind if kind in ("csv", "xlsx") else ""

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set, for what an empty list should say."""
        return any(value not in (None, "", ()) for value in self.filters.values())

    def href(self, **changed: str | int | None) -> str:
        """The address of the same list with some parameters changed; None takes one away."""
        # A copy of the query itself is a deep one: a cross has a thousand links.
        query = dict(self.query.lists())
        for name, value in changed.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = [str(value)]
        text = urlencode(query, doseq=True)
        return f"{self.path}?{text}" if text else self.path

    @property
    def csv_href(self) -> str:
        """The whole list, filtered as it is, as a file."""
        return self.href(format="csv", page=None, after=None)

    @property
    def xlsx_href(self) -> str:
        """The same as a workbook."""
        return self.href(format="xlsx", page=None, after=None)

    @property
    def clear_href(self) -> str:
        """The list without filters, sorted as it is."""
        kept = self.query.get("sort")
        return f"{self.path}?sort={kept}" if kept else self.path

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """What the filter form carries along unseen."""
        return (("sort", str(self.query["sort"])),) if "sort" in self.query else ()

    def sorting(self) -> Sorting:
        """The links of the column heads: the sorted column turns round, another starts upwards."""
        turned = {key: f"-{key}" if key == self.sort and not self.descending else key for key in self.keys}
        hrefs = {key: self.href(sort=value, page=None, after=None) for key, value in turned.items()}
        return Sorting(self.sort, self.descending, hrefs)

    def pager(self, *, shown: int, total: int) -> Pager:
        """Page by page, where the rows have been counted."""
        more = self.offset + shown < total
        return Pager(
            shown=shown,
            total=total,
            first=self.offset + 1,
            previous_href=self._page_href(self.page - 1) if self.page > 1 else "",
            next_href=self._page_href(self.page + 1) if more else "",
        )

    def _page_href(self, page: int) -> str:
        href = self.href(**{self.page_key: page})
        return href if self.page_key == "page" else f"{href}#{self.page_key}"

    def second(self, page_key: str) -> "Listing":
        """Another list on the same page, let through by the same filters; `page_key` is also the id of its table."""
        return replace(self, page_key=page_key, page=_page_of(self.query, page_key))

    def pager_by_cursor(self, *, shown: int, next_after: str = "") -> Pager:
        """By cursor, where counting would cost too much: forward, and back to the start."""
        return Pager(
            shown=shown,
            previous_href=self.href(after=None) if self.after else "",
            next_href=self.href(after=next_after) if next_after else "",
        )


def listing_of(
    request: HttpRequest,
    *,
    sorts: Sequence[str],
    default: str,
    filters: type[FilterForm] | FilterForm | None = None,
    size: int = 50,
) -> Listing:
    """Reads a list's address. `sorts` are the keys that its columns may be sorted by; "-key" is downwards."""
    query = request.GET
    asked = query.get("sort", default)
    key = asked.removeprefix("-")
    if key not in sorts:
        asked, key = default, default.removeprefix("-")
    form = filters(query or None, auto_id="%s") if isinstance(filters, type) else filters
    return Listing(
        path=request.path,
        query=query,
        keys=tuple(sorts),
        sort=key,
        descending=asked.startswith("-"),
        page=_page_of(query, "page"),
        after=query.get("after", "")[:200],
        size=size,
        filters=valid_filters(form),
        form=form,
    )


def _page_of(query: QueryDict, key: str) -> int:
    page = query.get(key, "1")
    return min(int(page[:9]), LAST_PAGE) if page.isascii() and page.isdigit() and int(page[:6]) > 0 else 1


def valid_filters(form: FilterForm | None) -> Mapping[str, Any]:
    """What the filters ask for; a field that could not be read asks for nothing."""
    if form is None or not form.is_bound:
        return {}
    form.full_clean()
    return dict(form.cleaned_data)


def cells(*values: object) -> tuple[Cell, ...]:
    """A row for a CSV file: numbers, days and times as they are, which `core.csv_writing` writes as London's; all else
    as text."""
    return tuple(value if value is None or isinstance(value, int | Decimal | date) else str(value) for value in values)


__all__ = ["FilterForm", "Listing", "cells", "listing_of", "valid_filters"]
