"""Owns: whether an order is complete and possible: lines, person, address, funding, and the job category's demands.
Refuses: nothing; it returns every reason at once, and `plan` raises them together."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from handrail.catalogue.rules.facts import Check, CheckKind, ProductFacts
from handrail.catalogue.rules.questions import Answers
from handrail.catalogue.rules.specials import is_special
from handrail.catalogue.states import CountsFrom, Severity, SpeedFor, SupplyRoute, Tracking
from handrail.core.refusal import Reason
from handrail.orders.rules.authority import answer_allows
from handrail.orders.rules.facts import (
    CareRoute,
    Funding,
    LineRequest,
    OrderFacts,
    OrderReason,
    OrderRequest,
    line_params,
)
from handrail.orders.rules.reasoning import asks_for_reason, reason_for
from handrail.orders.rules.special_rules import special_rules

NOT_A_DISCHARGE = "not_discharge"
CARE_HOMES = frozenset({"residential_home", "nursing_home"})
SCHOOLS = frozenset({"school", "residential_school"})


def reasons_against_lines(
    request: OrderRequest, facts: OrderFacts, kept: frozenset[int] = frozenset()
) -> tuple[Reason, ...]:
    """What is wrong with the lines themselves, each at its field (`lines.0.quantity`). `kept` indexes are not asked."""
    if not request.lines:
        return (Reason(OrderReason.NO_LINES, "lines"),)
    if len(request.lines) > facts.terms.most_lines:
        params = (("lines", len(request.lines)), ("at_most", facts.terms.most_lines))
        return (Reason(OrderReason.TOO_MANY_LINES, "lines", params),)
    return tuple(
        reason
        for index, line in enumerate(request.lines)
        if index not in kept
        for reason in (*_product_reasons(index, line, request, facts), *_speed_reasons(index, line, request, facts))
    )


def _at(index: int, line: LineRequest, code: OrderReason, field: str, *more: tuple[str, str | int]) -> Reason:
    return Reason(code, f"lines.{index}.{field}", line_params(index + 1, line.product_code, *more))


def _product_reasons(index: int, line: LineRequest, request: OrderRequest, facts: OrderFacts) -> Iterator[Reason]:
    if line.quantity < 1:
        yield _at(index, line, OrderReason.QUANTITY_NOT_POSITIVE, "quantity", ("quantity", line.quantity))
    elif line.quantity > facts.terms.most_of_one:
        amounts = (("quantity", line.quantity), ("at_most", facts.terms.most_of_one))
        yield _at(index, line, OrderReason.QUANTITY_HUGE, "quantity", *amounts)
    product = facts.products.get(line.product_code)
    if product is None:
        missing = not line.product_code.strip()
        yield _at(index, line, OrderReason.PRODUCT_MISSING if missing else OrderReason.UNKNOWN_PRODUCT, "product_code")
        return
    if product.from_on is not None and facts.today < product.from_on:
        day = ("from_on", product.from_on.isoformat())
        yield _at(index, line, OrderReason.PRODUCT_NOT_YET, "product_code", day)
    if product.until_on is not None and facts.today >= product.until_on:
        day = ("until_on", product.until_on.isoformat())
        yield _at(index, line, OrderReason.PRODUCT_ENDED, "product_code", day)
    if product.under_alert:
        yield _at(index, line, OrderReason.PRODUCT_UNDER_ALERT, "product_code")
    if product.code in facts.not_free:
        yield _at(index, line, OrderReason.SPECIAL_NOT_FREE, "product_code")
    before = {earlier.product_code for earlier in request.lines[:index]}
    if is_special(product.code) and (line.quantity > 1 or product.code in before):
        yield _at(index, line, OrderReason.SPECIAL_IS_ONE, "quantity")
    if line.review_on is not None and line.review_on <= facts.today:
        yield _at(index, line, OrderReason.REVIEW_DATE_PAST, "review_on", ("on", line.review_on.isoformat()))


def needs_speed(product: ProductFacts, request: OrderRequest) -> bool:
    """Whether a line is brought by a visit: a voucher has none, and a satellite store issues by scan."""
    return product.supply_route is not SupplyRoute.RETAIL_VOUCHER and request.satellite_id is None


def _speed_reasons(index: int, line: LineRequest, request: OrderRequest, facts: OrderFacts) -> Iterator[Reason]:
    product = facts.products.get(line.product_code)
    if product is None or not needs_speed(product, request):
        if product is not None and request.satellite_id is not None and _is_fitted(product):
            yield _at(index, line, OrderReason.NOT_FROM_SATELLITE, "product_code")
        return
    speed = facts.speeds.get(line.speed_code)
    if speed is None:
        yield _at(index, line, OrderReason.UNKNOWN_SPEED, "speed_code", ("speed", line.speed_code))
        return
    if speed.applies_to is not SpeedFor.DELIVER:
        yield _at(index, line, OrderReason.SPEED_NOT_FOR_DELIVERY, "speed_code", ("speed", speed.code))
    elif speed.products is not None and product.code not in speed.products:
        yield _at(index, line, OrderReason.SPEED_NOT_FOR_PRODUCT, "speed_code", ("speed", speed.code))
    yield from _chosen_date_reasons(index, line, facts, speed.counts_from is CountsFrom.CHOSEN_DATE)


def _is_fitted(product: ProductFacts) -> bool:
    return product.supply_route is SupplyRoute.ADAPTATION


def _chosen_date_reasons(index: int, line: LineRequest, facts: OrderFacts, wanted: bool) -> Iterator[Reason]:
    day = line.chosen_on
    if day is None:
        if wanted:
            yield _at(index, line, OrderReason.CHOSEN_DATE_MISSING, "chosen_on")
        return
    said = ("on", day.isoformat())
    if not wanted:
        yield _at(index, line, OrderReason.CHOSEN_DATE_NOT_USED, "chosen_on", said, ("speed", line.speed_code))
    elif day < facts.today:
        yield _at(index, line, OrderReason.CHOSEN_DATE_PAST, "chosen_on", said)
    elif day > facts.today + timedelta(days=facts.terms.furthest_days):
        yield _at(index, line, OrderReason.CHOSEN_DATE_FAR, "chosen_on", said, ("days", facts.terms.furthest_days))


def reasons_against_person(request: OrderRequest, facts: OrderFacts) -> tuple[Reason, ...]:
    """What is wrong with who it is for, who orders it, where it goes and why."""
    person, address = facts.person, facts.address
    found: list[Reason] = []
    if person.died_on is not None:
        found.append(Reason(OrderReason.PERSON_DIED, "person_id", (("on", person.died_on.isoformat()),)))
    if person.joined_into is not None:
        found.append(Reason(OrderReason.PERSON_JOINED, "person_id", (("kept", str(person.joined_into)),)))
    if not facts.prescriber.active:
        found.append(Reason(OrderReason.PRESCRIBER_NOT_ACTIVE, "prescriber_id"))
    if request.address_id is None or address is None:
        found.append(Reason(OrderReason.NO_ADDRESS, "address_id"))
    elif address.until_on is not None and address.until_on <= facts.today:
        found.append(Reason(OrderReason.ADDRESS_ENDED, "address_id", (("until_on", address.until_on.isoformat()),)))
    if not request.why.strip():
        found.append(Reason(OrderReason.WHY_MISSING, "why"))
    funding = reasons_against_funding(funding_of(request, facts), facts.today)
    return (*found, *_not_there(facts), *_discharge_reasons(request), *funding)


def _not_there(facts: OrderFacts) -> Iterator[Reason]:
    """Who is named, but holds no post here, and what is named as a council and is none."""
    for field, code in (
        ("supervisor_id", OrderReason.SUPERVISOR_MISSING),
        ("funding.council_id", OrderReason.COUNCIL_MISSING),
    ):
        if field in facts.unknown:
            yield Reason(code, field)


def _discharge_reasons(request: OrderRequest) -> Iterator[Reason]:
    """A discharge, where one is given, is given whole: the ward and the day are what the visit is planned by."""
    discharge = request.discharge
    if discharge is None or discharge.pathway == NOT_A_DISCHARGE:
        return
    if not discharge.ward.strip():
        yield Reason(OrderReason.WARD_MISSING, "discharge.ward")
    if discharge.expected_on is None:
        yield Reason(OrderReason.DISCHARGE_DATE_MISSING, "discharge.expected_on")
    if not discharge.pathway:
        yield Reason(OrderReason.PATHWAY_MISSING, "discharge.pathway")


def funding_of(request: OrderRequest, facts: OrderFacts) -> Funding:
    """The funding facts that are frozen on each line: what the order says, or else the person's own."""
    return request.funding if request.funding is not None else facts.person.funding


