"""Contract data: what there is, the rows of a kind with their dates, and one row with what it was and will be.
Refuses a kind that does not exist: 404."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as columns_of
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.catalogue.queries import questions_held
from handrail.catalogue.reference.held import DataKind, DataRow, held_rows, key_of
from handrail.core.versions import version_of
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.effective import Held, TermRow
from handrail.partners.queries import contract_data
from handrail.partners.terms import Terms
from handrail.usecases.change_contract_data import (
    DataEnd,
    DataWithdrawal,
    change_contract_data,
    end_contract_data,
    withdraw_contract_change,
)
from handrail.web.admin.data_forms import FORMS, KEY_FIELDS, DataForm, initial_of
from handrail.web.admin.data_words import (
    code_of,
    name_of,
    names_of_codes,
    says_of,
    searched_in,
    texts_of,
    value_words,
)
from handrail.web.admin.shapes import HOME, FormPage, ListPage, crumb, held_tag, held_words, last_day, london_today
from handrail.web.admin.term_preview import Preview, preview_of, shown_first
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import FilterForm, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table, Tag
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.contracts import TERMS, bank_holidays_known

ABOUT = {
    DataKind.CODE: "The words of every list: reasons, kinds, notes",
    DataKind.CALENDAR: "Which hours and days count for a promise",
    DataKind.SPEED: "What is promised, and until when in the day",
    DataKind.PRICE: "What deliveries, collections and repairs cost",
    DataKind.TERM: "Numbers and choices of the contract",
    DataKind.AUTHORITY: "What each job may order and release",
}


# What an end means, where people may not think of it.
ENDED = {
    DataKind.PRICE: (
        "What is done after that day, where no other price holds, is charged to nobody: it waits until there is one.",
    )
}


class DataFilters(FilterForm):
    """What a list of contract data is narrowed to."""

    words = fields.SearchField("Name, code or words")
    state = fields.SelectField(
        "Shown", (("now", "In use now"), ("coming", "To come"), ("all", "All, ended too")), blank="In use and to come",
        required=False, says_optional=False,
    )  # fmt: skip


def kind_of(name: str) -> DataKind:
    """The kind of an address; 404 for any other."""
    try:
        return DataKind(name.upper())
    except ValueError as unknown:
        raise Http404 from unknown


@page(Permission.ADMINISTER, methods=("GET",))
def contract(request: PageRequest) -> HttpResponseBase:
    """The kinds of contract data, each with how much holds now and what is to come."""
    today, rows = london_today(), []
    with reading(request.scope):
        for kind in DataKind:
            held = [h for found in held_rows(request.scope.contract_id, kind).values() for h in found]
            coming = sum(h.from_on > today for h in held)
            href = reverse("admin:data", args=[kind.value.lower()])
            rows.append(
                Row(
                    (
                        Cell(say(kind), href, note=ABOUT[kind]),
                        Cell(str(sum(h.holds_on(today) for h in held))),
                        Cell(str(coming), f"{href}?state=coming" if coming else ""),
                    )
                )
            )
        asked = len(questions_held(request.scope.contract_id))
    about = "What is asked when something is ordered or delivered"
    rows.append(Row((Cell("Questions", reverse("admin:questions"), note=about), Cell(str(asked)), Cell("0"))))
    columns = (Column("What"), Column("In use", numeric=True), Column("To come", numeric=True))
    table = Table("Contract data", columns, rows, Empty("Nothing is laid down yet"))
    intro = (
        "Every row holds from a day. A change ends the old row and begins a new one; what was promised before stays.",
    )
    buttons = (Link("Upload a file", reverse("admin:upload")),)
    return render(request, "admin/list.html", ListPage("Contract data", table, intro=intro, buttons=buttons))


@page(Permission.ADMINISTER, methods=("GET",))
def data(request: PageRequest, kind: str) -> HttpResponseBase:
    """The rows of a kind."""
    what, today = kind_of(kind), london_today()
    # An authority has no place among the others but that of the name of its job.
    first = "name" if what is DataKind.AUTHORITY else "order"
    listing = listing_of(request, sorts=("order", "name", "from"), default=first, filters=DataFilters, size=100)
    with reading(request.scope):
        held = [h for found in held_rows(request.scope.contract_id, what).values() for h in found]
        known = contract_data(request.scope.contract_id, today).bank_holidays
        names = names_of_codes(request, what, today)
    words, state = str(listing.filters.get("words") or "").casefold(), str(listing.filters.get("state") or "")
    shown = [h for h in held if _fits(h, state, today) and words in searched_in(h.row, names)]
    if listing.sort == "from":
        shown.sort(key=lambda h: h.from_on)
    if listing.sort == "name":
        shown.sort(key=lambda h: name_of(h.row, names).casefold())
    if listing.descending:
        shown.reverse()
    if listing.wants_csv:
        head = tuple(field.name for field in columns_of(type(held[0].row))) if held else ()
        rows = [(*texts_of(h.row), h.from_on, last_day(h.until_on)) for h in shown]
        return stream_csv(request.scope, kind, (*head, "from_on", "last_day"), lambda: rows)
    usual = _usual(held) if what is DataKind.TERM and not words else ()
    listed = (*(_row(what, h, today, names) for h in shown), *usual)
    piece = listed[listing.offset : listing.offset + listing.size]
    table = Table(
        say(what),
        (Column("Name", "name"), Column("Says"), Column("Holds", "from")),
        piece,
        Empty("Nothing fits these filters"),
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(piece), total=len(listed)),
        csv_href=listing.csv_href,
    )
    buttons = (Link("Add one", reverse("admin:data_new", args=[kind])),)
    intro = (f"{bank_holidays_known(known)}.",) if what is DataKind.CALENDAR else ()
    return render(
        request,
        "admin/list.html",
        ListPage(say(what), table, _crumbs(), intro, buttons, listing, filters=("words", "state")),
    )


def _crumbs(kind: DataKind | None = None) -> tuple[Crumb, ...]:
    found = (HOME, crumb("Contract data", "admin:contract"))
    return (*found, Crumb(say(kind), reverse("admin:data", args=[kind.value.lower()]))) if kind else found


def _fits(held: Held[DataRow], state: str, today: date) -> bool:
    match state:
        case "now":
            return held.holds_on(today)
        case "coming":
            return held.from_on > today
        case "all":
            return True
        case _:
            return held.until_on is None or held.until_on > today


def _row(kind: DataKind, held: Held[DataRow], today: date, names: Mapping[str, str]) -> Row:
    href = reverse("admin:data_row", args=[kind.value.lower(), held.id])
    says, note = says_of(held.row, names)
    return Row(
        (
            Cell(name_of(held.row, names), href, note=code_of(kind, held.row)),
            Cell(says, note=note),
            Cell(held_words(held.from_on, held.until_on), tag=held_tag(held.from_on, held.until_on, today)),
        )
    )


def _usual(held: Sequence[Held[DataRow]]) -> Iterator[Row]:
    """The terms that the contract has never set, with what holds instead."""
    set_here = {h.row.key for h in held if isinstance(h.row, TermRow)}
    for field in columns_of(Terms):
        if field.name not in set_here:
            label, about = TERMS[field.name]
            yield Row(
                (
                    Cell(label),
                    Cell(value_words(field.name, field.default), note=about),
                    Cell(tag=Tag("Usual value", "grey")),
                )
            )


def _found(request: PageRequest, kind: DataKind, row_id: UUID) -> tuple[Held[DataRow], Sequence[Held[DataRow]]]:
    with reading(request.scope):
        found = held_rows(request.scope.contract_id, kind)
    for rows in found.values():
        for held in rows:
            if held.id == row_id:
                return held, rows
    raise Http404


@page(Permission.ADMINISTER)
def data_new(request: PageRequest, kind: str) -> HttpResponseBase:
    """Add a row."""
    what = kind_of(kind)
    form = FORMS[what](request.POST if request.method == "POST" else None, initial={"from_on": london_today()})
    seen = _to_be_seen(request, form)
    if request.method == "POST" and not seen and submit(request, form, change_contract_data) is not None:
        return go(request, "admin:data", kind, flash="It was added.")
    back = Link("Cancel", reverse("admin:data", args=[kind]))
    shown = FormPage(f"Add to {say(what).lower()}", form, "Add it", back, _crumbs(what), **shown_first(seen))
    return render(request, "admin/form.html", shown, form=form)


@page(Permission.ADMINISTER)
def data_row(request: PageRequest, kind: str, row_id: UUID) -> HttpResponseBase:
    """Change a row from a day on; what it was and will be stands above."""
    what = kind_of(kind)
    held, all_of_key = _found(request, what, row_id)
    begins = max(london_today() + timedelta(days=1), held.from_on)
    form = FORMS[what](request.POST if request.method == "POST" else None, initial=initial_of(held.row, begins))
    for name in KEY_FIELDS[what]:
        # What names a row stays: it stands above, and cannot be typed over.
        form.fields[name].disabled = True
    form.fixed = KEY_FIELDS[what]
    form.fields["from_on"].help_text = "Tomorrow or later"
    seen = _to_be_seen(request, form)
    if request.method == "POST" and not seen and submit(request, form, change_contract_data) is not None:
        return go(request, "admin:data", kind, flash="The change was saved.")
    today = london_today()
    with reading(request.scope):
        names = names_of_codes(request, what, today)
    facts = tuple(
        Fact(held_words(h.from_on, h.until_on), *says_of(h.row, names), _action(kind, h, today)) for h in all_of_key
    )
    code = code_of(what, held.row)
    back = Link("Cancel", reverse("admin:data", args=[kind]))
    intro = (f"Its code is {code}. The code stays.",) if code else ()
    shown = FormPage(
        name_of(held.row, names),
        form,
        "Save the change",
        back,
        _crumbs(what),
        intro=intro,
        facts=facts,
        **shown_first(seen),
    )
    return render(request, "admin/form.html", shown, form=form)


def _to_be_seen(request: PageRequest, form: DataForm) -> Preview | None:
    """What a change would have done, where that was not shown yet as it is asked for; the next sending saves it."""
    if request.method != "POST" or not form.is_valid():
        return None
    wanted = form.to_request()
    version = version_of(wanted)
    seen = preview_of(request, wanted) if form.version != version else None
    if seen:
        form.carry_version(version)
    return seen


def _action(kind: str, held: Held[DataRow], today: date) -> Link | None:
    if held.from_on > today:
        return Link("Take back", reverse("admin:data_withdraw", args=[kind, held.id]), "this change")
    # It holds today at least: the day after tomorrow is the first on which an earlier end changes anything.
    ends_later = held.until_on is None or held.until_on > today + timedelta(days=1)
    return Link("End", reverse("admin:data_end", args=[kind, held.id]), "this row") if ends_later else None


class EndForm(HandrailForm):
    """Until the end of which day a row holds."""

    until_on = fields.DateField("Last day on which it holds", future=True)

    of: tuple[DataKind, tuple[str, ...]]

    def to_request(self) -> DataEnd:
        """What the form asks for."""
        return DataEnd(*self.of, self.cleaned_data["until_on"] + timedelta(days=1))


class WithdrawForm(HandrailForm):
    """Taking a change back needs nothing but the wish."""

    of: DataWithdrawal

    def to_request(self) -> DataWithdrawal:
        """Which change."""
        return self.of


@page(Permission.ADMINISTER)
def data_end(request: PageRequest, kind: str, row_id: UUID) -> HttpResponseBase:
    """End a row."""
    what = kind_of(kind)
    held, _ = _found(request, what, row_id)
    with reading(request.scope):
        names = names_of_codes(request, what, london_today())
    form = EndForm(request.POST if request.method == "POST" else None)
    form.of = (what, key_of(what, held.row))
    if request.method == "POST" and submit(request, form, end_contract_data) is not None:
        return go(request, "admin:data", kind, flash="The end was saved.")
    back = Link("Cancel", reverse("admin:data_row", args=[kind, row_id]))
    code = code_of(what, held.row)
    shown = FormPage(
        f"End {name_of(held.row, names)}", form, "End it", back, _crumbs(what),
        (*((f"Its code is {code}.",) if code else ()), *ENDED.get(what, ())), kind="warning",
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)


@page(Permission.ADMINISTER)
def data_withdraw(request: PageRequest, kind: str, row_id: UUID) -> HttpResponseBase:
    """Take back a change that has not begun."""
    what = kind_of(kind)
    held, _ = _found(request, what, row_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    form.of = DataWithdrawal(what, key_of(what, held.row), row_id)
    if request.method == "POST" and submit(request, form, withdraw_contract_change) is not None:
        return go(request, "admin:data", kind, flash="The change was taken back.")
    back = Link("No, keep it", reverse("admin:data_row", args=[kind, row_id]))
    shown = FormPage(
        "Take this change back?", form, "Take it back", back, _crumbs(what),
        (f"It was to hold {held_words(held.from_on, held.until_on)}. What holds until then goes on.",), kind="warning",
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)
