"""Set up a contract: its partners, what it lays down from its first day, its catalogue, stores, teams and vans.
Refuses nothing but a code or name that is taken (the database's constraints)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from handrail.catalogue import actions as catalogue_actions
from handrail.catalogue.reference.rows import ReferenceSet
from handrail.core.geography import locate
from handrail.core.shipped import named_bank_holidays
from handrail.identity import actions as identity_actions
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.rules.fees import FEE, FEE_IS_FOR, scaled
from handrail.ledger.rules.kpi_terms import KpiTerm
from handrail.partners import actions as partner_actions
from handrail.partners.models import Contract, ContractPartner, ContractTerm, Depot, EffectiveRow, Partner, Team
from handrail.stock import actions as stock_actions
from handrail.usecases._funds import (
    CreditWanted,
    ExtensionOption,
    FundingWanted,
    FundWanted,
    add_credit_terms,
    add_extensions,
    add_funds,
    add_kpi_terms,
)
from handrail.usecases._reference_rows import ReferenceRows
from handrail.visits import actions as visit_actions
from handrail.visits.models import Van


@dataclass(frozen=True, slots=True)
class PartnerWanted:
    """A partner and how far its staff see people: ALL, OWN or NONE."""

    kind: str
    name: str
    reach: str
    ods_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class StoreWanted:
    """A depot, or a satellite store with the name of the depot that fills it."""

    kind: str
    name: str
    lines: str
    postcode: str
    phone: str = ""
    serves: str = ""


@dataclass(frozen=True, slots=True)
class TeamWanted:
    """A team of a partner."""

    partner: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class VanWanted:
    """A van of a depot."""

    depot: str
    name: str
    registration: str
    capacity_kg: int
    capacity_l: int


@dataclass(frozen=True, slots=True)
class ContractWanted:
    """Everything a new contract starts with. `council`, `nhs_board`, `provider` name partners of the list. The fixed
    fee of the reference list is scaled to `population`."""

    code: str
    name: str
    county: str
    council: str
    nhs_board: str
    provider: str
    starts_on: date
    ends_on: date
    partners: tuple[PartnerWanted, ...]
    stores: tuple[StoreWanted, ...]
    teams: tuple[TeamWanted, ...]
    vans: tuple[VanWanted, ...]
    district_codes: tuple[str, ...]
    terms: tuple[tuple[str, str | int | bool], ...] = ()
    funds: tuple[FundWanted, ...] = ()
    funding: tuple[FundingWanted, ...] = ()
    credit: tuple[CreditWanted, ...] = ()
    kpis: tuple[KpiTerm, ...] = ()
    extensions: tuple[ExtensionOption, ...] = ()
    population: int = FEE_IS_FOR


@dataclass(frozen=True, slots=True)
class ContractMade:
    """The ids of what was made, by name."""

    contract_id: UUID
    partners: dict[str, UUID]
    teams: dict[str, UUID]
    depots: dict[str, UUID]
    vans: dict[str, UUID]


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER, lays_down=True)
def set_up_contract(change: Change, *, wanted: ContractWanted, reference: ReferenceSet) -> ContractMade:
    """Make the contract of `change.scope.contract_id`, live from its first day, with everything it starts with."""
    contract_id = change.scope.contract_id
    rows = ReferenceRows(contract_id, wanted.starts_on, change.new_id)
    partners = _add_partners(change, wanted)
    partner_actions.add_contract(_contract(contract_id, wanted, partners), path=["AWARDED", "MOBILISING", "LIVE"])
    partner_actions.add_data(_memberships(change, wanted, partners))
    partner_actions.add_data(_terms(change, wanted))
    partner_actions.keep_bank_holidays(named_bank_holidays())
    for kind in rows.contract_data(_for_people(reference, wanted.population)):
        partner_actions.add_data(kind)
    identity_actions.add_authorities([rows.authority(row) for row in reference.authorities])
    catalogue_actions.add_products([rows.product(row) for row in reference.products])
    catalogue_actions.add_rules(
        [rows.compatibility(row) for row in reference.compatibility],
        [rows.question(row, number) for number, row in enumerate(reference.questions)],
        [rows.bundle(row) for row in reference.bundles],
    )
    teams = _add_teams(change, wanted, partners)
    depots = _add_stores(change, wanted)
    vans = _add_vans(change, wanted, depots)
    add_funds(change, wanted.funds, wanted.funding, partners=partners, from_on=wanted.starts_on)
    add_credit_terms(change, wanted.credit, from_on=wanted.starts_on)
    add_kpi_terms(change, wanted.kpis, from_on=wanted.starts_on)
    add_extensions(change, wanted.extensions)
    change.touched("contract", contract_id)
    return ContractMade(contract_id, partners, teams, depots, vans)


def _for_people(reference: ReferenceSet, population: int) -> ReferenceSet:
    """The reference with the fixed fee for so many people."""
    prices = [
        replace(row, price_pence=scaled(row.price_pence, population)) if row.activity == FEE else row
        for row in reference.prices
    ]
    return replace(reference, prices=tuple(prices))


def _add_partners(change: Change, wanted: ContractWanted) -> dict[str, UUID]:
    rows = [
        Partner(id=change.new_id(), kind=p.kind, name=p.name, ods_code=p.ods_code, phone=p.phone)
        for p in wanted.partners
    ]
    partner_actions.add_partners(rows)
    return {row.name: row.id for row in rows}


def _contract(contract_id: UUID, wanted: ContractWanted, partners: dict[str, UUID]) -> Contract:
    return Contract(
        id=contract_id,
        code=wanted.code,
        name=wanted.name,
        county=wanted.county,
        council_id=partners[wanted.council],
        nhs_board_id=partners[wanted.nhs_board],
        provider_id=partners[wanted.provider],
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        district_codes=list(wanted.district_codes),
    )


def _memberships(change: Change, wanted: ContractWanted, partners: dict[str, UUID]) -> list[EffectiveRow]:
    return [
        ContractPartner(
            id=change.new_id(),
            contract_id=change.scope.contract_id,
            partner_id=partners[p.name],
            reach=p.reach,
            from_on=wanted.starts_on,
        )
        for p in wanted.partners
    ]


def _terms(change: Change, wanted: ContractWanted) -> list[EffectiveRow]:
    return [
        ContractTerm(
            id=change.new_id(), contract_id=change.scope.contract_id, key=key, value=value, from_on=wanted.starts_on
        )
        for key, value in wanted.terms
    ]


def _add_teams(change: Change, wanted: ContractWanted, partners: dict[str, UUID]) -> dict[str, UUID]:
    rows = [
        Team(
            id=change.new_id(),
            contract_id=change.scope.contract_id,
            partner_id=partners[team.partner],
            kind=team.kind,
            name=team.name,
        )
        for team in wanted.teams
    ]
    partner_actions.add_teams(rows)
    return {row.name: row.id for row in rows}


def _add_stores(change: Change, wanted: ContractWanted) -> dict[str, UUID]:
    ids = {store.name: change.new_id() for store in wanted.stores}
    partner_actions.add_depots(_depots(change.scope.contract_id, wanted.stores, ids))
    stock_actions.make_places([(ids[s.name], s.kind, s.name, ids[s.name]) for s in wanted.stores])
    return ids


def _depots(contract_id: UUID, stores: Iterable[StoreWanted], ids: dict[str, UUID]) -> list[Depot]:
    made = []
    for store in stores:
        at = locate(store.postcode)
        made.append(
            Depot(
                id=ids[store.name],
                contract_id=contract_id,
                kind=store.kind,
                name=store.name,
                lines=store.lines,
                postcode=store.postcode,
                easting=at.easting or 0,
                northing=at.northing or 0,
                phone=store.phone,
                serves_id=ids.get(store.serves),
            )
        )
    return made


def _add_vans(change: Change, wanted: ContractWanted, depots: dict[str, UUID]) -> dict[str, UUID]:
    ids = {van.name: change.new_id() for van in wanted.vans}
    stock_actions.make_places([(ids[van.name], "VAN", van.name, None) for van in wanted.vans])
    visit_actions.add_vans(
        [
            Van(
                id=ids[van.name],
                contract_id=change.scope.contract_id,
                depot_id=depots[van.depot],
                place_id=ids[van.name],
                name=van.name,
                registration=van.registration,
                capacity_kg=van.capacity_kg,
                capacity_l=van.capacity_l,
            )
            for van in wanted.vans
        ]
    )
    return ids