def reasons_against_funding(funding: Funding, today: date) -> Iterator[Reason]:
    """What is wrong with the funding facts. No practice is a fact too (not registered), so it may be empty."""
    if funding.council_id is None:
        yield Reason(OrderReason.COUNCIL_MISSING, "funding.council_id")
    if funding.care_route is CareRoute.STANDARD:
        return
    if funding.from_on is None:
        yield Reason(OrderReason.ROUTE_FROM_MISSING, "funding.from_on", (("route", funding.care_route.value),))
    elif funding.until_on is not None and funding.until_on < funding.from_on:
        days = (("from_on", funding.from_on.isoformat()), ("until_on", funding.until_on.isoformat()))
        yield Reason(OrderReason.ROUTE_DATES_CROSSED, "funding.until_on", days)
    if funding.until_on is not None and funding.until_on < today:
        days = (("route", funding.care_route.value), ("until_on", funding.until_on.isoformat()))
        yield Reason(OrderReason.ROUTE_ENDED, "funding.care_route", days)


def reasons_against_job(
    request: OrderRequest, facts: OrderFacts, answers: Answers, checks: Iterable[Check]
) -> tuple[Reason, ...]:
    """What the special rules of the prescriber's job category ask of the order (authorities.csv)."""
    rules = special_rules(facts.prescriber.authority.job_category)
    found: list[Reason] = []
    if rules.enters_only:
        # The service desk enters on a prescriber's word: the prescriber is never the desk itself.
        found.append(Reason(OrderReason.PRESCRIBER_MISSING, "prescriber_id"))
    if rules.needs_supervisor or rules.colleague_releases:
        found += _supervisor_reasons(request)
    if rules.discharge_only and (request.discharge is None or request.discharge.pathway == NOT_A_DISCHARGE):
        found.append(Reason(OrderReason.DISCHARGE_MISSING, "discharge"))
    if rules.satellite_only:
        if request.satellite_id is None:
            found.append(Reason(OrderReason.SATELLITE_ONLY, "satellite_id"))
        if not request.follow_up_team.strip():
            found.append(Reason(OrderReason.FOLLOW_UP_TEAM_MISSING, "follow_up_team"))
    kind = facts.address.accommodation_kind if facts.address else ""
    if rules.care_home_only and kind not in CARE_HOMES:
        found.append(Reason(OrderReason.CARE_HOME_ONLY, "address_id", (("kind", kind),)))
    if rules.school_payer and kind in SCHOOLS and not funding_of(request, facts).payer.strip():
        found.append(Reason(OrderReason.SCHOOL_PAYER_MISSING, "funding.payer"))
    if rules.stops_on_flags:
        found += [
            Reason(OrderReason.ASSESSMENT_NEEDED, f"answers.{check.key.split(':')[1]}", check.numbers)
            for check in checks
            if check.kind is CheckKind.ANSWER and check.severity is not Severity.REMIND
        ]
    return (*found, *_line_demands(request, facts, answers))


