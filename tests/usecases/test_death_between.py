"""A death is recorded while somebody orders for the person, or takes an order up again: nothing is left on order."""

from collections.abc import Callable
from itertools import count

import pytest

from handrail.core.clock import now
from handrail.orders.models import OrderLine
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.place_order import place_order
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.reinstate_lines import LinesAgain, reinstate_lines
from tests.ordering import Someone, lines, placed, someone, with_reasons
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.between import Work, between

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OVER = {"CANCELLED", "REFUSED"}


def ordering(county: County, who: Someone) -> Work:
    wanted = with_reasons(county, who, *lines("MAT-010"))
    call = call_as(county.scopes["nurse"])
    return lambda: place_order(call, request=wanted)


def reinstating(county: County, who: Someone) -> Work:
    line_ids = tuple(line.line_id for line in placed(county, who, *lines("MAT-010")).lines)
    cancel_lines(call_as(county.scopes["nurse"]), request=LinesToCancel(line_ids, "entered_in_error"))
    call = call_as(county.scopes["nurse"])
    return lambda: reinstate_lines(call, request=LinesAgain(line_ids, "It was the wrong one that was cancelled"))


def reconsidering(county: County, who: Someone) -> Work:
    release_ids = placed(county, who, *lines("HST-032"), by="therapist").release_ids
    adviser = county.scopes["adviser"]
    refuse_release(call_as(adviser), request=ReleaseNo(release_ids, "equivalent_in_stock", "A smaller one would do"))
    call = call_as(adviser)
    return lambda: reconsider_release(call, request=ReleaseAgain(release_ids, "It would not"))


def dying(county: County, who: Someone) -> Work:
    wanted = LifeEventWanted(who.id, LifeEventKind.DEATH, now().date(), "Her daughter")
    call = call_as(county.scopes["desk"])
    return lambda: record_life_event(call, request=wanted)


@pytest.mark.parametrize("work", [ordering, reinstating, reconsidering])
def test_nothing_is_left_on_order_wherever_a_death_comes_between(
    county: County, work: Callable[[County, Someone], Work]
) -> None:
    for death_first in (True, False):
        for after in count(1):
            who = someone(county)
            taking, death = work(county, who), dying(county, who)
            first, second = (death, taking) if death_first else (taking, death)
            *answers, enough = between(first, second, after)
            if not enough:
                break
            states = columns(county.scopes["desk"], OrderLine, "state", order__person_id=who.id)
            assert set(states) <= OVER, (after, answers)
    assert broken_in(county.scopes["desk"]) == []
