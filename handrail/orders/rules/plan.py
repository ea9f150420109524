"""Owns: the one decision of ordering: what an order becomes, or every reason why it cannot be placed.
Refuses: an order that is incomplete, impossible or blocked (Refused, with all reasons); the rest waits or goes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.catalogue.rules.compared import (
    Known,
    compared_measures,
    compared_things,
    impossible_days,
    measures_now,
)
from handrail.catalogue.rules.facts import BasketItem, Check, CheckCode, CheckKind, ProductFacts, worst_first
from handrail.catalogue.rules.fit import FitFacts, check_duplicates, check_fit, check_limits
from handrail.catalogue.rules.questions import (
    AskedQuestion,
    CheckedAnswers,
    check_answers,
    not_asked,
    questions_for,
)
from handrail.catalogue.states import AskedAt, CountsFrom, Severity, SupplyRoute, Tracking
from handrail.core.moment import LONDON
from handrail.core.moves import path
from handrail.core.refusal import Reason, Refused
from handrail.orders.rules.authority import (
    AuthorityContext,
    AuthorityDecision,
    AuthorityLine,
    ReleaseNeeded,
    decide_authority,
)
from handrail.orders.rules.entering import (
    NOT_A_DISCHARGE,
    funding_of,
    needs_speed,
    pieces,
    reasons_against_checks,
    reasons_against_job,
    reasons_against_lines,
    reasons_against_person,
)
from handrail.orders.rules.facts import DueOf, Funding, LineRequest, OrderFacts, OrderReason, OrderRequest, line_params
from handrail.orders.rules.reasoning import reason_for
from handrail.orders.rules.visiting import PlannedVisit, Promise, VisitLine, plan_visits, promise
from handrail.orders.states import MOVES, LineEvent, LineState


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line to be written. `requested` is the index of the line asked for, `position` counts from 1. `price_pence`
    is for one, frozen. `state_path` follows DRAFT. `promise` None: a voucher, or issued from a satellite store.
    `goes_now`: out before its release, which is a review afterwards."""

    position: int
    requested: int
    product_code: str
    quantity: int
    tracking: Tracking
    supply_route: SupplyRoute
    price_pence: int
    speed_code: str
    chosen_on: date | None
    review_on: date | None
    bundle_code: str
    measurements: tuple[tuple[str, str], ...]
    funding: Funding
    promise: Promise | None
    goes_now: bool
    state_path: tuple[LineState, ...]

    @property
    def spend_pence(self) -> int:
        """The whole line at new price."""
        return self.price_pence * self.quantity

    @property
    def waits(self) -> bool:
        """Whether it waits for a release."""
        return self.state_path[-1] is LineState.AWAITING_AUTHORITY


@dataclass(frozen=True, slots=True)
class ReasonedCheck:
    """A check with the reason that was written for it; "" where none was asked."""

    check: Check
    reason: str


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """What an order becomes. `visits` are for lines that go: those that wait get theirs when they are released."""

    lines: tuple[PlannedLine, ...]
    releases: tuple[ReleaseNeeded, ...]
    visits: tuple[PlannedVisit, ...]
    checks: tuple[ReasonedCheck, ...]
    answers: tuple[tuple[str, str], ...]
    funding: Funding
    order_pence: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """An order as it stands, for the page that is being filled in: what it asks, what it found, what would happen.
    `plan` None: there are `problems`."""

    questions: tuple[AskedQuestion, ...]
    checks: tuple[Check, ...]
    problems: tuple[Reason, ...]
    decision: AuthorityDecision
    plan: OrderPlan | None


def plan_order(
    request: OrderRequest,
    facts: OrderFacts,
    due_of: DueOf,
    kept: frozenset[int] = frozenset(),
    said_now: Collection[str] = (),
) -> OrderPlan:
    """What the order becomes. `kept`: indexes of lines that stand already and do not change, so that a product ended or
    a day passed since then is no fault now. `said_now`: questions that are answered now, and must be asked. Raises
    Refused with every reason at once."""
    assessment = assess_order(request, facts, due_of, kept, said_now)
    if assessment.plan is None:
        raise Refused(assessment.problems)
    return assessment.plan


