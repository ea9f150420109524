"""The forms of contract data: one for each kind, each giving a row as it shall hold from a day.
Refuses nothing itself: `change_contract_data` decides."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import fields as columns_of
from datetime import date
from typing import Any

from django.forms import BoundField

from handrail.catalogue.reference.held import DataKind, DataRow
from handrail.catalogue.reference.rows import AuthorityRow, CodeRow, PriceRow, SpeedRow
from handrail.catalogue.states import AttributableTo, CountsFrom, PriceUnit, SpeedFor, SpeedUnit
from handrail.identity.states import AuthorityStep
from handrail.partners.effective import CalendarRow, TermRow
from handrail.partners.terms import Terms
from handrail.usecases.change_contract_data import DataChange
from handrail.web.admin.shapes import day_after
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.wording.contracts import TERMS

_WHOLE = re.compile(r"-?[0-9]{1,9}")

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CODE_HINT = "Small letters, numbers and _. It never changes its meaning"


def _words(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _of[E: (AttributableTo, CountsFrom, PriceUnit, SpeedFor, SpeedUnit, AuthorityStep)](
    listed: type[E],
) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, _words(member.value)) for member in listed)


class DataForm(HandrailForm):
    """A row of contract data, from a day on."""

    data_kind: DataKind
    from_on = fields.DateField("From which day?", hint="Today or later")
    until_on = fields.DateField("Last day", required=False, hint="Leave it empty if it has no end")

    # What names a row that is changed: said above the form, not to be typed over.
    fixed: tuple[str, ...] = ()

    def visible_fields(self) -> list[BoundField]:
        """The fields that may be typed into."""
        return [field for field in super().visible_fields() if field.name not in self.fixed]

    def row(self) -> DataRow:
        """The row as typed."""
        raise NotImplementedError

    def to_request(self) -> DataChange:
        """What the form asks for."""
        until_on = day_after(self.cleaned_data["until_on"])
        return DataChange(self.data_kind, (self.row(),), self.cleaned_data["from_on"], until_on)

    def given(self, *names: str) -> dict[str, Any]:
        """Some of the values."""
        return {name: self.cleaned_data[name] for name in names}


class CodeForm(DataForm):
    """One entry of a code list."""

    data_kind = DataKind.CODE
    list = fields.TextField("List", longest=40, width="20")
    code = fields.TextField("Code", longest=60, width="20", hint=CODE_HINT)
    label = fields.TextField("Label", longest=120)
    meaning = fields.TextAreaField("Meaning", rows=3)
    attributable_to = fields.SelectField("On whose side does the cause lie?", _of(AttributableTo))
    field_order = ("list", "code", "label", "meaning", "attributable_to", "from_on", "until_on")

    def row(self) -> CodeRow:
        """The entry as typed."""
        side = AttributableTo(self.cleaned_data["attributable_to"])
        return CodeRow(**self.given("list", "code", "label", "meaning"), attributable_to=side)


class CalendarForm(DataForm):
    """Which hours and days count."""

    data_kind = DataKind.CALENDAR
    code = fields.TextField("Code", longest=30, width="20", hint=CODE_HINT)
    label = fields.TextField("Label", longest=80)
    days = fields.CheckboxesField("Which days count?", tuple((str(n), day) for n, day in enumerate(DAYS)))
    opens = fields.TimeField("Opens", required=False, hint="Leave both times empty for day and night")
    closes = fields.TimeField("Closes", required=False)
    bank_holidays_count = fields.YesNoField("Do bank holidays count?")
    field_order = ("code", "label", "days", "opens", "closes", "bank_holidays_count", "from_on", "until_on")

    def row(self) -> CalendarRow:
        """The calendar as typed."""
        days = tuple(int(day) for day in self.cleaned_data["days"])
        return CalendarRow(**self.given("code", "label", "opens", "closes", "bank_holidays_count"), days=days)


class SpeedForm(DataForm):
    """A promise of time."""

    data_kind = DataKind.SPEED
    speed = fields.TextField("Code", longest=40, width="20", hint=CODE_HINT)
    label = fields.TextField("Label", longest=80)
    applies_to = fields.SelectField("What does it promise?", _of(SpeedFor))
    value = fields.NumberField("How many?", least=0, most=720)
    unit = fields.SelectField("Of what?", _of(SpeedUnit))
    calendar = fields.TextField("Calendar", longest=30, width="20", hint="The code of a calendar")
    cut_off_time = fields.TimeField("Cut-off time", required=False, hint="Later starts count from the next day")
    target_percent = fields.NumberField("Share to be kept", unit="%", least=0, most=100)
    counts_from = fields.SelectField("From when does it count?", _of(CountsFrom))
    meant_for = fields.TextField("When to choose it", longest=200)
    field_order = (
        "speed", "label", "applies_to", "value", "unit", "calendar", "cut_off_time", "target_percent", "counts_from",
        "meant_for", "from_on", "until_on",
    )  # fmt: skip

    def row(self) -> SpeedRow:
        """The speed as typed."""
        plain = self.given("speed", "label", "value", "calendar", "cut_off_time", "target_percent", "meant_for")
        given = self.cleaned_data
        return SpeedRow(
            **plain, unit=SpeedUnit(given["unit"]), applies_to=SpeedFor(given["applies_to"]),
            counts_from=CountsFrom(given["counts_from"]),
        )  # fmt: skip


class PriceForm(DataForm):
    """The price of an activity."""

    data_kind = DataKind.PRICE
    activity = fields.TextField("Activity", longest=40, width="20", hint=CODE_HINT)
    speed = fields.TextField("Speed", longest=40, width="20", required=False, hint="Leave it empty for any speed")
    label = fields.TextField("Label", longest=120)
    unit = fields.SelectField("For what?", _of(PriceUnit))
    price_pence = fields.MoneyField("Price without VAT", exact=True)
    note = fields.TextField("Note", longest=200, required=False)
    from_on = fields.DateField("From which day?", hint="Today or later. Earlier only for days without any price for it")
    field_order = ("activity", "speed", "label", "unit", "price_pence", "note", "from_on", "until_on")

    def row(self) -> PriceRow:
        """The price as typed."""
        return PriceRow(
            **self.given("activity", "speed", "label", "price_pence", "note"), unit=PriceUnit(self.cleaned_data["unit"])
        )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace(";", ",").split(",") if part.strip())


class AuthorityForm(DataForm):
    """What a job may order and release."""

    data_kind = DataKind.AUTHORITY
    job_category = fields.TextField("Job", longest=60, width="20", hint="The code of a job")
    authority_covered = fields.SelectField("Highest step that it covers", _of(AuthorityStep))
    categories = fields.TextAreaField("Product categories", rows=2, hint="Codes with commas between, or: all")
    spend_limit_pence = fields.MoneyField("Largest order without an authoriser", exact=True)
    always_needs_another = fields.TextAreaField(
        "Always wait for an authoriser", rows=2, required=False, hint="Codes of categories"
    )
    may_authorise = fields.YesNoField("May it release the orders of others?", yes=("authorise_limit_pence",))
    authorise_limit_pence = fields.MoneyField(
        "Largest order that it may release", required=False, says_optional=False, exact=True
    )
    special_rules = fields.TextAreaField("Special rules", rows=2, required=False)
    field_order = (
        "job_category", "authority_covered", "categories", "spend_limit_pence", "always_needs_another", "may_authorise",
        "authorise_limit_pence", "special_rules", "from_on", "until_on",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The limit that belongs to a yes is asked for with all else that is missing."""
        cleaned = super().clean()
        missing = cleaned.get("may_authorise") and cleaned.get("authorise_limit_pence") is None
        if missing and "authorise_limit_pence" not in self.errors:
            self.add_error("authorise_limit_pence", "Enter the largest order that it may release")
        return cleaned

    def row(self) -> AuthorityRow:
        """The authority as typed."""
        given = self.cleaned_data
        limit = given["authorise_limit_pence"] if given["may_authorise"] else None
        return AuthorityRow(
            job_category=given["job_category"],
            authority_covered=AuthorityStep(given["authority_covered"]),
            categories=_codes(given["categories"]),
            always_needs_another=_codes(given["always_needs_another"]),
            authorise_limit_pence=limit,
            **self.given("spend_limit_pence", "may_authorise", "special_rules"),
        )


