"""Reads of a contract itself: with whom, since when, until when, its extensions and variations.
Refuses nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.rules.extensions import ExtensionRow

_CONTRACT = """
    SELECT c.code, c.name, p.name, k.name, b.name, c.starts_on, c.ends_on FROM partners_contract c
    JOIN partners_partner p ON p.id = c.provider_id JOIN partners_partner k ON k.id = c.council_id
    JOIN partners_partner b ON b.id = c.nhs_board_id WHERE c.id = %(contract)s
"""
_EXTENSIONS = """
    SELECT e.id, e.from_on, e.ends_on, e.decide_by, d.is_taken, d.decided_on, coalesce(d.why, ''), ARRAY(
        SELECT r.months::int FROM ledger_extensionreminder r WHERE r.contract_id = e.contract_id
            AND r.extension_id = e.id ORDER BY r.months DESC)
    FROM ledger_extension e
    LEFT JOIN ledger_extensiondecision d ON d.contract_id = e.contract_id AND d.extension_id = e.id
    WHERE e.contract_id = %(contract)s ORDER BY e.from_on, e.number
"""
_VARIATIONS = """
    SELECT number, agreed_on, from_on, what, document FROM ledger_contractvariation
    WHERE contract_id = %(contract)s ORDER BY number DESC
"""


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """A contract as it was signed. `ends_on`: the first day on which it holds no longer, extensions apart."""

    code: str
    name: str
    provider: str
    council: str
    nhs_board: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class VariationRow:
    """What was varied of it."""

    number: int
    agreed_on: date
    from_on: date
    what: str
    document: str


def contract_facts(scope: Scope) -> ContractFacts:
    """The contract of the scope."""
    (found,) = rows(ContractFacts, _CONTRACT, {"contract": scope.contract_id})
    return found


def extensions_of(scope: Scope) -> Sequence[ExtensionRow]:
    """Its extensions in their order, with what was decided."""
    return rows(_extension, _EXTENSIONS, {"contract": scope.contract_id})


def _extension(
    row_id: UUID, from_on: date, ends_on: date, decide_by: date, is_taken: bool | None, decided_on: date | None,
    why: str, reminded: list[int],
) -> ExtensionRow:  # fmt: skip
    return ExtensionRow(row_id, from_on, ends_on, decide_by, is_taken, decided_on, why, tuple(reminded))


def variations_of(scope: Scope) -> Sequence[VariationRow]:
    """Its variations, the latest first."""
    return rows(VariationRow, _VARIATIONS, {"contract": scope.contract_id})
