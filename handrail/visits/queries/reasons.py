"""Reads the contract's reasons for which a visit can fail.
Refuses nothing; contract data is bounded by the scope's contract."""

from datetime import date

from handrail.identity.scope import Scope
from handrail.partners.queries import CodeChoice, code_lists
from handrail.visits.rules.next_steps import Side

FAILED_VISIT = "failed_visit"


def failure_reasons(scope: Scope, on: date) -> tuple[CodeChoice, ...]:
    """The reasons of a day, in the contract's order."""
    return code_lists(scope.contract_id, [FAILED_VISIT], on)[FAILED_VISIT]


def sides_of_failure(scope: Scope, on: date) -> dict[str, Side]:
    """On whose side each reason lies; a side that we do not know is nobody's."""
    known = {side.value for side in Side}
    return {
        choice.code: Side(choice.attributable_to) if choice.attributable_to in known else Side.NONE
        for choice in failure_reasons(scope, on)
    }
