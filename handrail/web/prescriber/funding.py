"""Who pays for an order, in words: council, practice, care route with its dates, and whoever else pays.
Refuses to look anything up: the page hands over the facts as they are frozen on a line, or about to be."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from handrail.orders.rules.facts import CareRoute, Funding
from handrail.partners.queries import NamedRow
from handrail.people.rules.records import PersonDetails
from handrail.web.shared.shapes import Fact
from handrail.wording import say
from handrail.wording.shown import short_day


def payer_fact(frozen: Mapping[str, Any], councils: Iterable[NamedRow] = ()) -> Fact:
    """What the rules of who pays go by, from what is frozen on a line; a pool may pay, or the NHS alone. The name of
    the day stands there of the person's own council and practice; another council is named by `councils`, another
    practice by its code."""
    council = frozen.get("council") or _name(councils, frozen.get("council_id"))
    code = frozen.get("gp_practice_code", "")
    practice = frozen.get("gp_practice", "") or (f"GP practice {code}" if code else "")
    parts = (council, practice, frozen.get("payer", ""))
    dates = (_day(frozen.get("from_on")), _day(frozen.get("until_on")))
    route = CareRoute(frozen.get("care_route") or CareRoute.STANDARD)
    return Fact("Council and practice", ", ".join(part for part in parts if part), note=route_in_words(route, *dates))


def payer_to_be(funding: Funding, details: PersonDetails, councils: Iterable[NamedRow]) -> Fact:
    """The same before the order is sent; `details` know the name of the person's own practice."""
    own = details.gp_practice_code == funding.gp_practice_code
    named = {
        "council": _name(councils, str(funding.council_id)),
        "gp_practice": details.gp_practice_name if own else "",
        "gp_practice_code": funding.gp_practice_code,
        "payer": funding.payer,
    }
    return replace(payer_fact(named), note=route_in_words(funding.care_route, funding.from_on, funding.until_on))


def route_in_words(route: CareRoute, from_on: date | None, until_on: date | None) -> str:
    """The care route, in the words of the person's page, with the days between which it holds."""
    days = (f"from {short_day(from_on)}" if from_on else "", f"until {short_day(until_on)}" if until_on else "")
    return " ".join(part for part in (f"Care route: {say(route)}", *days) if part)


def _name(councils: Iterable[NamedRow], council_id: str | None) -> str:
    return next((row.name for row in councils if str(row.id) == council_id), "")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
