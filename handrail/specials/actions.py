"""The only code that writes specials. Needs an open change.
Refuses (STALE) a request that is no longer in the state that the caller saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.insert import insert_rows
from handrail.core.steps import move
from handrail.specials.models import Special, SpecialLooked, SpecialQuote, SpecialSearch
from handrail.specials.rules.asking import Asked
from handrail.specials.rules.quoting import Quote
from handrail.specials.states import SpecialState


@dataclass(frozen=True, slots=True)
class By:
    """Who writes something under which contract, and when."""

    contract_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """A thing that a search looked at: how many lay ready, and why it does not fit."""

    id: UUID
    product_id: UUID
    ready: int
    why_not: str
    picked: bool


def ask(special_id: UUID, asked: Asked, *, person_id: UUID, team_id: UUID | None, by: By) -> None:
    """A new request."""
    first = SpecialState.REQUESTED.value
    row = {
        "id": special_id, "contract_id": by.contract_id, "state": first, "state_path": [first], "person_id": person_id,
        "category": asked.category, "need": asked.need, "measures": asked.measures,
        "why_nothing_fits": asked.why_nothing_fits, "wanted_by": asked.wanted_by,
        "council_id": asked.funding.council_id, "care_route": asked.funding.care_route.value,
        "route_from_on": asked.funding.from_on,
        "route_until_on": asked.funding.until_on, "payer": asked.funding.payer, "asked_by_id": by.user_id,
        "team_id": team_id, "asked_at": by.at,
    }  # fmt: skip
    insert_rows(Special, [row])


def keep_search(
    search_id: UUID, looked: Sequence[Looked], *, special_id: UUID, person_id: UUID, elsewhere: str, by: By
) -> None:
    """What a search looked at, in two statements."""
    common = {"contract_id": by.contract_id, "person_id": person_id}
    head = {"id": search_id, "special_id": special_id, "elsewhere": elsewhere, "by_id": by.user_id, "at": by.at}
    insert_rows(SpecialSearch, [common | head])
    found = [
        common | {"search_id": search_id} | {name: getattr(one, name) for name in Looked.__slots__} for one in looked
    ]
    if found:
        insert_rows(SpecialLooked, found)


def keep_quote(quote_id: UUID, quote: Quote, *, special_id: UUID, by: By) -> None:
    """What a supplier asks."""
    head = {"id": quote_id, "contract_id": by.contract_id, "special_id": special_id, "by_id": by.user_id, "at": by.at}
    insert_rows(SpecialQuote, [head | {name: getattr(quote, name) for name in Quote.__slots__}])


def choose_quote(quote_id: UUID, *, why: str, at: datetime) -> None:
    """This one is ordered by."""
    SpecialQuote.objects.filter(id=quote_id).update(chosen_at=at, chosen_why=why)


def move_special(special_id: UUID, was: SpecialState, to: SpecialState, *, reason: str = "", **also: Any) -> None:
    """One step of a request, with `also` set in the same statement."""
    move(Special, [special_id], expected=[was], path=[to], reason=reason, **also)
