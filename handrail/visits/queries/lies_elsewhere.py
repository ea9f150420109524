"""Says in SQL on which van what is kept for a line lies, where that is not the van that is to bring it now; and reads
on which vans lines are loaded.
Refuses nothing: its visit was put on another run once it was loaded, and nobody took it off the first van."""

from collections.abc import Collection, Mapping
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

# `l` is the line; `van` the van of its visit's run. NULL: nowhere else, or no van brings it.
ON_ANOTHER_VAN = """
    (SELECT min(other.name) FROM orders_allocation lies
     LEFT JOIN stock_asset it ON it.id = lies.asset_id
     JOIN visits_van other ON other.contract_id = lies.contract_id AND other.id <> {van}
     WHERE lies.line_id = l.id AND lies.ended_at IS NULL AND l.state = 'LOADED'
     AND (it.place_id = other.place_id OR it.id IS NULL AND
        (SELECT sum(CASE WHEN m.to_place_id = other.place_id THEN m.quantity ELSE -m.quantity END)
         FROM stock_stockmove m WHERE m.line_id = l.id AND other.place_id IN (m.to_place_id, m.from_place_id)) > 0))
"""
_ON_ANY_VAN = ON_ANOTHER_VAN.format(van="'00000000-0000-0000-0000-000000000000'::uuid")


def vans_of(scope: Scope, line_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of the vans that these lines are loaded on; a line that is on none is left out."""
    found = rows(
        lambda line_id, van: (line_id, van),
        f"""SELECT l.id, {_ON_ANY_VAN} FROM orders_orderline l
            WHERE l.contract_id = %(contract)s AND l.id = ANY (%(ids)s) AND l.state = 'LOADED'""",
        {"contract": scope.contract_id, "ids": list(line_ids)},
    )
    return {line_id: van for line_id, van in found if van}
