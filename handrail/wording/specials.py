"""Words for specials: how a request stands, and why it cannot go on.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping

from handrail.specials.codes import SpecialReason
from handrail.specials.states import SpecialState
from handrail.wording.family import Family

REASONS: Mapping[str, str] = {
    SpecialReason.NEED_MISSING: "Say what is needed",
    SpecialReason.WHY_MISSING: "Say why nothing in the catalogue fits",
    SpecialReason.KIND_UNKNOWN: "Choose what kind of equipment it is",
    SpecialReason.WANTED_PAST: "The day by which it is needed is over: {on:day}",
    SpecialReason.PERSON_DIED: "This person died on {on:day}",
    SpecialReason.PERSON_JOINED: "This record was joined to another. Ask from the other record",
    SpecialReason.OF_ANOTHER_TEAM: "Another team asked for this special. Ask the team, or the service desk",
    SpecialReason.MOVED_ON: "This special has gone on meanwhile: it is at another step",
    SpecialReason.WHY_NONE_MISSING: "Say why none of these will do, or choose one: {products}",
    SpecialReason.ELSEWHERE_MISSING: "Say where else you looked, such as at neighbouring services",
    SpecialReason.NOT_THERE: "{product} is not in any store any more. Look again",
    SpecialReason.WITHDRAWN_WHY_MISSING: "Say why it is not wanted any more",
    SpecialReason.SEARCH_FIRST: "Look first at what is in the stores",
    SpecialReason.SUPPLIER_MISSING: "Say which supplier quotes",
    SpecialReason.PRICE_OUTSIDE: "The price must be more than £0, and {most:pounds} at most",
    SpecialReason.DAYS_OUTSIDE: "The days until it comes must be from 0 to {most}",
    SpecialReason.QUOTE_UNKNOWN: "Choose one of the quotes",
    SpecialReason.FEW_QUOTES: "The contract wants {wanted:count quote} at this price. There are {there} so far",
    SpecialReason.DEARER_WHY_MISSING: "Say why this quote was chosen and not a cheaper one",
    SpecialReason.LIMIT_OUTSIDE: "A limit of this kind is from {least} to {most}",
    SpecialReason.LIMITS_CROSSED: "The shortest person is taller than the tallest",
    SpecialReason.NAME_OUTSIDE: "Say what it is called, in {most} letters at most",
    SpecialReason.LIKE_UNKNOWN: "Choose a product of the same kind from the catalogue",
    SpecialReason.NOT_APPROVED: "It is not approved, so nothing is bought",
    SpecialReason.STILL_ORDERED: "It is on order. Cancel the order first",
}
STATES: Mapping[str, str] = {
    SpecialState.REQUESTED: "Asked for",
    SpecialState.SEARCHED: "Nothing in store will do",
    SpecialState.MET: "Found in store",
    SpecialState.QUOTED: "Quoted",
    SpecialState.APPROVED: "Approved",
    SpecialState.REFUSED: "Not approved",
    SpecialState.BOUGHT: "Bought",
    SpecialState.WITHDRAWN: "Not wanted any more",
}

FAMILIES = (
    Family(SpecialReason, REASONS),
    Family(
        SpecialState,
        STATES,
        {
            SpecialState.REQUESTED: "orange",
            SpecialState.SEARCHED: "yellow",
            SpecialState.MET: "green",
            SpecialState.QUOTED: "blue",
            SpecialState.APPROVED: "green",
            SpecialState.REFUSED: "red",
            SpecialState.BOUGHT: "green",
        },
    ),
)
