"""The kinds of funds, accounts and entries.
Refuses nothing; `docs/ledger.md` says when each is used."""

from enum import StrEnum


class FundKind(StrEnum):
    """POOL: several partners pay in by shares. OWN: one partner pays alone. RECHARGE: paid for another authority's
    resident, and asked back from it."""

    POOL = "POOL"
    OWN = "OWN"
    RECHARGE = "RECHARGE"


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
    CREDITED = "CREDITED"
    CONTRIBUTED = "CONTRIBUTED"
    # Of the contract.
    SET_ASIDE = "SET_ASIDE"
    PROVIDER = "PROVIDER"
    HOST = "HOST"
    SUSPENSE = "SUSPENSE"


OF_A_FUND = frozenset(
    {
        AccountKind.RESERVED,
        AccountKind.EQUIPMENT,
        AccountKind.ACTIVITY,
        AccountKind.VAT,
        AccountKind.CREDITED,
        AccountKind.CONTRIBUTED,
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
    OPENED = "OPENED"
    CORRECTED = "CORRECTED"


class EntryReason(StrEnum):
    """Why an entry cannot be written."""

    DOES_NOT_BALANCE = "ENTRY_DOES_NOT_BALANCE"
    EMPTY = "ENTRY_EMPTY"
    NO_FUND = "ENTRY_WITHOUT_FUND"
    SHARES_NOT_WHOLE = "SHARES_NOT_WHOLE"
    SHARE_NEGATIVE = "SHARE_NOT_ABOVE_ZERO"
    PARTNER_TWICE = "SHARE_PARTNER_TWICE"
