"""Two records that look alike and are two people: the pair leaves the list, with the reason, and may come back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from handrail.core.ids import fresh_id
from handrail.core.models import AuditSubject
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.people.models import Apart
from handrail.people.queries import likely_pairs, pairs_apart, told_apart
from handrail.simulation.set_up import County
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.usecases.tell_apart import PeopleToTellApart, tell_apart
from handrail.usecases.withdraw_apart import ApartToWithdraw, withdraw_apart
from tests.ordering import seen_by
from tests.persons import added, codes_of, details
from tests.situations import another_county, call_as, northdown
from tests.usecases.test_allocation_race import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return northdown()


@pytest.fixture
def twins(county: County) -> tuple[UUID, UUID]:
    """Born on one day, with names that are near."""
    return added(county, details("Mary", "Sallow")).person_id, added(county, details("Maria", "Sallow")).person_id


def told(county: County, one: UUID, other: UUID, reason: str = " Twins, asked both ", by: str = "desk") -> Any:
    return tell_apart(call_as(county.scopes[by]), request=PeopleToTellApart(one, other, reason))


def back(county: County, apart_id: UUID, reason: str = "One moved away and came back") -> Any:
    return withdraw_apart(call_as(county.scopes["desk"]), request=ApartToWithdraw(apart_id, reason))


def pairs(county: County) -> list[set[UUID]]:
    with reading(county.scopes["desk"]):
        return [{one.person_id, other.person_id} for one, other in likely_pairs(county.scopes["desk"])[0]]


def refused(act: Callable[[], object]) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        act()
    return codes_of(caught.value)


def test_the_pair_leaves_the_list_and_comes_back(county: County, twins: tuple[UUID, UUID]) -> None:
    assert pairs(county) == [set(twins)]
    apart = told(county, *twins)
    assert pairs(county) == []
    with seen_by(county, "desk"):
        for one, other in (twins, twins[::-1]):
            (row,) = told_apart(county.scopes["desk"], [one])
            assert (row.person_id, row.reason, row.id) == (other, "Twins, asked both", apart.apart_id)
            assert AuditSubject.objects.filter(person_id=one, audit__event="PEOPLE_TOLD_APART").count() == 1
    back(county, apart.apart_id)
    assert pairs(county) == [set(twins)]
    with seen_by(county, "desk"):
        assert told_apart(county.scopes["desk"], twins) == ()
        kept = Apart.objects.get()
        assert (kept.withdrawn_by_id, kept.withdrawn_reason) == (
            county.users["desk"],
            "One moved away and came back",
        )


def test_a_third_who_looks_alike_is_still_asked_about(county: County, twins: tuple[UUID, UUID]) -> None:
    told(county, *twins)
    third = added(county, details("Mae", "Sallow")).person_id
    assert {third, twins[0]} in pairs(county)
    assert set(twins) not in pairs(county)


def test_what_is_refused(county: County, twins: tuple[UUID, UUID]) -> None:
    one, other = twins
    assert refused(lambda: told(county, one, one)) == [("SAME_PERSON", "other_id")]
    assert refused(lambda: told(county, one, other, reason=" ")) == [("REASON_NEEDED", "reason")]
    assert refused(lambda: told(county, one, fresh_id())) == [("NOT_FOUND", "person_id")]
    assert refused(lambda: told(county, one, other, by="nurse"))[0][0] == "NOT_ALLOWED"
    elsewhere = added(another_county(), details("Ada", "Elsewhere")).person_id
    assert refused(lambda: told(county, one, elsewhere)) == [("NOT_FOUND", "person_id")]
    apart = told(county, one, other)
    assert refused(lambda: told(county, other, one)) == [("TOLD_APART_ALREADY", "other_id")]
    assert refused(lambda: back(county, apart.apart_id, reason="")) == [("REASON_NEEDED", "reason")]
    back(county, apart.apart_id)
    assert refused(lambda: back(county, apart.apart_id)) == [("NOT_FOUND", "apart_id")]
    join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(one, other, "Same letter"))
    assert refused(lambda: told(county, one, other)) == [("ALREADY_JOINED", "other_id")]


def test_joining_overrules_it_and_parting_says_it_again(county: County, twins: tuple[UUID, UUID]) -> None:
    desk = county.scopes["desk"]
    apart = told(county, *twins)
    unseen = refused(lambda: join_people(call_as(desk), request=PeopleToJoin(*twins, "Same letter")))
    assert unseen == [("TOLD_APART", "overrules")]
    join = join_people(call_as(desk), request=PeopleToJoin(*twins, "Same letter", (apart.apart_id,)))
    with seen_by(county, "desk"):
        assert Apart.objects.get().withdrawn_reason == "Same letter"
    part_people(call_as(desk), request=PeopleToPart(join.join_id, "Twins after all"))
    assert pairs(county) == []
    with seen_by(county, "desk"):
        assert [row.reason for row in told_apart(desk, [twins[0]])] == ["Twins after all"]


def test_what_was_said_of_a_record_counts_when_that_record_is_read_through_another(
    county: County, twins: tuple[UUID, UUID]
) -> None:
    desk, (one, other) = county.scopes["desk"], twins
    apart = told(county, one, other)
    front = added(county, details("Mae", "Sallow")).person_id
    join_people(call_as(desk), request=PeopleToJoin(front, other, "Same letter"))
    with pytest.raises(Refused) as caught:
        join_people(call_as(desk), request=PeopleToJoin(one, front, "Same letter"))
    (reason,) = caught.value.reasons
    assert (reason.code, dict(reason.params)["why"]) == ("TOLD_APART", "Twins, asked both")
    join_people(call_as(desk), request=PeopleToJoin(one, front, "Same letter", (apart.apart_id,)))
    with seen_by(county, "desk"):
        assert Apart.objects.get().withdrawn_reason == "Same letter"


def test_all_pairs_kept_apart_are_listed_page_by_page(county: County, twins: tuple[UUID, UUID]) -> None:
    third = added(county, details("Mae", "Sallow")).person_id
    told(county, *twins)
    told(county, twins[0], third, reason="Cousins")
    with reading(county.scopes["desk"]):
        both = pairs_apart(county.scopes["desk"], most=5)
        (first,) = pairs_apart(county.scopes["desk"], most=1)
        (second,) = pairs_apart(county.scopes["desk"], after=first.cursor, most=1)
        assert pairs_apart(county.scopes["desk"], after="nonsense", most=5) == both == (first, second)
    assert {one.reason for one in both} == {"Cousins", "Twins, asked both"}
    with reading(another_county().scopes["desk"]):
        assert pairs_apart(another_county().scopes["desk"], most=5) == ()


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_keep_it_once() -> None:
    county = northdown()
    one, other = (added(county, details(given, "Sallow")).person_id for given in ("Mary", "Maria"))
    results = at_once(lambda: told(county, one, other), lambda: told(county, other, one))
    assert sum(isinstance(one, Refused) for one in results) == 1
    with seen_by(county, "desk"):
        assert Apart.objects.count() == 1
