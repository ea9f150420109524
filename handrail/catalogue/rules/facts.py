"""Owns: what the catalogue's rules are told and what they answer: products, a person, checks.
Refuses: nothing; these are values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from handrail.catalogue.reference.rows import ProductRow
from handrail.catalogue.states import Measure, Severity, SupplyRoute, Tracking
from handrail.core.refusal import Param
from handrail.identity.states import AuthorityStep


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """One catalogue line as the rules see it. `from_on` and `until_on` are the days of the contract from and before
    which it may be ordered; `under_alert`: an unresolved safety alert names it. `question_set` "": none."""

    code: str
    name: str
    description: str
    category: str
    size_group: str
    supply_route: SupplyRoute
    tracking: Tracking
    price_pence: int
    max_user_weight_kg: int | None
    min_user_height_cm: int | None
    max_user_height_cm: int | None
    crew: int
    fitting_minutes: int
    demonstration_required: bool
    minimum_authority: AuthorityStep
    question_set: str
    child: bool
    bariatric: bool
    from_on: date | None = None
    until_on: date | None = None
    under_alert: bool = False

    def limits(self) -> dict[str, int | None]:
        """The maker's limits by the name of their column."""
        return {
            "max_user_weight_kg": self.max_user_weight_kg,
            "min_user_height_cm": self.min_user_height_cm,
            "max_user_height_cm": self.max_user_height_cm,
        }


def facts_of(row: ProductRow) -> ProductFacts:
    """The facts of a shipped or uploaded product."""
    return ProductFacts(
        code=row.code,
        name=row.name,
        description=row.description,
        category=row.category,
        size_group=row.size_group,
        supply_route=row.supply_route,
        tracking=row.tracking,
        price_pence=row.price_pence,
        max_user_weight_kg=row.max_user_weight_kg,
        min_user_height_cm=row.min_user_height_cm,
        max_user_height_cm=row.max_user_height_cm,
        crew=row.crew,
        fitting_minutes=row.fitting_minutes,
        demonstration_required=row.demonstration_required,
        minimum_authority=row.minimum_authority,
        question_set=row.clinical_questions,
        child=row.child,
        bariatric=row.bariatric,
    )


@dataclass(frozen=True, slots=True)
class BasketItem:
    """One line that is being ordered."""

    product: ProductFacts
    quantity: int


class Held(StrEnum):
    """How a person has a thing: on loan, as their own (given, bought, fitted to the home), or on an open order."""

    ON_LOAN = "ON_LOAN"
    OWN = "OWN"
    ON_ORDER = "ON_ORDER"


@dataclass(frozen=True, slots=True)
class Holding:
    """Something that the person has or that is coming. `since_on`: lent, given or ordered on."""

    product: ProductFacts
    quantity: int
    held: Held
    since_on: date


@dataclass(frozen=True, slots=True)
class Measures:
    """What is known of the person's body; None: not known."""

    weight_kg: Decimal | None = None
    height_cm: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure as it stands in the record, with the day of the assessment."""

    measure: Measure
    value: Decimal
    on: date


class CheckKind(StrEnum):
    """Where a check comes from."""

    ANSWER = "ANSWER"
    FIT = "FIT"
    LIMIT = "LIMIT"
    DUPLICATE = "DUPLICATE"
    PROMISE = "PROMISE"


class CheckCode(StrEnum):
    """What a check found: the wording and the numbers belong to it. A FIT check shows its rule's own `text` too."""

    ANSWER_FLAGGED = "CHECK_ANSWER_FLAGGED"
    ANSWER_DENIES_THING = "CHECK_ANSWER_DENIES_THING"
    ANSWER_WITHOUT_THING = "CHECK_ANSWER_WITHOUT_THING"
    WEIGHT_DIFFERS = "CHECK_WEIGHT_DIFFERS"
    HEIGHT_DIFFERS = "CHECK_HEIGHT_DIFFERS"
    PART_MISSING = "CHECK_PART_MISSING"
    NOT_TOGETHER = "CHECK_NOT_TOGETHER"
    LOOK_AT_PAIR = "CHECK_LOOK_AT_PAIR"
    SETTLED_BY_ANSWERS = "CHECK_SETTLED_BY_ANSWERS"
    LOWER_LIMIT_EXCEEDED = "CHECK_LOWER_LIMIT_EXCEEDED"
    WEIGHT_NOT_KNOWN = "CHECK_WEIGHT_NOT_KNOWN"
    HEIGHT_NOT_KNOWN = "CHECK_HEIGHT_NOT_KNOWN"
    HAZARD_AT_ADDRESS = "CHECK_HAZARD_AT_ADDRESS"
    TOO_HEAVY = "CHECK_TOO_HEAVY"
    TOO_SHORT = "CHECK_TOO_SHORT"
    TOO_TALL = "CHECK_TOO_TALL"
    SAME_PRODUCT_HELD = "CHECK_SAME_PRODUCT_HELD"
    SAME_KIND_HELD = "CHECK_SAME_KIND_HELD"
    TWICE_IN_BASKET = "CHECK_TWICE_IN_BASKET"
    AFTER_GOING_HOME = "CHECK_AFTER_GOING_HOME"


@dataclass(frozen=True, slots=True)
class Check:
    """Something to show with its numbers before ordering. `key` is stable: the written reason is given by it.
    `products` are the lines it is about, `against` what it met: product codes, or hazard notes. `fact`: the measure
    that is beyond a limit, and on which side, or what a product lacks; one reason serves all checks of one fact."""

    key: str
    kind: CheckKind
    code: CheckCode
    severity: Severity
    products: tuple[str, ...]
    against: tuple[str, ...] = ()
    rule_code: str = ""
    text: str = ""
    numbers: tuple[Param, ...] = ()
    fact: str = ""


# A measure on one side of a limit.
WEIGHT_ABOVE, HEIGHT_ABOVE, HEIGHT_BELOW = "weight:>", "height:>", "height:<"
# What a question about a missing part is held against.
PART = "part"


def part_missing(product_code: str) -> str:
    """The fact that what this product needs is not there, whether a rule or an answer says so."""
    return f"{PART}:{product_code}"


def worst_first(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks with what stops first, then what asks for a reason; each key once."""
    order = {Severity.BLOCK: 0, Severity.NEEDS_REASON: 1, Severity.REMIND: 2}
    ranked = sorted(checks, key=lambda check: order[check.severity])
    return tuple({check.key: check for check in reversed(ranked)}.values())[::-1]


def shown(number: Decimal) -> str:
    """A number as people write it: no trailing zeros, no exponent."""
    return format(number.normalize(), "f")
