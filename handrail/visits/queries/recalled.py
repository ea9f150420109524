"""Reads who has at home what a recall names, for the list that the desk works through and takes away as a file: what
is lent, fitted to the home, and given for good.
Refuses to guess: a thing of which nobody wrote down the lot is listed too, and says so by an empty lot."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.states import LoanState
from handrail.people.queries import CONTACT, SPEAKING, contact_read, speaking_of
from handrail.people.queries.deaths import DIED_ON
from handrail.people.rules.speaking import Speaking
from handrail.stock.queries.recalls import RecallRow
from handrail.visits.queries.lists import Wanted


@dataclass(frozen=True, slots=True)
class RecalledThing:
    """What somebody has at home of a recalled product: an item by number, or so many pieces. `kind`: LOAN, ADAPTATION
    or GIFT; `loan_id` and `state` are a loan's. `lot` empty: nobody knows it."""

    kind: str
    loan_id: UUID | None
    person_id: UUID
    person_name: str
    phone: str
    postcode: str
    asset_number: str
    lot: str
    pieces: int
    state: LoanState | None
    started_at: datetime
    speaking: tuple[Speaking, ...]
    died_on: date | None


RECALLED_SORTS = {
    "person": "p.family_name, p.given_name",
    "place": "d.postcode",
    "item": "x.number",
    "since": "x.since",
    "key": "x.id",
}
# What was fitted or given has no lot of its own: the move out of the van or the store tells it. Where a line was of
# several lots, each of its things may be of the one that is recalled.
LOT_OF_LINE = """
    LEFT JOIN LATERAL (SELECT m.lot FROM stock_stockmove m WHERE m.line_id = h.line_id AND m.to_place_id IS NULL
        ORDER BY lower(m.lot) = lower({lot}) DESC, m.lot LIMIT 1) o ON true
"""
_LOT_OF_LINE = LOT_OF_LINE.format(lot="%(lot)s")
AT_HOME = f"""
    FROM (
        SELECT h.id, 'LOAN' AS kind, h.id AS loan_id, h.person_id, h.address_id, coalesce(a.number, '') AS number,
            coalesce(a.lot, h.lot) AS lot, h.quantity - h.quantity_back AS pieces, h.state, h.started_at AS since
        FROM loans_loan h LEFT JOIN stock_asset a ON a.id = h.asset_id
        WHERE h.contract_id = %(contract)s AND h.ended_at IS NULL AND h.product_id = %(product)s
        UNION ALL
        SELECT h.id, 'ADAPTATION', NULL, h.person_id, h.address_id, '', coalesce(o.lot, ''), h.quantity, NULL,
            h.fitted_at
        FROM loans_adaptation h {_LOT_OF_LINE}
        WHERE h.contract_id = %(contract)s AND h.removed_at IS NULL AND h.product_id = %(product)s
        UNION ALL
        SELECT h.id, 'GIFT', NULL, h.person_id, (SELECT w.id FROM people_address w
                WHERE w.person_id = h.person_id AND w.is_home AND w.until_on IS NULL LIMIT 1),
            coalesce(a.number, ''), coalesce(a.lot, n.lot, o.lot, ''), h.quantity, NULL, h.given_at
        FROM loans_gift h LEFT JOIN stock_asset a ON a.id = h.asset_id LEFT JOIN loans_loan n ON n.id = h.loan_id
            {_LOT_OF_LINE}
        WHERE h.contract_id = %(contract)s AND h.mistaken_at IS NULL AND h.product_id = %(product)s
    ) x
    JOIN people_person p ON p.id = x.person_id
    LEFT JOIN people_address d ON d.id = x.address_id
    WHERE (%(lot)s = '' OR lower(x.lot) IN (lower(%(lot)s), ''))
"""
_THINGS = f"""
    SELECT x.kind, x.loan_id, p.id, p.given_name || ' ' || p.family_name,
        {CONTACT.format(records="people_records(p.id)")}, coalesce(d.postcode, ''), x.number, x.lot, x.pieces,
        x.state, x.since, {SPEAKING.format(records="people_records(p.id)")},
        {DIED_ON.format(records="people_records(p.id)")}, count(*) OVER ()
    {AT_HOME}
    ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s
"""


def recalled_things(scope: Scope, wanted: Wanted, recall: RecallRow) -> tuple[tuple[RecalledThing, ...], int]:
    """One part of the list, with how many there are in all."""
    sql = _THINGS.format(order=wanted.order(RECALLED_SORTS))
    found = rows(lambda *row: row, sql, wanted.params(scope, product=recall.product_id, lot=recall.lot))
    return tuple(_thing(*row[:-1]) for row in found), found[0][-1] if found else 0


def _thing(*row: Any) -> RecalledThing:
    values = dict(zip(RecalledThing.__slots__, row, strict=True))
    values["state"] = LoanState(values["state"]) if values["state"] else None
    values["phone"] = contact_read(values["phone"]).phone
    values["speaking"] = speaking_of(values["speaking"])
    return RecalledThing(**values)


@dataclass(frozen=True, slots=True)
class RecalledAtHome:
    """How many pieces are fitted to homes and given for good, which no place of the stock holds any more, and how many
    people have anything of it."""

    fitted: int
    given: int
    people: int


def recalled_at_home(scope: Scope, *, product_id: UUID, lot: str) -> RecalledAtHome:
    """What people have at home that a recall names, or would name."""
    (found,) = rows(
        RecalledAtHome,
        f"""SELECT coalesce(sum(x.pieces) FILTER (WHERE x.kind = 'ADAPTATION'), 0)::int,
                coalesce(sum(x.pieces) FILTER (WHERE x.kind = 'GIFT'), 0)::int,
                count(DISTINCT people_root(p.id)) {AT_HOME}""",
        {"contract": scope.contract_id, "product": product_id, "lot": lot},
    )
    return found
