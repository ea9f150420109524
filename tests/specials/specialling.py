"""Situations of specials: one asked for, one looked for in vain.
Refuses to write a row itself."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import reading
from handrail.orders.rules.facts import Funding
from handrail.simulation.set_up import County
from handrail.specials.models import Special
from handrail.specials.rules.asking import Asked
from handrail.specials.rules.quoting import Limits, Quote
from handrail.specials.rules.searching import Search
from handrail.stock.plans import ItemScan
from handrail.usecases.allocate_lines import LineWanted, allocate_lines
from handrail.usecases.allocate_lines import Wanted as ToAllocate
from handrail.usecases.buy_special import buy_special
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.keep_specials import SpecialSearched, SpecialToAsk, ask_special, search_special
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.quote_special import QuoteToChoose, SpecialQuoted, choose_quote, quote_special
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.rules.report import TakenAway
from tests.ordering import Someone, lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import goods, main_depot
from tests.visiting import Stop, a_run, asked, booked, handed, received, recorded

_number = count(1)


@dataclass(frozen=True)
class Wanted:
    """A special that was asked for, and whose it is."""

    who: Someone
    special_id: UUID


def bed_wanted(county: County, **also: Any) -> Asked:
    """A bed that the catalogue does not have."""
    given: dict[str, Any] = {
        "category": "beds",
        "need": "A bed 75 cm wide with a hand crank",
        "why_nothing_fits": "All beds are 90 cm or wider",
        "measures": "Alcove 78 cm wide",
        "wanted_by": now_is(now()).today + timedelta(days=16),
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


def looked_at(special_id: UUID) -> SpecialSearched:
    """Nothing of what lies in a store does: tests that share a county may have left something there."""
    return SpecialSearched(special_id, Search({}, "", "Asked Southmoor", "It is too wide for the alcove"))


def searched(county: County, *, by: str = "desk", **also: Any) -> Wanted:
    """Asked for, and looked for in vain."""
    wanted = asked_for(county, **also)
    search_special(call_as(county.scopes[by]), request=looked_at(wanted.special_id))
    return wanted


def kept(county: County, special_id: UUID, by: str = "desk") -> Any:
    """The request as it is kept."""
    with reading(county.scopes[by]):
        return Special.objects.get(id=special_id)


PRICE = 185000


def quote(special_id: UUID, pence: int = PRICE, supplier: str = "Bespoke Beds") -> SpecialQuoted:
    """What a supplier asks."""
    return SpecialQuoted(special_id, Quote(supplier, pence, 21, "Carriage paid"))


def quoted(county: County, *prices: int, **also: Any) -> tuple[Wanted, tuple[UUID, ...]]:
    """A special for which these prices were quoted."""
    wanted = searched(county, **also)
    call = call_as(county.scopes["desk"])
    ids = [quote_special(call_as(call.scope), request=quote(wanted.special_id, pence)) for pence in prices]
    return wanted, tuple(ids)


def choice(special_id: UUID, quote_id: UUID, **also: Any) -> QuoteToChoose:
    """That quote, for a bed that is cared for like any profiling bed."""
    given: dict[str, Any] = {"name": "Narrow bed, 75 cm", "like": "BED-010", "limits": Limits(150)}
    return QuoteToChoose(special_id, quote_id, **given | also)


@dataclass(frozen=True)
class Chosen:
    """A special that has a code, and whose it is."""

    who: Someone
    special_id: UUID
    code: str


def chosen(county: County, pence: int = PRICE, *, like: str = "BED-010", **also: Any) -> Chosen:
    """A special of which the cheapest of three quotes was chosen."""
    wanted, ids = quoted(county, pence, pence + 5000, pence + 9000, **also)
    code = choose_quote(call_as(county.scopes["desk"]), request=choice(wanted.special_id, ids[0], like=like))
    return Chosen(wanted.who, wanted.special_id, code)


def ordered(county: County, special: Chosen, *, by: str = "therapist") -> OrderPlaced:
    """The order of it."""
    return placed(county, special.who, *lines(special.code), by=by)


@dataclass(frozen=True)
class Approved:
    """A special that is released, with its order and the visit that is to bring it."""

    special: Chosen
    order: OrderPlaced
    visit_id: UUID


def approved(county: County, **also: Any) -> Approved:
    """One that is ordered and released."""
    special = chosen(county, **also)
    order = ordered(county, special)
    given = give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(order.release_ids, "Agreed"))
    return Approved(special, order, given.visit_ids[0])


def bought(county: County, **also: Any) -> Approved:
    """One that is ordered from its supplier."""
    had = approved(county, **also)
    buy_special(call_as(county.scopes["desk"]), request=had.special.special_id)
    return had


def on_van(county: County, had: Approved, *, van: str = "Van 1", number: str = "") -> Stop:
    """It came in, or is the item of that number, and is on the van that brings it."""
    run_id = a_run(county, van=van)
    booked(county, had.visit_id, run_id=run_id)
    line_id = had.order.lines[0].line_id
    numbers = (number,) if number else goods(county, had.special.code)
    depot = county.scopes["depot"]
    wanted = ToAllocate((LineWanted(line_id, numbers[0]),), main_depot(county))
    allocate_lines(call_as(depot), request=wanted)
    load_run(call_as(depot), request=Loading(run_id, (ItemScan(numbers[0]),)))
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    return Stop(county, had.special.who, had.order, had.visit_id, run_id, numbers)


def lent_again(county: County, code: str) -> Approved:
    """Somebody else asks, it is found in the store and ordered for them."""
    wanted = asked_for(county)
    search_special(call_as(county.scopes["desk"]), request=search_of(wanted.special_id, code))
    special = Chosen(wanted.who, wanted.special_id, code)
    order = ordered(county, special)
    return Approved(special, order, order.visit_ids[0])


def returned(county: County) -> Approved:
    """One that was bought, delivered and fetched again."""
    had = bought(county)
    stop = on_van(county, had)
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    visit_id = asked(county, done.loans[0].loan_id, by="therapist").visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 2"))
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    return had
