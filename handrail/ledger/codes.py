"""The kinds of funds, accounts and entries.
Refuses nothing; `docs/ledger.md` says when each is used."""

from enum import StrEnum


class FundKind(StrEnum):
    """POOL: several partners pay in by shares. OWN: one partner pays alone. RECHARGE: paid for another authority's
    resident, and asked back from it."""

    POOL = "POOL"
    OWN = "OWN"
    RECHARGE = "RECHARGE"


class CreditDue(StrEnum):
    """When equipment is credited: once it passes its tests, or as it comes back."""

    PASS = "PASS"  # noqa: S105 - no password
    RETURN = "RETURN"


class Excluded(StrEnum):
    """What a contract may say is never credited. CATEGORY: equipment of one kind."""

    SPECIAL = "special"
    ADAPTATION = "adaptation"
    GIFT = "gift"
    ONE_PERSON = "one_person"
    CATEGORY = "category"


class Residence(StrEnum):
    """Whose resident someone is, as a funding rule asks: ANY does not ask."""

    ANY = ""
    OURS = "OURS"
    OTHER = "OTHER"


class AccountKind(StrEnum):
    """What an account holds. Those of a fund stand once for each of its share sets."""

    # Of a fund.
    RESERVED = "RESERVED"
    EQUIPMENT = "EQUIPMENT"
    ACTIVITY = "ACTIVITY"
    VAT = "VAT"
    VAT_BACK = "VAT_BACK"
    CREDITED = "CREDITED"
    CONTRIBUTED = "CONTRIBUTED"
    BROUGHT_IN = "BROUGHT_IN"
    # Of the contract.
    SET_ASIDE = "SET_ASIDE"
    PROVIDER = "PROVIDER"
    RETAILER = "RETAILER"
    HOST = "HOST"
    SUSPENSE = "SUSPENSE"
    OLD_PROVIDER = "OLD_PROVIDER"


OF_A_FUND = frozenset(
    {
        AccountKind.RESERVED,
        AccountKind.EQUIPMENT,
        AccountKind.ACTIVITY,
        AccountKind.VAT,
        AccountKind.VAT_BACK,
        AccountKind.CREDITED,
        AccountKind.CONTRIBUTED,
        AccountKind.BROUGHT_IN,
    }
)


class EntryKind(StrEnum):
    """Why money moved."""

    RESERVED = "RESERVED"
    RELEASED = "RELEASED"
    SPENT = "SPENT"
    CHARGED = "CHARGED"
    CREDITED = "CREDITED"
    RECEIVED = "RECEIVED"
    PAID = "PAID"
    OPENED = "OPENED"
    MOVED = "MOVED"
    CORRECTED = "CORRECTED"
    RESTATED = "RESTATED"


class WaitsFor(StrEnum):
    """What is missing where something was done and no fund pays for it yet."""

    PRICE = "PRICE"
    FUND = "FUND"
    CREDIT = "CREDIT"


class EntryReason(StrEnum):
    """Why an entry cannot be written."""

    DOES_NOT_BALANCE = "ENTRY_DOES_NOT_BALANCE"
    EMPTY = "ENTRY_EMPTY"
    NO_FUND = "ENTRY_WITHOUT_FUND"
    SHARES_NOT_WHOLE = "SHARES_NOT_WHOLE"
    SHARE_NEGATIVE = "SHARE_NOT_ABOVE_ZERO"
    PARTNER_TWICE = "SHARE_PARTNER_TWICE"


class RiskRule(StrEnum):
    """What becomes of money that a pool spent over its budget, or did not spend. BY_CONTRIBUTION: by the year's shares.
    BY_USE: by what each partner's people used. CAPPED: by the shares, but no partner bears more than a part of its
    contribution; the host bears the rest. BAND: what lies within a band about the budget stays in the pool. NONE: it is
    the host's."""

    BY_CONTRIBUTION = "BY_CONTRIBUTION"
    BY_USE = "BY_USE"
    CAPPED = "CAPPED"
    BAND = "BAND"
    NONE = "NONE"


