"""What spending can be asked by, and the bands of age of people and of loans.
Refuses nothing."""

from enum import StrEnum


class By(StrEnum):
    """What spending is split by. The month stands in a fact itself; of all others it holds the number of a word."""

    MONTH = "month"
    FUND = "fund"
    PARTNER = "partner"
    TEAM = "team"
    PRESCRIBER = "prescriber"
    PRODUCT = "product"
    CATEGORY = "category"
    AGE = "age"
    AREA = "area"
    SPEED = "speed"
    STOCK = "stock"
    CARE_ROUTE = "care_route"
    SUPPLY_ROUTE = "supply_route"
    PERSON = "person"


WORDS = tuple(by for by in By if by is not By.MONTH)


class AgeBand(StrEnum):
    """How old a person was when it was ordered: from that many years on, in order."""

    CHILD = "0"
    ADULT = "18"
    FROM_65 = "65"
    FROM_75 = "75"
    FROM_85 = "85"


class Stock(StrEnum):
    """What went out: something that had been lent before, or new. SPECIAL: what the catalogue does not have, bought for
    one person or lent again. NONE: nothing was kept for it yet."""

    NEW = "NEW"
    RECYCLED = "RECYCLED"
    SPECIAL = "SPECIAL"
    NONE = ""


class LoanAge(StrEnum):
    """For how many whole months something has been lent: from that many on, in order."""

    NEW = "0"
    FROM_3 = "3"
    FROM_6 = "6"
    FROM_12 = "12"
    FROM_24 = "24"
    FROM_36 = "36"


class BudgetReason(StrEnum):
    """Why a team's budget cannot be set."""

    NO_SUCH_TEAM = "BUDGET_OF_NO_OPEN_TEAM"
    YEAR_BEGINS_APRIL = "BUDGET_YEAR_DOES_NOT_BEGIN_ON_1_APRIL"
    NOT_AN_AMOUNT = "BUDGET_NOT_ABOVE_ZERO"
    OWNER_UNKNOWN = "BUDGET_OWNER_UNKNOWN"
