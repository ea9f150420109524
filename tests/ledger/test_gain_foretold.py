"""What sharing savings would come to, if a year ended as it is foreseen."""

from dataclasses import replace

from handrail.ledger.rules.gain_foretold import foretold, without_vat
from tests.usecases.terms import a_target


def test_what_happened_and_what_is_foreseen_are_held_against_the_target() -> None:
    made = foretold(a_target(1_000_00), 600_00, 200_00)
    assert made.outcome
    # £200 below it, £150 beyond the 5%, half of that.
    assert (made.outcome.cost_pence, made.outcome.beyond_pence, made.outcome.pence) == (800_00, 150_00, 75_00)
    dear = foretold(a_target(1_000_00), 600_00, 600_00).outcome
    assert dear
    assert dear.pence == -75_00


def test_of_people_as_many_are_taken_to_be_served_for_each_pound() -> None:
    term = replace(a_target(10_00), per_people=1)
    made = foretold(term, 600_00, 200_00, people=75).outcome
    assert made
    assert (made.people, made.target_pence) == (100, 1_000_00)
    assert foretold(term, 0, 200_00).outcome is None


def test_vat_that_is_a_cost_is_taken_off_as_it_stood_so_far() -> None:
    assert without_vat(120_00, 500_00, 100_00) == 100_00
    assert without_vat(120_00, 500_00, 0) == without_vat(120_00, 0, 0) == 120_00
