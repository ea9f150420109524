"""What a join of two records gives, so that parting them can take exactly that back.
Refuses nothing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5


def reach_id(join_id: UUID, person_id: UUID, partner_id: UUID) -> UUID:
    """The id of the reach that a join gave a partner to a record: it follows from the three, so it need not be kept."""
    return uuid5(join_id, f"{person_id} {partner_id}")


@dataclass(frozen=True, slots=True)
class ReachRow:
    """That a partner sees a record: because it serves the person, or because a join gave it."""

    id: UUID
    person_id: UUID
    partner_id: UUID

    def given_by(self, joins: Collection[UUID]) -> bool:
        """Whether one of these joins gave it."""
        return any(self.id == reach_id(join_id, self.person_id, self.partner_id) for join_id in joins)


@dataclass(frozen=True, slots=True)
class Tree:
    """Records that are one person, by the joins that stand."""

    record_ids: tuple[UUID, ...]
    join_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ReachPlan:
    """Which reach ends and which is given, so that each partner of any record of a tree sees the whole tree."""

    ended: tuple[UUID, ...]
    given: tuple[ReachRow, ...]


def reach_after_parting(rows: Sequence[ReachRow], joins: Collection[UUID], trees: Sequence[Tree]) -> ReachPlan:
    """Settle who sees what once a tree has become two. `joins`: all of the tree as it was, the parted one among them.

    What any join gave may rest on a record that is now in the other tree: each is looked at anew."""
    ended: list[UUID] = []
    given: list[ReachRow] = []
    for tree in trees:
        here = [row for row in rows if row.person_id in tree.record_ids]
        own = [row for row in here if not row.given_by(joins)]
        partners = sorted({row.partner_id for row in own})
        stays = {row for row in here if row.partner_id in partners and row.given_by(tree.join_ids)} | set(own)
        ended += [row.id for row in here if row not in stays]
        there = {(row.person_id, row.partner_id) for row in stays}
        given += _missing(tree, partners, there)
    return ReachPlan(tuple(ended), tuple(given))


def _missing(tree: Tree, partners: Sequence[UUID], there: Collection[tuple[UUID, UUID]]) -> Iterator[ReachRow]:
    for person_id in tree.record_ids:
        for partner_id in partners:
            if (person_id, partner_id) not in there:
                yield ReachRow(reach_id(tree.join_ids[0], person_id, partner_id), person_id, partner_id)
