"""Short words that the pages of orders share.
Refuses to read the clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from handrail.catalogue.rules.facts import ProductFacts
from handrail.core.refusal import Reason
from handrail.orders.rules.authority import ReleaseNeeded
from handrail.wording import say
from handrail.wording.shown import near_day_and_time

GOES_NOW = "Goes out before approval; an authoriser reviews it afterwards"


def when(moment: datetime, now: datetime) -> str:
    """A moment at the start of a line: "Tomorrow at 5pm"."""
    said = near_day_and_time(moment, now)
    return said[:1].upper() + said[1:]


def why_it_waits(reasons: Iterable[Reason], products: Mapping[str, ProductFacts]) -> tuple[str, ...]:
    """Reasons in words with their numbers, each once; an item by its name, which says more than its place."""
    said = []
    for reason in reasons:
        params = dict(reason.params)
        code = str(params.get("product", ""))
        named = {"product": products[code].name} if code in products else {}
        said.append(say(reason.code, **{**params, **named}))
    return tuple(dict.fromkeys(said))


def what_waits(
    releases: Iterable[ReleaseNeeded], products: Mapping[str, ProductFacts]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why something waits for approval, and why something that goes out before it is reviewed afterwards."""
    asked = tuple(releases)
    waits = (reason for release in asked if not release.afterwards for reason in release.reasons)
    reviews = (reason for release in asked if release.afterwards for reason in release.reasons)
    return why_it_waits(waits, products), why_it_waits(reviews, products)
