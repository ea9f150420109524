"""Words for users: their roles, the steps of what they may order, and the states of their accounts.
Refuses nothing; see `wording.say`."""

from handrail.identity.roles import Role
from handrail.identity.states import AccountState, AuthorityStep
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
    # Who it takes, within a sentence.
    Family(
        AuthorityStep,
        {
            AuthorityStep.SIMPLE_AIDS: "somebody trained for simple aids",
            AuthorityStep.ASSISTANT: "an assistant",
            AuthorityStep.CLINICIAN: "a registered professional",
            AuthorityStep.SPECIALIST: "a specialist",
            AuthorityStep.PANEL: "a panel or clinical adviser",
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
