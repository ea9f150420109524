"""Lets money follow the lines of orders: what is authorised is kept, what is delivered spent, what is over let go.
Refuses nothing: a physical event is never refused for money; without a fund it waits in SUSPENSE."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.moment import LONDON
from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Entry, Occasion
from handrail.ledger.rules.funding import FundingFacts, funds_for
from handrail.ledger.rules.standing import LineStanding, Supply, brought_up_to_date
from handrail.orders.actions import NewLine
from handrail.orders.queries import LineRow
from handrail.orders.queries.money import LineToPay, lines_to_pay
from handrail.orders.states import IN_SUPPLY, LineState


def follow_lines(change: Change, line_ids: Collection[UUID]) -> None:
    """Post what these lines ask for as they stand now. Call it once in a change, after all that moves lines: they are
    locked by having been moved, so nobody else posts for them meanwhile."""
    actions.post(entries_of_lines(change, line_ids))


def entries_of_lines(change: Change, line_ids: Collection[UUID]) -> list[Entry]:
    """The entries that these lines ask for as they stand now."""
    if not line_ids:
        return []
    return entries_of(change, lines_to_pay(change.scope, line_ids))


def follow_new_lines(change: Change, lines: Sequence[NewLine]) -> None:
    """The same for lines that this change has just written: nothing is read again."""
    actions.post(entries_of(change, [_new(line) for line in lines]))


def follow_waiting(change: Change, lines: Collection[LineRow]) -> None:
    """The same for lines that waited and go now. Of those that nothing was delivered of nothing stands, so they are not
    read again."""
    partly = [line.id for line in lines if line.quantity_delivered]
    found = lines_to_pay(change.scope, partly) if partly else ()
    actions.post(entries_of(change, [*(_new(line) for line in lines if not line.quantity_delivered), *found]))


def _new(line: NewLine | LineRow) -> LineToPay:
    council = line.funding.get("council_id")
    return LineToPay(
        id=line.id,
        state=line.path[-1] if isinstance(line, NewLine) else LineState.AUTHORISED,
        supply_route=line.supply_route,
        spend_pence=line.spend_pence,
        quantity=line.quantity,
        quantity_delivered=0,
        ordered_on=line.lived_from.astimezone(LONDON).date(),
        care_route=line.funding.get("care_route", ""),
        council_id=UUID(council) if council else None,
        visit_pence=line.visit_pence,
    )


def entries_of(change: Change, lines: Sequence[LineToPay]) -> list[Entry]:
    """The entries that bring the money of lines as they were read up to date."""
    made = (
        brought_up_to_date(
            Occasion(change.new_id(), f"line:{line.id}:change:{change.audit_id}", change.at.today),
            _standing_of(line),
            line.posted,
            payers_of(change, line),
        )
        for line in lines
    )
    return [entry for entry in made if entry]


def payers_of(change: Change, line: LineToPay) -> Mapping[UUID, int]:
    """The share sets that pay for a line from today on, each with its weight. The rules are those of the day on which
    it was ordered; the shares are today's."""
    terms, on = money_terms(change.scope), line.ordered_on
    funds = funds_for(FundingFacts(line.care_route, line.council_id), terms.rules.of(on), terms.councils.of(on))
    sets = dict(terms.share_sets.of(change.at.today))
    return {sets[fund]: weight for fund, weight in funds.items() if fund in sets}


def _standing_of(line: LineToPay) -> LineStanding:
    """A voucher is spent when a shop redeems it; its line is DELIVERED once the person holds it."""
    if line.state in IN_SUPPLY or (
        line.state is LineState.DELIVERED and line.supply_route == SupplyRoute.RETAIL_VOUCHER
    ):
        supply = Supply.PROMISED
    else:
        supply = Supply.DELIVERED if line.state is LineState.DELIVERED else Supply.OVER
    return LineStanding(line.id, line.spend_pence, line.quantity, line.quantity_delivered, supply, line.visit_pence)
