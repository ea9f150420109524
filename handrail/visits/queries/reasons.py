"""Reads the contract's reasons for which a visit can fail, and the words of every reason that a history may hold.
Refuses nothing; contract data is bounded by the scope's contract."""

from datetime import date, datetime, timedelta

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.partners.queries import CodeChoice, code_lists
from handrail.visits.rules.next_steps import Side

FAILED_VISIT = "failed_visit"
USUAL_SINCE = timedelta(days=90)
MOST_USUAL = 5
_USUAL = """
    SELECT fail_code FROM visits_visit
    WHERE contract_id = %(contract)s AND state = 'FAILED' AND finished_at >= %(since)s
    GROUP BY fail_code ORDER BY count(*) DESC, fail_code LIMIT %(most)s
"""
# Where two lists share a code, the later one's words count: what became of an order is read most.
_IN_HISTORIES = ("repair_action", "satellite_purpose", "return_reason", FAILED_VISIT, "cancel_order", "refuse_order")


def failure_reasons(scope: Scope, on: date) -> tuple[CodeChoice, ...]:
    """The reasons of a day, in the contract's order."""
    return code_lists(scope.contract_id, [FAILED_VISIT], on)[FAILED_VISIT]


def usual_failures(scope: Scope, at: datetime) -> tuple[str, ...]:
    """The codes for which most visits failed lately, the most usual first."""
    asked = {"contract": scope.contract_id, "since": at - USUAL_SINCE, "most": MOST_USUAL}
    return rows(str, _USUAL, asked)


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
