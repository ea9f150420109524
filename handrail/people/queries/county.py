"""Reads which council and districts a contract is for.
Refuses nothing; contract data is not personal."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class CountyRow:
    """The council of the contract, and the ONS codes of the districts that it serves; none listed: all."""

    council_id: UUID
    district_codes: tuple[str, ...]

    def holds(self, district_code: str) -> bool:
        """Whether a place is inside. One whose district is not known is taken to be: it can be put right, and a
        collection from far away cannot."""
        return not district_code or not self.district_codes or district_code in self.district_codes


def county_of(scope: Scope) -> CountyRow:
    """The county of the scope's contract."""
    (found,) = rows(
        lambda *row: CountyRow(row[0], tuple(row[1])),
        "SELECT council_id, district_codes FROM partners_contract WHERE id = %(contract)s",
        {"contract": scope.contract_id},
    )
    return found
