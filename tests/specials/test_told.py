"""Who asked for a special is told what others did about it, and nothing of the person."""

import pytest

from handrail.core.models import OutboxMessage
from handrail.identity.calls import reading
from handrail.identity.models import Post, User
from handrail.simulation.set_up import County
from handrail.usecases.keep_specials import SpecialToWithdraw, search_special, withdraw_special
from handrail.wording.messages import words_of
from tests.ordering import lines, placed, someone, with_reasons
from tests.situations import call_as
from tests.specials.specialling import asked_for, bought, chosen, ordered, search_of
from tests.stock_situations import columns, goods
from tests.usecases.test_change_orders import amend, to

pytestmark = pytest.mark.django_db


def told(county: County) -> list[str]:
    """What was mailed about specials, in any order, as who asked reads it."""
    content = columns(county.scopes["system"], OutboxMessage, "content", kind="SPECIAL_CHANGED")
    return ["\n".join(words_of("SPECIAL_CHANGED", one)) for one in content]


def test_who_asked_is_told_of_each_quote_of_the_choice_and_of_the_purchase(county: County) -> None:
    had = bought(county)
    said = told(county)
    assert len(said) == 5
    assert sum("A supplier's quote came in." in one for one in said) == 3
    assert sum(f"You can order it now, as {had.special.code}." in one for one in said) == 1
    assert sum("It was ordered from its supplier." in one for one in said) == 1
    for one in said:
        assert "asked for on 3 March 2026" in one
        assert "Recorded by Wendy Marsh" in one
        assert "Special Needer" not in one
        assert "hand crank" not in one
    with reading(county.scopes["therapist"]):
        therapist = User.objects.get(id=county.users["therapist"]).email
    assert set(columns(county.scopes["system"], OutboxMessage, "recipient", kind="SPECIAL_CHANGED")) == {therapist}


def wanted_of(county: County) -> list[tuple[str, str]]:
    """Who was asked for which release, in words."""
    found = columns(county.scopes["system"], OutboxMessage, "recipient", kind="RELEASE_WANTED")
    said = columns(county.scopes["system"], OutboxMessage, "content", kind="RELEASE_WANTED")
    return [(who, words_of("RELEASE_WANTED", one)[0]) for who, one in zip(found, said, strict=True)]


def test_whoever_may_approve_is_told_of_a_special_that_has_its_quotes(county: County) -> None:
    special = chosen(county)
    assert wanted_of(county) == []
    order = ordered(county, special)
    told_of = wanted_of(county)
    assert len(told_of) == len(order.release_ids)
    assert {title for _, title in told_of} == {"A special waits for you"}
    with reading(county.scopes["admin"]):
        authorisers = set(Post.objects.filter(roles__contains=["AUTHORISER"]).values_list("user__email", flat=True))
    assert {who for who, _ in told_of} <= authorisers
    # What is not a special waits in the queue alone.
    placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    assert wanted_of(county) == told_of


def test_a_special_that_a_change_adds_is_told_as_one_that_is_placed_is(county: County) -> None:
    special = chosen(county)
    order = placed(county, special.who, *lines("WLK-031"), by="therapist")
    assert wanted_of(county) == []
    answers = with_reasons(county, special.who, *lines(special.code), by="therapist").order.answers
    added = amend(county, order, by="therapist", added=(to(special.code),), answers=answers)
    told_of = wanted_of(county)
    assert len(told_of) == len(added.release_ids) > 0
    assert {title for _, title in told_of} == {"A special waits for you"}


def test_what_a_change_makes_urgent_is_told_to_who_is_on_call(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010"))
    amend(county, order, changed={order.lines[0].line_id: to("BED-010", speed="deliver_4h")})
    assert wanted_of(county) == [("adviser@northdown.example", "An urgent order is for you to review")]


def test_who_asked_is_told_what_was_found_and_what_will_not_be_bought(county: County) -> None:
    goods(county, "BED-010")
    found, given_up = asked_for(county), asked_for(county)
    search_special(call_as(county.scopes["desk"]), request=search_of(found.special_id, "BED-010"))
    wanted = SpecialToWithdraw(given_up.special_id, "Her daughter Mary has one")
    withdraw_special(call_as(county.scopes["desk"]), request=wanted)
    found_it, nothing = sorted(told(county), key=lambda one: "Nothing will be bought" in one)
    assert "lies ready in a store" in found_it
    assert "Nothing will be bought for it." in nothing
    assert "Mary" not in nothing


def test_nobody_is_told_what_they_did_themselves(county: County) -> None:
    wanted = SpecialToWithdraw(asked_for(county).special_id, "A mistake")
    withdraw_special(call_as(county.scopes["therapist"]), request=wanted)
    assert told(county) == []
