"""A larger county has more vans and crews; Northdown's size has exactly its own."""

from handrail.simulation.fleet import MAIN, SECOND, contract_of, fleets_for, staff_of, with_fleets
from handrail.simulation.northdown import NORTHDOWN, STAFF
from handrail.simulation.pool_agreed import for_people


def test_one_fleet_is_northdowns_own() -> None:
    assert [fleets_for(people) for people in (500, 60_000, 60_001, 500_000)] == [1, 1, 2, 9]
    assert staff_of(1) == STAFF
    assert contract_of(60_000) == NORTHDOWN
    assert (with_fleets(MAIN, 1), with_fleets(SECOND, 1)) == (MAIN, SECOND)


def test_each_further_fleet_has_vans_and_crews_of_its_own() -> None:
    contract, staff = contract_of(500_000), staff_of(9)
    bases = [with_fleets(base, 9) for base in (MAIN, SECOND)]
    teams = [team for base in bases for team in (*base.teams, *base.urgent)]
    assert len({van.name for van in contract.vans}) == len({van.registration for van in contract.vans}) == 54
    assert {team.van for team in teams} == {van.name for van in contract.vans}
    assert len({member.key for member in staff}) == len(staff) == len(STAFF) + 8 * 9
    by_key = {member.key: member for member in staff}
    for base in bases:
        for team in (*base.teams, *base.urgent):
            assert {by_key[key].depot for key in (team.driver, team.second) if key} == {base.name}
    assert len({member.name for member in staff}) == len(staff)


def test_a_larger_county_pays_as_much_more_into_its_pool_and_for_the_fixed_fee() -> None:
    assert contract_of(500_000).population == 500_000
    assert [for_people(236_000, people) for people in (4_000, 60_000, 500_000)] == [15_733, 236_000, 1_966_666]
