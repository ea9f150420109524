"""What the catalogue gives for words and filters, with what is ready and what the team ordered last.
Refuses nothing; no match is an empty answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handrail.catalogue.rules.search import CatalogueFilter, Listing, search_catalogue
from handrail.core.moment import now_is
from handrail.identity.scope import Scope
from handrail.orders.queries.lists import last_ordered_by_team
from handrail.stock.queries import ready_counts
from handrail.web.prescriber.draft_page import PER_PAGE, Ready, Search, results_of
from handrail.web.prescriber.reference import Reference

A_YEAR = timedelta(days=365)


def ready_by_code(scope: Scope, offered: Reference, at: datetime) -> dict[str, Ready]:
    """What is ready in all stores, by product code."""
    codes = {product_id: code for code, product_id in offered.ids.items()}
    found: dict[str, Ready] = {}
    for count in ready_counts(scope, today=now_is(at).today):
        if code := codes.get(count.product_id):
            recycled, new = found.get(code, Ready())
            found[code] = Ready(recycled + count.recycled, new + count.new)
    return found


def is_asked(query: Mapping[str, str]) -> bool:
    """Whether the address asks for anything: words, or a filter."""
    filters = query.get("category", "") or query.get("in_stock") == "yes" or query.get("team") == "yes"
    return bool(query.get("words", "").strip() or filters)


def search_of(
    scope: Scope,
    query: Mapping[str, str],
    offered: Reference,
    ready: Mapping[str, Ready],
    at: datetime,
    *,
    most: int = PER_PAGE,
) -> Search:
    """What the catalogue gives for the words and filters of the address."""
    words, category = query.get("words", "").strip()[:80], query.get("category", "")
    in_stock, team = query.get("in_stock") == "yes", query.get("team") == "yes"
    asked = is_asked(query)
    found: tuple[Listing, ...] = ()
    if asked:
        ordered = last_ordered_by_team(scope, since=at - A_YEAR)
        listings = [
            Listing(record.facts, pieces.recycled, pieces.new, ordered.get(record.id))
            for record in offered.catalogue
            for pieces in (ready.get(record.facts.code, Ready()),)
        ]
        wanted = CatalogueFilter(
            words=words,
            categories=frozenset({category} if category else ()),
            in_stock=in_stock,
            ordered_by_team=team,
        )
        found = search_catalogue(listings, wanted, now_is(at).today)
    return Search(
        words=words,
        category=category,
        in_stock=in_stock,
        team=team,
        categories=tuple((choice.code, choice.label) for choice in offered.lists["product_category"]),
        results=results_of(found[:most]),
        found=len(found),
        asked=asked,
    )
