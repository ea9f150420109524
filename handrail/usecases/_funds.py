"""Makes what a new contract's money starts with: funds, the shares of partners in them, and which pays for whom.
Refuses a partner or fund that is not of the contract (KeyError: the set-up is ours), and shares that are not whole."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.codes import OF_A_FUND, AccountKind, CreditDue, FundKind, Residence
from handrail.ledger.models import Account, CreditTerm, Extension, Fund, FundingRule, KpiTerm, Share, ShareSet
from handrail.ledger.rules.kpi_terms import KpiTerm as KpiWanted
from handrail.ledger.rules.shares import reasons_against_shares


@dataclass(frozen=True, slots=True)
class FundWanted:
    """A fund and who pays into it: (partner by name, parts of a million)."""

    code: str
    name: str
    kind: FundKind
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FundingWanted:
    """A rule by which funds, each with its weight, pay for lines of a care route and residence; the first that fits."""

    funds: tuple[tuple[str, int], ...]
    care_route: str = ""
    residence: Residence = Residence.ANY


@dataclass(frozen=True, slots=True)
class CreditWanted:
    """A term of credit: parts of a million of the price paid, for a category and an age of the loan in months."""

    parts: int
    category: str = ""
    from_months: int = 0
    until_months: int | None = None
    floor_pence: int = 0
    due: CreditDue = CreditDue.PASS


@dataclass(frozen=True, slots=True)
class ExtensionOption:
    """A time by which the contract may be made longer, and the day by which that must be decided."""

    from_on: date
    ends_on: date
    decide_by: date


def add_extensions(change: Change, options: Sequence[ExtensionOption], *, before: int = 0) -> list[UUID]:
    """Extensions that the contract may have, `before` that many were recorded. Gives their ids."""
    made = [
        Extension(
            id=change.new_id(), contract_id=change.scope.contract_id, number=number, from_on=one.from_on,
            ends_on=one.ends_on, decide_by=one.decide_by,
        )
        for number, one in enumerate(options, before + 1)
    ]  # fmt: skip
    actions.record_extensions(made)
    return [row.id for row in made]


def add_credit_terms(change: Change, terms: Sequence[CreditWanted], *, from_on: date) -> None:
    """The terms in their order: the first that fits counts."""
    actions.add_credit_terms(
        [
            CreditTerm(
                id=change.new_id(), contract_id=change.scope.contract_id, from_on=from_on, position=position,
                category=term.category, from_months=term.from_months, until_months=term.until_months,
                parts=term.parts, floor_pence=term.floor_pence, due=term.due.value,
            )
            for position, term in enumerate(terms, 1)
        ]
    )  # fmt: skip


def add_kpi_terms(change: Change, terms: Sequence[KpiWanted], *, from_on: date) -> list[UUID]:
    """What is promised of the provider's work from a day on. Gives the ids of the rows."""
    made = [
        KpiTerm(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=from_on,
            **asdict(term) | {"exclusions": list(term.exclusions)},
        )
        for term in terms
    ]  # fmt: skip
    actions.add_kpi_terms(made)
    return [row.id for row in made]


def add_funds(
    change: Change,
    funds: Sequence[FundWanted],
    rules: Sequence[FundingWanted],
    *,
    partners: dict[str, UUID],
    from_on: date,
) -> None:
    """Funds with their first shares and accounts, the contract's own accounts, and the rules in their order."""
    contract_id = change.scope.contract_id
    own = [kind for kind in AccountKind if kind not in OF_A_FUND]
    actions.add_contract_accounts([(change.new_id(), kind) for kind in own], contract_id)
    ids = {fund.code: _add_fund(change, fund, partners, from_on) for fund in funds}
    actions.add_funding_rules(
        [
            FundingRule(
                id=change.new_id(), contract_id=contract_id, from_on=from_on, position=position, fund_id=ids[code],
                care_route=rule.care_route, residence=rule.residence.value, weight=weight,
            )
            for position, rule in enumerate(rules, 1)
            for code, weight in rule.funds
        ]
    )  # fmt: skip


def _add_fund(change: Change, wanted: FundWanted, partners: dict[str, UUID], from_on: date) -> UUID:
    shares = [(partners[name], parts) for name, parts in wanted.shares]
    if reasons := tuple(reasons_against_shares(shares)):
        raise Refused(reasons)
    fund = Fund(
        id=change.new_id(), contract_id=change.scope.contract_id, code=wanted.code, name=wanted.name,
        kind=wanted.kind.value,
    )  # fmt: skip
    actions.add_fund(fund)
    lay_down_shares(change, fund.id, shares, from_on)
    return fund.id


def lay_down_shares(change: Change, fund_id: UUID, shares: Sequence[tuple[UUID, int]], from_on: date) -> None:
    """The shares of partners in a fund from a day on, with the accounts of what is bought under them."""
    contract_id = change.scope.contract_id
    holds = ShareSet(id=change.new_id(), contract_id=contract_id, fund_id=fund_id, from_on=from_on)
    actions.add_shares(
        holds,
        [
            Share(id=change.new_id(), contract_id=contract_id, share_set_id=holds.id, partner_id=partner, parts=parts)
            for partner, parts in shares
        ],
        [
            Account(id=change.new_id(), contract_id=contract_id, share_set_id=holds.id, kind=kind.value)
            for kind in sorted(OF_A_FUND)
        ],
    )
