"""Owns: one frozen row type for each reference file, as data/reference/README.md describes the columns.
Refuses: nothing; rows are made by `parse`, which has checked each value."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from handrail.catalogue.states import (
    AnswerType,
    AskedAt,
    AttributableTo,
    BundleLineKind,
    CompareKind,
    CountsFrom,
    FitRule,
    PriceUnit,
    Severity,
    SpeedFor,
    SpeedUnit,
    StockClass,
    SupplyRoute,
    ThingKind,
    Tracking,
)
from handrail.identity.states import AuthorityStep


@dataclass(frozen=True, slots=True)
class ProductRow:
    """products.csv. Pence without VAT, kilograms, litres, centimetres, minutes, months, days. None: no limit given,
    or does not apply. `clinical_questions` "": no question set."""

    code: str
    name: str
    description: str
    category: str
    iso9999_class: str
    supply_route: SupplyRoute
    tracking: Tracking
    price_pence: int
    weight_kg: Decimal
    packed_volume_l: Decimal
    max_user_weight_kg: int | None
    min_user_height_cm: int | None
    max_user_height_cm: int | None
    crew: int
    fitting_minutes: int
    demonstration_required: bool
    decontamination_method: str
    decontamination_minutes: int
    electrical_test_months: int | None
    examination_months: int | None
    service_months: int | None
    expected_life_months: int
    collect_when_done: bool
    credit_eligible: bool
    stock_class: StockClass
    weekly_demand_per_100k: Decimal
    return_probability: Decimal
    median_loan_days: int | None
    minimum_authority: AuthorityStep
    clinical_questions: str
    size_group: str
    child: bool
    bariatric: bool


@dataclass(frozen=True, slots=True)
class CompatibilityRow:
    """compatibility.csv. `compare_set` names the question set when `compare` is QUESTIONS. Only `works_with` and
    `same_job` have no severity. `reason` is shown with the numbers."""

    rule_code: str
    subject_kind: ThingKind
    subject_code: str
    rule: FitRule
    object_kind: ThingKind
    object_codes: tuple[str, ...]
    compare: CompareKind
    compare_set: str
    basis: str
    severity: Severity | None
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """question_sets.csv. `choices` are (code, label) in the order shown. `flag_rule` is read by `rules.flags`,
    `compared_with` by `rules.compared`. `for_crew`: about the way in and the place where a thing goes (floor, doors,
    room, power, what it is fixed to or put on), so the crew sees the answer before it carries anything in."""

    set_code: str
    question_code: str
    text: str
    asked_at: AskedAt
    answer_type: AnswerType
    unit: str
    choices: tuple[tuple[str, str], ...]
    required: bool
    flag_rule: str
    compared_with: str = ""
    for_crew: bool = False


@dataclass(frozen=True, slots=True)
class BundleRow:
    """bundles.csv: one line of a starting basket. `optional`: offered, not in the basket from the start."""

    bundle_code: str
    bundle_label: str
    bundle_description: str
    line: int
    line_kind: BundleLineKind
    line_code: str
    quantity: int
    optional: bool
    default_speed: str
    note: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """codes.csv: one code of one list."""

    list: str
    code: str
    label: str
    meaning: str
    attributable_to: AttributableTo


@dataclass(frozen=True, slots=True)
class SpeedRow:
    """speeds.csv: a promised speed. `cut_off_time` None: no cut-off."""

    speed: str
    label: str
    unit: SpeedUnit
    value: int
    calendar: str
    cut_off_time: time | None
    target_percent: int
    applies_to: SpeedFor
    counts_from: CountsFrom
    meant_for: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """price_list.csv: the price of an activity in pence. `speed` "": any."""

    activity: str
    label: str
    speed: str
    unit: PriceUnit
    price_pence: int
    note: str


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """authorities.csv: what one job category may order and release. `categories` and `always_needs_another` hold
    product categories, or just "all". `authorise_limit_pence` None: may not authorise."""

    job_category: str
    authority_covered: AuthorityStep
    categories: tuple[str, ...]
    spend_limit_pence: int
    always_needs_another: tuple[str, ...]
    may_authorise: bool
    authorise_limit_pence: int | None
    special_rules: str


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """All the reference files of one contract."""

    products: tuple[ProductRow, ...]
    compatibility: tuple[CompatibilityRow, ...]
    questions: tuple[QuestionRow, ...]
    bundles: tuple[BundleRow, ...]
    codes: tuple[CodeRow, ...]
    speeds: tuple[SpeedRow, ...]
    prices: tuple[PriceRow, ...]
    authorities: tuple[AuthorityRow, ...]
