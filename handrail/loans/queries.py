"""Reads loans, always by scope.
Refuses to write, and to show what the scope does not reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.loans.passed import FELL_DUE, SETTLED
from handrail.loans.states import EndReason, LoanState


def due_reviews(scope: Scope, today: date, *, at_most: int) -> tuple[tuple[UUID, UUID], ...]:
    """Loans whose review day has come, each with its person, longest ago first; locked, those of others skipped."""
    return rows(
        lambda loan_id, person_id: (loan_id, person_id),
        """SELECT id, person_id FROM loans_loan
           WHERE contract_id = %(contract)s AND state = 'ACTIVE' AND review_on <= %(today)s
           ORDER BY review_on, id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED""",
        {"contract": scope.contract_id, "today": today, "most": at_most},
    )


@dataclass(frozen=True, slots=True)
class LoanOut:
    """An open loan that may be coming back: `left` are the pieces still out."""

    id: UUID
    person_id: UUID
    address_id: UUID
    product_id: UUID
    asset_id: UUID | None
    lot: str
    left: int
    state: LoanState


def _loan_out(*row: Any) -> LoanOut:
    values = dict(zip(LoanOut.__slots__, row, strict=True))
    values["state"] = LoanState(values["state"])
    return LoanOut(**values)


def loans_out(
    scope: Scope, *, asset_ids: Collection[UUID] = (), person_id: UUID | None = None, product_ids: Collection[UUID] = ()
) -> tuple[LoanOut, ...]:
    """The open loans of these items, and a person's, on any record, of these counted products, locked, oldest first."""
    return rows(
        _loan_out,
        """SELECT id, person_id, address_id, product_id, asset_id, lot, quantity - quantity_back, state
           FROM loans_loan WHERE contract_id = %(contract)s AND ended_at IS NULL
           AND (asset_id = ANY(%(assets)s)
                OR (person_id = ANY (people_records(%(person)s))
                    AND asset_id IS NULL AND product_id = ANY(%(products)s)))
           ORDER BY started_at, id FOR NO KEY UPDATE""",
        {
            "contract": scope.contract_id,
            "assets": list(asset_ids),
            "person": person_id,
            "products": list(product_ids),
        },
    )


@dataclass(frozen=True, slots=True)
class LoanRecord:
    """One loan with all that another in its place must carry on. Of those that came back `quantity_settled` passed, and
    for `quantity_due`, all these among them, it is settled what is credited."""

    id: UUID
    person_id: UUID
    address_id: UUID
    line_id: UUID | None
    product_id: UUID
    asset_id: UUID | None
    lot: str
    quantity: int
    state: LoanState
    started_at: datetime
    review_on: date | None
    price_pence: int | None
    funding: dict[str, Any]
    quantity_back: int
    quantity_settled: int
    quantity_due: int

    @property
    def out(self) -> int:
        """How many of it are still with the person."""
        return 0 if self.state is LoanState.ENDED else self.quantity - self.quantity_back


_RECORDS = f"""SELECT l.id, l.person_id, l.address_id, l.line_id, l.product_id, l.asset_id, l.lot, l.quantity, l.state,
        l.started_at, l.review_on, l.price_pence, l.funding, l.quantity_back, {SETTLED}, {FELL_DUE}
    FROM loans_loan l WHERE l.contract_id = %(contract)s AND l.id = ANY(%(loans)s::uuid[]) ORDER BY l.started_at, l.id
"""


def _record(*row: Any) -> LoanRecord:
    values = dict(zip(LoanRecord.__slots__, row, strict=True))
    values["state"] = LoanState(values["state"])
    values["funding"] = value_of(values["funding"])
    return LoanRecord(**values)


def loan_to_mend(scope: Scope, *, loan_id: UUID | None = None, asset_id: UUID | None = None) -> LoanRecord | None:
    """A loan by its id, or the latest of an item, open or ended; locked. None where there is none."""
    found = _held(
        scope,
        """(id = %(loan)s OR (%(loan)s::uuid IS NULL AND asset_id = %(asset)s))
           ORDER BY started_at DESC, id DESC LIMIT 1""",
        {"loan": loan_id, "asset": asset_id},
    )
    return found[0] if found else None


def _held(scope: Scope, which: str, asked: dict[str, object]) -> tuple[LoanRecord, ...]:
    """The loans, locked. Two statements: how many pieces have passed stands beside a loan, so it is read once the loan
    is held."""
    contract: dict[str, object] = {"contract": scope.contract_id}
    held = rows(
        lambda one: one,
        f"SELECT id FROM loans_loan WHERE contract_id = %(contract)s AND {which} FOR NO KEY UPDATE",
        contract | asked,
    )
    return rows(_record, _RECORDS, contract | {"loans": list(held)}) if held else ()


