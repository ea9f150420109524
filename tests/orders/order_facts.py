"""Facts about ordering for the tests of the pure rules: the shipped catalogue, one person, one address, any prescriber.
Refuses the database: these are values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from handrail.catalogue.reference.rows import QuestionRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.catalogue.rules.facts import Measures, facts_of
from handrail.catalogue.states import SpeedUnit
from handrail.core.calendars import SpeedRule, due_at, reference_calendars
from handrail.orders.rules.facts import (
    AddressFacts,
    AuthorityFacts,
    Funding,
    LineRequest,
    OrderFacts,
    OrderRequest,
    PersonFacts,
    SpeedFacts,
    StaffFacts,
)

REFERENCE = shipped_reference()
PRODUCTS = {row.code: facts_of(row) for row in REFERENCE.products}
SETS: dict[str, list[QuestionRow]] = {}
for _row in REFERENCE.questions:
    SETS.setdefault(_row.set_code, []).append(_row)
SPEEDS = {
    row.speed: SpeedFacts(
        row.speed,
        row.unit,
        row.applies_to,
        row.counts_from,
        fast=row.unit is SpeedUnit.HOURS and row.value <= 4,
        position=position,
    )
    for position, row in enumerate(REFERENCE.speeds)
}
AUTHORITIES = {
    row.job_category: AuthorityFacts(
        row.job_category,
        row.authority_covered,
        frozenset(row.categories),
        row.spend_limit_pence,
        frozenset(row.always_needs_another),
        row.may_authorise,
        row.authorise_limit_pence or 0,
    )
    for row in REFERENCE.authorities
}
BUNDLES: Mapping[str, frozenset[str]] = {
    code: frozenset(
        product.code
        for row in REFERENCE.bundles
        if row.bundle_code == code
        for product in PRODUCTS.values()
        if row.line_code in {product.code, product.size_group}
    )
    for code in {row.bundle_code for row in REFERENCE.bundles}
}

# A Tuesday in winter, 10:00 in London and in UTC.
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})

PERSON, NURSE, DESK, SENIOR, OTHER = (UUID(int=number) for number in range(1, 6))
HOME, COUNCIL, TEAM, OTHER_TEAM, STORE = (UUID(int=number) for number in range(11, 16))


def due_of(speed_code: str, start: datetime) -> datetime:
    """Due moments by the shipped speeds and calendars."""
    row = next(row for row in REFERENCE.speeds if row.speed == speed_code)
    unit: Literal["hours", "working_days"] = "hours" if row.unit is SpeedUnit.HOURS else "working_days"
    rule = SpeedRule(row.speed, unit, row.value, row.cut_off_time)
    return due_at(start, rule, reference_calendars(CHRISTMAS)[row.calendar])


def staff(job: str, user_id: UUID = NURSE, **changes: object) -> StaffFacts:
    """Someone of a job category, active, in TEAM."""
    member = StaffFacts(user_id, True, AUTHORITIES[job], TEAM, "community_nursing")
    return replace(member, **changes)  # type: ignore[arg-type]  # a test names the fields


def facts(job: str = "ot", **changes: object) -> OrderFacts:
    """What an order of this job category looks at: someone of 80 kg and 170 cm, at home, with nothing yet."""
    plain = OrderFacts(
        now=NOW,
        today=TODAY,
        person=PersonFacts(PERSON, None, None, Measures(Decimal(80), Decimal(170)), (), Funding(COUNCIL, "A81001")),
        address=AddressFacts(HOME, "own_home"),
        prescriber=staff(job),
        enterer=staff(job),
        supervisor=None,
        products=PRODUCTS,
        question_sets=SETS,
        fit_rules=REFERENCE.compatibility,
        speeds=SPEEDS,
        bundles=BUNDLES,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the fields


def line(code: str, quantity: int = 1, speed: str = "deliver_5d", **more: object) -> LineRequest:
    """One requested line."""
    return replace(LineRequest(code, quantity, speed), **more)  # type: ignore[arg-type]  # a test names the fields


def request(*lines: LineRequest, **changes: object) -> OrderRequest:
    """An order by NURSE for PERSON to HOME."""
    plain = OrderRequest(PERSON, NURSE, NURSE, HOME, lines, why="To get up safely")
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the fields


# Answers to the bed's questions that raise nothing but reminders.
BED_ANSWERS = {
    "person_weight_kg": "80",
    "person_height_cm": "170",
    "what_for": "To sit up",
    "bed_floor": "ground",
    "narrowest_door_cm": "75",
    "space_clear": "yes",
    "old_bed_plan": "none_there",
    "socket_near": "yes",
    "handset_lock": "no",
    "small_child_or_pet": "no",
    "agreed": "agrees",
}
SOON = TODAY + timedelta(days=7)
