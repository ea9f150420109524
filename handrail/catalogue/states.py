"""Owns: the codes that the catalogue's columns hold. The catalogue has no lifecycle, so there are no moves here.
Refuses: nothing; a code that is not listed does not parse (`reference.parse`)."""

from enum import StrEnum


class SupplyRoute(StrEnum):
    """What a delivery creates: a loan, a gift, a voucher without a visit, or a fitting that stays with the home."""

    LOAN = "loan"
    GIFT = "gift"
    RETAIL_VOUCHER = "retail_voucher"
    ADAPTATION = "adaptation"


class Tracking(StrEnum):
    """Whether each item has its own number."""

    SERIALISED = "serialised"
    COUNTED = "counted"


class StockClass(StrEnum):
    """How often a line moves: every day, every week, now and then."""

    A = "A"
    B = "B"
    C = "C"


class Severity(StrEnum):
    """What a check asks: REMIND is only shown, NEEDS_REASON asks for a written reason, BLOCK stops."""

    REMIND = "remind"
    NEEDS_REASON = "needs_reason"
    BLOCK = "block"


class Measure(StrEnum):
    """What is measured of a person and kept in their record."""

    WEIGHT = "weight"
    HEIGHT = "height"


class FitRule(StrEnum):
    """What a compatibility rule says of a pair."""

    REQUIRES = "requires"
    WORKS_WITH = "works_with"
    SAME_JOB = "same_job"
    MUST_NOT_WITH = "must_not_with"
    CHECK = "check"


class ThingKind(StrEnum):
    """What the codes of one side of a compatibility rule name."""

    PRODUCT = "product"
    SIZE_GROUP = "size_group"
    CATEGORY = "category"
    FLAG = "flag"
    HAZARD_NOTE = "hazard_note"


class CompareKind(StrEnum):
    """What settles a compatibility rule; QUESTIONS names a set (`questions:SET` in the file)."""

    NOTHING = ""
    LOWEST_MAX_USER_WEIGHT = "lowest_max_user_weight"
    PERSON_WEIGHT = "person_weight"
    PERSON_HEIGHT = "person_height"
    QUESTIONS = "questions"


class AskedAt(StrEnum):
    """When a question is asked: of the prescriber, or of whoever sets the item up."""

    ORDER = "order"
    DELIVERY = "delivery"


class AnswerType(StrEnum):
    """What an answer is."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"


class BundleLineKind(StrEnum):
    """Whether a line of a bundle names one product or a group of sizes to choose from."""

    PRODUCT = "product"
    SIZE_GROUP = "size_group"


class SpeedUnit(StrEnum):
    """What the value of a speed counts."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"


class SpeedFor(StrEnum):
    """Which work a speed promises."""

    DELIVER = "deliver"
    COLLECT = "collect"
    REPAIR = "repair"


class CountsFrom(StrEnum):
    """Which moment starts the clock of a speed."""

    AUTHORISED = "authorised"
    REQUESTED = "requested"
    REPORTED = "reported"
    CHOSEN_DATE = "chosen_date"


class PriceUnit(StrEnum):
    """What one activity price is for."""

    PER_VISIT = "per_visit"
    PER_ITEM = "per_item"
    PER_ORDER = "per_order"
    PER_HOUR = "per_hour"
    PER_WEEK = "per_week"
    PER_MONTH = "per_month"
    PER_MILE = "per_mile"


class AttributableTo(StrEnum):
    """On whose side a cause lies; for counting causes, never for blame."""

    PERSON = "person"
    PRESCRIBER = "prescriber"
    PROVIDER = "provider"
    PROPERTY = "property"
    NONE = "none"
