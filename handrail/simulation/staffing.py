"""Who does what in Northdown: which prescriber would order a basket, who releases, who stands behind an assistant.
Refuses nothing; whoever is chosen still meets the service's own rules."""

from collections.abc import Iterable
from functools import cache
from random import Random

from handrail.catalogue.reference.rows import AuthorityRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.orders.rules.authority import ReleaseKind
from handrail.simulation.answers import catalogue
from handrail.simulation.demand import Situation
from handrail.simulation.northdown import STAFF

JOB_OF = {member.key: member.job for member in STAFF}
TEAM_OF = {member.key: member.team for member in STAFF}
# The named colleague or supervisor of those who may not stand alone.
BEHIND = {"assistant": "therapist", "discharge": "leadnurse"}


@cache
def _authorities() -> dict[str, AuthorityRow]:
    return {row.job_category: row for row in shipped_reference().authorities}


def beyond(key: str, products: Iterable[str]) -> int:
    """How many of these products someone may not order without another's release."""
    row = _authorities()[JOB_OF[key]]
    return sum(
        1
        for code in products
        if not row.authority_covered.covers(catalogue()[code].minimum_authority)
        or ("all" not in row.categories and catalogue()[code].category not in row.categories)
        or catalogue()[code].category in row.always_needs_another
    )


def suited(random: Random, situation: Situation, first: str, products: Iterable[str]) -> str:
    """The prescriber first thought of, or most often the colleague of the same situation who may order all of it."""
    codes = tuple(products)
    if not beyond(first, codes) or random.random() < 0.15:
        return first
    return min(situation.teams, key=lambda key: (beyond(key, codes), situation.teams.index(key)))


def releasers(kind: ReleaseKind, prescriber: str, asked_of: str | None, pence: int) -> tuple[str, ...]:
    """Those who may answer a release of so many pence, the likeliest first."""
    if kind is ReleaseKind.CLINICAL:
        return (asked_of, "adviser", "panel") if asked_of else ("adviser", "panel")
    own = {"Social care occupational therapy": "manager", "Fens community nursing": "leadnurse"}.get(
        TEAM_OF[prescriber]
    )
    if own and own != prescriber and pence <= (_authorities()[JOB_OF[own]].authorise_limit_pence or 0):
        return (own, "adviser", "panel")
    return (
        ("adviser", "panel") if pence <= (_authorities()["clinical_adviser"].authorise_limit_pence or 0) else ("panel",)
    )
