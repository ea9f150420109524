"""Reads of which months rent, or what comes back by bands, is still to be charged, and what is posted of it already.
Refuses nothing; a contract that agreed neither owes none."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from handrail.core.moment import LONDON
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.queries.terms import rentals_held
from handrail.ledger.rules.monthly import RENT, months_since_agreed
from handrail.ledger.rules.rentals import RENT as ITEM
from handrail.ledger.rules.rentals import RentalTerm
from handrail.partners.effective import Held

_DONE = "SELECT month FROM ledger_chargedmonth WHERE contract_id = %(contract)s AND what = %(what)s"
_POSTED = "SELECT cause FROM ledger_entry WHERE contract_id = %(contract)s AND cause = ANY(%(causes)s::text[])"

_CHARGED = f"""
    SELECT e.cause, e.quantity * e.unit_pence, EXISTS (SELECT FROM ledger_entry c WHERE c.corrects_id = e.id)
    FROM ledger_entry e
    WHERE e.contract_id = %(contract)s AND e.kind = 'CHARGED' AND e.month >= %(first)s AND e.item = '{ITEM}'
        AND e.happened_on >= %(first)s AND e.happened_on < %(after)s
"""


def months_charged(scope: Scope, what: str) -> Sequence[date]:
    """The months for which that was charged."""
    return rows(lambda month: month, _DONE, {"contract": scope.contract_id, "what": what})


def rent_due(scope: Scope, today: date) -> tuple[tuple[date, ...], Sequence[Held[RentalTerm]]]:
    """The months that are due, and what is rented. One statement where nothing is, else two."""
    held = rentals_held(scope)
    return months_since_agreed(months_charged(scope, RENT) if held else (), held, today), held


def any_rent_due(scope: Scope, at: datetime) -> bool:
    """Whether a month ended whose rent is not charged. Inside `reading`."""
    return bool(rent_due(scope, at.astimezone(LONDON).date())[0])


def posted_already(scope: Scope, causes: Collection[str]) -> frozenset[str]:
    """Those of these causes under which something is posted."""
    found = rows(lambda cause: cause, _POSTED, {"contract": scope.contract_id, "causes": list(causes)})
    return frozenset(found)


def rent_charged(scope: Scope, first: date, after: date) -> Mapping[str, int | None]:
    """What rent of these days was charged, by its cause; None where something was put right of it since."""
    asked = {"contract": scope.contract_id, "first": first, "after": after}
    return dict(rows(lambda cause, pence, put_right: (cause, None if put_right else int(pence)), _CHARGED, asked))
