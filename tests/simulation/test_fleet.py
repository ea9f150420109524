"""A larger county has more vans and crews; Northdown's size has exactly its own."""

from handrail.simulation.fleet import MAIN, SECOND, contract_of, fleets_for, staff_of, with_fleets
from handrail.simulation.northdown import NORTHDOWN, STAFF


def test_one_fleet_is_northdowns_own() -> None:
    assert [fleets_for(people) for people in (500, 60_000, 60_001, 500_000)] == [1, 1, 2, 9]
    assert staff_of(1) == STAFF
    assert contract_of(1) == NORTHDOWN
    assert (with_fleets(MAIN, 1), with_fleets(SECOND, 1)) == (MAIN, SECOND)


def test_each_further_fleet_has_vans_and_crews_of_its_own() -> None:
    contract, staff = contract_of(9), staff_of(9)
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
