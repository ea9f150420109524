"""Three records of one person: whichever join is taken back first, each partner sees what it saw, and no more."""

from datetime import date
from functools import partial
from itertools import count
from uuid import UUID

import pytest
from django.conf import LazySettings

from handrail.people.models import Person, Reach
from handrail.simulation.set_up import County
from handrail.usecases.join_people import PeopleJoined, PeopleToJoin, join_people
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.visits.queries.lent import things_of
from tests.ordering import seen_by, someone
from tests.persons import added, details, names, nhs
from tests.situations import call_as, northdown
from tests.usecases.between import Work, between
from tests.visiting import on_loan

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = 0, 1, 2
NAMES = (("Margaret", "Sallow"), ("Bertram", "Oakes"), ("Cecily", "Thorne"))
# Each of a partner that reaches its own people only; nobody else serves the record.
BY = ("nurse", "hospice", "therapist")


@pytest.fixture
def county(settings: LazySettings) -> County:
    """With NHS numbers of the range for tests."""
    settings.DEMO_MODE = True
    return northdown()


def joined(county: County, kept: UUID, other: UUID) -> PeopleJoined:
    return join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(kept, other, "One person, she says"))


def parted(county: County, join: PeopleJoined) -> None:
    part_people(call_as(county.scopes["desk"]), request=PeopleToPart(join.join_id, "Cousins"))


def three(county: County) -> tuple[UUID, UUID, UUID]:
    first, second, third = (added(county, details(*name), by=by).person_id for name, by in zip(NAMES, BY, strict=True))
    return first, second, third


def reach(county: County) -> set[tuple[UUID, UUID]]:
    with seen_by(county, "desk"):
        return set(Reach.objects.values_list("person_key_id", "partner_id"))


def seen(county: County, by: str) -> set[UUID]:
    with seen_by(county, by):
        return set(Person.objects.values_list("id", flat=True))


@pytest.mark.parametrize("first_parted", [0, 1])
@pytest.mark.parametrize(
    "shape", [((SECOND, THIRD), (FIRST, SECOND)), ((FIRST, SECOND), (FIRST, THIRD))], ids=["chain", "star"]
)
def test_promise_7_parting_in_any_order_takes_back_what_the_joins_gave(
    county: County, shape: tuple[tuple[int, int], ...], first_parted: int
) -> None:
    people = three(county)
    before = reach(county)
    assert len(before) == 3
    joins = [joined(county, people[kept], people[other]) for kept, other in shape]
    assert len(reach(county)) == 9
    parted(county, joins.pop(first_parted))
    left, right = shape[1 - first_parted]
    (alone,) = {FIRST, SECOND, THIRD} - {left, right}
    own = dict(before)
    together = {people[left], people[right]}
    assert reach(county) == {
        *((person, own[other]) for person in together for other in together),
        (people[alone], own[people[alone]]),
    }
    assert names(county.scopes["desk"], " ".join(NAMES[alone])) == [" ".join(NAMES[alone])]
    parted(county, joins[0])
    assert reach(county) == before
    for name in NAMES:
        assert names(county.scopes["desk"], " ".join(name)) == [" ".join(name)]


def test_promise_7_who_took_somebody_on_sees_what_is_joined_only_as_long_as_it_is(county: County) -> None:
    first = added(county, details(nhs_number=nhs(1))).person_id
    second = added(county, details("Maggie", "Oakes", birth_on=date(1951, 2, 3)), by="therapist").person_id
    join = joined(county, first, second)
    added(county, details(nhs_number=nhs(1)), by="hospice", takes_on=True)
    assert seen(county, "hospice") == {first, second}
    parted(county, join)
    assert seen(county, "hospice") == {first}


def test_what_the_third_record_of_a_tree_has_on_loan_can_be_asked_back(county: County) -> None:
    stop, _ = on_loan(county, "BED-010")
    above, top = someone(county, name="Peggy Oakes"), someone(county, name="Cecily Thorne")
    joined(county, above.id, stop.who.id)
    joined(county, top.id, above.id)
    with seen_by(county, "desk"):
        assert [row.number for row in things_of(county.scopes["desk"], top.id).things] == list(stop.numbers)


@pytest.mark.django_db(transaction=True)
def test_promise_7_a_join_and_a_partner_that_takes_the_person_on_pass_each_other_nowhere(county: County) -> None:
    """Wherever the one comes between two statements of the other, the partner sees both records or neither."""

    numbers = count(1)

    def situation() -> tuple[UUID, UUID, Work, Work]:
        number = next(numbers)
        given = f"Ada{chr(ord('a') + number // 26)}{chr(ord('a') + number % 26)}"
        facts = details(given, f"Sallow{given}", nhs_number=nhs(number))
        first = added(county, facts).person_id
        second = added(county, details(f"Zoe{given}", f"Oakes{given}"), by="therapist").person_id
        join = partial(joined, county, first, second)
        return first, second, join, partial(added, county, facts, by="hospice", takes_on=True)

    for join_first in (True, False):
        for after in count(1):
            first, second, join, take_on = situation()
            works = (join, take_on) if join_first else (take_on, join)
            *answers, enough = between(*works, after)
            if not enough:
                break
            assert len(seen(county, "hospice") & {first, second}) in {0, 2}, (after, answers)
