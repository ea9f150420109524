"""Situations of money that is put right: what stands by fund, what was delivered and credited.
Refuses to write a row itself."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from handrail.identity.calls import reading
from handrail.orders.models import OrderLine
from handrail.people.states import CareRoute
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import FunderChange
from handrail.usecases.correct_posting import PostingCorrection
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import TakenAway
from tests.situations import call_as
from tests.stock_situations import clean, columns, inspected, main_depot, passed
from tests.visiting import Stop, a_run, asked, booked, collection, handed, load, on_loan, received, recorded

OURS, NEIGHBOUR = "Northdown County Council", "Westmarch Council"
_STANDS = """
    SELECT coalesce(f.code, ''), a.kind, sum(p.amount_pence) FROM ledger_posting p
    JOIN ledger_account a ON a.id = p.account_id
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id LEFT JOIN ledger_fund f ON f.id = s.fund_id
    WHERE p.contract_id = %s GROUP BY f.code, a.kind HAVING sum(p.amount_pence) <> 0
"""


def stands(county: County) -> dict[tuple[str, str], int]:
    """What stands on each account, by fund and kind."""
    with reading(county.scopes["money"]), connection.cursor() as cursor:
        cursor.execute(_STANDS, [county.made.contract_id])
        return {(fund, kind): int(pence) for fund, kind, pence in cursor.fetchall()}


def comes_back(county: County, visit_id: UUID, number: str, **report: Any) -> None:
    """An item is fetched, booked in, cleaned and passes its tests."""
    recorded(county, visit_id, taken_away=(TakenAway(number),), **report)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))
    clean(county, number)
    passed(county, inspected(number))


def lent_and_back(county: County, code: str = "BED-010") -> Stop:
    """Delivered, fetched and credited."""
    stop, _, visit_id = collection(county, code)
    comes_back(county, visit_id, *stop.numbers)
    return stop


def to_health(county: County, line_id: UUID, **changed: Any) -> FunderChange:
    """The health board pays for a line alone."""
    given: dict[str, Any] = {
        "line_id": line_id,
        "care_route": CareRoute.CONTINUING_HEALTH_CARE,
        "council_id": county.partner(OURS),
        "from_on": date(2026, 1, 5),
        "reason": "Found to be continuing health care",
    }
    return FunderChange(**{**given, **changed})


def funder_to_change(county: County) -> FunderChange:
    """The same of a bed on loan."""
    stop, _ = on_loan(county, "BED-010")
    return to_health(county, stop.order.lines[0].line_id)


def entry_of(county: County, item: str, line_id: UUID) -> UUID:
    """The first entry of a row of the price list, or of `equipment` or `credit`, that a line bears."""
    with reading(county.scopes["money"]), connection.cursor() as cursor:
        cursor.execute(
            """SELECT e.id FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
               WHERE e.item = %s AND p.line_id = %s AND e.kind IN ('SPENT', 'CHARGED', 'CREDITED')
               ORDER BY e.id LIMIT 1""",
            [item, line_id],
        )
        found: UUID = cursor.fetchone()[0]
    return found


def charge_to_correct(county: County) -> PostingCorrection:
    """A delivery at the price of a slower one."""
    stop, _ = on_loan(county, "BED-010")
    return PostingCorrection(entry_of(county, "delivery", stop.order.lines[0].line_id), 1_000, "It was agreed at £10")


def swapped(county: County, stop: Stop, loan_id: UUID, code: str, fault: str = "frame_bent") -> tuple[UUID, str]:
    """The thing was bad, and another is with the person: the new line, and its number."""
    visit_id = asked(county, loan_id, asked_for=AskedFor.SWAP, fault=fault).visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    (line_id,) = columns(county.scopes["desk"], OrderLine, "id", state="AUTHORISED")
    (number,) = load(county, run_id, line_id, code, 1)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    recorded(
        county, visit_id, handed_over=handed(number), taken_away=(TakenAway(stop.numbers[0]),), received=received()
    )
    return line_id, number
