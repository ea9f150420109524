"""Who sees which record once a join is taken back: each partner of any record of a tree sees that whole tree."""

from uuid import UUID

from handrail.people.rules.joining import ReachRow, Tree, reach_after_parting, reach_id

A, B, C, P, Q, R, FIRST, SECOND = (UUID(int=number) for number in range(1, 9))


def own(person: UUID, partner: UUID) -> ReachRow:
    return ReachRow(UUID(int=person.int * 100 + partner.int), person, partner)


def by(join: UUID, person: UUID, partner: UUID) -> ReachRow:
    return ReachRow(reach_id(join, person, partner), person, partner)


def test_what_one_join_gave_and_another_still_gives_stays_under_the_id_of_the_one_that_stands() -> None:
    """B was joined to A, then C, whom the same partner serves: C's join gave A nothing, and must do so now."""
    rows = [own(A, P), own(B, Q), own(C, Q), by(FIRST, A, Q), by(FIRST, B, P), by(SECOND, C, P)]
    plan = reach_after_parting(rows, {FIRST, SECOND}, [Tree((A, C), (SECOND,)), Tree((B,), ())])
    assert set(plan.ended) == {by(FIRST, A, Q).id, by(FIRST, B, P).id}
    assert plan.given == (by(SECOND, A, Q),)


def test_what_a_join_of_the_other_tree_gave_is_given_by_one_of_its_own() -> None:
    """B and C stay together; what the parted join gave them of each other's partners is theirs by their own join."""
    rows = [own(A, P), own(B, Q), own(C, R), by(SECOND, B, R), by(SECOND, C, Q), by(SECOND, B, P), by(FIRST, A, R)]
    plan = reach_after_parting(rows, {FIRST, SECOND}, [Tree((A,), ()), Tree((B, C), (FIRST,))])
    assert set(plan.ended) == {row.id for row in rows[3:]}
    assert set(plan.given) == {by(FIRST, B, R), by(FIRST, C, Q)}
