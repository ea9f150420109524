"""Owns: the reference of a contract as its tables hold it, read back into the rows of the files.
Refuses: nothing; the tables were checked when they were written."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from handrail.catalogue.models import BundleLine, CompatibilityRule, Product
from handrail.catalogue.queries import bundle_row, fit_rule_row, questions_held
from handrail.catalogue.reference.rows import (
    AuthorityRow,
    CodeRow,
    PriceRow,
    ProductRow,
    QuestionRow,
    ReferenceSet,
    SpeedRow,
)
from handrail.catalogue.states import (
    AttributableTo,
    CountsFrom,
    PriceUnit,
    SpeedFor,
    SpeedUnit,
    StockClass,
    SupplyRoute,
    Tracking,
)
from handrail.core.versions import version_of
from handrail.identity.models import Authority
from handrail.identity.states import AuthorityStep
from handrail.partners.effective import CalendarRow, Held, TermRow
from handrail.partners.models import ActivityPrice, Calendar, Code, ContractTerm, EffectiveRow, Speed

type DataRow = CalendarRow | SpeedRow | PriceRow | CodeRow | TermRow | AuthorityRow


class DataKind(StrEnum):
    """The kinds of contract data that change by date."""

    CALENDAR = "CALENDAR"
    SPEED = "SPEED"
    PRICE = "PRICE"
    CODE = "CODE"
    TERM = "TERM"
    AUTHORITY = "AUTHORITY"


def _calendar(row: Any) -> CalendarRow:
    return CalendarRow(row.code, row.label, tuple(row.days), row.opens, row.closes, row.bank_holidays_count)


def _speed(row: Any) -> SpeedRow:
    return SpeedRow(
        speed=row.code, label=row.label, unit=SpeedUnit(row.unit), value=row.value, calendar=row.calendar_code,
        cut_off_time=row.cut_off_time, target_percent=row.target_percent, applies_to=SpeedFor(row.applies_to),
        counts_from=CountsFrom(row.counts_from), meant_for=row.meant_for,
    )  # fmt: skip


def _price(row: Any) -> PriceRow:
    return PriceRow(row.activity, row.label, row.speed_code, PriceUnit(row.unit), row.price_pence, row.note)


def _code(row: Any) -> CodeRow:
    return CodeRow(row.list, row.code, row.label, row.meaning, AttributableTo(row.attributable_to or "none"))


def _term(row: Any) -> TermRow:
    return TermRow(row.key, row.value)


def _authority(row: Any) -> AuthorityRow:
    return AuthorityRow(
        job_category=row.job_category,
        authority_covered=AuthorityStep(row.authority_covered),
        categories=tuple(row.categories),
        spend_limit_pence=row.spend_limit_pence,
        always_needs_another=tuple(row.always_needs_another),
        may_authorise=row.may_authorise,
        authorise_limit_pence=row.authorise_limit_pence,
        special_rules=row.special_rules,
    )


@dataclass(frozen=True, slots=True)
class KeptKind:
    """Where a kind is kept: its table and all its rows, the columns of its key there, and how a row is read back."""

    model: type[EffectiveRow]
    rows: Any
    columns: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[[Any], DataRow]


# Kinds whose rows the contract keeps in an order of its own.
IN_ORDER = frozenset({DataKind.SPEED, DataKind.CODE})
# `columns` are the key in the table, `key` the same in the row.
KINDS: Mapping[DataKind, KeptKind] = {
    DataKind.CALENDAR: KeptKind(Calendar, Calendar.objects, ("code",), ("code",), _calendar),
    DataKind.SPEED: KeptKind(Speed, Speed.objects, ("code",), ("speed",), _speed),
    DataKind.PRICE: KeptKind(
        ActivityPrice, ActivityPrice.objects, ("activity", "speed_code"), ("activity", "speed"), _price
    ),
    DataKind.CODE: KeptKind(Code, Code.objects, ("list", "code"), ("list", "code"), _code),
    DataKind.TERM: KeptKind(ContractTerm, ContractTerm.objects, ("key",), ("key",), _term),
    DataKind.AUTHORITY: KeptKind(Authority, Authority.objects, ("job_category",), ("job_category",), _authority),
}


def key_of(kind: DataKind, row: DataRow) -> tuple[str, ...]:
    """What names a row within its kind."""
    return tuple(getattr(row, name) for name in KINDS[kind].key)


def held_rows(
    contract_id: UUID, kind: DataKind, *, lock: bool = False, first: Collection[str] | None = None
) -> dict[tuple[str, ...], list[Held[DataRow]]]:
    """All rows of a kind by key, each key's rows by date: ended, holding and coming. One statement.

    `first` narrows it to keys whose first part is among them. `lock` keeps others from changing them."""
    kept = KINDS[kind]
    found = kept.rows.filter(contract_id=contract_id)
    if first is not None:
        found = found.filter(**{f"{kept.columns[0]}__in": list(first)})
    if lock:
        found = found.select_for_update()
    ordered = found.order_by(*(("position",) if kind in IN_ORDER else ()), *kept.columns, "from_on")
    by_key: dict[tuple[str, ...], list[Held[DataRow]]] = {}
    for row in ordered:
        made = kept.read(row)
        by_key.setdefault(key_of(kind, made), []).append(
            Held(row.id, made, row.from_on, row.until_on, getattr(row, "position", 0))
        )
    return by_key


def rows_on(held: Mapping[tuple[str, ...], Sequence[Held[DataRow]]], day: date) -> list[Any]:
    """What holds on a day, in the contract's order."""
    return [h.row for rows in held.values() for h in rows if h.holds_on(day)]


_PRODUCT_FIELDS = tuple(field.name for field in fields(ProductRow))


def product_row(row: Product) -> ProductRow:
    """A product as its file has it."""
    values = {name: getattr(row, name) for name in _PRODUCT_FIELDS}
    return ProductRow(
        **values
        | {
            "supply_route": SupplyRoute(row.supply_route),
            "tracking": Tracking(row.tracking),
            "stock_class": StockClass(row.stock_class),
            "minimum_authority": AuthorityStep(row.minimum_authority),
        }
    )


def product_version(row: ProductRow) -> str:
    """What a change of a catalogue line builds on."""
    return version_of(asdict(row))


def questions_version(rows: Sequence[QuestionRow]) -> str:
    """What laying all questions down anew builds on."""
    return version_of(*(asdict(row) for row in rows))


def held_reference(contract_id: UUID, on: date) -> ReferenceSet:
    """The whole reference of a contract as it holds on a day: eight statements."""
    inside = {"contract_id": contract_id}

    def on_day(kind: DataKind) -> tuple[Any, ...]:
        return tuple(rows_on(held_rows(contract_id, kind), on))

    products = Product.objects.filter(**inside).exclude(until_on__lte=on).order_by("code")
    rules = CompatibilityRule.objects.filter(**inside).exclude(until_on__lte=on).order_by("rule_code")
    bundles = BundleLine.objects.filter(**inside).exclude(until_on__lte=on).order_by("bundle_code", "line")
    return ReferenceSet(
        products=tuple(product_row(row) for row in products),
        compatibility=tuple(fit_rule_row(row) for row in rules),
        questions=questions_held(contract_id),
        bundles=tuple(bundle_row(row) for row in bundles),
        codes=on_day(DataKind.CODE),
        speeds=on_day(DataKind.SPEED),
        prices=on_day(DataKind.PRICE),
        authorities=on_day(DataKind.AUTHORITY),
    )
