"""Says which funds pay for a line, and writes the charges of activities that were for it.
Refuses nothing: a part of a charge that no fund pays waits in SUSPENSE."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Entry, Occasion, Payers, charged
from handrail.ledger.rules.funding import FundingFacts, funds_for
from handrail.ledger.rules.visit_charges import Charge


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


def payers_of(change: Change, line: Funded) -> Mapping[UUID, int]:
    """The share sets that pay for a line from today on, each with its weight. The rules are those of the day on which
    it was ordered; the shares are today's."""
    terms, on = money_terms(change.scope), line.ordered_on
    funds = funds_for(FundingFacts(line.care_route, line.council_id), terms.rules.of(on), terms.councils.of(on))
    sets = dict(terms.share_sets.of(change.at.today))
    return {sets[fund]: weight for fund, weight in funds.items() if fund in sets}


def entries_of_charges(
    change: Change, caused_by: str, charges: Collection[Charge], lines: Mapping[UUID, Funded], *, again: str = ""
) -> list[Entry]:
    """The entries of these charges, each caused by `caused_by` and its row. Each is charged once for its cause; what
    may be done several times says by `again` which time it is."""
    return [_entry(change, caused_by, charge, lines, again) for charge in charges]


def _entry(change: Change, caused_by: str, charge: Charge, lines: Mapping[UUID, Funded], again: str) -> Entry:
    payers = [
        Payers(line_id, weights, weight)
        for line_id, weight in charge.weights.items()
        if line_id and line_id in lines and (weights := payers_of(change, lines[line_id]))
    ]
    unpaid = sum(charge.weights.values()) - sum(line.weight for line in payers)
    occasion = Occasion(change.new_id(), f"charge:{caused_by}:{charge.price.item}{again}", change.at.today)
    return charged(occasion, charge.price, payers, unpaid)
