"""What an order would become, without placing it: what is asked, what was found, what it costs, what would wait.
Refuses whoever may not order; a look at a person's things is written down like any other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ninja import Router

from handrail.api.rest.operations import looked_at, reads
from handrail.api.rest.orders import OrderTold
from handrail.api.rest.problems import Fault, faults_of
from handrail.api.rest.token import CallerRequest
from handrail.catalogue.queries import products
from handrail.catalogue.rules.facts import Check, ProductFacts
from handrail.catalogue.rules.questions import AskedQuestion
from handrail.catalogue.states import AnswerType, Severity
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.authority import ReleaseKind, ReleaseNeeded
from handrail.orders.rules.plan import OrderPlan, PlannedLine
from handrail.stock.queries import ReadyUntil, ready_until
from handrail.usecases.assess_order import OrderOutlook, assess_order
from handrail.wording.checks import check_detail, check_title
from handrail.wording.shown import local

router = Router(tags=["Orders"])


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question of these lines; `products` are those that ask it. Send the answer under its code in `answers`."""

    code: str
    text: str
    answer_type: AnswerType
    unit: str
    choices: tuple[tuple[str, str], ...]
    required: bool
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckFound:
    """What was found before ordering. Where `severity` is NEEDS_REASON, send the reason under `key` in `reasons`."""

    key: str
    severity: Severity
    title: str
    detail: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineOutlook:
    """One line as it would be. `requested` is its index in what was sent. `waits`: for a release; then `due_at` holds
    if that is given by `if_authorised_by`. `in_stock`: pieces ready in all stores that can go out on that day; where
    it is below `quantity`, `due_at` is what was asked for and cannot be promised until there is stock."""

    position: int
    requested: int
    product_code: str
    quantity: int
    price_pence: int
    speed_code: str
    waits: bool
    due_at: datetime | None
    if_authorised_by: datetime | None
    in_stock: int


@dataclass(frozen=True, slots=True)
class ReleaseOutlook:
    """A release that would be asked for, for these positions, and why. `afterwards`: they go out before it."""

    kind: ReleaseKind
    positions: tuple[int, ...]
    step: AuthorityStep
    afterwards: bool
    asked_of: UUID | None
    reasons: list[Fault]


@dataclass(frozen=True, slots=True)
class OrderAssessed:
    """The order as it stands. `ready`: it can be placed like this; else `problems` says all that is in the way, and
    there are no lines."""

    ready: bool
    problems: list[Fault]
    questions: tuple[QuestionAsked, ...]
    checks: tuple[CheckFound, ...]
    lines: tuple[LineOutlook, ...]
    releases: tuple[ReleaseOutlook, ...]
    order_pence: int


@router.post("/order-assessments", **reads("assess_order", "See what an order would become", OrderAssessed))
def assess(request: CallerRequest, body: OrderTold) -> OrderAssessed:
    """Writes nothing but the look at the record: send it as often as the order changes, then place it as it is."""
    scope, at = request.auth, now_is(now())
    order = body.order(scope.user_id)
    own = order.prescriber_id == scope.user_id
    scope.require(Permission.PLACE_ORDER if own else Permission.PLACE_ORDER_FOR_OTHERS)
    with reading(scope):
        outlook = assess_order(scope, at, order)
        looked_at(scope, order.person_id, outlook)
        plan = outlook.assessment.plan
        ids = {code: record.id for code, record in products(scope, codes=_codes(plan)).items()} if plan else {}
        ready = ready_until(scope, today=at.today, product_ids=ids.values()) if ids else ()
    shelves = {code: [part for part in ready if part.product_id == found] for code, found in ids.items()}
    return _told(outlook, shelves)


def _codes(plan: OrderPlan) -> list[str]:
    return sorted({line.product_code for line in plan.lines})


def _told(outlook: OrderOutlook, shelves: Mapping[str, Sequence[ReadyUntil]]) -> OrderAssessed:
    found, known = outlook.assessment, outlook.gathered.facts.products
    plan = found.plan
    return OrderAssessed(
        ready=plan is not None,
        problems=faults_of(found.problems),
        questions=tuple(_question(question) for question in found.questions),
        checks=tuple(_check(check, known) for check in found.checks),
        lines=tuple(_line(line, shelves[line.product_code]) for line in plan.lines) if plan else (),
        releases=tuple(_release(release) for release in found.decision.releases),
        order_pence=found.decision.order_pence,
    )


def _question(question: AskedQuestion) -> QuestionAsked:
    codes = dict.fromkeys(product.code for use in question.uses for product in use.products)
    return QuestionAsked(
        question.code, question.text, question.answer_type, question.unit, question.choices, question.required,
        tuple(codes),
    )  # fmt: skip


def _check(check: Check, products: Mapping[str, ProductFacts]) -> CheckFound:
    numbers = dict(check.numbers)
    names = [products[code].name for code in (*check.products, *check.against) if code in products]
    title = check_title(check.code, names, numbers)
    return CheckFound(
        check.key, check.severity, title, check_detail(check.severity, check.text, numbers), check.products
    )


def _line(line: PlannedLine, shelves: Sequence[ReadyUntil]) -> LineOutlook:
    promise = line.promise
    in_stock = sum(part.total for part in shelves if promise is None or part.goes_on(local(promise.due_at).date()))
    return LineOutlook(
        line.position, line.requested, line.product_code, line.quantity, line.price_pence, line.speed_code, line.waits,
        promise.due_at if promise else None, promise.if_authorised_by if promise else None, in_stock,
    )  # fmt: skip


def _release(release: ReleaseNeeded) -> ReleaseOutlook:
    return ReleaseOutlook(
        release.kind, release.lines, release.step, release.afterwards, release.asked_of, faults_of(release.reasons)
    )
