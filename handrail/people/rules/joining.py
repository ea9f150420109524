"""What a join of two records gives, so that parting them can take exactly that back.
Refuses nothing."""

from uuid import UUID, uuid5


def reach_id(join_id: UUID, person_id: UUID, partner_id: UUID) -> UUID:
    """The id of the reach that a join gave a partner to a record: it follows from the three, so it need not be kept."""
    return uuid5(join_id, f"{person_id} {partner_id}")
