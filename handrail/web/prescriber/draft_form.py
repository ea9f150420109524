"""The form of one draft: the fields of its lines, questions and checks, and the rest of an order.
Refuses nothing while the order is being written; the review puts every reason beside its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.forms.utils import ErrorDict

from handrail.catalogue.rules.facts import Check, Measured, ProductFacts, shown
from handrail.catalogue.rules.questions import AnswerReason, AskedQuestion, read_answer
from handrail.catalogue.states import Measure, SupplyRoute
from handrail.core.ids import fresh_id
from handrail.core.refusal import Reason, Refused
from handrail.needs.rules import NeedDetails
from handrail.orders.rules.facts import CareRoute, Discharge, Funding, LineRequest, OrderReason, OrderRequest
from handrail.partners.queries import CodeChoice, NamedRow
from handrail.partners.rules import SpeedOffer
from handrail.usecases.place_order import OrderToPlace
from handrail.visits.rules.beside import LONGEST_SUITS
from handrail.web.prescriber.draft_content import DraftContent
from handrail.web.prescriber.question_field import question_field
from handrail.web.prescriber.reasons_written import reason_label, reason_name, reasons_asked, reasons_given, taken_over
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import ChosenField
from handrail.web.shared.forms import HandrailForm
from handrail.wording import say
from handrail.wording.checks import reason_wanted
from handrail.wording.shown import short_day

ME = "me"
STILL = "still-"
# What is wrong with an answer that was given.
UNREAD_ANSWERS = frozenset(AnswerReason) - {AnswerReason.MISSING, AnswerReason.NOT_ASKED}
# What is missing where it could not be read: a zero and no day stand for it.
_NOTHING_READ = (OrderReason.QUANTITY_NOT_POSITIVE, OrderReason.CHOSEN_DATE_MISSING, OrderReason.DISCHARGE_DATE_MISSING)


@dataclass(frozen=True, slots=True)
class DraftChoices:
    """What the page offers. `sizes`: by product code, the products it may be swapped with (itself among them)."""

    speeds: tuple[SpeedOffer, ...]
    addresses: tuple[Choice, ...]
    effects: tuple[CodeChoice, ...]
    pathways: tuple[CodeChoice, ...]
    councils: tuple[NamedRow, ...]
    colleagues: tuple[tuple[str, str], ...]
    products: Mapping[str, ProductFacts]
    sizes: Mapping[str, tuple[ProductFacts, ...]]


class DraftForm(HandrailForm):
    """Everything of an order that is typed. No field is required here: the rules say what is missing."""

    goal = fields.TextAreaField(
        "What does the person want to be able to do?",
        rows=3,
        hint="In their own words if you can",
        says_optional=False,
        required=False,
    )
    effect = fields.SelectField("What should it prevent, reduce or delay?", required=False, blank="Nothing chosen yet")
    weight_kg = fields.DecimalField("Weight", unit="kg", places=1, least=1, most=600, required=False)
    height_cm = fields.NumberField("Height", unit="cm", least=30, most=250, required=False)
    address_id = fields.RadiosField("Where should it go?", required=False, says_optional=False)
    ward = fields.TextField("Ward", longest=120, width="20", required=False, says_optional=False)
    discharge_on = fields.DateField("Day they go home", required=False, says_optional=False)
    pathway = fields.SelectField("Discharge pathway", required=False, says_optional=False)
    note = fields.TextAreaField("Anything the crew should know this time", rows=2, required=False, says_optional=False)
    comes_along = fields.TickField("I want to be there when it comes", required=False)
    suits = fields.TextField(
        "When would that suit, and for how long?",
        longest=LONGEST_SUITS,
        required=False,
        hint="For example: mornings but not Friday, for half an hour. If a colleague prescribes, it is about them",
    )
    prescriber_id = fields.SelectField("Who prescribes?", required=False, says_optional=False)
    supervisor_id = fields.SelectField("Named supervisor or registered colleague", required=False, blank="Nobody")
    council_id = fields.SelectField(
        "Council that pays",
        required=False,
        says_optional=False,
        hint="The council of ordinary residence. It comes from the person's record; choose another if it is not right",
    )
    gp_practice_code = fields.TextField("GP practice code", width="10", longest=10, required=False)
    care_route = fields.SelectField("Care route", required=False, says_optional=False)
    route_from_on = fields.DateField("From", required=False)
    route_until_on = fields.DateField("Until", required=False)
    payer = fields.TextField("Who else pays", longest=120, required=False)

    def __init__(
        self,
        content: DraftContent,
        choices: DraftChoices,
        *,
        version: int,
        questions: Iterable[AskedQuestion] | None = None,
        checks: Iterable[Check] = (),
        measured: Iterable[Measured] = (),
        today: date | None = None,
    ) -> None:
        # A draft has no submission of its own: the key is there because every form of the service carries one.
        unsent = {"seen_version": str(version), "idempotency_key": str(fresh_id())}
        self.checks = tuple(checks)
        content = replace(content, typed=taken_over(self.checks, content.typed))
        super().__init__({**content.data(), **unsent}, today=today)
        self.content, self.choices = content, choices
        self.questions = tuple(questions or ())
        self.asks = None if questions is None else {question.code for question in self.questions}
        self._offer(choices)
        for at, line in enumerate(content.lines):
            self._add_line(at, line)
        self._be_there()
        self._ask(measured)
        self.reasons_asked = reasons_asked(self.checks, self.content.typed)
        for key, served in self.reasons_asked.items():
            self.fields[reason_name(key)] = fields.TextAreaField(
                reason_label(served, choices.products), rows=2, required=False, says_optional=False
            )

    def _offer(self, choices: DraftChoices) -> None:
        offers: dict[str, Iterable[Choice | tuple[str, str]]] = {
            "effect": [(code.code, code.label) for code in choices.effects],
            "address_id": choices.addresses,
            "pathway": [(code.code, code.label) for code in choices.pathways],
            "prescriber_id": [(ME, "I do"), *choices.colleagues],
            "supervisor_id": choices.colleagues,
            "council_id": [(str(row.id), row.name) for row in choices.councils],
            "care_route": [(route.value, say(route)) for route in CareRoute],
        }
        for name, offered in offers.items():
            field = self.fields[name]
            if isinstance(field, ChosenField):
                field.offer(offered)

    def _add_line(self, at: int, line: Mapping[str, str]) -> None:
        product = self.choices.products.get(line.get("code", ""))
        sizes = self.choices.sizes.get(line.get("code", "") or line.get("group", ""), ())
        name = product.name if product else line.get("code", "")
        if len(sizes) > 1 or not product:
            choices = [(size.code, size.name) for size in sizes] or [(line.get("code", ""), name)]
            self.fields[f"line-{at}-code"] = fields.SelectField(
                "Size or type", choices, required=False, says_optional=False, blank="Choose a size"
            )
        else:
            self.fields[f"line-{at}-code"] = fields.HiddenField("Item", longest=20)
        for hidden in ("bundle", "group"):
            self.fields[f"line-{at}-{hidden}"] = fields.HiddenField(hidden, longest=60)
        self.fields[f"line-{at}-quantity"] = fields.NumberField(
            "How many", least=-99, width="3", required=False, says_optional=False
        )
        if product is None or product.supply_route is not SupplyRoute.RETAIL_VOUCHER:
            day = f"line-{at}-on"
            speeds = [
                Choice(speed.code, speed.label, reveal=(day,) if speed.needs_date else ())
                for speed in self.choices.speeds
            ]
            self.fields[f"line-{at}-speed"] = fields.SelectField(
                "How soon", speeds, required=False, says_optional=False
            )
            self.fields[day] = fields.DateField("On which day", required=False, says_optional=False)
        self.fields[f"line-{at}-review"] = fields.DateField("Review the loan on", required=False)

    def _be_there(self) -> None:
        """Nobody of the service brings what comes from a shop."""
        lines = range(len(self.content.lines))
        self.brought = not lines or any(f"line-{at}-speed" in self.fields for at in lines)
        if not self.brought:
            del self.fields["comes_along"], self.fields["suits"]

    def _ask(self, measured: Iterable[Measured]) -> None:
        """The questions. What the record says of a measure is offered with its day, and counts once it is ticked."""
        known = {one.measure: one for one in measured}
        for question in self.questions:
            self.fields[f"answer-{question.code}"] = question_field(question)
            last = next((one for one in known.values() if one.measure == question.compared_with), None)
            if last and not self.content.typed.get(f"answer-{question.code}"):
                still = f"Still {shown(last.value)} {question.unit}, as on {short_day(last.on)}"
                self.fields[still_name(question.code, last)] = fields.TickField(still, required=False)
        for name, measure, unit in (("weight_kg", Measure.WEIGHT, "kg"), ("height_cm", Measure.HEIGHT, "cm")):
            if measure in known:
                last = known[measure]
                self.fields[name].help_text = f"Last known: {shown(last.value)} {unit}, on {short_day(last.on)}"

    # Reading

    def clean(self) -> dict[str, Any]:
        """Without the day of a line whose speed has none: its field is out of sight, whatever was typed before. So is
        that of a measure which a question asks for: what is wrong with it is said at the question."""
        cleaned = super().clean()
        dated = {speed.code for speed in self.choices.speeds if speed.needs_date}
        for at, line in enumerate(self.content.lines):
            if line.get("speed") not in dated:
                cleaned[f"line-{at}-on"] = None
                self.errors.pop(f"line-{at}-on", None)
        for name, is_asked in (("weight_kg", self.asks_weight), ("height_cm", self.asks_height)):
            if is_asked:
                self.errors.pop(name, None)
        return cleaned

    def unread(self) -> tuple[str, ...]:
        """What is wrong with what was typed, in words. No field is required, so that nothing missing is among it."""
        return tuple(one.text for one in self.error_list())

    def quietly(self) -> None:
        """Show what was typed without judging it: the order is still being written."""
        self._errors = ErrorDict()

    def to_request(self, *, person_id: UUID, me: UUID, draft_id: UUID | None = None, version: int = 0) -> OrderToPlace:
        """The order as asked for; what could not be read is left out, and the rules say that it is missing."""
        given = self.cleaned_data
        prescriber = given.get("prescriber_id") or ME
        return OrderToPlace(
            order=OrderRequest(
                person_id=person_id,
                prescriber_id=me if prescriber == ME else UUID(prescriber),
                entered_by_id=me,
                address_id=_uuid(given.get("address_id")),
                lines=self.lines_asked(),
                why=given.get("goal") or "",
                answers=self._answers(),
                reasons=reasons_given(self.reasons_asked, self.content.typed),
                discharge=self._discharge(),
                funding=self._funding(),
                supervisor_id=_uuid(given.get("supervisor_id")),
            ),
            draft_id=draft_id,
            draft_version=version,
            need=self._need(),
            note=given.get("note") or "",
            joint_suits=(given.get("suits") or "") if given.get("comes_along") else None,
        )

    def lines_asked(self) -> tuple[LineRequest, ...]:
        """The lines as they could be read."""
        return tuple(self._line(at) for at in range(len(self.content.lines)))

    def _line(self, at: int) -> LineRequest:
        given = self.cleaned_data
        return LineRequest(
            product_code=given.get(f"line-{at}-code") or "",
            quantity=given.get(f"line-{at}-quantity") or 0,
            speed_code=given.get(f"line-{at}-speed") or "",
            chosen_on=given.get(f"line-{at}-on"),
            review_on=given.get(f"line-{at}-review"),
            bundle_code=given.get(f"line-{at}-bundle") or "",
        )

    def _answers(self) -> dict[str, str]:
        """What was answered. An answer that an item left behind stays in the draft and goes with no order."""
        said = self.content.prefixed("answer-")
        return {code: answer for code, answer in said.items() if self.asks is None or code in self.asks}

    def _discharge(self) -> Discharge | None:
        given = self.cleaned_data
        found = Discharge(given.get("ward") or "", given.get("discharge_on"), given.get("pathway") or "")
        return found if found != Discharge() else None

    def _funding(self) -> Funding:
        given = self.cleaned_data
        return Funding(
            council_id=_uuid(given.get("council_id")),
            gp_practice_code=given.get("gp_practice_code") or "",
            care_route=CareRoute(given.get("care_route") or CareRoute.STANDARD),
            from_on=given.get("route_from_on"),
            until_on=given.get("route_until_on"),
            payer=given.get("payer") or "",
        )

    def _need(self) -> NeedDetails | None:
        """The need. What a clinical question asks is not asked twice: its answer is the measure."""
        given = self.cleaned_data
        if not given.get("goal"):
            return None
        height = self._measured(Measure.HEIGHT)
        return NeedDetails(
            goal=given["goal"],
            assessed_on=self.today,
            effect=given.get("effect") or "",
            weight_kg=self._measured(Measure.WEIGHT) or given.get("weight_kg"),
            height_cm=int(height) if height else given.get("height_cm"),
        )

    def _measured(self, measure: Measure) -> Decimal | None:
        """A measure that was given as an answer; nothing where it is no number: the rules say so at the question."""
        question = next((asked for asked in self.questions if asked.compared_with == measure), None)
        typed = self.content.typed.get(f"answer-{question.code}", "").strip() if question else ""
        answer = read_answer(question, typed) if question and typed else None
        return answer if isinstance(answer, Decimal) else None

    @property
    def asks_weight(self) -> bool:
        """Whether a question asks for the weight already."""
        return any(asked.compared_with == Measure.WEIGHT for asked in self.questions)

    @property
    def asks_height(self) -> bool:
        """Whether a question asks for the height already."""
        return any(asked.compared_with == Measure.HEIGHT for asked in self.questions)

    # Showing what is wrong

    def words_for(self, reason: Reason) -> str:
        """Of a check that wants a reason: which one."""
        return reason_wanted(reason)

    def of_what_was_read(self, problems: Iterable[Reason]) -> tuple[Reason, ...]:
        """Without those of what could not be read and counts as nothing: its field says what is wrong with it. And of
        the checks of one fact, which share a field, the one at which it stands."""
        wrong = self.errors
        return tuple(
            one
            for one in problems
            if (one.code not in _NOTHING_READ or field_of(one.field or "") not in wrong)
            and (one.code is not OrderReason.CHECK_REASON_MISSING or field_of(one.field or "") in self.fields)
        )

    def show_problems(self, problems: Iterable[Reason]) -> None:
        """Put each reason beside its field; those about no field stand at the top."""
        listed = tuple(problems)
        if listed:
            self.refuse(Refused(listed), {reason.field or "": field_of(reason.field or "") for reason in listed})

    def show_unread(self, problems: Iterable[Reason]) -> None:
        """Say at its field what was typed and cannot be read. What is missing is not judged yet."""
        self.show_problems(reason for reason in problems if reason.code in UNREAD_ANSWERS)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def still_name(code: str, last: Measured) -> str:
    """The tick that says that a measure is still as it was; it names what was seen, whatever the record says since."""
    return f"{STILL}{code}-{shown(last.value)}"


def confirmed(content: DraftContent) -> dict[str, str]:
    """The answers that were given by ticking that a measure is still as it was."""
    ticked = (name.rpartition("-") for name, value in content.prefixed(STILL).items() if value)
    return {f"answer-{code}": value for code, _, value in ticked if code}


_FIELDS = {
    "why": "goal",
    "joint_suits": "comes_along",
    "discharge": "ward",
    "discharge.ward": "ward",
    "discharge.expected_on": "discharge_on",
    "discharge.pathway": "pathway",
    "funding.council_id": "council_id",
    "funding.from_on": "route_from_on",
    "funding.until_on": "route_until_on",
    "funding.care_route": "care_route",
    "funding.payer": "payer",
    "need.goal": "goal",
    "need.weight_kg": "weight_kg",
    "need.height_cm": "height_cm",
    "need.effect": "effect",
}
_LINE_FIELDS = {"product_code": "code", "speed_code": "speed", "chosen_on": "on", "review_on": "review"}


def field_of(path: str) -> str:
    """The form's field for a field of the request."""
    kind, _, rest = path.partition(".")
    match kind:
        case "lines":
            at, _, name = rest.partition(".")
            return f"line-{at}-{_LINE_FIELDS.get(name, name)}" if at else ""
        case "answers":
            return f"answer-{rest}"
        case "reasons":
            return reason_name(rest)
        case _:
            return _FIELDS.get(path, path)
