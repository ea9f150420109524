"""Words for why terms of a contract about money cannot hold as they were typed.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping

from handrail.ledger.codes import CreditDue, Excluded
from handrail.ledger.rules.bands import BandReason
from handrail.ledger.rules.extensions import ExtensionReason
from handrail.ledger.rules.gain import GainReason
from handrail.ledger.rules.price_terms import PriceReason
from handrail.ledger.rules.rentals import RentalReason
from handrail.ledger.rules.terms import TermsReason
from handrail.ledger.rules.vat import VatReason
from handrail.wording.family import Family

LINE = "Line {line} ({text}): "

EXCLUDED: Mapping[Excluded, str] = {
    Excluded.SPECIAL: "Specials",
    Excluded.ADAPTATION: "Minor adaptations",
    Excluded.GIFT: "What is given for good",
    Excluded.ONE_PERSON: "Items for one person only",
}
DUE: Mapping[CreditDue, str] = {
    CreditDue.PASS: "When it passes its tests",
    CreditDue.RETURN: "When it comes back",
}
TERMS: Mapping[str, str] = {
    TermsReason.NO_TERM: "Give at least one term. To credit nothing, give one of 0%",
    TermsReason.RATE_OUTSIDE: "The part of the price must be between 0% and 100%",
    TermsReason.FLOOR_NEGATIVE: "The least amount cannot be below £0. This is {pence:pounds}",
    TermsReason.CATEGORY_UNKNOWN: "The contract has no such kind of equipment: {category}",
    TermsReason.BAND_EMPTY: "The end must be more months than the beginning",
    TermsReason.BANDS_OVERLAP: "Two terms for the same kind of equipment both count at {months} months",
    TermsReason.BANDS_LEAVE_A_GAP: "From {from} to {until} months no term counts for this kind of equipment",
    TermsReason.EXCLUDED_TWICE: "The same is named twice among what is never credited. Take one of the two away",
    TermsReason.FUND_UNKNOWN: "Choose a fund of this contract that is open",
    TermsReason.WEIGHT_NOT_ABOVE_ZERO: "The weight must be 1 or more",
    TermsReason.RULE_TWICE: "This fund pays by the same rule already. Take one of the two away",
    TermsReason.RULES_OF_ONE_PLACE_DIFFER: "All funds in place {position} must pay for the same people",
    TermsReason.RULE_NEVER_REACHED: "This rule is never used: the rule in place {position} is for everybody",
    TermsReason.SHARES_AGREED: "The shares of this pool change with its contributions. Agree the year instead",
    TermsReason.FUND_CODE_TAKEN: "Another fund has this code",
    TermsReason.SOMEBODY_UNPAID: "The last rule must be for everybody, so that somebody pays for each order",
}
PRICES: Mapping[str, str] = {
    PriceReason.NOTHING: "Give at least one row",
    PriceReason.TOO_MANY: "Give {most} rows or fewer",
    PriceReason.NOT_THREE_PARTS: f"{LINE}write activity, speed and price, with commas between",
    PriceReason.CURRENCY_SIGN: f"{LINE}leave the currency sign out. Prices are in pounds",
    PriceReason.DECIMAL_COMMA: f"{LINE}write the price with a point, like 41.50",
    PriceReason.NEGATIVE: f"{LINE}a price cannot be below £0",
    PriceReason.NOT_AN_AMOUNT: f"{LINE}the price must be pounds and pence, like 41.50",
    PriceReason.TWICE: f"{LINE}this row stands here twice. Take one of the two away",
    PriceReason.ROW_UNKNOWN: "The price list has no activity {row}. An administrator adds rows",
    PriceReason.SPEED_UNKNOWN: "The contract has no such speed on that day: {row}",
    PriceReason.INDEX_OUTSIDE: "The figure must be between -50% and 50%, and not 0",
}
RENTALS: Mapping[str, str] = {
    RentalReason.TWICE: "This product stands here twice. Take one of the two away",
    RentalReason.PRODUCT_UNKNOWN: "The catalogue has no product with this code",
    RentalReason.WITHOUT_NUMBERS: "Items of this product carry no number, so nobody knows how long each is lent. It "
    "cannot be rented",
    RentalReason.NOT_A_PRICE: "The price a week must be more than £0, and £100,000 at most",
}
BANDS: Mapping[str, str] = {
    BandReason.TWICE: "This activity has a band from here already. Take one of the two away",
    BandReason.ACTIVITY_UNKNOWN: "The price list has no activity {activity}",
    BandReason.ABOVE_OUTSIDE: "Give how many are without a rebate: 1 or more, and {most} at most",
    BandReason.BACK_OUTSIDE: "What comes back for each must be more than £0, and £100,000 at most",
}
VAT: Mapping[str, str] = {
    VatReason.TWICE: "There is a term for the same already. Take one of the two away",
    VatReason.ITEM_UNKNOWN: "The price list has no activity {item}",
    VatReason.CATEGORY_UNKNOWN: "The contract has no such kind of equipment: {category}",
    VatReason.CATEGORY_OF_ACTIVITY: "Only equipment has a kind. Choose equipment, or any kind",
    VatReason.FUND_UNKNOWN: "Choose a fund of this contract that is open",
    VatReason.RATE_OUTSIDE: "The rate must be between 0% and 100%",
}
GAIN: Mapping[str, str] = {
    GainReason.COUNTED_UNKNOWN: "The price list has no activity {counted}",
    GainReason.TARGET_OUTSIDE: "The target must be more than £0, and £100,000,000 at most",
    GainReason.PEOPLE_OUTSIDE: "Give how many people the target is for, {most} at most, or leave it empty",
    GainReason.PART_OUTSIDE: "The part must be between 0% and 100%",
    GainReason.CAP_OUTSIDE: "The most it can be must be more than £0, and £100,000,000 at most. Empty: no limit",
    GainReason.CAP_OF_NOTHING: "Leave this empty: the part is 0%",
    GainReason.SHARES_NOTHING: "Give what the provider gets, or what it bears. To share nothing, choose so above",
}
EXTENSIONS: Mapping[str, str] = {
    ExtensionReason.BEGINS_ELSEWHERE: "An extension must follow what is there: begin it on {follows:day}",
    ExtensionReason.ENDS_TOO_EARLY: "The extension must end after it begins",
    ExtensionReason.DECIDED_TOO_LATE: "It must be decided before it begins",
    ExtensionReason.DECIDED_IN_THE_PAST: "This day is over. Give today or a later day",
    ExtensionReason.UNKNOWN: "This contract has no such extension",
    ExtensionReason.DECIDED_ALREADY: "This extension was decided already",
    ExtensionReason.EARLIER_FIRST: "An earlier extension is not taken. It comes first",
}
FAMILIES = (
    Family(TermsReason, TERMS),
    Family(PriceReason, PRICES),
    Family(RentalReason, RENTALS),
    Family(BandReason, BANDS),
    Family(VatReason, VAT),
    Family(GainReason, GAIN),
    Family(ExtensionReason, EXTENSIONS),
)
