"""What the catalogue gives for words and filters, with what is ready and what the team ordered last.
Refuses nothing; no match is an empty answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil

from handrail.catalogue.rules.search import CatalogueFilter, Listing, search_catalogue
from handrail.core.moment import now_is
from handrail.identity.scope import Scope
from handrail.orders.queries.lists import ordered_by_team
from handrail.partners.queries import DepotRow, nearest_depot
from handrail.stock.queries import ready_until
from handrail.stock.queries.recalls import recalled_products
from handrail.web.prescriber.draft_page import PER_PAGE, Search, results_of
from handrail.web.prescriber.reference import Reference
from handrail.web.prescriber.stock import Pile, Ready, Stock, stock_from
from handrail.wording.shown import local

A_YEAR = timedelta(days=365)


def stock_of(scope: Scope, offered: Reference, at: datetime, near: DepotRow | None = None) -> Stock:
    """What is ready in each store, by product code, and could go out at the usual speed; `near`: the depot that serves
    the address, where there is one."""
    codes = {product_id: code for code, product_id in offered.ids.items()}
    piles = [
        Pile(codes[part.product_id], part.place_id, part.until, Ready(part.recycled, part.new))
        for part in ready_until(scope, today=now_is(at).today)
        if part.product_id in codes
    ]
    recalled = frozenset(codes[product_id] for product_id in recalled_products(scope) if product_id in codes)
    return replace(stock_from(piles, near, usual_day(offered, at)), recalled=recalled)


def usual_day(offered: Reference, at: datetime) -> date:
    """The day by which something comes that is ordered now at the usual speed."""
    usual = next((speed for speed in offered.speeds if speed.code == offered.usual_speed), None)
    today = now_is(at).today
    if usual is None or usual.needs_date:
        return today
    return max(today, local(offered.contract.due(usual.code, at)).date())


def serving(offered: Reference, easting: int | None, northing: int | None) -> DepotRow | None:
    """The depot that serves a place: the nearest, as when the visit is asked for."""
    return nearest_depot(offered.stores, easting, northing) if offered.stores else None


def named_depot(offered: Reference, query: Mapping[str, str]) -> DepotRow | None:
    """The depot that a part of a page names."""
    return next((store for store in offered.stores if str(store.id) == query.get("near")), None)


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
    stock: Stock,
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
            Listing(record.facts, pieces.recycled, pieces.new, last_on, times)
            for record in offered.catalogue
            for pieces in (stock.of(record.facts.code),)
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
        results=results_of(found[first : first + most], stock, offered.likely),
        found=len(found),
        asked=asked,
        near=str(stock.near.id) if stock.near else "",
        page=page,
        pages=ceil(len(found) / most),
        first=first + 1,
        added=query.get("added") == "yes",
        just_added=added.name if (added := offered.products.get(query.get("added", ""))) else "",
    )
