"""Words for why money cannot be moved or shared, for what an agreement says, and for how instalments stand.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping
from datetime import date

from handrail.ledger.codes import (
    AccountKind,
    CorrectionReason,
    EntryKind,
    EntryReason,
    MonthReason,
    PoolReason,
    RiskRule,
    WaitsFor,
)
from handrail.ledger.rules.pool import Standing
from handrail.wording.family import Family

ENTRIES = {
    "ENTRY_DOES_NOT_BALANCE": "The two sides of this entry are not the same: {cause}",
    "ENTRY_EMPTY": "This entry moves nothing: {cause}",
    "ENTRY_WITHOUT_FUND": "No fund pays for this. Choose who pays",
    "SHARES_NOT_WHOLE": "The shares must add up to 100%",
    "SHARE_NOT_ABOVE_ZERO": "A share must be more than 0%",
    "SHARE_PARTNER_TWICE": "This partner has a share already. Take one of the two away",
}
POOL: Mapping[str, str] = {
    PoolReason.NOT_A_POOL: "Only a pool has an agreement. Choose a pool",
    PoolReason.AGREED_ALREADY: "This pool has an agreement already. Record a variation instead",
    PoolReason.NOT_AGREED: "Record the agreement of this pool first",
    PoolReason.ENDS_BEFORE_BEGIN: "The agreement must end after it begins",
    PoolReason.REVIEW_OUTSIDE: "The review must be while the agreement lasts",
    PoolReason.HOST_PAYS_NOTHING: "The host must be a partner of this pool",
    PoolReason.RISK_PARTS: "Give a percentage from 0.0001 to 100 for a cap or a band, and none for another rule",
    PoolReason.VARIES_THE_PAST: "A variation must begin after {from_on:day}, when the last one began",
    PoolReason.YEAR_BEGINS_APRIL: "A year of a pool begins on 1 April",
    PoolReason.YEAR_OUTSIDE: "No agreement holds on any day from {from_on:day} to {until_on:day}",
    PoolReason.DUE_BEFORE: "The agreement begins on {begins:day}. No instalment can be due before it",
    PoolReason.RECEIVED_OUTSIDE: "No shares hold on {on:day}, so nobody can pay in on that day",
    PoolReason.CONTRIBUTION_NEGATIVE: "An amount cannot be below £0. This is {pence:pounds}",
    PoolReason.NOTHING_CONTRIBUTED: "At least one partner must pay something",
    PoolReason.UPLIFT_TOO_LARGE: "An uplift must be between -50% and 50%",
    PoolReason.UPLIFT_WITHOUT_BASIS: "Say what the uplift rests on",
    PoolReason.NO_INSTALMENTS: "Give at least one day on which this partner pays",
    PoolReason.INSTALMENTS_OUT_OF_ORDER: "Give the days of the instalments in their order, each once",
    PoolReason.USE_OF_SOME: "Give the use of all partners, or of none",
    PoolReason.SHARES_IN_USE: "Other shares hold on that day already. New shares must begin on a day to come",
    PoolReason.NO_SUCH_YEAR: "No contributions were agreed for that year. Record them first",
    PoolReason.PAYS_NOTHING: "This partner pays nothing into the pool that year",
    PoolReason.NOT_AN_AMOUNT: "The amount must be more than £0",
    PoolReason.RECEIVED_ALREADY: "This partner's payment {reference} is recorded already",
    PoolReason.CORRECTED_ALREADY: "This payment was corrected already",
    PoolReason.SAME_AMOUNT: "This is the amount that was recorded. Nothing needs correcting",
    PoolReason.TEXT_MISSING: "This must be filled in",
    PoolReason.ON_A_LATER_DAY: "This day is still to come",
}
MONTHS: Mapping[str, str] = {
    MonthReason.NOT_A_MONTH: "A month is named by its first day",
    MonthReason.NOT_OVER: "This month is not over yet",
    MonthReason.CLOSED_ALREADY: "This month is closed already",
    MonthReason.EARLIER_OPEN: "Close the months before it first, from {first:short} on",
    MonthReason.DAY_IN_CLOSED: "{month:month} is closed. Give {opens:short} or a later day, or say that it counts in "
    "{opens:month}",
}
CORRECTIONS: Mapping[str, str] = {
    CorrectionReason.NO_REASON: "Say why this is put right",
    CorrectionReason.ON_A_LATER_DAY: "This day is still to come",
    CorrectionReason.BEFORE_CONTRACT: "The contract began on {began:day}. Give that day or a later one",
    CorrectionReason.NOTHING_ARRIVED: "Nothing of this line was delivered yet. Change its order instead",
    CorrectionReason.PAID_BY_ANOTHER: "This took the place of something that was paid for before. Change who pays for "
    "that one",
    CorrectionReason.SAME_PAYER: "They pay for this line on that day already",
    CorrectionReason.NO_FUND_PAYS: "No fund of this contract pays for that. Choose another care route or council",
    CorrectionReason.NOT_BY_HAND: "This is not put right here. It follows its order or its receipt, or a part of it "
    "waited for a fund",
    CorrectionReason.NOTHING_STANDS: "This was taken back already. Choose the entry that took its place",
    CorrectionReason.SAME_PRICE: "This is the price that was posted. Nothing needs correcting",
    CorrectionReason.PRICE_NEGATIVE: "The price cannot be below £0",
    CorrectionReason.NOT_ALL_ARRIVED: "Not all of this line was delivered yet. Correct the price once it was",
    CorrectionReason.CREDIT_ABOVE_PAID: "No more is credited than was paid, which is {paid:pounds}",
    CorrectionReason.NO_VAT_TERMS: "The contract says nothing about VAT yet. Add its terms of VAT first",
    CorrectionReason.VAT_OF_CREDIT: "The VAT of a credit follows that of the item. Correct the VAT of the item",
    CorrectionReason.SAME_VAT: "This VAT was given for it already. Nothing needs correcting",
}
# What so many of a row are, where they are not times.
MEASURED: Mapping[str, str] = {"joint_visit": "minute", "extra_distance": "mile"}
ENTRY_KINDS: Mapping[str, str] = {
    EntryKind.RESERVED: "Kept",
    EntryKind.RELEASED: "Let go",
    EntryKind.SPENT: "Spent",
    EntryKind.CHARGED: "Charged",
    EntryKind.CREDITED: "Credited",
    EntryKind.RECEIVED: "Paid in",
    EntryKind.PAID: "Paid to the provider",
    EntryKind.OPENED: "Brought in",
    EntryKind.MOVED: "Taken over by a fund",
    EntryKind.CORRECTED: "Taken back",
    EntryKind.RESTATED: "Posted again",
}
ACCOUNTS: Mapping[str, str] = {
    AccountKind.RESERVED: "Kept for what is to come",
    AccountKind.EQUIPMENT: "Equipment",
    AccountKind.ACTIVITY: "Visits and other work",
    AccountKind.VAT: "VAT",
    AccountKind.VAT_BACK: "VAT that is got back",
    AccountKind.CREDITED: "Credits",
    AccountKind.CONTRIBUTED: "Paid in",
    AccountKind.BROUGHT_IN: "Paid to an old provider",
    AccountKind.SET_ASIDE: "Set aside",
    AccountKind.PROVIDER: "Owed to the provider",
    AccountKind.RETAILER: "Owed to shops",
    AccountKind.HOST: "With the host",
    AccountKind.SUSPENSE: "No fund yet",
    AccountKind.OLD_PROVIDER: "Owed before, to an old provider",
}
# What is bought that the price list has no row for.
OWN_ITEM_NAMES: Mapping[str, str] = {"equipment": "Equipment", "rental": "Rent", "parts": "Parts"}
# What the rule of an agreement says, as a sentence.
RISK: Mapping[str, str] = {
    RiskRule.BY_CONTRIBUTION: "Overspend and underspend are shared by the partners' shares of the year.",
    RiskRule.BY_USE: "Overspend and underspend are shared by what each partner's people used.",
    RiskRule.CAPPED: "Overspend is shared by the partners' shares, but no partner bears more than {percent} of its "
    "contribution. The host bears the rest. Underspend is shared by the shares.",
    RiskRule.BAND: "A difference of up to {percent} of the budget stays in the pool. What lies beyond is shared by "
    "the partners' shares.",
    RiskRule.NONE: "Nothing is shared. Overspend and underspend are the host's.",
}
WAITS_FOR: Mapping[str, str] = {
    WaitsFor.PRICE: "A price",
    WaitsFor.FUND: "A fund",
    WaitsFor.CREDIT: "A fund to credit",
}
STANDINGS: Mapping[str, str] = {Standing.PAID: "Paid", Standing.DUE: "To come", Standing.LATE: "Late"}
FAMILIES = (
    Family(EntryReason, ENTRIES),
    Family(PoolReason, POOL),
    Family(MonthReason, MONTHS),
    Family(CorrectionReason, CORRECTIONS),
    Family(EntryKind, ENTRY_KINDS),
    Family(AccountKind, ACCOUNTS),
    Family(RiskRule, RISK),
    Family(WaitsFor, WAITS_FOR),
    Family(Standing, STANDINGS, {Standing.PAID: "green", Standing.LATE: "red"}),
)


def percent_of_parts(parts: int) -> str:
    """Parts of a million as people read them: 514,000 are 51.4%."""
    return f"{parts / 10_000:.4f}".rstrip("0").rstrip(".") + "%"


def year_words(from_on: date) -> str:
    """A year from April: 2026 to 2027."""
    return f"{from_on.year} to {from_on.year + 1}"
