"""Say what a change to an order would do, without making it: new questions and checks, promises, what would wait.
Refuses (NOT_FOUND) an order outside the scope; writes nothing, so it runs inside `reading`."""

from dataclasses import dataclass

from handrail.catalogue.rules.facts import Check
from handrail.catalogue.rules.questions import AskedQuestion
from handrail.catalogue.states import Severity
from handrail.core.moment import Moment
from handrail.core.refusal import Refused
from handrail.identity.scope import Scope
from handrail.orders.rules.amend import AmendmentPlan, AmendRequest, as_it_should_become, plan_amendment
from handrail.orders.rules.plan import assess_order
from handrail.usecases._amending import OrderAmendment, answered_anew, standing_answers, wanted_order
from handrail.usecases._changing import line_now, read_order
from handrail.usecases._ordering import gather


@dataclass(frozen=True, slots=True)
class AmendmentOutlook:
    """What is asked and found beyond what the order was asked before. `plan` None: the change cannot be made so."""

    questions: tuple[AskedQuestion, ...]
    checks: tuple[Check, ...]
    plan: AmendmentPlan | None


def assess_amendment(scope: Scope, at: Moment, request: OrderAmendment) -> AmendmentOutlook:
    """The outlook of a change, complete or not."""
    order = standing_answers(read_order(scope, request.order_id))
    wanted = wanted_order(scope, order, request)
    products = {line.product_id for line in order.lines}
    gathered = gather(scope, at, wanted, but=order.head.id, also_held=products, releasing=False)
    # Why it changes is asked when it is sent.
    asked = AmendRequest(
        wanted, request.why.strip() or "to look ahead", request.changed, request.added, answered_anew(order, request)
    )
    lines = [line_now(line, gathered) for line in order.lines]
    become, facts, kept = as_it_should_become(asked, lines, gathered.facts)
    assessment = assess_order(become, facts, gathered.due_of, kept)
    try:
        plan = plan_amendment(asked, lines, order.head.door.address_id, gathered.facts, gathered.due_of)
    except Refused:
        plan = None
    answered = {row.question_code for row in order.answers}
    # What spoke up before is settled, unless it asks for a reason now and none was given then.
    known = {row.found["key"] for row in order.checks}
    reasoned = {row.found["key"] for row in order.checks if row.reason}
    return AmendmentOutlook(
        questions=tuple(question for question in assessment.questions if question.code not in answered),
        checks=tuple(
            check
            for check in assessment.checks
            if check.key not in (reasoned if check.severity is Severity.NEEDS_REASON else known)
        ),
        plan=plan,
    )
