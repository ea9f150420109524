"""A special is asked for, what lies ready is looked at first, and it is met by that, sought in vain, or given up."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection

from handrail.core.ids import fresh_id
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.orders.rules.facts import Funding
from handrail.simulation.set_up import County
from handrail.specials.models import SpecialHistory, SpecialLooked, SpecialSearch
from handrail.usecases.keep_specials import (
    SpecialToAsk,
    SpecialToWithdraw,
    ask_special,
    search_special,
    withdraw_special,
)
from handrail.usecases.place_order import OrderPlaced, place_order
from tests.ordering import codes, lines, someone, with_reasons
from tests.situations import call_as
from tests.specials.specialling import asked_for, bed_wanted, chosen, kept, search_of, searched
from tests.stock_situations import goods
from tests.usecases.between import between

pytestmark = pytest.mark.django_db


def steps(county: County) -> list[tuple[str, str]]:
    with reading(county.scopes["desk"]):
        return list(SpecialHistory.objects.order_by("id").values_list("to_state", "reason"))


def test_what_somebody_asks_for_is_kept_as_they_said_it(county: County) -> None:
    wanted = asked_for(county)
    one = kept(county, wanted.special_id)
    assert (one.person_id, one.state, one.category, one.need) == (
        wanted.who.id, "REQUESTED", "beds", "A bed 75 cm wide with a hand crank",
    )  # fmt: skip
    assert (one.why_nothing_fits, one.measures, one.wanted_by, one.care_route, one.asked_by_id, one.product_id) == (
        "All beds are 90 cm or wider", "Alcove 78 cm wide", date(2026, 3, 19), "STANDARD", county.users["therapist"],
        None,
    )  # fmt: skip
    assert steps(county) == [("REQUESTED", "")]


def test_nothing_is_asked_for_that_says_nothing_or_is_for_nobody(county: County) -> None:
    who = someone(county)
    empty = replace(bed_wanted(county), need=" ", category="unheard")
    with pytest.raises(Refused) as refused:
        ask_special(call_as(county.scopes["therapist"]), request=SpecialToAsk(who.id, empty))
    assert codes(refused.value) == {"SPECIAL_NEED_MISSING", "SPECIAL_KIND_UNKNOWN"}
    nobodys = replace(bed_wanted(county), funding=Funding(fresh_id()))
    with pytest.raises(Refused) as refused:
        ask_special(call_as(county.scopes["therapist"]), request=SpecialToAsk(who.id, nobodys))
    assert codes(refused.value) == {"ORDER_COUNCIL_MISSING"}
    with pytest.raises(Refused) as refused:
        ask_special(call_as(county.scopes["depot"]), request=SpecialToAsk(who.id, bed_wanted(county)))
    assert codes(refused.value) == {"NOT_ALLOWED"}


def test_what_lies_ready_is_looked_at_before_anything_is_bought(county: County) -> None:
    wanted = asked_for(county)
    goods(county, "BED-010", 2)
    with pytest.raises(Refused) as refused:
        search_special(call_as(county.scopes["desk"]), request=search_of(wanted.special_id))
    assert {reason.field for reason in refused.value.reasons} == {"why_none"}
    request = search_of(wanted.special_id, BED_010="90 cm wide")
    assert search_special(call_as(county.scopes["desk"]), request=request) == "SEARCHED"
    with reading(county.scopes["desk"]):
        (looked,) = SpecialLooked.objects.values_list("product__code", "ready", "why_not", "picked")
        assert looked == ("BED-010", 2, "90 cm wide", False)
        assert SpecialSearch.objects.get().elsewhere == "Asked Southmoor"
    assert search_special(call_as(county.scopes["desk"]), request=request) == "SEARCHED"
    assert steps(county) == [("REQUESTED", ""), ("SEARCHED", "")]


def test_what_does_the_job_is_picked_and_nothing_is_bought(county: County) -> None:
    wanted = asked_for(county)
    with pytest.raises(Refused) as refused:
        search_special(call_as(county.scopes["nurse"]), request=search_of(wanted.special_id, "BED-010"))
    assert codes(refused.value) == {"SPECIAL_OF_ANOTHER_TEAM"}
    with pytest.raises(Refused) as refused:
        search_special(call_as(county.scopes["therapist"]), request=search_of(wanted.special_id, "BED-010"))
    assert codes(refused.value) == {"SPECIAL_PICKED_IS_NOT_THERE"}
    goods(county, "BED-010")
    assert search_special(call_as(county.scopes["therapist"]), request=search_of(wanted.special_id, "BED-010")) == "MET"
    product_id = kept(county, wanted.special_id).product_id
    with reading(county.scopes["desk"]):
        assert SpecialLooked.objects.get(picked=True).product_id == product_id
    with pytest.raises(Refused) as refused:
        search_special(call_as(county.scopes["desk"]), request=search_of(wanted.special_id, "BED-010"))
    assert codes(refused.value) == {"SPECIAL_MOVED_ON"}


def test_it_is_given_up_with_a_reason(county: County) -> None:
    wanted = searched(county)
    withdraw = SpecialToWithdraw(wanted.special_id, "The alcove is built over")
    assert withdraw_special(call_as(county.scopes["therapist"]), request=withdraw) == wanted.special_id
    assert steps(county)[-1] == ("WITHDRAWN", "The alcove is built over")
    with pytest.raises(Refused) as refused:
        withdraw_special(call_as(county.scopes["therapist"]), request=replace(withdraw, why=""))
    assert codes(refused.value) == {"SPECIAL_MOVED_ON", "SPECIAL_WITHDRAWN_WHY_MISSING"}


@pytest.mark.parametrize("wish", [
    "UPDATE specials_special SET need = 'Other'", "UPDATE specials_speciallooked SET why_not = 'Other'",
    "UPDATE specials_specialsearch SET elsewhere = ''", "DELETE FROM specials_special",
])  # fmt: skip
def test_what_was_said_and_looked_at_stays(county: County, wish: str) -> None:
    searched(county)
    with pytest.raises(DatabaseError), reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(wish)


@pytest.mark.django_db(transaction=True)
def test_what_is_being_ordered_at_this_moment_is_not_given_up(county: County) -> None:
    special = chosen(county)
    wanted = with_reasons(county, special.who, *lines(special.code), by="therapist")
    ordering, ending = (call_as(county.scopes["therapist"]) for _ in range(2))
    ordered, refused, _ = between(
        lambda: place_order(ordering, request=wanted),
        lambda: withdraw_special(ending, request=SpecialToWithdraw(special.special_id, "Not needed")),
        "p.code = ANY (%(codes)s) ORDER BY s.id FOR NO KEY UPDATE",
    )
    assert isinstance(ordered, OrderPlaced)
    assert codes(refused) == {"SPECIAL_STILL_ORDERED"}
