"""What the two partners of Northdown's pool agreed: the agreement as it was signed, and what they pay in.
Refuses to write a row itself."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from handrail.identity.calls import Call, reading
from handrail.identity.scope import Scope
from handrail.ledger.codes import RiskRule
from handrail.ledger.queries.pool import pools
from handrail.ledger.rules.pool import PaysIn
from handrail.ledger.rules.risk import RiskTerms
from handrail.simulation.northdown import NORTHDOWN, STARTS_ON
from handrail.usecases.agree_contributions import YearAgreed, agree_contributions
from handrail.usecases.keep_agreement import AgreementTerms, NewAgreement, record_agreement

# The shares of one real agreement, and its amounts made as small as a county of Northdown's people.
COUNCIL_PENCE, NHS_PENCE = 58_109_200, 54_884_300
COUNCIL_PARTS, NHS_PARTS = 514_000, 486_000


def terms_signed(host_id: UUID) -> AgreementTerms:
    """What was signed, with the council as host."""
    return AgreementTerms(
        agreed_on=date(2025, 3, 10),
        from_on=STARTS_ON,
        ends_on=date(2030, 3, 31),
        review_on=date(2026, 1, 15),
        notice_months=12,
        aims="People get the equipment that they need to live at home, once, and in time, whoever pays for it.",
        functions="Community equipment and minor adaptations: the council's duties under the Care Act 2014, and the "
        "board's under the NHS Act 2006.",
        host_id=host_id,
        manager="Head of finance, adult social care",
        risk=RiskTerms(RiskRule.BY_CONTRIBUTION),
    )


def pays_in(council: UUID, board: UUID, year: int, pence: tuple[int, int]) -> tuple[PaysIn, PaysIn]:
    """What both pay in a year: the council by the quarter, the board by the month."""
    quarters = (*(date(year, month, 1) for month in (4, 7, 10)), date(year + 1, 1, 1))
    months = tuple(date(year + (month > 12), (month - 1) % 12 + 1, 15) for month in range(4, 16))
    return PaysIn(council, pence[0], COUNCIL_PARTS, quarters), PaysIn(board, pence[1], NHS_PARTS, months)


def for_people(amount: int, population: int) -> int:
    """What is said for Northdown, for a county of so many people."""
    return amount * population // NORTHDOWN.population


def agree_pool(council: UUID, board: UUID, population: int, scope: Scope, call: Callable[[], Call]) -> None:
    """The agreement as it was signed, and what is paid in its first year by partners of a county of so many people."""
    with reading(scope):
        (pool,) = pools(scope)
    record_agreement(call(), request=NewAgreement(pool.id, terms_signed(council)))
    pence = for_people(COUNCIL_PENCE, population), for_people(NHS_PENCE, population)
    pays = pays_in(council, board, STARTS_ON.year, pence)
    agree_contributions(call(), request=YearAgreed(pool.id, STARTS_ON, pays))
