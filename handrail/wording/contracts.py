"""Words for contracts: their states.
Refuses nothing; see `wording.say`."""

from handrail.partners.states import ContractState
from handrail.wording.family import Family

FAMILIES = (
    Family(
        ContractState,
        {
            ContractState.AWARDED: "Awarded",
            ContractState.MOBILISING: "Being set up",
            ContractState.LIVE: "Live",
            ContractState.EXTENDED: "Extended",
            ContractState.EXITING: "Being handed over",
            ContractState.ENDED: "Ended",
        },
        {ContractState.LIVE: "green", ContractState.EXTENDED: "green", ContractState.EXITING: "orange"},
    ),
)
