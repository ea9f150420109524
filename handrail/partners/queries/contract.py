"""Reads what a contract lays down on a day: speeds, calendars, terms, codes, prices, teams, depots.
Refuses nothing; contract data is not personal and is bounded by the scope's contract."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID

from django.db import connection

from handrail.core.calendars import SpeedRule, WorkingCalendar
from handrail.core.remembered import Days, Lasting, remembered
from handrail.core.select import rows
from handrail.partners.models import ContractPartner, Partner, Team
from handrail.partners.rules import ContractData, SpeedOffer
from handrail.partners.terms import terms_from

_HOLDS = "contract_id = %(contract)s AND daterange(from_on, until_on) @> %(day)s::date"
# One statement: a page or a use case needs all of it or nothing.
_DATA = f"""
    SELECT
        (SELECT json_object_agg(key, value) FROM partners_contractterm WHERE {_HOLDS}),
        (SELECT json_agg(s ORDER BY position, code) FROM partners_speed s WHERE {_HOLDS}),
        (SELECT json_agg(c) FROM partners_calendar c WHERE {_HOLDS}),
        (SELECT json_agg("on") FROM partners_bankholiday WHERE "on" > %(day)s::date - 400)
"""

_CODES = """
    SELECT from_on, until_on, list, code, label, meaning, attributable_to FROM partners_code
    WHERE contract_id = %(contract)s ORDER BY list, position, code, from_on
"""
_FITTINGS = f"""
    SELECT activity, price_pence FROM partners_activityprice
    WHERE {_HOLDS} AND unit = 'per_item' AND activity LIKE 'fitting%%'
"""
_DEPOTS = """
    SELECT id, kind, name, easting, northing, serves_id FROM partners_depot
    WHERE contract_id = %(contract)s AND closed_on IS NULL ORDER BY kind, name
"""


def contract_data(contract_id: UUID, on: date) -> ContractData:
    """Terms, speeds and calendars of a contract on a day, in one statement; remembered."""
    return remembered(contract_id, ("contract data", on), lambda: _contract_data(contract_id, on))


def _contract_data(contract_id: UUID, on: date) -> ContractData:
    with connection.cursor() as cursor:
        cursor.execute(_DATA, {"contract": contract_id, "day": on})
        terms, speeds, calendars, holidays = cast("tuple[Any, Any, Any, Any]", cursor.fetchone())
    closed = frozenset(date.fromisoformat(day) for day in holidays or ())
    return ContractData(
        on=on,
        terms=terms_from(terms or {}),
        speeds=MappingProxyType({row["code"]: _offer(row) for row in speeds or ()}),
        calendars=MappingProxyType({row["code"]: _calendar(row, closed) for row in calendars or ()}),
    )


def _offer(row: dict[str, Any]) -> SpeedOffer:
    return SpeedOffer(
        code=row["code"],
        label=row["label"],
        rule=SpeedRule(row["code"], row["unit"], row["value"], _time(row["cut_off_time"])),
        calendar_code=row["calendar_code"],
        target_percent=row["target_percent"],
        applies_to=row["applies_to"],
        counts_from=row["counts_from"],
        meant_for=row["meant_for"],
    )


def _calendar(row: dict[str, Any], closed: frozenset[date]) -> WorkingCalendar:
    return WorkingCalendar(
        code=row["code"],
        days=frozenset(row["days"]),
        opens=_time(row["opens"]),
        closes=_time(row["closes"]),
        bank_holidays_count=row["bank_holidays_count"],
        bank_holidays=closed,
    )


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """One entry of a code list, ready to show."""

    code: str
    label: str
    meaning: str
    attributable_to: str


def code_lists(contract_id: UUID, lists: Sequence[str], on: date) -> dict[str, tuple[CodeChoice, ...]]:
    """The entries of several code lists on a day, each in the contract's order; one statement, remembered."""
    known = remembered(contract_id, "codes", lambda: _all_codes(contract_id))
    return {name: known[name].of(on) if name in known else () for name in lists}


