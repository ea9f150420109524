"""The form that changes an order: its open lines, new lines, address, note and discharge, and what the change asks.
Refuses nothing itself; it says the change as a request and puts each reason of a refusal at its field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.forms.utils import ErrorDict
from django.http import QueryDict

from handrail.catalogue.rules.facts import Check
from handrail.catalogue.rules.questions import AskedQuestion
from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.core.refusal import Reason
from handrail.core.versions import seen_number
from handrail.orders.queries import LineRow
from handrail.orders.queries.orders import OrderHead
from handrail.orders.rules.facts import Discharge, LineRequest
from handrail.orders.states import AMENDABLE
from handrail.usecases.amend_order import OrderAmendment
from handrail.web.admin.editing import EditForm, Standing
from handrail.web.prescriber.question_field import question_field
from handrail.web.prescriber.reasons_written import reason_label, reason_name, reasons_asked, reasons_given
from handrail.web.prescriber.reference import Reference
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import ChosenField
from handrail.wording.checks import reason_wanted

NEW_LINE = re.compile(r"new-([0-9]{1,2})-code")
ANSWER = "answer-"
_PARTS = {"product_code": "code", "speed_code": "speed", "chosen_on": "on"}


def standing_of(head: OrderHead, lines: Iterable[LineRow]) -> Standing:
    """The order as the form shows it."""
    values: dict[str, Any] = {}
    for line in lines:
        if line.state in AMENDABLE:
            values |= {
                f"code-{line.id}": line.product_code,
                f"quantity-{line.id}": line.quantity,
                f"speed-{line.id}": line.speed_code,
                f"on-{line.id}": line.chosen_on,
            }
    values |= {
        "address_id": str(head.door.address_id),
        "note": head.note,
        "ward": head.ward,
        "discharge_on": head.discharge_on,
        "pathway": head.discharge_pathway,
    }
    return Standing(values, str(head.version), f"order:{head.id}")


def with_new_line(posted: QueryDict, code: str, *, speed: str) -> QueryDict:
    """What was sent, with one more line."""
    data = posted.copy()
    at = 1 + max((int(match[1]) for name in data if (match := NEW_LINE.fullmatch(name))), default=-1)
    data[f"new-{at}-code"], data[f"new-{at}-quantity"], data[f"new-{at}-speed"] = code, "1", speed
    return data


def without_new_line(posted: QueryDict, at: str) -> QueryDict:
    """What was sent, without this new line."""
    data = posted.copy()
    for name in [name for name in data if name.startswith(f"new-{at}-")]:
        del data[name]
    return data


class AmendForm(EditForm):
    """Product, quantity, speed and day of each line that can still change; new lines; and what belongs to all."""

    was = fields.HiddenField("As it was shown", longest=40_000)
    address_id = fields.RadiosField("Where should it go?", required=False, says_optional=False)
    note = fields.TextAreaField("For the crew", rows=2, required=False, says_optional=False)
    ward = fields.TextField("Ward", longest=120, width="20", required=False)
    discharge_on = fields.DateField("Day they go home", required=False)
    pathway = fields.SelectField("Discharge pathway", required=False)
    why = fields.TextField("Why does the order change?", required=False, says_optional=False)
    # Which checks the change raises is known once it was read.
    reasons_asked: Mapping[str, Sequence[Check]] = MappingProxyType({})

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        standing: Standing,
        lines: Sequence[LineRow],
        addresses: Sequence[Choice],
        offered: Reference,
        answered: Sequence[tuple[AskedQuestion, str]] = (),
    ) -> None:
        super().__init__(data, standing=standing)
        self.standing, self.offered = standing, offered
        self.lines = [line for line in lines if line.state in AMENDABLE]
        self.new = sorted(int(match[1]) for name in data or () if (match := NEW_LINE.fullmatch(name)))
        self._offer("address_id", addresses)
        self._offer("pathway", [(code.code, code.label) for code in offered.lists["discharge_pathway"]])
        for line in self.lines:
            self._add_line(line)
        for at in self.new:
            self._add_new(at)
        self.answered = tuple(question for question, _ in answered)
        self.questions: tuple[AskedQuestion, ...] = ()
        for question, said in answered:
            self.fields[f"{ANSWER}{question.code}"] = question_field(question)
            self.initial[f"{ANSWER}{question.code}"] = said

    def _offer(self, name: str, choices: Iterable[Choice | tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, ChosenField):
            field.offer(choices)

    def _add_line(self, line: LineRow) -> None:
        first = {name: self.standing.values[f"{name}-{line.id}"] for name in ("code", "quantity", "speed", "on")}
        same_kind = [record.facts for record in self.offered.catalogue if record.facts.category == line.category]
        near = sorted(same_kind, key=lambda product: (product.size_group != line.size_group, product.name))
        choices = [(line.product_code, f"{line.product_name} (as ordered)")]
        choices += [(one.code, one.name) for one in near if one.code != line.product_code]
        self.fields[f"code-{line.id}"] = fields.SelectField(
            "Item", choices, initial=first["code"], required=False, says_optional=False
        )
        if line.tracking == Tracking.COUNTED:
            self._quantity(f"quantity-{line.id}", first["quantity"])
        if line.speed_code:
            self._speed(f"speed-{line.id}", f"on-{line.id}", first["speed"], first["on"])

    def _add_new(self, at: int) -> None:
        self.fields[f"new-{at}-code"] = fields.HiddenField("Item", longest=20)
        self._quantity(f"new-{at}-quantity", 1)
        product = self.offered.products.get(str(self.data.get(f"new-{at}-code", "")))
        if product is None or product.supply_route is not SupplyRoute.RETAIL_VOUCHER:
            self._speed(f"new-{at}-speed", f"new-{at}-on", "", None)

    def _quantity(self, name: str, initial: object) -> None:
        self.fields[name] = fields.NumberField(
            "How many", least=-99, width="3", initial=initial, required=False, says_optional=False
        )

    def _speed(self, name: str, day: str, speed: object, on: object) -> None:
        speeds = [(speed.code, speed.label) for speed in self.offered.speeds]
        self.fields[name] = fields.SelectField("How soon", speeds, initial=speed, required=False, says_optional=False)
        chosen = str(self.data.get(name, "")) or speed
        if on or any(offer.code == chosen and offer.needs_date for offer in self.offered.speeds):
            self.fields[day] = fields.DateField("On which day", initial=on, required=False, says_optional=False)

    def ask(self, questions: Iterable[AskedQuestion], checks: Iterable[Check]) -> None:
        """Put in what the change asks: clinical questions, and the reason for each check that wants one."""
        asked = tuple(questions)
        before = {question.code for question in self.answered}
        self.asked = {question.code for question in asked} | before
        self.questions = tuple(question for question in asked if question.code not in before)
        for question in asked:
            self.fields[f"{ANSWER}{question.code}"] = question_field(question)
        self.checks = tuple(checks)
        self.reasons_asked = reasons_asked(self.checks, self.data)
        for key, served in self.reasons_asked.items():
            self.fields[reason_name(key)] = fields.TextAreaField(
                reason_label(served, self.offered.products), rows=2, required=False, says_optional=False
            )
        self.full_clean()

    def quietly(self) -> None:
        """Show what was typed without judging it: the change is still being written."""
        self._errors = ErrorDict()

    def unanswered(self) -> frozenset[str]:
        """The new questions that want an answer yet, or another one."""
        names = {question.code: f"{ANSWER}{question.code}" for question in self.questions}
        return frozenset(code for code, name in names.items() if self.errors.get(name) or not self.data.get(name))

    # Reading

    def names_of(self, line: LineRow) -> list[str]:
        """The fields of a line."""
        names = (f"{name}-{line.id}" for name in ("code", "quantity", "speed", "on"))
        return [name for name in names if name in self.fields]

    def speed_of(self, line: LineRow) -> str:
        """The speed that is chosen for a line, or that it has."""
        return str(self.data.get(f"speed-{line.id}", "")) or line.speed_code

    def changed_lines(self) -> dict[UUID, LineRequest]:
        """The lines whose fields differ from how they stand."""
        found: dict[UUID, LineRequest] = {}
        given = self.cleaned_data
        for line in self.lines:
            quantity, day = f"quantity-{line.id}", f"on-{line.id}"
            asked = LineRequest(
                product_code=given.get(f"code-{line.id}") or line.product_code,
                quantity=(given.get(quantity) or 0) if quantity in self.fields else line.quantity,
                speed_code=given.get(f"speed-{line.id}") or line.speed_code,
                chosen_on=given.get(day),
                review_on=line.review_on,
                bundle_code=line.bundle_code,
                measurements=tuple(line.measurements.items()),
            )
            before = (line.product_code, line.quantity, line.speed_code, line.chosen_on)
            if (asked.product_code, asked.quantity, asked.speed_code, asked.chosen_on) != before:
                found[line.id] = asked
        return found

    def added_lines(self) -> tuple[LineRequest, ...]:
        """The new lines."""
        given = self.cleaned_data
        return tuple(
            LineRequest(
                product_code=given.get(f"new-{at}-code") or "",
                quantity=given.get(f"new-{at}-quantity") or 0,
                speed_code=given.get(f"new-{at}-speed") or "",
                chosen_on=given.get(f"new-{at}-on"),
            )
            for at in self.new
        )

    def amendment(self, head: OrderHead) -> OrderAmendment:
        """The change as asked for."""
        given = self.cleaned_data
        discharge = Discharge(given.get("ward") or "", given.get("discharge_on"), given.get("pathway") or "")
        before = Discharge(head.ward, head.discharge_on, head.discharge_pathway)
        address, note = given.get("address_id"), given.get("note") or ""
        return OrderAmendment(
            order_id=head.id,
            seen_version=seen_number(self.version),
            why=given.get("why") or "",
            changed=self.changed_lines(),
            added=self.added_lines(),
            address_id=UUID(address) if address and address != str(head.door.address_id) else None,
            note=note if note != head.note else None,
            discharge=discharge if discharge != before else None,
            answers=self._answers(),
            reasons=reasons_given(self.reasons_asked, self.data),
        )

    def _answers(self) -> dict[str, str]:
        """What was answered: until it is known what is asked, everything; then what an item left behind is dropped."""
        asked = getattr(self, "asked", None)
        return {code: said for code, said in self._typed(ANSWER).items() if asked is None or code in asked}

    def _typed(self, prefix: str) -> dict[str, str]:
        """What was typed into the fields of this prefix, whether or not they are known yet."""
        found = {name.removeprefix(prefix): str(self.data[name]) for name in self.data if name.startswith(prefix)}
        return {code: said.strip() for code, said in found.items() if said.strip()}

    def words_for(self, reason: Reason) -> str:
        """Of a check that wants a reason: which one."""
        return reason_wanted(reason)

    def field_of(self, reason: Reason) -> str:
        """The field of a reason: of a line of the order by its place, of a new one, or of the change itself."""
        path = reason.field or ""
        kind, _, rest = path.partition(".")
        at, _, part = rest.partition(".")
        if kind == "lines" and at.isdigit():
            named = _PARTS.get(part, "quantity")
            if int(at) < len(self.lines):
                return f"{named}-{self.lines[int(at)].id}"
            place = int(at) - len(self.lines)
            return f"new-{self.new[place]}-{named}" if place < len(self.new) else path
        if kind == "changed":
            return f"{part or 'code'}-{at}"
        if kind == "answers":
            return f"{ANSWER}{rest}"
        if kind == "reasons":
            return reason_name(rest)
        return {
            "why_changed": "why",
            "discharge": "ward",
            "discharge.ward": "ward",
            "discharge.expected_on": "discharge_on",
            "discharge.pathway": "pathway",
        }.get(path, path)
