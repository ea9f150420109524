"""A special that came back is kept in the store: by the month, to the line that paid for it, and once."""

from datetime import date

import pytest
import time_machine
from django.db import connection

from handrail.identity.calls import reading
from handrail.jobs.work import JOBS
from handrail.simulation.set_up import County
from handrail.usecases.charge_storage import charge_storage
from tests.ledger.test_lines import holds
from tests.ordering import at
from tests.situations import call_as
from tests.specials.specialling import returned

pytestmark = pytest.mark.django_db
STORAGE = """
    SELECT p.line_id, e.happened_on, p.amount_pence, e.note
    FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
    WHERE e.item = 'special_storage' AND p.amount_pence > 0 ORDER BY e.happened_on
"""


def test_keeping_it_is_charged_once_a_month_to_the_line_that_paid_for_it(
    county: County, clock: time_machine.Traveller
) -> None:
    had = returned(county)
    system = county.scopes["system"]
    assert charge_storage(call_as(system)) == 0
    clock.move_to(at(2026, 7, 1, 10))
    (job,) = (job for job in JOBS if job.do is charge_storage)
    with reading(system):
        assert job.waits(system, at(2026, 7, 1, 10))
    assert (charge_storage(call_as(system)), charge_storage(call_as(system))) == (2, 0)
    with reading(system):
        assert not job.waits(system, at(2026, 7, 1, 10))
    line_id = had.order.lines[0].line_id
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(STORAGE)
        assert cursor.fetchall() == [
            (line_id, date(2026, 5, 31), 137, "6 days at £1.60 a week"),
            (line_id, date(2026, 6, 30), 686, "30 days at £1.60 a week"),
        ]
    holds(county)
