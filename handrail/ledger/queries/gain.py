"""Reads a contract's gain-share by date, what a year cost, who bore that, how many were served, and what was settled.
Refuses nothing; a contract without a target shares nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.queries.rent import months_charged
from handrail.ledger.rules.gain import GAIN, Counts, GainTerm, SettledYear, cause_of
from handrail.ledger.rules.monthly import GAIN as SETTLED
from handrail.ledger.rules.monthly import months_since_agreed
from handrail.partners.effective import Held

_HELD = """
    SELECT id, from_on, until_on, counted, target_pence, per_people, band_parts, gain_parts, gain_cap_pence, pain_parts,
        pain_cap_pence
    FROM ledger_gainshare WHERE contract_id = %(contract)s ORDER BY from_on
"""
_EQUIPMENT = "e.item IN ('equipment', 'credit')"
_COUNTED = {Counts.EVERYTHING: "TRUE", Counts.EQUIPMENT: _EQUIPMENT, Counts.ACTIVITY: f"NOT {_EQUIPMENT}"}
# What counts of an entry: VAT is apart, and what waits for a fund is a cost, borne by none yet.
_PARTS = f"""p.contract_id = %(contract)s AND p.account_id = ANY(ARRAY(SELECT n.id FROM ledger_account n
        WHERE n.contract_id = %(contract)s AND n.kind IN ('EQUIPMENT', 'ACTIVITY', 'CREDITED', 'SUSPENSE')))
    AND e.contract_id = %(contract)s AND e.month >= date_trunc('month', %(first)s::timestamp)::date
    AND e.item <> '{GAIN}' AND {{counted}}"""
_DAYS = "{on} >= %(first)s::date AND {on} < %(after)s::date"
# A year has very many entries, which are read at once. What puts something right counts on the day of what it names:
# these are few, and joined by themselves. So are those that a shop is owed, which are no cost with the provider.
_FIRST = f"""FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
    WHERE e.corrects_id IS NULL AND {_DAYS.replace("{on}", "e.happened_on")} AND {_PARTS}"""
_LATER = f"""FROM ledger_entry e JOIN ledger_entry c ON c.id = e.corrects_id AND c.contract_id = e.contract_id
    JOIN ledger_posting p ON p.entry_id = e.id
    WHERE e.corrects_id IS NOT NULL AND {_DAYS.replace("{on}", "c.happened_on")} AND {_PARTS}"""
_OF_SHOPS = f"""FROM (SELECT DISTINCT r.entry_id FROM ledger_posting r WHERE r.contract_id = %(contract)s
        AND r.account_id = ANY(ARRAY(SELECT n.id FROM ledger_account n
            WHERE n.contract_id = %(contract)s AND n.kind = 'RETAILER')) OFFSET 0) r
    JOIN ledger_entry e ON e.id = r.entry_id
    LEFT JOIN ledger_entry c ON c.id = e.corrects_id AND c.contract_id = e.contract_id
    JOIN ledger_posting p ON p.entry_id = e.id
    WHERE {_DAYS.replace("{on}", "coalesce(c.happened_on, e.happened_on)")} AND {_PARTS}"""
_COST = f"""
    SELECT a.share_set_id, sum(x.pence)::bigint FROM (
        SELECT p.account_id, sum(p.amount_pence) AS pence {_FIRST} GROUP BY 1
        UNION ALL SELECT p.account_id, sum(p.amount_pence) {_LATER} GROUP BY 1
        UNION ALL SELECT p.account_id, -sum(p.amount_pence) {_OF_SHOPS} GROUP BY 1
    ) x JOIN ledger_account a ON a.id = x.account_id GROUP BY 1 ORDER BY 1
"""
# Two records of one person that were joined are one.
_PEOPLE = f"""
    SELECT count(DISTINCT coalesce(n.joined_into_id, n.id)) FROM (
        SELECT x.line_id FROM (
            SELECT p.line_id, count(*) AS parts {_FIRST} AND p.line_id IS NOT NULL GROUP BY 1
            UNION ALL SELECT p.line_id, count(*) {_LATER} AND p.line_id IS NOT NULL GROUP BY 1
            UNION ALL SELECT p.line_id, -count(*) {_OF_SHOPS} AND p.line_id IS NOT NULL GROUP BY 1
        ) x GROUP BY 1 HAVING sum(x.parts) > 0
    ) x JOIN orders_orderline l ON l.id = x.line_id JOIN people_person n ON n.id = l.person_id
"""
_SETTLED = """
    SELECT e.cause, e.id, e.happened_on, a.share_set_id, sum(p.amount_pence)::bigint
    FROM ledger_entry e JOIN ledger_entry x ON x.id = e.id OR x.corrects_id = e.id
    JOIN ledger_posting p ON p.entry_id = x.id AND p.contract_id = e.contract_id
    JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'ACTIVITY'
    WHERE e.contract_id = %(contract)s AND e.cause = ANY(%(causes)s::text[])
    GROUP BY e.id, a.share_set_id ORDER BY e.id, a.share_set_id
"""


def gain_held(scope: Scope, *, lock: bool = False) -> Sequence[Held[GainTerm]]:
    """The gain-share: ended, holding and to come."""
    asked = {"contract": scope.contract_id}
    return rows(lambda i, f, u, *term: Held(i, GainTerm(*term), f, u), _HELD + (" FOR UPDATE" if lock else ""), asked)


def gain_due(scope: Scope, today: date, *, lock: bool = False) -> tuple[tuple[date, ...], Sequence[Held[GainTerm]]]:
    """The months that are due, and the terms. One statement where there are none, else two."""
    held = gain_held(scope, lock=lock)
    return months_since_agreed(months_charged(scope, SETTLED) if held else (), held, today), held


def any_gain_due(scope: Scope, at: datetime) -> bool:
    """Whether a month ended after which no year was settled, or counted again. Inside `reading`."""
    return bool(gain_due(scope, at.astimezone(LONDON).date())[0])


def cost_of(scope: Scope, counted: str, first: date, after: date) -> Mapping[UUID | None, int]:
    """What happened in these days cost, by share set; None: what waits for a fund."""
    sql, asked = _asked(_COST, scope, counted, first, after)
    return dict(rows(lambda share_set, pence: (share_set, int(pence)), sql, asked))


def people_served(scope: Scope, counted: str, first: date, after: date) -> int:
    """For how many people something of that was done in these days."""
    sql, asked = _asked(_PEOPLE, scope, counted, first, after)
    (found,) = rows(int, sql, asked)
    return found


def _asked(sql: str, scope: Scope, counted: str, first: date, after: date) -> tuple[str, dict[str, object]]:
    chosen = _COUNTED[Counts(counted)] if counted in set(Counts) else "e.item = %(item)s"
    asked = {"contract": scope.contract_id, "first": first, "after": after, "item": counted}
    return sql.format(counted=chosen), asked


def settled_years(scope: Scope, years: Sequence[date]) -> Mapping[date, SettledYear]:
    """The entries that settled these years, as they stand; a year of which nothing was ever posted is left out."""
    by_cause = {cause_of(year): year for year in years}
    found: dict[date, SettledYear] = {}
    for cause, entry_id, on, share_set, pence in rows(
        lambda *row: row, _SETTLED, {"contract": scope.contract_id, "causes": list(by_cause)}
    ):
        before = found.get(by_cause[cause], SettledYear(entry_id, on, {}))
        found[by_cause[cause]] = SettledYear(entry_id, on, {**before.borne, share_set: int(pence)})
    return found
