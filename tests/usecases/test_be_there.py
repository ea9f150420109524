"""A prescriber wants to be there when what they order comes: said once with the order, for each of its visits."""

from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.arrange_joint_visit import JointWanted, arrange_joint_visit
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.visits.models import JointVisit
from handrail.visits.rules.beside import Companion
from tests.ordering import codes, lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as

pytestmark = pytest.mark.django_db
BUMPERS, SHOWER, FRAME, SOCK_AID = "BDA-020", "BDA-010", "TOI-050", "DLV-034"
BY_VOUCHER, SUITS = "DLV-016", "Mornings, half an hour"


def comes(county: County) -> list[tuple[UUID, str, str]]:
    """Who is to come along to which visit, and when that suits them."""
    names = {user_id: name for name, user_id in county.users.items()}
    with reading(county.scopes["desk"]):
        found = JointVisit.objects.filter(ended_at=None).order_by("id")
        return [(one.visit_id, names[one.user_id], one.suits) for one in found if one.user_id]


def test_it_is_arranged_with_the_order_for_each_of_its_visits(county: County) -> None:
    wanted = (*lines(BUMPERS), *lines(SHOWER, speed="deliver_next_day"))
    order = placed(county, someone(county), *wanted, by="nurse", joint_suits=SUITS)
    assert len(order.visit_ids) == 2
    assert set(order.joint_visit_ids) == set(order.visit_ids)
    assert {one[1:] for one in comes(county)} == {("nurse", SUITS)}
    assert broken_in(county.scopes["desk"]) == []


def test_who_orders_for_a_colleague_says_it_for_them(county: County) -> None:
    colleague = county.users["therapist"]
    placed(county, someone(county), *lines(BUMPERS), by="nurse", joint_suits="", prescriber_id=colleague)
    assert [one[1:] for one in comes(county)] == [("therapist", "")]


def test_what_waits_for_approval_has_it_arranged_with_the_yes(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"), by="nurse", joint_suits=SUITS)
    assert (order.visit_ids, comes(county)) == ((), [])
    given = give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(order.release_ids, "seen"))
    assert comes(county) == [(visit_id, "nurse", SUITS) for visit_id in given.visit_ids]
    assert given.visit_ids


def test_a_visit_that_a_change_adds_has_it_too_and_one_that_they_left_stays_left(county: County) -> None:
    order = placed(county, someone(county), *lines(BUMPERS), by="nurse", joint_suits=SUITS)
    nurse = county.scopes["nurse"]
    arrange_joint_visit(call_as(nurse), request=JointWanted(order.visit_ids[0], None))
    more = (*lines(FRAME), *lines(SOCK_AID, speed="deliver_next_day"))
    amend_order(call_as(nurse), request=OrderAmendment(order.order_id, 1, "More is needed", added=more))
    ((visit_id, *who),) = comes(county)
    assert visit_id != order.visit_ids[0]
    assert who == ["nurse", SUITS]


def test_with_whom_somebody_else_goes_already_is_left_to_them(county: County) -> None:
    who = someone(county)
    first = placed(county, who, *lines(BUMPERS), by="nurse")
    other = Companion(name="Sam Okoro", phone="01632 960 001")
    arrange_joint_visit(call_as(county.scopes["desk"]), request=JointWanted(first.visit_ids[0], other))
    second = placed(county, who, *lines(SHOWER), by="nurse", joint_suits=SUITS)
    assert (second.visit_ids, second.joint_visit_ids) == (first.visit_ids, ())
    assert comes(county) == []


def test_there_is_no_crew_to_meet_for_what_a_shop_gives_out(county: County) -> None:
    with pytest.raises(Refused) as refused:
        placed(county, someone(county), *lines(BY_VOUCHER, speed=""), by="nurse", joint_suits=SUITS)
    assert codes(refused.value) == {"JOINT_NOTHING_COMES"}
