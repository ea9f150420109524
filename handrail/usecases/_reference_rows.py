"""From the rows of reference files to the rows of a contract's tables.
Refuses nothing: the files were checked when they were read."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from handrail.catalogue.models import BundleLine, CompatibilityRule, Product, Question
from handrail.catalogue.reference.rows import (
    AuthorityRow,
    BundleRow,
    CodeRow,
    CompatibilityRow,
    PriceRow,
    ProductRow,
    QuestionRow,
    ReferenceSet,
    SpeedRow,
)
from handrail.catalogue.rules.specials import is_special
from handrail.core.calendars import reference_calendars
from handrail.core.scan_codes import internal_gtin
from handrail.identity.models import Authority
from handrail.partners.models import ActivityPrice, Calendar, Code, EffectiveRow, Speed


class ReferenceRows:
    """Makes rows that hold under one contract from one day."""

    def __init__(self, contract_id: UUID, from_on: date, new_id: Callable[[], UUID]) -> None:
        self.contract_id = contract_id
        self.from_on = from_on
        self.new_id = new_id

    def _row[M: EffectiveRow](self, model: type[M], **columns: Any) -> M:
        return model(id=self.new_id(), contract_id=self.contract_id, from_on=self.from_on, **columns)

    def product(self, row: ProductRow) -> Product:
        """A catalogue line, with a product code of our own that scanners can read; a special has none."""
        words = f"{row.name} {row.code} {row.category} {row.size_group} {row.description}"
        return self._row(
            Product,
            **_plain(row),
            gtin="" if is_special(row.code) else internal_gtin(row.code),
            search_text=words.replace("_", " ").lower(),
        )

    def compatibility(self, row: CompatibilityRow) -> CompatibilityRule:
        """A rule of fit; `questions:SET` is one word in the table as in the file."""
        columns = _plain(row)
        compare_set = columns.pop("compare_set")
        if compare_set:
            columns["compare"] = f"{row.compare}:{compare_set}"
        listed = {"object_codes": list(row.object_codes), "severity": row.severity or ""}
        return self._row(CompatibilityRule, **columns | listed)

    def question(self, row: QuestionRow, position: int) -> Question:
        """A question, in the order of its file."""
        choices = ";".join(f"{code}={label}" for code, label in row.choices)
        return self._row(Question, **_plain(row) | {"choices": choices, "position": position})

    def bundle(self, row: BundleRow) -> BundleLine:
        """A line of a starting basket."""
        return self._row(BundleLine, **_plain(row))

    def code(self, row: CodeRow, position: int) -> Code:
        """An entry of a code list, in the order of its file."""
        return self._row(Code, **_plain(row), position=position)

    def speed(self, row: SpeedRow, position: int) -> Speed:
        """A speed, in the order of its file."""
        columns = _plain(row)
        columns["code"] = columns.pop("speed")
        columns["calendar_code"] = columns.pop("calendar")
        return self._row(Speed, **columns, position=position)

    def price(self, row: PriceRow) -> ActivityPrice:
        """The price of an activity."""
        columns = _plain(row)
        columns["speed_code"] = columns.pop("speed")
        return self._row(ActivityPrice, **columns)

    def authority(self, row: AuthorityRow) -> Authority:
        """What a job category may order and release."""
        listed = {"categories": list(row.categories), "always_needs_another": list(row.always_needs_another)}
        return self._row(Authority, **_plain(row) | listed)

    def calendars(self) -> list[Calendar]:
        """The calendars that the shipped speeds point to."""
        labels = {"24x7": "Day and night", "7day_8_20": "Every day, 8am to 8pm", "working_days": "Monday to Friday"}
        return [
            self._row(
                Calendar,
                code=code,
                label=labels[code],
                days=sorted(calendar.days),
                opens=calendar.opens,
                closes=calendar.closes,
                bank_holidays_count=calendar.bank_holidays_count,
            )
            for code, calendar in reference_calendars(frozenset()).items()
        ]

    def contract_data(self, reference: ReferenceSet) -> list[list[EffectiveRow]]:
        """Everything that `partners` keeps, kind by kind."""
        return [
            list(self.calendars()),
            [self.speed(row, number) for number, row in enumerate(reference.speeds)],
            [self.price(row) for row in reference.prices],
            [self.code(row, number) for number, row in enumerate(reference.codes)],
        ]


def _plain(row: Any) -> dict[str, Any]:
    """The columns of a reference row by their names."""
    return {field.name: getattr(row, field.name) for field in fields(row)}
