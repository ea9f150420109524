"""Making runs: nobody of a crew is on two vans at once without somebody saying so."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.usecases.close_run import CloseWanted, close_run
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.make_run import RunMade, RunWanted, make_run
from handrail.visits.models import Run
from handrail.visits.queries.planning import count_on_van
from handrail.visits.rules.booking import BookingReason
from tests.situations import call_as
from tests.stock_situations import at_most, columns, main_depot
from tests.visiting import a_run, a_stop, booked, cancelled, on_loan

pytestmark = pytest.mark.django_db


def made(
    county: County, van: str, driver: str, second: str = "", *, shift: str = "day", days: int = 1, both: bool = False
) -> RunMade:
    users: dict[str, UUID] = county.users
    day = now().date() + timedelta(days=days)
    wanted = RunWanted(
        main_depot(county), county.made.vans[van], day, shift, users[driver], users[second] if second else None, both
    )
    return make_run(call_as(county.scopes["desk"]), request=wanted)


def run_count(county: County) -> int:
    return len(columns(county.scopes["desk"], Run, "id"))


def test_somebody_on_another_van_is_asked_about(county: County) -> None:
    made(county, "Van 1", "driver", "driver3")
    with pytest.raises(Refused) as refused:
        made(county, "Van 2", "driver3", "driver")
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        (BookingReason.CREW_IS_OUT, "driver_id"),
        (BookingReason.CREW_IS_OUT, "second_id"),
    ]
    assert dict(refused.value.reasons[0].params)["van"] == "Van 1"
    assert run_count(county) == 1
    made(county, "Van 2", "driver3", "driver", both=True)
    assert run_count(county) == 2


@pytest.mark.parametrize(
    ("van", "shift", "days"),
    [("Van 1", "evening", 1), ("Van 2", "evening", 1), ("Van 2", "day", 2), ("Van 1", "urgent 1", 1)],
)
def test_another_time_or_the_same_van_is_no_question(county: County, van: str, shift: str, days: int) -> None:
    made(county, "Van 1", "driver")
    made(county, van, "driver", shift=shift, days=days)
    assert run_count(county) == 2


def test_a_shift_of_another_name_may_be_at_any_hour(county: County) -> None:
    made(county, "Van 1", "driver")
    with pytest.raises(Refused, match="CREW_IS_OUT"):
        made(county, "Van 4", "driver", shift="urgent 1")


def test_a_run_that_is_over_binds_nobody(county: County) -> None:
    stop, _ = on_loan(county, "BED-010")
    with pytest.raises(Refused, match="CREW_IS_OUT"):
        made(county, "Van 2", "driver", days=0)
    close_run(call_as(county.scopes["desk"]), request=CloseWanted(stop.run_id))
    made(county, "Van 2", "driver", days=0)
    assert run_count(county) == 2


def test_a_run_whose_day_is_to_come_is_not_closed_and_says_no_other_thing(county: County) -> None:
    """What is on the van today is the load of today's run, and what waits on it for tomorrow is none of today's."""
    today, _ = on_loan(county, "BED-010")
    later = a_stop(county, "MAT-010", ("BDA-020", 2), days=1)
    desk = county.scopes["desk"]
    with pytest.raises(Refused) as refused:
        close_run(call_as(desk), request=CloseWanted(later.run_id))
    assert [reason.code for reason in refused.value.reasons] == [BookingReason.DAY_TO_COME]
    with at_most(6):
        close_run(call_as(desk), request=CloseWanted(today.run_id))
    with time_machine.travel(now() + timedelta(days=1), tick=False), pytest.raises(Refused) as refused:
        close_run(call_as(desk), request=CloseWanted(later.run_id))
    assert [(reason.code, dict(reason.params)["count"]) for reason in refused.value.reasons] == [
        (BookingReason.STOPS_LEFT, 1),
        (BookingReason.VAN_NOT_EMPTY, 3),
    ]


def test_a_van_goes_from_its_own_depot_once_a_shift_and_not_in_the_past(county: County) -> None:
    made(county, "Van 1", "driver")
    for van, days, code in (
        ("Van 5", 1, BookingReason.NOT_A_VAN_HERE),
        ("Van 1", 1, BookingReason.VAN_IS_OUT),
        ("Van 2", -1, BookingReason.DAY_IS_OVER),
    ):
        with pytest.raises(Refused) as refused:
            made(county, van, "driver2", days=days)
        assert [reason.code for reason in refused.value.reasons] == [code]
    assert run_count(county) == 1


def test_somebody_of_another_depot_is_lent_or_not_on_the_crew(county: County) -> None:
    with pytest.raises(Refused) as refused:
        made(county, "Van 1", "driver6", "driver")
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (BookingReason.CREW_OF_OTHER_DEPOT, "driver_id")
    assert set(dict(reason.params)) == {"name", "depot"}
    wanted = RunWanted(
        main_depot(county), county.made.vans["Van 1"], now().date(), driver_id=county.users["driver6"], lent=True
    )
    make_run(call_as(county.scopes["desk"]), request=wanted)
    assert run_count(county) == 1


def test_what_stayed_on_another_van_is_not_taken_from_what_is_on_this_one(county: County) -> None:
    """A failed stop's pieces lie on its own van, though its next visit is on a run of another."""
    stop = a_stop(county, ("BDA-020", 2), van="Van 2", driver="driver2")
    call = call_as(county.scopes["driver2"])
    (again,) = fail_visit(call, request=VisitFailure(stop.visit_id, "person_asked_other_day")).follow_up_visit_ids
    booked(county, again, run_id=a_run(county, days=1), days=1)
    today, _ = on_loan(county, "BED-010")
    with reading(county.scopes["desk"]):
        assert count_on_van(county.scopes["desk"], today.run_id) == 0
        assert count_on_van(county.scopes["desk"], stop.run_id) == 2
    close_run(call_as(county.scopes["desk"]), request=CloseWanted(today.run_id))


def test_what_was_loaded_for_tomorrow_and_cancelled_holds_up_tomorrows_run_and_not_todays(
    county: County, clock: time_machine.Traveller
) -> None:
    today, _ = on_loan(county, "BED-010")
    tomorrow = a_stop(county, "MAT-012", ("BDA-020", 2), days=1)
    for line in tomorrow.order.lines:
        cancelled(county, line.line_id)
    with reading(county.scopes["desk"]):
        assert count_on_van(county.scopes["desk"], today.run_id) == 0
        assert count_on_van(county.scopes["desk"], tomorrow.run_id) == 3
    close_run(call_as(county.scopes["desk"]), request=CloseWanted(today.run_id))
    clock.shift(timedelta(days=1))
    with pytest.raises(Refused) as refused:
        close_run(call_as(county.scopes["desk"]), request=CloseWanted(tomorrow.run_id))
    assert [(reason.code, dict(reason.params)) for reason in refused.value.reasons] == [
        (BookingReason.VAN_NOT_EMPTY, {"count": 3})
    ]
