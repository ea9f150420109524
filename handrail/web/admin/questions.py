"""The questions of a contract as administrators keep them: the list, its file, and what a new file would change.
Refuses to change anything that was not shown before: `change_rules` compares the version of the list that was seen."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import fields as columns_of

from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.urls import reverse

from handrail.catalogue.queries import questions_held
from handrail.catalogue.reference import parse
from handrail.catalogue.reference.held import questions_version
from handrail.catalogue.reference.rows import QuestionRow
from handrail.catalogue.rules.question_changes import QuestionChanges, Reworded, question_changes
from handrail.catalogue.states import AnswerType, AskedAt
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.usecases.edit_catalogue import RulesChange, change_rules
from handrail.web.admin.shapes import HOME, FormPage, ListPage, crumb
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.forms import TOO_OLD, HandrailForm
from handrail.web.shared.listing import FilterForm, Listing, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table, Tag
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import plural

# What one page may carry of a file to the next: far above any list of questions, below what is read of one page.
MOST_CHARACTERS = 3_000_000
ASKED = {AskedAt.ORDER: "When it is ordered", AskedAt.DELIVERY: "At the door"}
ANSWERS = {
    AnswerType.YES_NO: "Yes or no",
    AnswerType.NUMBER: "A number",
    AnswerType.CHOICE: "One of a list",
    AnswerType.TEXT: "Words",
    AnswerType.DATE: "A day",
}
COLUMNS = {
    "text": "Words",
    "asked_at": "Asked",
    "answer_type": "Kind of answer",
    "unit": "Unit",
    "choices": "Choices",
    "required": "Must be answered",
    "flag_rule": "Warns",
    "compared_with": "Compared with",
    "for_crew": "Shown to the crew",
}


class QuestionFilters(FilterForm):
    """What the list is narrowed to."""

    words = fields.SearchField("Words, set or code")


@page(Permission.ADMINISTER, methods=("GET",))
def questions(request: PageRequest) -> HttpResponseBase:
    """The questions that are asked. The file has them all, whatever is searched for: it is what is uploaded again."""
    listing = listing_of(request, sorts=("order", "set"), default="order", filters=QuestionFilters, size=100)
    with reading(request.scope):
        held = questions_held(request.scope.contract_id)
    if listing.wants_csv:
        head = tuple(field.name for field in columns_of(QuestionRow))
        return stream_csv(request.scope, "question_sets", head, lambda: [_file_cells(row) for row in held])
    words = str(listing.filters.get("words") or "").casefold()
    shown = [row for row in held if words in f"{row.text} {_name(row)}".casefold()]
    if listing.sort == "set":
        shown.sort(key=lambda row: row.set_code)
    if listing.descending:
        shown.reverse()
    intro = (
        "To change them, download the list, change the file and upload it. You see what changes before it does.",
        "A question that you leave out of the file is asked no longer. Answers that were given stay.",
    )
    buttons = (Link("Upload a file", f"{reverse('admin:upload')}?what=questions"),)
    listed = ListPage("Questions", _table(listing, shown), _crumbs(), intro, buttons, listing, ("words",))
    return render(request, "admin/list.html", listed)


def _crumbs() -> tuple[Crumb, ...]:
    return HOME, crumb("Contract data", "admin:contract")


def _table(listing: Listing, shown: Sequence[QuestionRow]) -> Table:
    piece = shown[listing.offset : listing.offset + listing.size]
    return Table(
        "Questions",
        (Column("Question", "order"), Column("Set", "set"), Column("Asked"), Column("Answer")),
        tuple(_row(row) for row in piece),
        Empty("No question fits"),
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(piece), total=len(shown)),
        csv_href=listing.csv_href,
    )


def _row(row: QuestionRow) -> Row:
    choices = ", ".join(label for _, label in row.choices)
    return Row(
        (
            Cell(row.text, note=row.question_code),
            Cell(row.set_code),
            Cell(ASKED[row.asked_at], note="Must be answered" if row.required else "May stay empty"),
            Cell(ANSWERS[row.answer_type], note=choices or row.unit),
        )
    )


def _name(row: QuestionRow) -> str:
    return f"{row.set_code}.{row.question_code}"


def _file_cells(row: QuestionRow) -> tuple[str, ...]:
    """A question as its line in the file."""
    return tuple(_file_cell(getattr(row, field.name)) for field in columns_of(QuestionRow))


def _file_cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(f"{code}={label}" for code, label in value)
    return str(value)


class QuestionsForm(HandrailForm):
    """A file of questions that was read and shown, to be sent."""

    kept = fields.HiddenField("The file", longest=MOST_CHARACTERS)

    def clean_kept(self) -> tuple[QuestionRow, ...]:
        """The rows of the file. Raises `ValidationError` for what this page never carried."""
        try:
            return parse.parse(parse.QUESTIONS, b64decode(self.cleaned_data["kept"], validate=True).decode())
        except (ValueError, Refused):
            raise ValidationError(TOO_OLD) from None

    def to_request(self) -> RulesChange:
        """All questions, as the file has them."""
        return RulesChange(self.cleaned_data["kept"], all_questions=True, seen=self.version)


def show_changes(request: PageRequest, text: str, rows: tuple[QuestionRow, ...]) -> HttpResponseBase:
    """What a file would change, to be sent or not. `rows`: the file as it was read."""
    changes, version = _changes(request, rows)
    if changes.is_nothing:
        return go(request, "admin:questions", flash="The file says what is asked already. Nothing changes.")
    kept = b64encode(text.encode()).decode()
    return _ask(request, QuestionsForm(initial={"kept": kept, "seen_version": version}), changes)


def send_changes(request: PageRequest) -> HttpResponseBase:
    """Lays the questions down that were shown; where others changed them meanwhile, shows anew what would change."""
    form = QuestionsForm(request.POST)
    if (done := submit(request, form, change_rules)) is not None:
        said = f"{done.added} added, {done.changed} changed, {done.ended} asked no longer"
        return go(request, "admin:questions", flash=f"Questions: {said}, {done.unchanged} as they were.")
    if "kept" not in form.cleaned_data:
        return go(request, "admin:upload", flash="The file could not be read again. Choose it once more.")
    changes, version = _changes(request, form.cleaned_data["kept"])
    form.carry_version(version)
    form.renew_key()
    return _ask(request, form, changes)


def _changes(request: PageRequest, rows: Sequence[QuestionRow]) -> tuple[QuestionChanges, str]:
    with reading(request.scope):
        held = questions_held(request.scope.contract_id)
    return question_changes(held, rows), questions_version(held)


def _ask(request: PageRequest, form: QuestionsForm, changes: QuestionChanges) -> HttpResponseBase:
    lines = (
        *(_changed(row, Tag("Asked no longer", "red"), "Answers that were given stay") for row in changes.ended),
        *(_changed(row, Tag("Added", "green"), ANSWERS[row.answer_type]) for row in changes.added),
        *(_changed(one.after, Tag("Changed", "blue"), _differences(one)) for one in changes.changed),
    )
    columns = (Column("Question"), Column("What happens"), Column("What changes"))
    counts = (
        f"{plural(len(changes.added), 'question')} added, {len(changes.changed)} changed, "
        f"{len(changes.ended)} asked no longer, {changes.unchanged} as they were. Nothing has changed yet."
    )
    shown = FormPage(
        "Check what changes", form, "Change the questions", Link("Change nothing", reverse("admin:questions")),
        (*_crumbs(), crumb("Questions", "admin:questions")), (counts,),
        faults=Table("What the file changes", columns, lines, Empty("Nothing")),
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)


def _changed(row: QuestionRow, happens: Tag, what: str) -> Row:
    return Row((Cell(row.text, note=_name(row)), Cell(tag=happens), Cell(what)))


def _differences(one: Reworded) -> str:
    return ". ".join(
        f"{COLUMNS[name]}: “{_file_cell(getattr(one.before, name))}” becomes “{_file_cell(getattr(one.after, name))}”"
        for name in one.columns
    )