def assess_order(
    request: OrderRequest,
    facts: OrderFacts,
    due_of: DueOf,
    kept: frozenset[int] = frozenset(),
    said_now: Collection[str] = (),
) -> Assessment:
    """The same decision without raising: it feeds the page's checks, hints and greyed-out button."""
    basket = _basket(request, facts)
    questions = questions_for((item.product for item in basket), AskedAt.ORDER, facts.question_sets)
    known = _known(basket, facts)
    answered = _answered(questions, request, known)
    checks = worst_first((*_checks(known, questions, answered, facts), *_after_home(request, facts, due_of, kept)))
    decision = decide_authority(
        facts.prescriber, _authority_lines(request, facts), _context(request, facts, questions, answered)
    )
    problems = (
        *reasons_against_lines(request, facts, kept),
        *_closed_days(request, facts, due_of, kept),
        *reasons_against_person(request, facts),
        *answered.problems,
        *not_asked(questions, said_now),
        *reasons_against_job(request, facts, answered.answers, checks),
        *reasons_against_checks(checks, request),
    )
    if problems:
        return Assessment(questions, checks, problems, decision, None)
    lines = _planned_lines(request, facts, due_of, decision)
    plan = OrderPlan(
        lines=lines,
        releases=decision.releases,
        visits=_visits(lines, facts),
        checks=tuple(ReasonedCheck(check, reason_for(check, checks, request.reasons)) for check in checks),
        answers=tuple(
            (question.code, request.answers[question.code].strip()) for question in _given(questions, request)
        ),
        funding=funding_of(request, facts),
        order_pence=decision.order_pence,
    )
    return Assessment(questions, checks, (), decision, plan)


def _given(questions: Iterable[AskedQuestion], request: OrderRequest) -> list[AskedQuestion]:
    return [question for question in questions if request.answers.get(question.code, "").strip()]


def _basket(request: OrderRequest, facts: OrderFacts) -> tuple[BasketItem, ...]:
    """What can be looked at. A line whose quantity is wrong has its own reason, and is asked about as one meanwhile, so
    that its questions and checks stay."""
    return tuple(
        BasketItem(facts.products[line.product_code], max(line.quantity, 1))
        for line in request.lines
        if line.product_code in facts.products
    )


def _known(basket: tuple[BasketItem, ...], facts: OrderFacts) -> Known:
    person = facts.person
    return Known(facts.today, person.born_on, basket, person.holdings, person.measured)


def _answered(questions: Sequence[AskedQuestion], request: OrderRequest, known: Known) -> CheckedAnswers:
    """The answers as read, with what is wrong or doubtful about them in themselves and beside what is known."""
    read = check_answers(questions, request.answers)
    return CheckedAnswers(
        (*read.problems, *impossible_days(questions, read.answers, known)),
        (*read.checks, *compared_things(questions, read.answers, known)),
        read.answers,
    )


def _checks(
    known: Known, questions: Sequence[AskedQuestion], answered: CheckedAnswers, facts: OrderFacts
) -> tuple[Check, ...]:
    measures = measures_now(questions, answered.answers, facts.person.measures)
    basket = known.basket
    fit = FitFacts(
        basket=basket,
        holdings=facts.person.holdings,
        measures=measures,
        hazard_notes=facts.address.hazard_notes if facts.address else frozenset(),
        settled_sets=settled_sets(questions, answered),
    )
    return (
        *answered.checks,
        *compared_measures(measures, known),
        *check_fit(facts.fit_rules, fit),
        *check_limits(basket, measures, questions),
        *check_duplicates(basket, facts.person.holdings),
    )


def settled_sets(questions: Iterable[AskedQuestion], answered: CheckedAnswers) -> frozenset[str]:
    """The sets whose required questions are all answered with nothing flagged beyond a reminder."""
    flagged = {check.key.split(":")[1] for check in answered.checks if check.severity is not Severity.REMIND}
    asked: set[str] = set()
    open_sets: set[str] = set()
    for question in questions:
        sets = {use.set_code for use in question.uses}
        asked |= sets
        if question.code in flagged or (question.required and question.code not in answered.answers):
            open_sets |= sets
    return frozenset(asked - open_sets)


def _expanded(request: OrderRequest, facts: OrderFacts) -> list[tuple[int, LineRequest, ProductFacts, int]]:
    """(requested index, request, product, quantity) for each line to be; huge quantities are cut: they are refused."""
    return [
        (index, line, facts.products[line.product_code], quantity)
        for index, line in enumerate(request.lines)
        if line.product_code in facts.products
        for quantity in pieces(facts.products[line.product_code], min(line.quantity, facts.terms.most_of_one))
        if quantity > 0
    ]


def _authority_lines(request: OrderRequest, facts: OrderFacts) -> tuple[AuthorityLine, ...]:
    lines: list[AuthorityLine] = []
    for position, (_index, line, product, quantity) in enumerate(_expanded(request, facts), 1):
        speed = facts.speeds.get(line.speed_code) if needs_speed(product, request) else None
        in_bundle = product.code in facts.bundles.get(line.bundle_code, frozenset())
        fitting = facts.fitting_pence.get(product.code, 0) * quantity
        fast = speed is not None and speed.fast
        from_bundle = line.bundle_code if in_bundle else ""
        counter = request.satellite_id is not None
        lines.append(AuthorityLine(position, product, quantity, fast, from_bundle, fitting, counter))
    return tuple(lines)


