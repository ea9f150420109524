"""Writes places: homes, stores, vans; on which shelf a product lies, and how much of it a store keeps.
Refuses two places for one address or depot (by a unique key)."""

from collections.abc import Sequence
from uuid import UUID

from handrail.core.insert import insert_rows
from handrail.stock.actions.whose import CONTRACT
from handrail.stock.models import Bin, Place, StockLevel


def make_home_places(addresses: Sequence[tuple[UUID, UUID, UUID]]) -> None:
    """The place that goes with each address: (address, person, contract). Made together with the address."""
    insert_rows(
        Place,
        [
            {"id": address_id, "contract_id": contract_id, "kind": "HOME", "address_id": address_id,
             "person_id": person_id}
            for address_id, person_id, contract_id in addresses
        ],
    )  # fmt: skip


def make_places(rows: Sequence[tuple[UUID, str, str, UUID | None]]) -> None:
    """Stores, vans and repairers, in one statement: (place, kind, name, depot). A store's id is its depot's."""
    Place.objects.bulk_create(
        Place(id=place_id, contract_id=CONTRACT, kind=kind, name=name, depot_id=depot_id)
        for place_id, kind, name, depot_id in rows
    )


def rename_place(place_id: UUID, *, name: str) -> None:
    """A store or van has another name."""
    Place.objects.filter(pk=place_id).update(name=name)


def set_bins(rows: Sequence[tuple[UUID, UUID, UUID, str]]) -> None:
    """On which shelf a product lies in a store: (id for a new row, place, product, label)."""
    Bin.objects.bulk_create(
        (
            Bin(id=row_id, contract_id=CONTRACT, place_id=place_id, product_id=product_id, label=label)
            for row_id, place_id, product_id, label in rows
        ),
        update_conflicts=True,
        unique_fields=["place", "product"],
        update_fields=["label"],
    )


def set_stock_levels(rows: Sequence[tuple[UUID, UUID, UUID, int, int]]) -> None:
    """What a satellite keeps: (id for a new row, place, product, keep, refill at)."""
    StockLevel.objects.bulk_create(
        (
            StockLevel(
                id=row_id, contract_id=CONTRACT, place_id=place_id, product_id=product_id, keep=keep, refill_at=refill
            )
            for row_id, place_id, product_id, keep, refill in rows
        ),
        update_conflicts=True,
        unique_fields=["place", "product"],
        update_fields=["keep", "refill_at"],
    )
