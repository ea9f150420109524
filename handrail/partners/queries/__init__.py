"""Reads what a contract lays down, and its registers of partners, teams and stores.
Refuses nothing; contract data is not personal and is bounded by the scope's contract."""

from handrail.partners.queries.contract import (
    CodeChoice,
    DepotRow,
    NamedRow,
    code_lists,
    contract_data,
    councils,
    depots,
    fitting_pence,
    is_council,
    nearest_depot,
    partner_names,
    partners_of,
    teams,
)

__all__ = [
    "CodeChoice",
    "DepotRow",
    "NamedRow",
    "code_lists",
    "contract_data",
    "councils",
    "depots",
    "fitting_pence",
    "is_council",
    "nearest_depot",
    "partner_names",
    "partners_of",
    "teams",
]
