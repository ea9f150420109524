"""Pools for tests: Northdown's own, and further ones beside it, with or without an agreement.
Refuses an agreement that the use case would not record."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import Fund
from handrail.ledger.queries.pool import pools
from handrail.ledger.rules.pool import PaysIn
from handrail.simulation.northdown import COUNCIL, NHS_BOARD
from handrail.simulation.pool_agreed import terms_signed
from handrail.simulation.set_up import County
from handrail.usecases._funds import lay_down_shares
from handrail.usecases.agree_contributions import YearAgreed
from handrail.usecases.keep_agreement import AgreementTerms, NewAgreement, record_agreement
from handrail.usecases.record_receipt import MoneyReceived, record_receipt
from tests.situations import call_as

SIGNED, YEAR, NEXT_YEAR = date(2025, 4, 1), date(2025, 4, 1), date(2026, 4, 1)
_number = count(1)


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER, lays_down=True)
def _open_pool(change: Change, *, partners: tuple[UUID, UUID]) -> UUID:
    code = f"pool {next(_number)}"
    fund = Fund(id=change.new_id(), contract_id=change.scope.contract_id, code=code, name=code, kind="POOL")
    actions.add_fund(fund)
    lay_down_shares(change, fund.id, tuple(zip(partners, (514_000, 486_000), strict=True)), SIGNED)
    change.touched("fund", fund.id)
    return fund.id


def both(county: County) -> tuple[UUID, UUID]:
    """The council and the board."""
    return county.partner(COUNCIL), county.partner(NHS_BOARD)


def pool_without_agreement(county: County) -> UUID:
    """A pool of both partners, by the usual shares, with nothing agreed."""
    return _open_pool(call_as(county.scopes["admin"]), partners=both(county))


def agreed_pool(county: County) -> UUID:
    """A pool with an agreement, and no contributions."""
    fund_id = pool_without_agreement(county)
    record_agreement(call_as(county.scopes["money"]), request=NewAgreement(fund_id, terms(county)))
    return fund_id


def terms(county: County, **changed: Any) -> AgreementTerms:
    """What both signed, with the council as host."""
    return replace(terms_signed(county.partner(COUNCIL)), **changed)


def pool(county: County) -> UUID:
    """Northdown's own pool: agreed, with contributions for its first year."""
    with reading(county.scopes["money"]):
        return next(one.id for one in pools(county.scopes["money"]) if one.code == "pool")


def pays(county: County, *parts: int, **changed: Any) -> tuple[PaysIn, PaysIn]:
    """£1,000,000 of each by two instalments; in other `parts` where given."""
    due = (date(2026, 4, 1), date(2026, 10, 1))
    council, board = (
        replace(PaysIn(partner, 100_000_000, share, due), **changed)
        for partner, share in zip(both(county), parts or (514_000, 486_000), strict=True)
    )
    return council, board


def year_agreed(county: County, fund_id: UUID, *parts: int, **changed: Any) -> YearAgreed:
    """The year that comes next."""
    return replace(YearAgreed(fund_id, NEXT_YEAR, pays(county, *parts)), **changed)


def paid(county: County, **changed: Any) -> MoneyReceived:
    """What the council paid into Northdown's pool for its first year."""
    request = MoneyReceived(
        pool(county), county.partner(COUNCIL), YEAR, date(2026, 1, 2), 60_530_325, f"NCC {next(_number)}"
    )
    return replace(request, **changed)


def receipt_of(county: County, **changed: Any) -> UUID:
    """The same, recorded."""
    return record_receipt(call_as(county.scopes["money"]), request=paid(county, **changed))