def _supervisor_reasons(request: OrderRequest) -> Iterator[Reason]:
    if request.supervisor_id is None:
        yield Reason(OrderReason.SUPERVISOR_MISSING, "supervisor_id")
    elif request.supervisor_id == request.prescriber_id:
        yield Reason(OrderReason.SUPERVISOR_IS_SELF, "supervisor_id")


def _line_demands(request: OrderRequest, facts: OrderFacts, answers: Answers) -> Iterator[Reason]:
    rules = special_rules(facts.prescriber.authority.job_category)
    for index, line in enumerate(request.lines):
        product = facts.products.get(line.product_code)
        if product is None:
            continue
        lent = product.supply_route is SupplyRoute.LOAN
        if rules.review_date_on_loans and lent and line.review_on is None:
            yield _at(index, line, OrderReason.REVIEW_DATE_MISSING, "review_on")
        for allowed in rules.needs_answers:
            if not answer_allows(allowed, product, answers):
                question = ("question", allowed.question_code)
                yield _at(index, line, OrderReason.ANSWER_DOES_NOT_ALLOW, "product_code", question)


def reasons_against_checks(checks: Iterable[Check], request: OrderRequest) -> tuple[Reason, ...]:
    """Checks that stop the order, and those that ask for a reason that was not written, once for each fact."""
    found: list[Reason] = []
    known = tuple(checks)
    for check in known:
        about = ",".join((*check.products, *check.against))
        params = (("check", check.code.value), ("about", about), ("text", check.text), *check.numbers)
        if check.severity is Severity.BLOCK:
            found.append(Reason(OrderReason.CHECK_BLOCKS, f"checks.{check.key}", params))
        elif asks_for_reason(check, known, request.reasons) and not reason_for(check, known, request.reasons):
            found.append(Reason(OrderReason.CHECK_REASON_MISSING, f"reasons.{check.key}", params))
    return tuple(found)


def pieces(product: ProductFacts, quantity: int) -> tuple[int, ...]:
    """The quantities of the lines that one requested line becomes: each serialised item is a line of its own."""
    return (1,) * quantity if product.tracking is Tracking.SERIALISED else (quantity,)