def _all_codes(contract_id: UUID) -> dict[str, Days[CodeChoice]]:
    found: dict[str, list[Lasting[CodeChoice]]] = {}
    for name, entry in rows(_code_of_list, _CODES, {"contract": contract_id}):
        found.setdefault(name, []).append(entry)
    return {name: Days(entries) for name, entries in found.items()}


def _code_of_list(from_on: date, until_on: date | None, name: str, *entry: str) -> tuple[str, Lasting[CodeChoice]]:
    return name, (from_on, until_on, CodeChoice(*entry))


def fitting_pence(contract_id: UUID, on: date) -> Mapping[str, int]:
    """What fitting one item costs on a day, by activity, in pence; remembered."""
    return remembered(
        contract_id,
        ("fittings", on),
        lambda: dict(rows(lambda *price: price, _FITTINGS, {"contract": contract_id, "day": on})),
    )


@dataclass(frozen=True, slots=True)
class DepotRow:
    """A depot or satellite store. Its id is also its place's id in stock."""

    id: UUID
    kind: str
    name: str
    easting: int
    northing: int
    serves_id: UUID | None


def depots(contract_id: UUID) -> tuple[DepotRow, ...]:
    """The open depots and satellite stores of a contract: depots first, by name; remembered."""
    return remembered(contract_id, "depots", lambda: rows(DepotRow, _DEPOTS, {"contract": contract_id}))


def nearest_depot(stores: Sequence[DepotRow], easting: int | None, northing: int | None) -> DepotRow:
    """The depot (never a satellite) nearest to a point; the first by name where the point is not known."""
    only = [store for store in stores if store.kind == "DEPOT"]
    if easting is None or northing is None:
        return only[0]
    return min(only, key=lambda store: ((store.easting - easting) ** 2 + (store.northing - northing) ** 2, store.name))


@dataclass(frozen=True, slots=True)
class NamedRow:
    """An id with its name, for lists of choices."""

    id: UUID
    name: str
    kind: str


def teams(contract_id: UUID, partner_id: UUID | None = None) -> tuple[NamedRow, ...]:
    """The open teams of a contract, or of one partner, by name."""
    found = Team.objects.filter(contract_id=contract_id, closed_on=None)
    if partner_id:
        found = found.filter(partner_id=partner_id)
    return tuple(NamedRow(*row) for row in found.order_by("name").values_list("id", "name", "kind"))


def partners_of(contract_id: UUID, on: date) -> tuple[NamedRow, ...]:
    """The partners that work under a contract on a day, by name."""
    under = (
        ContractPartner.objects.filter(contract_id=contract_id, from_on__lte=on)
        .exclude(until_on__lte=on)
        .values("partner_id")
    )
    found = Partner.objects.filter(pk__in=under).order_by("name").values_list("id", "name", "kind")
    return tuple(NamedRow(*row) for row in found)


def is_council(partner_id: UUID) -> bool:
    """Whether it is one of them."""
    return Partner.objects.filter(kind="COUNCIL", pk=partner_id).exists()


def is_retailer(partner_id: UUID) -> bool:
    """Whether it is a shop or pharmacy."""
    return Partner.objects.filter(kind="RETAILER", pk=partner_id).exists()


def partner_names(contract_id: UUID, on: date) -> dict[str, UUID]:
    """The partners that work under a contract on a day, by name and by code as files write them, in small letters. A
    name goes before a code, and a code of two partners names neither."""
    ids = [row.id for row in partners_of(contract_id, on)]
    found = Partner.objects.filter(pk__in=ids).order_by("name").values_list("id", "name", "ods_code")
    codes = Counter(code.casefold() for _, _, code in found)
    return {code.casefold(): pk for pk, _, code in found if code and codes[code.casefold()] == 1} | {
        name.casefold(): pk for pk, name, _ in found
    }


def councils() -> tuple[NamedRow, ...]:
    """All councils: any may be the council of ordinary residence."""
    found = Partner.objects.filter(kind="COUNCIL").order_by("name").values_list("id", "name", "kind")
    return tuple(NamedRow(*row) for row in found)
