"""What the catalogue gives for words and filters, with what is ready and what the team ordered last.
Refuses nothing; no match is an empty answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from handrail.catalogue.rules.search import CatalogueFilter, Listing, search_catalogue
from handrail.core.moment import now_is
from handrail.identity.scope import Scope
from handrail.orders.queries.lists import ordered_by_team
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
            recycled, new, counted = found.get(code, Ready())
            found[code] = Ready(recycled + count.recycled, new + count.new, counted + count.counted)
    return found


def page_asked(query: Mapping[str, str]) -> int:
    """Which page of the results is asked for; the first where that cannot be read."""
    asked = query.get("found_page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1


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
    """What the catalogue gives for the words and filters of the address: its page `found_page`, or the last."""
    words, category = query.get("words", "").strip()[:80], query.get("category", "")
    in_stock, team = query.get("in_stock") == "yes", query.get("team") == "yes"
    asked = is_asked(query)
    found: tuple[Listing, ...] = ()
    if asked:
        ordered = ordered_by_team(scope, since=at - A_YEAR)
        listings = [
            Listing(record.facts, pieces.recycled, pieces.new, last_on, pieces.counted, times)
            for record in offered.catalogue
            for pieces in (ready.get(record.facts.code, Ready()),)
            for last_on, times in (ordered.get(record.id, (None, 0)),)
        ]
        wanted = CatalogueFilter(
            words=words,
            categories=frozenset({category} if category else ()),
            in_stock=in_stock,
            ordered_by_team=team,
        )
        found = search_catalogue(listings, wanted, now_is(at).today)
    page = min(page_asked(query), max(1, ceil(len(found) / most)))
    first = (page - 1) * most
    return Search(
        words=words,
        category=category,
        in_stock=in_stock,
        team=team,
        categories=tuple((choice.code, choice.label) for choice in offered.lists["product_category"]),
        results=results_of(found[first : first + most]),
        found=len(found),
        asked=asked,
        page=page,
        pages=ceil(len(found) / most),
        first=first + 1,
    )
