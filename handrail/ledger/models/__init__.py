"""The tables of money: what is posted and to which accounts, and the agreements behind pools.
Refuses nothing here; each file says what its tables refuse."""

from handrail.ledger.models.contract import (
    Band,
    ChargedMonth,
    ContractVariation,
    Extension,
    ExtensionDecision,
    ExtensionReminder,
    GainShare,
    Rental,
    UnitCost,
    VatTerm,
)
from handrail.ledger.models.money import (
    Account,
    Balance,
    ClosedMonth,
    CreditTerm,
    Entry,
    Fund,
    FundingRule,
    Posting,
    Share,
    ShareSet,
)
from handrail.ledger.models.pool import (
    Agreement,
    Contribution,
    Instalment,
    Meeting,
    PoolYear,
    Receipt,
    ReportedPeriod,
)
from handrail.ledger.models.suspense import Waiting

__all__ = [
    "Account",
    "Agreement",
    "Balance",
    "Band",
    "ChargedMonth",
    "ClosedMonth",
    "ContractVariation",
    "Contribution",
    "CreditTerm",
    "Entry",
    "Extension",
    "ExtensionDecision",
    "ExtensionReminder",
    "Fund",
    "FundingRule",
    "GainShare",
    "Instalment",
    "Meeting",
    "PoolYear",
    "Posting",
    "Receipt",
    "Rental",
    "ReportedPeriod",
    "Share",
    "ShareSet",
    "UnitCost",
    "VatTerm",
    "Waiting",
]