_COUNTED = "asset_id IS NULL AND end_reason <> 'MISTAKEN' AND {which} ORDER BY started_at, id"


def loans_of_line(scope: Scope, line_id: UUID) -> tuple[LoanRecord, ...]:
    """The counted loans of a line, ended ones too but not those that never were, locked, the oldest first."""
    which = "line_id = %(line)s"
    return _held(scope, _COUNTED.format(which=which), {"line": line_id})


def loans_from(scope: Scope, home_id: UUID, product_id: UUID, lot: str) -> tuple[LoanRecord, ...]:
    """A person's counted loans of a product and lot, by a home of theirs; ended ones too, locked, the oldest first."""
    which = """product_id = %(product)s AND lot = %(lot)s AND person_id =
        (SELECT person_id FROM people_address WHERE contract_id = %(contract)s AND id = %(home)s)"""
    return _held(scope, _COUNTED.format(which=which), {"home": home_id, "product": product_id, "lot": lot})


@dataclass(frozen=True, slots=True)
class LoanOfLine:
    """A loan that an order line led to, and how it stands: on loan, to be fetched, or how it ended."""

    id: UUID
    line_id: UUID
    state: LoanState
    quantity: int
    quantity_back: int
    ended_at: datetime | None
    end_reason: EndReason | None


def loans_of_lines(scope: Scope, line_ids: Collection[UUID]) -> tuple[LoanOfLine, ...]:
    """What was lent of these lines, but for what never was."""
    return rows(
        _of_line,
        """SELECT id, line_id, state, quantity, quantity_back, ended_at, end_reason FROM loans_loan
           WHERE contract_id = %(contract)s AND line_id = ANY(%(lines)s)
           AND coalesce(end_reason, '') <> 'MISTAKEN' ORDER BY ended_at NULLS LAST, id""",
        {"contract": scope.contract_id, "lines": list(line_ids)},
    )


def _of_line(*row: Any) -> LoanOfLine:
    loan_id, line_id, state, quantity, back, ended_at, how = row
    return LoanOfLine(loan_id, line_id, LoanState(state), quantity, back, ended_at, EndReason(how) if how else None)


@dataclass(frozen=True, slots=True)
class GiftRecord:
    """One gift with all that another in its place must carry on."""

    id: UUID
    person_id: UUID
    line_id: UUID | None
    asset_id: UUID
    given_at: datetime
    price_pence: int
    funding: dict[str, Any]


def gifts_of(scope: Scope, asset_ids: Collection[UUID]) -> tuple[GiftRecord, ...]:
    """The latest gift of each of these items but for those that never were, locked."""
    found = rows(
        lambda *row: GiftRecord(*[*row[:-1], value_of(row[-1])]),
        """SELECT id, person_id, line_id, asset_id, given_at, price_pence, funding FROM loans_gift
           WHERE contract_id = %(contract)s AND asset_id = ANY(%(assets)s) AND mistaken_at IS NULL
           ORDER BY given_at, id FOR NO KEY UPDATE""",
        {"contract": scope.contract_id, "assets": list(asset_ids)},
    )
    return tuple({gift.asset_id: gift for gift in found}.values())


@dataclass(frozen=True, slots=True)
class CountGiven:
    """So many of a counted line that became the person's own. `mistaken_at`: since when it is known not to be so."""

    id: UUID
    quantity: int
    given_at: datetime
    price_pence: int
    funding: dict[str, Any]
    mistaken_at: datetime | None


def gifts_of_line(scope: Scope, line_id: UUID) -> tuple[CountGiven, ...]:
    """What was given of a counted line, the latest first and locked; what never was is among it."""
    return rows(
        lambda id_, quantity, given_at, price, funding, mistaken_at: CountGiven(
            id_, quantity, given_at, price, value_of(funding), mistaken_at
        ),
        """SELECT id, quantity, given_at, price_pence, funding, mistaken_at FROM loans_gift
           WHERE contract_id = %(contract)s AND line_id = %(line)s AND asset_id IS NULL
           ORDER BY given_at DESC, id DESC FOR NO KEY UPDATE""",
        {"contract": scope.contract_id, "line": line_id},
    )


def home_of(scope: Scope, person_id: UUID) -> UUID | None:
    """The address at which a person lives now; None for somebody whom the scope does not reach."""
    found = rows(
        lambda address_id: address_id,
        """SELECT id FROM people_address WHERE contract_id = %(contract)s AND person_id = %(person)s
           AND is_home AND until_on IS NULL ORDER BY from_on DESC, id LIMIT 1""",
        {"contract": scope.contract_id, "person": person_id},
    )
    return found[0] if found else None
