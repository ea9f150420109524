"""Who pays into a fund changes from one day to the next; what was spent from the fund is folded all the same."""

import pytest

from handrail.simulation.set_up import County
from handrail.spending.codes import By
from tests.ledger.test_lines import share_anew
from tests.spending.test_crossed import asked, fold
from tests.visiting import a_stop, handed, received, recorded

pytestmark = pytest.mark.django_db


def test_what_was_kept_under_old_shares_and_spent_under_new_ones_is_one_fact(county: County) -> None:
    stop = a_stop(county, "BED-010")
    share_anew(county)
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    before = asked(county, By.FUND)
    assert fold(county) > 0
    assert asked(county, By.FUND) == before
