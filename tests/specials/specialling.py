"""Situations of specials: one asked for, one looked for in vain.
Refuses to write a row itself."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from handrail.identity.calls import reading
from handrail.orders.rules.facts import Funding
from handrail.simulation.set_up import County
from handrail.specials.models import Special
from handrail.specials.rules.asking import Asked
from handrail.specials.rules.searching import Search
from handrail.usecases.keep_specials import SpecialSearched, SpecialToAsk, ask_special, search_special
from tests.ordering import Someone, someone
from tests.situations import call_as

_number = count(1)


@dataclass(frozen=True)
class Wanted:
    """A special that was asked for, and whose it is."""

    who: Someone
    special_id: UUID


def bed_wanted(county: County, **also: Any) -> Asked:
    """A bed that the catalogue does not have."""
    funding = Funding(county.scopes["therapist"].partner_id)
    given: dict[str, Any] = {
        "category": "beds",
        "need": "A bed 75 cm wide with a hand crank",
        "why_nothing_fits": "All beds are 90 cm or wider",
        "measures": "Alcove 78 cm wide",
        "wanted_by": date(2026, 3, 20),
        "funding": Funding(county.scopes["therapist"].partner_id),
    }
    return Asked(**given | also)


def asked_for(county: County, *, by: str = "therapist", **also: Any) -> Wanted:
    """Somebody asks for a special bed for a new person."""
    who = someone(county, name=f"Special Needer {next(_number)}", lines=f"{next(_number)} Sallow Lane")
    wanted = SpecialToAsk(who.id, bed_wanted(county, **also))
    return Wanted(who, ask_special(call_as(county.scopes[by]), request=wanted))


def search_of(
    special_id: UUID, picked: str = "", elsewhere: str = "Asked Southmoor", **why_not: str
) -> SpecialSearched:
    """What a search found; codes are written with an underscore."""
    said = {code.replace("_", "-"): why for code, why in why_not.items()}
    return SpecialSearched(special_id, Search(said, picked, elsewhere))


def searched(county: County, *, by: str = "desk", **also: Any) -> Wanted:
    """Nothing like it lies in a store."""
    wanted = asked_for(county, **also)
    search_special(call_as(county.scopes[by]), request=search_of(wanted.special_id))
    return wanted


def kept(county: County, special_id: UUID, by: str = "desk") -> Any:
    """The request as it is kept."""
    with reading(county.scopes[by]):
        return Special.objects.get(id=special_id)
