"""Says which funds pay for a line, and writes the charges of activities that were for it.
Refuses nothing: a part of a charge that no fund pays waits in SUSPENSE, and one without a price waits for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Occasion, Payers, Price, charged
from handrail.ledger.rules.funding import FundingFacts, funds_for
from handrail.ledger.rules.price_list import NoPrice
from handrail.ledger.rules.suspense import Post, in_suspense, without_price
from handrail.ledger.rules.visit_charges import Charge
from handrail.loans.opening import to_open
from handrail.visits.queries.measuring import measurings_to_pay


class Funded(Protocol):
    """What decides who pays for something: the day on which it was ordered, and its funding facts."""

    @property
    def ordered_on(self) -> date:
        """The day whose rules say who pays."""

    @property
    def care_route(self) -> str:
        """The care route; empty: the usual one."""

    @property
    def council_id(self) -> UUID | None:
        """The council of ordinary residence, where it is known."""


@dataclass(frozen=True, slots=True)
class ForEverybody:
    """What is for nobody in particular: the funds pay that pay for somebody of whom nothing is known."""

    ordered_on: date
    care_route: str = ""
    council_id: UUID | None = None


def payers_of(change: Change, line: Funded, on: date | None = None) -> Mapping[UUID, int]:
    """The share sets that pay for a line, each with its weight. The rules are those of the day on which it was ordered;
    where these name nobody, those of today do. The shares are those of the event's day, `on` (None: today)."""
    terms, today = money_terms(change.scope), change.at.today
    facts = FundingFacts(line.care_route, line.council_id)
    sets = terms.share_sets_of(on or today)
    for day in dict.fromkeys((line.ordered_on, today)):
        if funds := funds_for(facts, terms.rules.of(day), terms.councils.of(day)):
            return {sets[fund]: weight for fund, weight in funds.items() if fund in sets}
    return {}


def lent(change: Change, ids: Collection[UUID]) -> Mapping[UUID, Funded]:
    """Who pays for what was brought in without an order line: the person's record says it."""
    return {loan.loan_id: loan for loan in to_open(change.scope, ids, change.at.today)} if ids else {}


def without_line(change: Change, ids: Collection[UUID]) -> Mapping[UUID, Funded]:
    """Who pays for what no order line bears: a loan that was brought in, or what was measured, as its request says."""
    measured = {one.id: one for one in measurings_to_pay(change.scope, ids)}
    return {**measured, **lent(change, set(ids) - measured.keys())}


def entries_of_charges(
    change: Change, caused_by: str, charges: Collection[Charge], lines: Mapping[UUID, Funded], *, again: str = ""
) -> list[Post]:
    """What is posted for these charges, each caused by `caused_by` and its row. Each is charged once for its cause;
    what may be done several times says by `again` which time it is."""
    posts: list[Post] = []
    for charge in charges:
        cause = f"charge:{caused_by}:{charge.price.item}{again}"
        posts += posts_of_charge(change, Occasion(change.new_id(), cause, change.at.today), charge, lines)
    return posts


def posts_of_charge(change: Change, occasion: Occasion, charge: Charge, lines: Mapping[UUID, Funded]) -> list[Post]:
    """The entry of one charge, and what of it waits; without a price all of it does."""
    if isinstance(charge.price, NoPrice):
        return [without_price(occasion, charge.price, charge.weights)]
    payers = [
        Payers(line_id, weights, weight)
        for line_id, weight in charge.weights.items()
        if line_id and line_id in lines and (weights := payers_of(change, lines[line_id], occasion.on))
    ]
    paid = {line.line_id for line in payers}
    unpaid = {line_id: weight for line_id, weight in charge.weights.items() if line_id not in paid}
    entry = replace(charged(occasion, charge.price, payers, sum(unpaid.values())), note=charge.how)
    return [entry, *in_suspense(entry, unpaid, change.new_id)]


def posts_for_everybody(change: Change, occasion: Occasion, price: Price | NoPrice, payer: ForEverybody) -> list[Post]:
    """The entry of what is for nobody in particular: it names no line. What of it no fund pays waits."""
    if isinstance(price, NoPrice):
        return [without_price(occasion, price, {None: 1})]
    weights = payers_of(change, payer, occasion.on)
    payers = [Payers(None, weights)] if weights else []
    entry = charged(occasion, price, payers, unpaid=0 if weights else 1)
    return [entry, *in_suspense(entry, {None: 1}, change.new_id)]