class TermForm(DataForm):
    """One number or choice of the contract."""

    data_kind = DataKind.TERM
    key_name = fields.SelectField("Term", tuple((field.name, TERMS[field.name][0]) for field in columns_of(Terms)))
    value = fields.TextField("Value", longest=60, width="20", hint="A number, yes or no, or a code; money in pence")
    field_order = ("key_name", "value", "from_on", "until_on")

    def row(self) -> TermRow:
        """The term as typed: a value of the kind that the term takes, where it can be read as one."""
        name, text = self.cleaned_data["key_name"], self.cleaned_data["value"]
        kind = {field.name: type(field.default) for field in columns_of(Terms)}[name]
        if kind is bool and text.lower() in {"yes", "no"}:
            return TermRow(name, text.lower() == "yes")
        plain = text.replace(",", "")
        return TermRow(name, int(plain) if kind is int and _WHOLE.fullmatch(plain) else text)


FORMS: Mapping[DataKind, type[DataForm]] = {
    DataKind.CODE: CodeForm,
    DataKind.CALENDAR: CalendarForm,
    DataKind.SPEED: SpeedForm,
    DataKind.PRICE: PriceForm,
    DataKind.AUTHORITY: AuthorityForm,
    DataKind.TERM: TermForm,
}
# The fields that name a row; they stay when it changes.
KEY_FIELDS: Mapping[DataKind, tuple[str, ...]] = {
    DataKind.CODE: ("list", "code"),
    DataKind.CALENDAR: ("code",),
    DataKind.SPEED: ("speed",),
    DataKind.PRICE: ("activity", "speed"),
    DataKind.AUTHORITY: ("job_category",),
    DataKind.TERM: ("key_name",),
}


def initial_of(row: DataRow, from_on: date) -> dict[str, object]:
    """The values of a form for changing a row."""
    initial: dict[str, object] = asdict(row)
    for name in ("categories", "always_needs_another"):
        if name in initial:
            initial[name] = ", ".join(initial[name])  # type: ignore[arg-type]  # a tuple of codes
    if isinstance(row, TermRow):
        value = ("yes" if row.value else "no") if isinstance(row.value, bool) else str(row.value)
        initial = {"key_name": row.key, "value": value}
    return initial | {"from_on": from_on}
