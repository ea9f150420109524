"""Charges a visit anew for the minutes that a prescriber worked with its crew: what stands of it is turned round by an
entry that names it, and said again. Refuses nothing: a part that no fund pays waits in SUSPENSE, as it did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from handrail.core.moment import now_is
from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.codes import EntryKind
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.charge_parts import Borne, wholly_turned
from handrail.ledger.rules.entries import Entry, Occasion
from handrail.ledger.rules.price_list import how_timed, price_of
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.visit_charges import JOINT, Charge, weight_of
from handrail.orders.queries.money import lines_to_pay
from handrail.usecases._charges_back import charges_named
from handrail.usecases._payers import Funded, lent, posts_of_charge
from handrail.usecases._restating import occasions_of, taken_back_of
from handrail.visits.queries.charged import lines_done_at
from handrail.visits.rules.beside import ArrangedVisit


def joint_charged_anew(change: Change, visit: ArrangedVisit, minutes: int, why: str) -> list[Post]:
    """The charge for so many minutes, on the day of the visit, by the prices of that day; none for none."""
    on = now_is(visit.finished_at).today if visit.finished_at else change.at.today
    done = lines_done_at(change.scope, visit.id)
    lines = {line.id: line for line in lines_to_pay(change.scope, [one for one in done if one])}
    payers: dict[UUID, Funded] = {**lines, **lent(change, {one for one in done if one} - lines.keys())}
    cause = f"charge:visit:{visit.id}:{JOINT}"
    charges, priceless = charges_named(change, list(payers), [cause, f"moved:unknown:{cause}"])
    terms, prices = money_terms(change.scope).terms_of(on), money_terms(change.scope).prices.of(on)
    weights: dict[UUID | None, int] = {
        one: weight_of(lines[one].spend_pence, terms) if one and one in lines else 1 for one in done or (None,)
    }
    posts: list[Post] = [
        turned for one in charges for turned in wholly_turned(one, why, lambda old: taken_back_of(change, old))
    ]
    if finished := [row.id for row in (*(row for one in charges for row in one.waits), *priceless)]:
        actions.settle_waiting(finished, finished)
    price = price_of(JOINT, [], prices, minutes) if minutes else None
    if price is None:
        return posts
    charge = Charge(price, _bore(charges, weights), how_timed(JOINT, minutes, prices))
    again = posts_of_charge(change, _occasion(change, charges, cause, on), charge, payers)
    return [*posts, *(_restated(one, why) if charges and isinstance(one, Entry) else one for one in again)]


def _restated(entry: Entry, why: str) -> Entry:
    return replace(entry, kind=EntryKind.RESTATED, note=f"{entry.note}. {why}" if entry.note else why)


def _bore(charges: Sequence[Borne], weights: Mapping[UUID | None, int]) -> Mapping[UUID | None, int]:
    """Who bore it bears it again, each its proportion; where nobody did, all that was done at the visit."""
    bore: Counter[UUID | None] = Counter()
    for one in charges:
        for part in (*(part for entry in one.standing for part in entry.parts if part.line_id), *one.waiting()):
            bore[part.line_id] += part.amount_pence
    return {line: pence for line, pence in bore.items() if pence > 0} or (
        weights if any(weights.values()) else dict.fromkeys(weights, 1)
    )


def _occasion(change: Change, charges: Sequence[Borne], cause: str, on: date) -> Occasion:
    """It says the first one again; where none stands, it is charged for the first time, or once more."""
    if charges:
        return occasions_of(change, charges[0].charged)[1]
    return Occasion(change.new_id(), f"{cause}:change:{change.audit_id}", on)