def _context(
    request: OrderRequest, facts: OrderFacts, questions: Iterable[AskedQuestion], answered: CheckedAnswers
) -> AuthorityContext:
    return AuthorityContext(
        answers=answered.answers,
        other_orders_pence=facts.other_orders_pence,
        adaptations_pence=facts.address.adaptations_pence if facts.address else 0,
        # Whoever enters or changes an order does not release it.
        supervisor=None if request.entered_by_id == request.supervisor_id else facts.supervisor,
        terms=facts.terms,
        asked={question.code: question for question in questions},
    )


def _closed_days(request: OrderRequest, facts: OrderFacts, due_of: DueOf, kept: frozenset[int]) -> tuple[Reason, ...]:
    """A chosen day on which the speed's calendar does not work would silently become another day."""
    found: list[Reason] = []
    for index, line in enumerate(request.lines):
        speed = facts.speeds.get(line.speed_code)
        if index in kept or speed is None or line.chosen_on is None or line.chosen_on < facts.today:
            continue
        if speed.counts_from is CountsFrom.CHOSEN_DATE:
            due = promise(speed, line.chosen_on, facts.now, due_of, facts.terms, waits=False).due_at
            day = due.astimezone(LONDON).date()
            if day != line.chosen_on:
                days = (("on", line.chosen_on.isoformat()), ("next_on", day.isoformat()))
                params = line_params(index + 1, line.product_code, *days)
                found.append(Reason(OrderReason.CHOSEN_DATE_CLOSED, f"lines.{index}.chosen_on", params))
    return tuple(found)


def _after_home(request: OrderRequest, facts: OrderFacts, due_of: DueOf, kept: frozenset[int]) -> tuple[Check, ...]:
    """What is promised for a day on which they are at home already, once for each product: a reminder, as much of it
    may well come later."""
    discharge = request.discharge
    home_on = discharge.expected_on if discharge and discharge.pathway != NOT_A_DISCHARGE else None
    found: list[Check] = []
    for index, line in enumerate(request.lines):
        speed, product = facts.speeds.get(line.speed_code), facts.products.get(line.product_code)
        if home_on is None or index in kept or speed is None or product is None or not needs_speed(product, request):
            continue
        if speed.counts_from is CountsFrom.CHOSEN_DATE and line.chosen_on is None:
            continue
        due = promise(speed, line.chosen_on, facts.now, due_of, facts.terms, waits=False).due_at
        days = (due.astimezone(LONDON).date() - home_on).days
        if days > 0:
            numbers = (("days", days), ("home_on", home_on.isoformat()))
            key, code = f"home:{product.code}", CheckCode.AFTER_GOING_HOME
            found.append(Check(key, CheckKind.PROMISE, code, Severity.REMIND, (product.code,), numbers=numbers))
    return tuple(found)


def _planned_lines(
    request: OrderRequest, facts: OrderFacts, due_of: DueOf, decision: AuthorityDecision
) -> tuple[PlannedLine, ...]:
    funding = funding_of(request, facts)
    planned: list[PlannedLine] = []
    for position, (index, line, product, quantity) in enumerate(_expanded(request, facts), 1):
        waits = position in decision.waiting
        visited = needs_speed(product, request)
        outcome = LineEvent.WAIT_FOR_AUTHORITY if waits else LineEvent.AUTHORISE
        planned.append(
            PlannedLine(
                position=position,
                requested=index,
                product_code=product.code,
                quantity=quantity,
                tracking=product.tracking,
                supply_route=product.supply_route,
                price_pence=product.price_pence,
                speed_code=line.speed_code if visited else "",
                chosen_on=line.chosen_on if visited else None,
                review_on=line.review_on,
                bundle_code=line.bundle_code,
                measurements=line.measurements,
                funding=funding,
                promise=_promise(line, facts, due_of, waits=waits) if visited else None,
                goes_now=position in decision.goes_now,
                state_path=path(MOVES, LineState.DRAFT, LineEvent.SUBMIT, outcome),
            )
        )
    return tuple(planned)


def _promise(line: LineRequest, facts: OrderFacts, due_of: DueOf, *, waits: bool) -> Promise:
    return promise(facts.speeds[line.speed_code], line.chosen_on, facts.now, due_of, facts.terms, waits=waits)


def _visits(lines: Iterable[PlannedLine], facts: OrderFacts) -> tuple[PlannedVisit, ...]:
    address = facts.address
    going = [
        visit_line(line.position, address.address_id, line, line.promise.due_at, facts)
        for line in lines
        if address is not None and line.promise is not None and not line.waits
    ]
    return plan_visits(going, address.crew_at_least if address else 1)


def visit_line(key: int | UUID, address_id: UUID, line: PlannedLine, due_at: datetime, facts: OrderFacts) -> VisitLine:
    """A planned line as the grouping into visits sees it."""
    product = facts.products[line.product_code]
    return VisitLine(
        line=key,
        address_id=address_id,
        speed=facts.speeds[line.speed_code],
        due_at=due_at,
        chosen_on=line.chosen_on,
        crew=product.crew,
        fitting_minutes=product.fitting_minutes * line.quantity,
        demonstration=product.demonstration_required,
    )
