"""Words for users: the states of their accounts.
Refuses nothing; see `wording.say`."""

from handrail.identity.states import AccountState
from handrail.web.shared.wording.family import Family

FAMILIES = (
    Family(
        AccountState,
        {
            AccountState.APPLIED: "Applied",
            AccountState.TRAINED: "Trained",
            AccountState.ACTIVE: "Active",
            AccountState.SUSPENDED: "Suspended",
            AccountState.LEFT: "Left",
        },
        {AccountState.APPLIED: "yellow", AccountState.TRAINED: "aqua-green", AccountState.ACTIVE: "green"}
        | {AccountState.SUSPENDED: "red"},
    ),
)
