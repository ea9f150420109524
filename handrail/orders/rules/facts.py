"""Owns: what is asked for when ordering, what the decision looks at, and the codes of what can be wrong.
Refuses: nothing; these are values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from handrail.catalogue.reference.rows import CompatibilityRow, QuestionRow
from handrail.catalogue.rules.facts import Holding, Measured, Measures, ProductFacts
from handrail.catalogue.states import CountsFrom, SpeedFor, SpeedUnit
from handrail.core.refusal import Param
from handrail.identity.states import AuthorityStep

ALL_CATEGORIES = frozenset({"all"})

# When something at this speed is due (UTC) if its clock starts then (UTC).
type DueOf = Callable[[str, datetime], datetime]


class OrderReason(StrEnum):
    """Why an order cannot be placed as it stands."""

    NO_LINES = "ORDER_NO_LINES"
    TOO_MANY_LINES = "ORDER_TOO_MANY_LINES"
    QUANTITY_NOT_POSITIVE = "ORDER_QUANTITY_NOT_POSITIVE"
    QUANTITY_HUGE = "ORDER_QUANTITY_HUGE"
    PRODUCT_MISSING = "ORDER_PRODUCT_MISSING"
    UNKNOWN_PRODUCT = "ORDER_UNKNOWN_PRODUCT"
    PRODUCT_NOT_YET = "ORDER_PRODUCT_NOT_YET"
    PRODUCT_ENDED = "ORDER_PRODUCT_ENDED"
    PRODUCT_UNDER_ALERT = "ORDER_PRODUCT_UNDER_ALERT"
    NO_ADDRESS = "ORDER_NO_ADDRESS"
    ADDRESS_ENDED = "ORDER_ADDRESS_ENDED"
    UNKNOWN_SPEED = "ORDER_UNKNOWN_SPEED"
    SPEED_NOT_FOR_DELIVERY = "ORDER_SPEED_NOT_FOR_DELIVERY"
    SPEED_NOT_FOR_PRODUCT = "ORDER_SPEED_NOT_FOR_PRODUCT"
    CHOSEN_DATE_MISSING = "ORDER_CHOSEN_DATE_MISSING"
    CHOSEN_DATE_PAST = "ORDER_CHOSEN_DATE_PAST"
    CHOSEN_DATE_FAR = "ORDER_CHOSEN_DATE_FAR"
    CHOSEN_DATE_CLOSED = "ORDER_CHOSEN_DATE_CLOSED"
    CHOSEN_DATE_NOT_USED = "ORDER_CHOSEN_DATE_NOT_USED"
    REVIEW_DATE_PAST = "ORDER_REVIEW_DATE_PAST"
    WHY_MISSING = "ORDER_WHY_MISSING"
    PERSON_DIED = "ORDER_PERSON_DIED"
    PERSON_JOINED = "ORDER_PERSON_JOINED"
    PRESCRIBER_NOT_ACTIVE = "ORDER_PRESCRIBER_NOT_ACTIVE"
    PRESCRIBER_MISSING = "ORDER_PRESCRIBER_MISSING"
    CHECK_BLOCKS = "ORDER_CHECK_BLOCKS"
    CHECK_REASON_MISSING = "ORDER_CHECK_REASON_MISSING"
    SPECIAL_NOT_FREE = "ORDER_SPECIAL_NOT_FREE"
    SPECIAL_IS_ONE = "ORDER_SPECIAL_IS_ONE"
    NOT_FROM_SATELLITE = "ORDER_NOT_FROM_SATELLITE"
    COUNCIL_MISSING = "ORDER_COUNCIL_MISSING"
    ROUTE_FROM_MISSING = "ORDER_ROUTE_FROM_MISSING"
    ROUTE_DATES_CROSSED = "ORDER_ROUTE_DATES_CROSSED"
    ROUTE_ENDED = "ORDER_ROUTE_ENDED"
    SUPERVISOR_MISSING = "ORDER_SUPERVISOR_MISSING"
    SUPERVISOR_IS_SELF = "ORDER_SUPERVISOR_IS_SELF"
    DISCHARGE_MISSING = "ORDER_DISCHARGE_MISSING"
    WARD_MISSING = "ORDER_WARD_MISSING"
    DISCHARGE_DATE_MISSING = "ORDER_DISCHARGE_DATE_MISSING"
    PATHWAY_MISSING = "ORDER_PATHWAY_MISSING"
    SATELLITE_ONLY = "ORDER_SATELLITE_ONLY"
    RELEASE_FIRST = "ORDER_RELEASE_FIRST"
    FOLLOW_UP_TEAM_MISSING = "ORDER_FOLLOW_UP_TEAM_MISSING"
    CARE_HOME_ONLY = "ORDER_CARE_HOME_ONLY"
    SCHOOL_PAYER_MISSING = "ORDER_SCHOOL_PAYER_MISSING"
    REVIEW_DATE_MISSING = "ORDER_REVIEW_DATE_MISSING"
    ASSESSMENT_NEEDED = "ORDER_ASSESSMENT_NEEDED"
    ANSWER_DOES_NOT_ALLOW = "ORDER_ANSWER_DOES_NOT_ALLOW"
    PRICE_CHANGED = "ORDER_PRICE_CHANGED"


class CareRoute(StrEnum):
    """By which duty the equipment is paid for: the pool as usual, or one of the routes with dates."""

    STANDARD = "STANDARD"
    CONTINUING_HEALTH_CARE = "CONTINUING_HEALTH_CARE"
    CHILD = "CHILD"
    EDUCATION = "EDUCATION"
    AFTER_CARE = "AFTER_CARE"


@dataclass(frozen=True, slots=True)
class Funding:
    """The funding facts, frozen on each line. `payer`: who pays when it is neither council nor health board."""

    council_id: UUID | None
    gp_practice_code: str = ""
    care_route: CareRoute = CareRoute.STANDARD
    from_on: date | None = None
    until_on: date | None = None
    payer: str = ""


@dataclass(frozen=True, slots=True)
class LineRequest:
    """One line as asked for. `chosen_on` belongs to a speed that counts from a chosen date. `bundle_code`: the bundle
    that it was opened from. `measurements` are (what, value) for fittings."""

    product_code: str
    quantity: int
    speed_code: str = ""
    chosen_on: date | None = None
    review_on: date | None = None
    bundle_code: str = ""
    measurements: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Discharge:
    """Going home from hospital: the ward, the day expected, the pathway (code list discharge_pathway)."""

    ward: str = ""
    expected_on: date | None = None
    pathway: str = ""


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order as asked for. `answers` by question code, `reasons` by check key. `funding` None: the person's own.
    `supervisor_id`: the named supervisor or registered colleague. `satellite_id`: issued by scan from that store."""

    person_id: UUID
    prescriber_id: UUID
    entered_by_id: UUID
    address_id: UUID | None
    lines: Sequence[LineRequest]
    why: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    discharge: Discharge | None = None
    funding: Funding | None = None
    supervisor_id: UUID | None = None
    satellite_id: UUID | None = None
    follow_up_team: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The person as the decision sees them. `joined_into`: the record that this one was joined into. `measured`: what
    the record says, whatever was measured now."""

    person_id: UUID
    died_on: date | None
    joined_into: UUID | None
    measures: Measures
    holdings: tuple[Holding, ...]
    funding: Funding
    born_on: date | None = None
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """Where it goes. `crew_at_least`: 2 where the address needs two for safety. `adaptations_pence`: fitted there so
    far, fitting included. `until_on`: no longer used from that day."""

    address_id: UUID
    accommodation_kind: str
    hazard_notes: frozenset[str] = frozenset()
    crew_at_least: int = 1
    adaptations_pence: int = 0
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """What a job category may order and release under the contract. Category sets hold codes, or ALL_CATEGORIES."""

    job_category: str
    step: AuthorityStep
    categories: frozenset[str]
    spend_limit_pence: int
    always_needs_another: frozenset[str]
    may_authorise: bool = False
    authorise_limit_pence: int = 0

    def covers_category(self, category: str) -> bool:
        """Whether the category may be ordered or released at all."""
        return names_category(self.categories, category)


def names_category(categories: frozenset[str], category: str) -> bool:
    """Whether a set of categories names this one."""
    return categories == ALL_CATEGORIES or category in categories


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """A prescriber or authoriser: the post, the team, the authority. `active`: the account may be used."""

    user_id: UUID
    active: bool
    authority: AuthorityFacts
    team_id: UUID | None = None
    team_kind: str = ""


@dataclass(frozen=True, slots=True)
class SpeedFacts:
    """A promised speed of the contract. `fast`: goes to the on-call authoriser (2 and 4 hours). `products`: the short
    list kept for it; None: any. `position` orders them, quickest first."""

    code: str
    unit: SpeedUnit
    applies_to: SpeedFor
    counts_from: CountsFrom
    fast: bool = False
    products: frozenset[str] | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What the contract says about ordering. `fast_goes_now_up_to`: fast lines, and what a satellite store hands out,
    go out now up to this step and are reviewed afterwards; None: they wait.
    `adaptation_limit_pence`: Care Act, minor adaptations at one address."""

    fast_goes_now_up_to: AuthorityStep | None = None
    escalate_after_minutes: int = 15
    most_lines: int = 60
    most_of_one: int = 100
    furthest_days: int = 365
    adaptation_limit_pence: int = 100_000


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """All that the decision looks at. `other_orders_pence`: the person's other orders of the last 7 days, at new
    price. `fitting_pence` by product code. `bundles`: the products that each bundle may hold, by its code.
    `unknown`: the fields of the request that name a council or a colleague who is not there. `not_free`: specials that
    are not for this person, and do not lie ready."""

    now: datetime
    today: date
    person: PersonFacts
    address: AddressFacts | None
    prescriber: StaffFacts
    enterer: StaffFacts
    supervisor: StaffFacts | None
    products: Mapping[str, ProductFacts]
    question_sets: Mapping[str, Sequence[QuestionRow]]
    fit_rules: Sequence[CompatibilityRow]
    speeds: Mapping[str, SpeedFacts]
    terms: OrderTerms = OrderTerms()
    other_orders_pence: int = 0
    fitting_pence: Mapping[str, int] = field(default_factory=dict)
    bundles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    not_free: frozenset[str] = frozenset()


def line_params(position: int, product_code: str, *more: Param) -> tuple[Param, ...]:
    """What every reason about a line carries: which line it is (from 1), and of what."""
    return (("line", position), ("product", product_code), *more)
