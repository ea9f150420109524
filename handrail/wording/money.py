"""Words for why money cannot be moved or shared.
Refuses nothing; see `wording.say`."""

from handrail.ledger.codes import EntryReason
from handrail.wording.family import Family

ENTRIES = {
    "ENTRY_DOES_NOT_BALANCE": "The two sides of this entry are not the same: {cause}",
    "ENTRY_EMPTY": "This entry moves nothing: {cause}",
    "ENTRY_WITHOUT_FUND": "No fund pays for this. Choose who pays",
    "SHARES_NOT_WHOLE": "The shares must add up to 100%",
    "SHARE_NOT_ABOVE_ZERO": "A share must be more than 0%",
    "SHARE_PARTNER_TWICE": "This partner has a share already. Take one of the two away",
}
FAMILIES = (Family(EntryReason, ENTRIES),)
