"""Ask for what the catalogue does not have, look first whether something that is there does the job, or give it up.
Refuses another team's request, a search that passes over what lies ready, and giving up what is on order."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Refused, refuse
from handrail.core.text_guard import clean_lines
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders.rules.facts import OrderReason
from handrail.orders.states import OPEN
from handrail.partners.queries import code_lists, is_council
from handrail.people.queries import hold_still
from handrail.specials import actions
from handrail.specials.rules.asking import Asked, cleaned, reasons_against_asking, reasons_against_withdrawing
from handrail.specials.rules.searching import Search, looked_at, reasons_against_search
from handrail.specials.states import SpecialState
from handrail.usecases._specials import by, could_do, held_special, person_of, tell_asker


@dataclass(frozen=True, slots=True)
class SpecialToAsk:
    """What one person needs."""

    person_id: UUID
    asked: Asked


@dataclass(frozen=True, slots=True)
class SpecialSearched:
    """What a search of what is there found for a request."""

    special_id: UUID
    search: Search


@dataclass(frozen=True, slots=True)
class SpecialToWithdraw:
    """Which request ends, and why."""

    special_id: UUID
    why: str


@use_case(Event.SPECIAL_ASKED, needs=Permission.PLACE_ORDER)
def ask_special(change: Change, *, request: SpecialToAsk) -> UUID:
    """Ask for a special. Gives its id. Raises `Refused` with the reasons of `specials.rules.asking`, NOT_FOUND."""
    hold_still(change.scope, [request.person_id])
    person, asked = person_of(change, request.person_id), cleaned(request.asked)
    council_id = asked.funding.council_id
    if council_id not in (None, person.funding.council_id) and not is_council(council_id):
        raise refuse(OrderReason.COUNCIL_MISSING, "funding.council_id")
    kinds = code_lists(change.scope.contract_id, ["product_category"], change.at.today)["product_category"]
    reasons = tuple(
        reasons_against_asking(
            asked,
            kinds={kind.code for kind in kinds},
            today=change.at.today,
            died_on=person.died_on,
            joined_into=person.joined_into,
        )
    )
    if reasons:
        raise Refused(reasons)
    special_id = change.new_id()
    actions.ask(special_id, asked, person_id=person.person_id, team_id=change.scope.team_id, by=by(change))
    change.touched("special", special_id, person.person_id)
    return special_id


@use_case(Event.SPECIAL_SEARCHED, needs=Permission.CHANGE_ORDER)
def search_special(change: Change, *, request: SpecialSearched) -> SpecialState:
    """Keep what was looked at. Where one was picked, the request is met: it is ordered like anything else. What was
    searched already may be searched again, until a quote is chosen. Gives the state."""
    special = held_special(change, request.special_id)
    there = could_do(change, special)
    search = Search(
        {code: said for code, why in request.search.why_not.items() if (said := clean_lines(why))},
        request.search.picked,
        clean_lines(request.search.elsewhere),
        clean_lines(request.search.why_none),
    )
    if reasons := tuple(reasons_against_search(special.state, search, {one.code for one in there})):
        raise Refused(reasons)
    looked = [
        actions.Looked(change.new_id(), one.product_id, one.ready, why_not, picked)
        for one, why_not, picked in looked_at(there, search)
    ]
    actions.keep_search(
        change.new_id(), looked, special_id=special.id, person_id=special.person_id, elsewhere=search.elsewhere,
        by=by(change),
    )  # fmt: skip
    change.touched("special", special.id, special.person_id)
    picked = next((one.product_id for one in looked if one.picked), None)
    if picked is not None:
        actions.move_special(special.id, special.state, SpecialState.MET, product_id=picked)
        tell_asker(change, special, "MET")
        return SpecialState.MET
    if special.state is not SpecialState.SEARCHED:
        actions.move_special(special.id, special.state, SpecialState.SEARCHED)
    return SpecialState.SEARCHED


@use_case(Event.SPECIAL_WITHDRAWN, needs=Permission.CHANGE_ORDER)
def withdraw_special(change: Change, *, request: SpecialToWithdraw) -> UUID:
    """Nothing is bought: it is needed no longer, or was asked for by mistake."""
    special, why = held_special(change, request.special_id), clean_lines(request.why)
    ordered = special.line_state in OPEN
    if reasons := tuple(reasons_against_withdrawing(special.state, why, ordered=ordered)):
        raise Refused(reasons)
    actions.move_special(special.id, special.state, SpecialState.WITHDRAWN, reason=why)
    tell_asker(change, special, "WITHDRAWN")
    change.touched("special", special.id, special.person_id)
    return special.id
