"""Words for users: their roles, and the states of their accounts.
Refuses nothing; see `wording.say`."""

from handrail.identity.roles import Role
from handrail.identity.states import AccountState
from handrail.wording.family import Family

FAMILIES = (
    Family(
        Role,
        {
            Role.PRESCRIBER: "Prescriber",
            Role.AUTHORISER: "Authoriser",
            Role.DEPOT: "Depot worker",
            Role.DRIVER: "Driver and technician",
            Role.CONTROLLER: "Service desk",
            Role.COMMISSIONER: "Commissioner",
            Role.ADMINISTRATOR: "Administrator",
            Role.SYSTEM: "The system itself",
        },
    ),
    Family(
        AccountState,
        {
            AccountState.APPLIED: "Applied",
            AccountState.TRAINED: "Trained",
            AccountState.ACTIVE: "Active",
            AccountState.SUSPENDED: "Suspended",
            AccountState.LEFT: "Left",
        },
        {
            AccountState.APPLIED: "yellow",
            AccountState.TRAINED: "aqua-green",
            AccountState.ACTIVE: "green",
            AccountState.SUSPENDED: "red",
        },
    ),
)
