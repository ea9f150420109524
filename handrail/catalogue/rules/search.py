"""Owns: finding and ordering products in the catalogue: words with a slip of the key, filters, what is in stock.
Refuses: nothing; no match is an empty answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from handrail.catalogue.rules.bundles import orderable_on
from handrail.catalogue.rules.facts import ProductFacts
from handrail.identity.states import AuthorityStep


@dataclass(frozen=True, slots=True)
class Listing:
    """A product as the catalogue page lists it. Counts are of what is READY in the contract's stores now;
    `times_by_team`: lines of the last year."""

    product: ProductFacts
    ready_recycled: int
    ready_new: int
    last_ordered_by_team_on: date | None
    times_by_team: int = 0

    @property
    def ready(self) -> int:
        """All that is ready."""
        return self.ready_recycled + self.ready_new


class Sort(StrEnum):
    """How a list is ordered; ties by what the team orders most, then by name and code."""

    BEST_MATCH = "best_match"
    NAME = "name"
    PRICE = "price"
    MOST_READY = "most_ready"
    LAST_ORDERED = "last_ordered"


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """What to list. Empty and None do not narrow. `within_step`: only what this step of the ladder may order."""

    words: str = ""
    categories: frozenset[str] = frozenset()
    size_group: str = ""
    in_stock: bool = False
    recycled: bool = False
    ordered_by_team: bool = False
    within_step: AuthorityStep | None = None
    sort: Sort = Sort.BEST_MATCH


_WORD = re.compile(r"[a-z0-9]+")
# A word that is the kind's own name too ("bed" of the beds) comes before all that is only used with it.
KIND, NAME_WHOLE, NAME_START, CODE, ELSEWHERE, SLIP = 0, 1, 2, 2, 4, 7


def search_catalogue(listings: Iterable[Listing], wanted: CatalogueFilter, today: date) -> tuple[Listing, ...]:
    """The listings that match every word and filter and may be ordered today, in the order asked for."""
    words = _WORD.findall(wanted.words.lower())
    ranked: list[tuple[int, Listing]] = []
    for listing in listings:
        if orderable_on(listing.product, today) and _passes(listing, wanted):
            rank = _rank(words, listing.product)
            if rank is not None:
                ranked.append((rank, listing))
    ranked.sort(
        key=lambda pair: (
            _place(pair[0], pair[1], wanted.sort),
            -pair[1].times_by_team if wanted.sort is Sort.BEST_MATCH else 0,
            pair[1].product.name,
            pair[1].product.code,
        )
    )
    return tuple(listing for _rank_of, listing in ranked)


def _passes(listing: Listing, wanted: CatalogueFilter) -> bool:
    product, step = listing.product, wanted.within_step
    return (
        (not wanted.categories or product.category in wanted.categories)
        and (not wanted.size_group or product.size_group == wanted.size_group)
        and (not wanted.in_stock or listing.ready > 0)
        and (not wanted.recycled or listing.ready_recycled > 0)
        and (not wanted.ordered_by_team or listing.last_ordered_by_team_on is not None)
        and (step is None or step.covers(product.minimum_authority))
    )


def _place(rank: int, listing: Listing, sort: Sort) -> int:
    match sort:
        case Sort.BEST_MATCH:
            return rank
        case Sort.NAME:
            return 0
        case Sort.PRICE:
            return listing.product.price_pence
        case Sort.MOST_READY:
            return -listing.ready
        case Sort.LAST_ORDERED:
            day = listing.last_ordered_by_team_on
            return -day.toordinal() if day else 0
        case _ as never:
            assert_never(never)


def _rank(words: list[str], product: ProductFacts) -> int | None:
    """How well a product matches, 0 is best; None when a word is not in it at all."""
    name = _WORD.findall(product.name.lower())
    code = product.code.lower().split("-")
    elsewhere = _WORD.findall(
        f"{product.description} {product.category} {product.size_group}".lower().replace("_", " ")
    )
    kind = product.category.lower()
    ranks = [_word_rank(word, name, [*code, "".join(code)], elsewhere, kind) for word in words]
    known = [rank for rank in ranks if rank is not None]
    return sum(known) if len(known) == len(ranks) else None


def _word_rank(word: str, name: list[str], code: list[str], elsewhere: list[str], kind: str) -> int | None:
    if word in name:
        return KIND if kind in {word, f"{word}s", f"{word}es"} else NAME_WHOLE
    if any(part.startswith(word) for part in name):
        return NAME_START
    if any(part.startswith(word) for part in code):
        return CODE
    if any(part.startswith(word) for part in elsewhere):
        return ELSEWHERE
    # From four letters on, one slip of the key is forgiven.
    if len(word) >= 4 and any(_one_slip(word, part) for part in (*name, *elsewhere)):
        return SLIP
    return None


def _one_slip(typed: str, word: str) -> bool:
    """Whether one letter changed, added, left out or swapped with its neighbour makes the beginning of `word`."""
    at = next((place for place, pair in enumerate(zip(typed, word, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        return len(typed) == len(word) + 1
    swapped = typed[:at] + typed[at + 1 : at + 2] + typed[at] + typed[at + 2 :]
    return (
        word.startswith(swapped)
        or word[at + 1 :].startswith(typed[at + 1 :])
        or word[at:].startswith(typed[at + 1 :])
        or word[at + 1 :].startswith(typed[at:])
    )
