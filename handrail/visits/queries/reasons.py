"""Reads the contract's reasons for which a visit can fail, and the words of every reason that a history may hold.
Refuses nothing; contract data is bounded by the scope's contract."""

from datetime import date

from handrail.identity.scope import Scope
from handrail.partners.queries import CodeChoice, code_lists
from handrail.visits.rules.next_steps import Side

FAILED_VISIT = "failed_visit"
# Where two lists share a code, the later one's words count: what became of an order is read most.
_IN_HISTORIES = ("repair_action", "satellite_purpose", "return_reason", FAILED_VISIT, "cancel_order", "refuse_order")


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


def reason_labels(scope: Scope, on: date) -> dict[str, str]:
    """The words of the reasons for which things were issued, and lines, visits and loans ended or were not approved, by
    code."""
    lists = code_lists(scope.contract_id, _IN_HISTORIES, on)
    return {choice.code: choice.label for name in _IN_HISTORIES for choice in lists[name]}