class PoolReason(StrEnum):
    """Why an agreement, a year of it, a receipt or a meeting cannot be recorded."""

    NOT_A_POOL = "FUND_IS_NOT_A_POOL"
    AGREED_ALREADY = "AGREEMENT_ALREADY_RECORDED"
    NOT_AGREED = "AGREEMENT_NOT_RECORDED"
    ENDS_BEFORE_BEGIN = "AGREEMENT_ENDS_BEFORE_IT_BEGINS"
    REVIEW_OUTSIDE = "REVIEW_OUTSIDE_THE_AGREEMENT"
    HOST_PAYS_NOTHING = "HOST_IS_NOT_A_PARTNER_OF_THE_POOL"
    RISK_PARTS = "RISK_RULE_WITH_WRONG_PARTS"
    VARIES_THE_PAST = "VARIATION_BEFORE_THE_LAST"
    YEAR_BEGINS_APRIL = "YEAR_DOES_NOT_BEGIN_ON_1_APRIL"
    YEAR_OUTSIDE = "YEAR_OUTSIDE_THE_AGREEMENT"
    DUE_BEFORE = "INSTALMENT_BEFORE_THE_AGREEMENT"
    RECEIVED_OUTSIDE = "RECEIPT_OUTSIDE_THE_AGREEMENT"
    CONTRIBUTION_NEGATIVE = "CONTRIBUTION_BELOW_ZERO"
    NOTHING_CONTRIBUTED = "NOTHING_IS_CONTRIBUTED"
    UPLIFT_TOO_LARGE = "UPLIFT_TOO_LARGE"
    UPLIFT_WITHOUT_BASIS = "UPLIFT_WITHOUT_BASIS"
    NO_INSTALMENTS = "CONTRIBUTION_WITHOUT_INSTALMENTS"
    INSTALMENTS_OUT_OF_ORDER = "INSTALMENTS_OUT_OF_ORDER"
    USE_OF_SOME = "USE_NAMED_FOR_SOME_PARTNERS_ONLY"
    SHARES_IN_USE = "SHARES_OF_THAT_DAY_ARE_IN_USE"
    NO_SUCH_YEAR = "NO_CONTRIBUTIONS_FOR_THAT_YEAR"
    PAYS_NOTHING = "PARTNER_PAYS_NOTHING_THAT_YEAR"
    NOT_AN_AMOUNT = "RECEIPT_NOT_ABOVE_ZERO"
    RECEIVED_ALREADY = "RECEIPT_ALREADY_RECORDED"
    CORRECTED_ALREADY = "RECEIPT_ALREADY_CORRECTED"
    SAME_AMOUNT = "CORRECTION_CHANGES_NOTHING"
    TEXT_MISSING = "POOL_TEXT_MISSING"
    ON_A_LATER_DAY = "POOL_DAY_IN_FUTURE"


class CorrectionReason(StrEnum):
    """Why what was posted cannot be put right so."""

    NO_REASON = "CORRECTION_WITHOUT_REASON"
    ON_A_LATER_DAY = "CORRECTION_DAY_IN_FUTURE"
    BEFORE_CONTRACT = "CORRECTION_DAY_BEFORE_THE_CONTRACT"
    NOTHING_ARRIVED = "LINE_WITHOUT_ANYTHING_DELIVERED"
    PAID_BY_ANOTHER = "LINE_PAID_BY_ANOTHER"
    SAME_PAYER = "PAYER_IS_THE_SAME"
    NO_FUND_PAYS = "NO_FUND_PAYS_FOR_THAT"
    NOT_BY_HAND = "ENTRY_IS_NOT_CORRECTED_BY_HAND"
    NOTHING_STANDS = "ENTRY_STANDS_NO_MORE"
    SAME_PRICE = "PRICE_IS_THE_SAME"
    PRICE_NEGATIVE = "PRICE_BELOW_ZERO"
    NOT_ALL_ARRIVED = "LINE_NOT_DELIVERED_WHOLE"
    CREDIT_ABOVE_PAID = "CREDIT_ABOVE_WHAT_WAS_PAID"
    NO_VAT_TERMS = "CONTRACT_WITHOUT_TERMS_OF_VAT"
    VAT_OF_CREDIT = "VAT_OF_A_CREDIT_FOLLOWS_ITS_EQUIPMENT"
    SAME_VAT = "VAT_IS_THE_SAME"


class MonthReason(StrEnum):
    """Why a month cannot be closed, or a day of one that is cannot be posted by hand."""

    NOT_A_MONTH = "MONTH_DOES_NOT_BEGIN_ON_ITS_FIRST"
    NOT_OVER = "MONTH_IS_NOT_OVER"
    CLOSED_ALREADY = "MONTH_IS_CLOSED_ALREADY"
    EARLIER_OPEN = "MONTH_WITH_AN_EARLIER_ONE_OPEN"
    DAY_IN_CLOSED = "DAY_IN_A_CLOSED_MONTH"
