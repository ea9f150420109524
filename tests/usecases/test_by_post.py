"""A small thing goes by post: booked where it may, handed to the carrier by scan, and recorded on the day it came."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from handrail.core.refusal import Refused
from handrail.loans.models import Gift
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import StockCell
from handrail.stock.plans import ItemScan
from handrail.usecases.agree_distance import agree_distance
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.arrange_joint_visit import JointWanted, arrange_joint_visit
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.change_crew import CrewWanted, change_crew
from handrail.usecases.close_run import CloseWanted, close_run
from handrail.usecases.edit_partners import VanShape, keep_van
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.models import Run, Van
from handrail.visits.rules.beside import Companion, MilesAgreed
from handrail.visits.rules.booking import Booking
from tests.core.test_hostile_application import APPEND_ONLY, attempt, change_by
from tests.ordering import codes, lines, placed, someone
from tests.posting import REACHER, SHOE_HORN, SOCK_AID, arrived, post_run, sent, the_post
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.supplying import allocated
from tests.visiting import a_stop, booked, recorded, slot, visit_row

pytestmark = pytest.mark.django_db

BUMPERS = "BDA-020"


def refused(work: Callable[..., object], *args: object, **kwargs: object) -> set[str]:
    with pytest.raises(Refused) as told:
        work(*args, **kwargs)
    return codes(told.value)


def visit_of(county: County, *wanted: str | tuple[str, int]) -> UUID:
    return placed(county, someone(county), *lines(*wanted), by="nurse").visit_ids[0]


def test_it_is_sent_without_anybody_and_is_the_persons_on_the_day_it_came(
    county: County, clock: time_machine.Traveller
) -> None:
    parcel = sent(county, REACHER, SOCK_AID)
    assert visit_row(county, parcel.visit_id).state == "RELEASED"
    clock.shift(timedelta(days=2))
    arrived(parcel)
    visit = visit_row(county, parcel.visit_id)
    assert visit.finished_at
    assert (visit.state, visit.finished_at.date().isoformat()) == ("COMPLETED", "2026-03-05")
    assert set(columns(county.scopes["desk"], OrderLine, "state")) == {"DELIVERED"}
    assert {at.date().isoformat() for at in columns(county.scopes["desk"], Gift, "given_at")} == {"2026-03-05"}
    close_run(call_as(county.scopes["desk"]), request=CloseWanted(parcel.run_id))
    assert broken_in(county.scopes["desk"]) == []


def test_what_came_back_failed_and_goes_back_to_the_depot(county: County) -> None:
    parcel = sent(county, REACHER)
    done = fail_visit(
        call_as(county.scopes["desk"]), request=VisitFailure(parcel.visit_id, "parcel_came_back", "By its tracking")
    )
    assert (done.next_step, done.owner) == ("CALL_PERSON", "CONTROLLER")
    unload_run(
        call_as(county.scopes["depot"]), request=Unloading(parcel.run_id, main_depot(county), (ItemScan(REACHER),))
    )
    held = columns(county.scopes["depot"], StockCell, "quantity", place_id=main_depot(county), condition="HELD")
    assert held == [1]
    close_run(call_as(county.scopes["desk"]), request=CloseWanted(parcel.run_id))
    assert broken_in(county.scopes["desk"]) == []


def test_what_was_lost_is_sent_again(county: County) -> None:
    parcel = sent(county, REACHER)
    done = fail_visit(call_as(county.scopes["desk"]), request=VisitFailure(parcel.visit_id, "parcel_lost"))
    assert (done.next_step, len(done.follow_up_visit_ids)) == ("VISIT_AGAIN", 1)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ((BUMPERS,), {"POST_TOO_HEAVY"}),
        (((REACHER, 7),), {"POST_TOO_HEAVY"}),
        (("MAT-010",), {"POST_TOO_HEAVY", "POST_PUT_UP_OR_SHOWN"}),
    ],
)
def test_what_may_not_go_is_not_booked_onto_it(
    county: County, wanted: tuple[str | tuple[str, int], ...], why: set[str]
) -> None:
    run_id = post_run(county, the_post(county))
    visit_id = visit_of(county, *wanted)
    assert refused(booked, county, visit_id, run_id=run_id) >= why & {"POST_TOO_HEAVY"}
    booked(county, visit_id)
    put_on = RunStops(run_id, (visit_id,))
    assert "POST_TOO_HEAVY" in refused(plan_visits, call_as(county.scopes["desk"]), request=put_on)
    assert visit_row(county, visit_id).run_id is None


def test_what_was_added_since_is_found_when_it_is_sent_and_when_it_is_handed_over(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines((REACHER, 1)), by="nurse")
    (visit_id,) = order.visit_ids
    run_id = post_run(county, the_post(county))
    booked(county, visit_id, run_id=run_id)
    goods(county, REACHER, 9)
    more = OrderAmendment(order.order_id, 1, "More are needed", {order.lines[0].line_id: lines((REACHER, 7))[0]})
    amend_order(call_as(county.scopes["nurse"]), request=more)
    allocated(county, order.lines[0].line_id)
    assert refused(release_run, call_as(county.scopes["desk"]), request=ReleaseWanted(run_id)) == {"POST_TOO_HEAVY"}
    loading = Loading(run_id, (ItemScan(REACHER),))
    assert refused(load_run, call_as(county.scopes["depot"]), request=loading) == {"POST_TOO_HEAVY"}


def test_nobody_goes_with_the_post(county: County) -> None:
    post_id = the_post(county)
    on = slot()[0].date()
    wanted = RunWanted(main_depot(county), post_id, on, driver_id=county.users["driver"])
    assert "NOBODY_GOES" in refused(make_run, call_as(county.scopes["desk"]), request=wanted)
    run_id = post_run(county, post_id)
    crew = CrewWanted(run_id, county.users["driver"])
    assert refused(change_crew, call_as(county.scopes["desk"]), request=crew) == {"NOBODY_GOES"}
    change_crew(call_as(county.scopes["desk"]), request=CrewWanted(run_id, None))
    assert columns(county.scopes["desk"], Run, "driver_id", id=run_id) == [None]


def test_nobody_comes_along_to_a_parcel_and_what_somebody_comes_along_to_is_none(county: County) -> None:
    parcel, visit_id = sent(county, REACHER), visit_of(county, REACHER)
    nurse = Companion(county.users["nurse"])
    wanted = JointWanted(parcel.visit_id, nurse)
    assert refused(arrange_joint_visit, call_as(county.scopes["desk"]), request=wanted) == {"BESIDE_BY_POST"}
    paid = MilesAgreed(parcel.visit_id, 12, "Ian Farrow", date(2026, 3, 2), "Over the border")
    assert refused(agree_distance, call_as(county.scopes["senior"]), request=paid) == {"BESIDE_BY_POST"}
    arrange_joint_visit(call_as(county.scopes["desk"]), request=JointWanted(visit_id, nurse))
    assert refused(booked, county, visit_id, run_id=parcel.run_id) == {"POST_JOINT"}


def test_booked_and_sent_in_one_step(county: County) -> None:
    visit_id, run_id = visit_of(county, SHOE_HORN), post_run(county, the_post(county))
    wanted = Bookings((Booking(visit_id, *slot()),), run_id, release=True, without_stock=True)
    book_visits(call_as(county.scopes["desk"]), request=wanted)
    assert visit_row(county, visit_id).state == "RELEASED"
    heavy = visit_of(county, BUMPERS)
    more = Bookings((Booking(heavy, *slot()),), run_id, release=True, without_stock=True)
    assert "POST_TOO_HEAVY" in refused(book_visits, call_as(county.scopes["desk"]), request=more)


def test_the_carriers_number_is_kept_with_what_was_handed_over(county: County) -> None:
    visit_id, run_id = visit_of(county, REACHER), post_run(county, the_post(county))
    booked(county, visit_id, run_id=run_id)
    goods(county, REACHER, 1)
    (line_id,) = columns(county.scopes["desk"], OrderLine, "id")
    allocated(county, UUID(str(line_id)))
    loading = Loading(run_id, (ItemScan(REACHER),), carrier_reference="GB 123 456")
    load_run(call_as(county.scopes["depot"]), request=loading)
    assert visit_row(county, visit_id).parcel_reference == "GB 123 456"


def test_a_van_has_no_number_of_a_carrier(county: County) -> None:
    stop = a_stop(county, (REACHER, 1), loaded=False, released=False)
    goods(county, REACHER, 1)
    allocated(county, stop.order.lines[0].line_id)
    loading = Loading(stop.run_id, (ItemScan(REACHER),), carrier_reference="GB 123 456")
    assert refused(load_run, call_as(county.scopes["depot"]), request=loading) == {"POST_NOT_A_CARRIER"}


def test_what_is_told_twice_is_recorded_once(county: County) -> None:
    parcel = sent(county, REACHER)
    arrived(parcel)
    assert refused(recorded, county, parcel.visit_id, by="desk") == {"VISIT_ALREADY_RECORDED"}


def test_what_stands_for_the_post_stays_the_post_and_a_van_a_van(county: County) -> None:
    admin, post_id, van_id = county.scopes["admin"], the_post(county), county.made.vans["Van 1"]
    for row_id, name, by_post in ((post_id, "By parcel", False), (van_id, "Van 1 (new)", True)):
        shape = VanShape(main_depot(county), name, f"NO {name[-4:]}", 900, 900, van_id=row_id, by_post=by_post)
        keep_van(call_as(admin), request=shape)
    stands = dict(columns(county.scopes["desk"], Van, "id", "by_post"))
    assert (stands[post_id], stands[van_id]) == (True, False)
    with change_by(county.scopes["admin"]):
        assert attempt("UPDATE visits_van SET by_post = NOT by_post") == APPEND_ONLY
