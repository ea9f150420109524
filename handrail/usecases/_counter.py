"""What an issue over a counter is decided by: the same questions, checks and authority as an order.
Refuses nothing; it returns the reasons."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from handrail.catalogue.rules.facts import Check, ProductFacts
from handrail.catalogue.rules.questions import AnswerReason
from handrail.catalogue.states import Severity
from handrail.core.moment import Moment
from handrail.core.refusal import Param, Reason
from handrail.identity.scope import Scope
from handrail.orders.rules.facts import LineRequest, OrderReason, OrderRequest
from handrail.orders.rules.plan import Assessment, ReasonedCheck, assess_order
from handrail.stock.codes import StockReason
from handrail.stock.plans import ItemScan
from handrail.usecases._ordering import Gathered, gather
from handrail.usecases._scans import FoundItems

TRIAL = "trial"
# A counter asks for no speed, discharge or supervisor. These stop an issue as they stop an order, and so do questions.
_STOPS = frozenset(
    {
        OrderReason.NO_ADDRESS,
        OrderReason.ADDRESS_ENDED,
        OrderReason.PERSON_DIED,
        OrderReason.PERSON_JOINED,
        OrderReason.PRESCRIBER_NOT_ACTIVE,
        OrderReason.PRODUCT_UNDER_ALERT,
        OrderReason.PRODUCT_NOT_YET,
        OrderReason.NOT_FROM_SATELLITE,
        OrderReason.CHECK_BLOCKS,
        OrderReason.CHECK_REASON_MISSING,
        OrderReason.ANSWER_DOES_NOT_ALLOW,
        OrderReason.ASSESSMENT_NEEDED,
        *AnswerReason,
    }
)


# What should have kept the items in the store, and is told to an owner where they have left it already.
_STOPS_BEFORE = frozenset(
    {
        OrderReason.PRODUCT_UNDER_ALERT,
        OrderReason.PRODUCT_NOT_YET,
        OrderReason.NOT_FROM_SATELLITE,
        OrderReason.CHECK_BLOCKS,
        OrderReason.ANSWER_DOES_NOT_ALLOW,
    }
)

# What stands as well once the person has the items: a slip in what was scanned, and what nobody said.
_STANDS = (_STOPS - _STOPS_BEFORE) | {
    StockReason.NOTHING_SCANNED,
    StockReason.TOO_MANY,
    StockReason.QUANTITY_NOT_POSITIVE,
    StockReason.QUANTITY_HUGE,
    StockReason.QUANTITY_ONE,
    StockReason.SCANNED_TWICE,
    StockReason.UNKNOWN_PLACE,
    StockReason.TRIAL_NEEDS_DATE,
}


def is_over_once_taken(reason: Reason) -> bool:
    """Whether this keeps items in the store, and is recorded as it is where the person has them already."""
    return reason.code not in _STANDS


@dataclass(frozen=True, slots=True)
class SatelliteIssue:
    """What goes to whom, from which store, what for (code list satellite_purpose).

    `address_id` None: the person's home. `reason`: said to every check that asks for one. `review_on`: the day a trial
    ends, or when a loan is looked at. `answers`: to the clinical questions of the items, by question code. `taken`: the
    person has the items already, so what is wrong with them, or above an authority, is recorded as it is."""

    place_id: UUID
    person_id: UUID
    purpose: str
    items: tuple[ItemScan, ...]
    address_id: UUID | None = None
    reason: str = ""
    note: str = ""
    review_on: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    taken: bool = False


def assess(scope: Scope, at: Moment, request: SatelliteIssue, found: FoundItems) -> tuple[Gathered, Assessment]:
    """The same decision as at an order: duplicates, fit, limits, questions, and whose release it needs."""
    counts: Counter[str] = Counter()
    for item in found.assets:
        counts[item.asset.product_code] += 1
    for one in found.unknown:
        if one.product_id:
            counts[one.product_code] += 1
    for count in found.counted:
        counts[count.product_code] += count.pieces
    wanted = OrderRequest(
        person_id=request.person_id,
        prescriber_id=scope.user_id,
        entered_by_id=scope.user_id,
        address_id=request.address_id,
        lines=tuple(LineRequest(code, pieces, review_on=request.review_on) for code, pieces in counts.items()),
        why=request.purpose,
        answers=request.answers,
        satellite_id=request.place_id,
    )
    gathered = gather(scope, at, wanted, releasing=False)
    assessment = assess_order(wanted, gathered.facts, gathered.due_of)
    said = {check.key: request.reason for check in assessment.checks if request.reason.strip()}
    said_now = [code for code, answer in request.answers.items() if answer.strip()]
    reasoned = replace(wanted, reasons=said)
    return gathered, assess_order(reasoned, gathered.facts, gathered.due_of, said_now=said_now)


def reasons_against(request: SatelliteIssue, assessment: Assessment, gathered: Gathered) -> list[Reason]:
    """What stops the issue, each reason at its box."""
    wanted = _STOPS - _STOPS_BEFORE if request.taken else _STOPS
    stops = [reason for reason in assessment.problems if reason.code in wanted]
    products = gathered.facts.products
    reasons = [Reason(reason.code, _field(reason), named(reason, products)) for reason in stops]
    # The store is no way round an authority: what may not go out before its release stays on the shelf.
    above = {
        str(dict(reason.params).get("product", ""))
        for release in assessment.decision.releases
        if not release.afterwards
        for reason in release.reasons
    }
    reasons += [
        Reason(OrderReason.RELEASE_FIRST, "items", (("product", products[code].name if code else "This issue"),))
        for code in sorted(above)
    ]
    if request.purpose == TRIAL and request.review_on is None:
        reasons.append(Reason(StockReason.TRIAL_NEEDS_DATE, "review_on"))
    return reasons


def should_have_stayed(assessment: Assessment) -> bool:
    """Whether something other than the items themselves speaks against an issue."""
    waits = any(not release.afterwards for release in assessment.decision.releases)
    return waits or any(reason.code in _STOPS_BEFORE for reason in assessment.problems)


def named(reason: Reason, products: Mapping[str, ProductFacts]) -> tuple[Param, ...]:
    """What a reason says, with the names of the items that its check is about: no check is shown beside the box."""
    codes = str(dict(reason.params).get("about", "")).split(",")
    names = " and ".join(dict.fromkeys(products[code].name for code in codes if code in products))
    return (*reason.params, ("items", names)) if names else reason.params


def _field(reason: Reason) -> str:
    if reason.code == OrderReason.CHECK_REASON_MISSING:
        return "reason"
    return reason.field if reason.field and reason.field.startswith("answers.") else "items"


def reasoned(request: SatelliteIssue, assessment: Assessment) -> list[ReasonedCheck]:
    """The checks that spoke up, with the reason that was given to those that ask for one."""
    return [ReasonedCheck(check, _said(check, request)) for check in assessment.checks]


def given_answers(request: SatelliteIssue, assessment: Assessment) -> list[tuple[str, str]]:
    """The answers that were given to the questions of these items."""
    codes = [question.code for question in assessment.questions]
    return [(code, said) for code in codes if (said := request.answers.get(code, "").strip())]


def _said(check: Check, request: SatelliteIssue) -> str:
    return request.reason.strip() if check.severity is Severity.NEEDS_REASON else ""
