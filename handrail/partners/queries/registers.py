"""Reads the registers that an administrator keeps: partners under the contract, teams, stores.
Refuses what belongs to another contract; ended and closed rows are among them, with their dates."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.core.versions import version_of


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner and how far its staff see people under this contract, with the days from and until."""

    id: UUID
    kind: str
    name: str
    ods_code: str
    phone: str
    membership_id: UUID
    reach: str
    from_on: date
    until_on: date | None
    teams: int

    @property
    def version(self) -> str:
        """The version of the partner's own columns and of how far it sees."""
        return partner_version(self.kind, self.name, self.ods_code, self.phone, self.reach, self.from_on)


def partner_version(kind: str, name: str, ods_code: str, phone: str, reach: str, from_on: date) -> str:
    """What a change of a partner builds on: its own columns, and its latest reach with the day from which it holds."""
    return version_of(kind, name, ods_code, phone, reach, from_on)


_PARTNERS = """
    SELECT t.id, t.kind, t.name, t.ods_code, t.phone, m.id, m.reach, m.from_on, m.until_on,
        (SELECT count(*) FROM partners_team g WHERE g.contract_id = m.contract_id AND g.partner_id = t.id
            AND g.closed_on IS NULL)
    FROM partners_contractpartner m JOIN partners_partner t ON t.id = m.partner_id
    WHERE m.contract_id = %(contract)s
"""


def partner_register(contract_id: UUID) -> tuple[PartnerRow, ...]:
    """Partners under the contract, each membership with its dates, by name and then by date."""
    return rows(PartnerRow, f"{_PARTNERS} ORDER BY lower(t.name), m.from_on", {"contract": contract_id})


def partner_memberships(contract_id: UUID, partner_id: UUID) -> tuple[PartnerRow, ...]:
    """One partner's memberships, the latest first; empty when it does not work under the contract."""
    return rows(
        PartnerRow,
        f"{_PARTNERS} AND t.id = %(partner)s ORDER BY m.from_on DESC",
        {"contract": contract_id, "partner": partner_id},
    )


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team of a partner."""

    id: UUID
    name: str
    kind: str
    kind_label: str
    partner_id: UUID
    partner: str
    closed_on: date | None

    @property
    def version(self) -> str:
        """What a change of the team builds on."""
        return version_of(self.partner_id, self.kind, self.name)


def team_register(contract_id: UUID, today: date) -> tuple[TeamRow, ...]:
    """All teams of the contract, by name."""
    return rows(
        TeamRow,
        """SELECT g.id, g.name, g.kind, coalesce(c.label, g.kind), g.partner_id, t.name, g.closed_on
           FROM partners_team g JOIN partners_partner t ON t.id = g.partner_id
           LEFT JOIN partners_code c ON c.contract_id = g.contract_id AND c.list = 'team_kind' AND c.code = g.kind
               AND daterange(c.from_on, c.until_on) @> %(today)s::date
           WHERE g.contract_id = %(contract)s ORDER BY lower(g.name), g.id""",
        {"contract": contract_id, "today": today},
    )


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A depot or satellite store with its address."""

    id: UUID
    kind: str
    name: str
    lines: str
    postcode: str
    phone: str
    serves_id: UUID | None
    filled_from: str
    closed_on: date | None

    @property
    def version(self) -> str:
        """What a change of the store builds on."""
        return version_of(self.name, self.lines, self.postcode, self.phone, self.serves_id)


def store_register(contract_id: UUID) -> tuple[StoreRow, ...]:
    """All depots and satellite stores: depots first, by name."""
    return rows(
        StoreRow,
        """SELECT d.id, d.kind, d.name, d.lines, d.postcode, d.phone, d.serves_id, coalesce(s.name, ''), d.closed_on
           FROM partners_depot d LEFT JOIN partners_depot s ON s.id = d.serves_id
           WHERE d.contract_id = %(contract)s ORDER BY d.kind, lower(d.name)""",
        {"contract": contract_id},
    )


def desk_phone(contract_id: UUID) -> str:
    """The number on which the service desk is called: the provider's, or a depot's where the provider gave none."""
    found = rows(
        str,
        """SELECT coalesce(nullif(w.phone, ''), (SELECT d.phone FROM partners_depot d
               WHERE d.contract_id = c.id AND d.phone <> '' AND d.closed_on IS NULL
               ORDER BY d.kind, lower(d.name) LIMIT 1), '')
           FROM partners_contract c JOIN partners_partner w ON w.id = c.provider_id WHERE c.id = %(contract)s""",
        {"contract": contract_id},
    )
    return found[0] if found else ""


def contract_codes() -> dict[str, UUID]:
    """The contracts that this installation runs, by code; for commands, which are told one by its code."""
    return dict(rows(lambda code, row_id: (code, row_id), "SELECT code, id FROM partners_contract ORDER BY code", {}))
