"""Reads what decides on the VAT of entries, and what stands of what they take from.
Refuses nothing; of a contract without terms of VAT nothing is read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries.money import money_terms
from handrail.ledger.queries.standing import standing_of_events, standing_of_lines
from handrail.ledger.rules.entries import Entry
from handrail.ledger.rules.restating import Standing, first_of
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.vat import Bought
from handrail.ledger.rules.vat_book import VatBook, VatData

# What a shop asks for a voucher is a price with VAT.
_CATEGORIES = """
    SELECT l.id, p.category FROM orders_orderline l JOIN catalogue_product p ON p.id = l.product_id
    WHERE l.contract_id = %(contract)s AND l.id = ANY(%(lines)s::uuid[]) AND l.supply_route <> 'retail_voucher'
"""
# By what they are on: equipment by its category, with its credits; activities by their row.
_BOUGHT = """
    SELECT b.item, b.category, b.fund_id, coalesce(sum(b.pence) FILTER (WHERE NOT b.is_vat), 0)::bigint,
        coalesce(sum(b.pence) FILTER (WHERE b.is_vat), 0)::bigint
    FROM (
        SELECT w.item, CASE WHEN w.item = 'equipment' THEN coalesce(c.category, '') ELSE '' END AS category, s.fund_id,
            p.amount_pence AS pence, a.kind IN ('VAT', 'VAT_BACK') AS is_vat
        FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
        JOIN ledger_shareset s ON s.id = a.share_set_id
        CROSS JOIN LATERAL (SELECT CASE WHEN e.item IN ('equipment', 'credit') THEN 'equipment'
            WHEN e.cause LIKE 'charge:bands:%%' THEN split_part(e.cause, ':', 5) ELSE e.item END AS item) w
        LEFT JOIN orders_orderline l ON w.item = 'equipment' AND l.id = p.line_id
        LEFT JOIN catalogue_product c ON c.id = l.product_id
        WHERE e.contract_id = %(contract)s AND e.month >= %(first)s AND e.happened_on >= %(first)s
            AND e.happened_on < %(after)s AND a.kind IN ('EQUIPMENT', 'ACTIVITY', 'CREDITED', 'VAT', 'VAT_BACK')
            AND l.supply_route IS DISTINCT FROM 'retail_voucher'
    ) b GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def bought_between(scope: Scope, first: date, after: date) -> Sequence[Bought]:
    """What was bought in these days, by what bears VAT. One statement."""
    asked = {"contract": scope.contract_id, "first": first, "after": after}
    return rows(Bought, _BOUGHT, asked)


def put_right(posts: Sequence[Post]) -> Collection[UUID]:
    """Entries whose events these correct or say again."""
    entries = [one for one in posts if isinstance(one, Entry)]
    events = {one.corrects_id or first_of(one.id, one.cause) for one in entries}
    # What is posted first stands nowhere yet.
    return events - {one.id for one in entries}


def with_vat(scope: Scope, posts: Sequence[Post]) -> Sequence[Post]:
    """These, each entry with its VAT, in their order; the very same where the contract has no terms of VAT."""
    terms = money_terms(scope)
    if not terms.vat.ever():
        return posts
    entries = [one for one in posts if isinstance(one, Entry)]
    bought = {
        posting.line_id
        for entry in entries
        for posting in entry.postings
        if posting.kind in (AccountKind.EQUIPMENT, AccountKind.CREDITED) and posting.line_id
    }
    data = VatData(terms.vat.of, {one: fund for fund, one in terms.share_sets.ever()}, _categories(scope, bought))
    standing = {one.id: one for one in (*_of_charges(scope, entries), *_of_lines(scope, entries))}
    borne = iter(VatBook(data, standing.values()).each_with_vat(entries))
    return [next(borne) if isinstance(one, Entry) else one for one in posts]


def _categories(scope: Scope, lines: Collection[UUID]) -> Mapping[UUID, str]:
    if not lines:
        return {}
    return dict(rows(lambda *row: row, _CATEGORIES, {"contract": scope.contract_id, "lines": list(lines)}))


def _of_charges(scope: Scope, entries: Sequence[Entry]) -> Sequence[Standing]:
    """Of the events that these correct or say again."""
    of_events = {
        entry.corrects_id or first_of(entry.id, entry.cause)
        for entry in entries
        if any(posting.kind is AccountKind.ACTIVITY for posting in entry.postings)
    }
    # What is posted first stands nowhere yet.
    return standing_of_events(scope, of_events - {entry.id for entry in entries})


def _of_lines(scope: Scope, entries: Sequence[Entry]) -> Sequence[Standing]:
    lines = {
        posting.line_id
        for entry in entries
        for posting in entry.postings
        if posting.line_id
        and (
            posting.kind is AccountKind.CREDITED or (posting.kind is AccountKind.EQUIPMENT and posting.amount_pence < 0)
        )
    }
    return standing_of_lines(scope, lines) if lines else ()
