"""Brings numbered items in that lie in a store; one that is here already is left as it is.
Refuses a number under two products. Items on loan come with the open loans, so that nobody has one without a loan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from handrail.catalogue.queries import ProductRecord, products
from handrail.catalogue.states import Tracking
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.rules.held import Lasting, told_otherwise
from handrail.intake.rules.reading import ReadRow
from handrail.partners.queries import depots
from handrail.stock import actions as stock_actions
from handrail.stock.plans import NewAsset
from handrail.stock.queries.known import KnownAsset, known_assets, known_serials
from handrail.stock.queries.recalls import open_recalls
from handrail.stock.states import AssetState
from handrail.usecases._import_shapes import Ground, Taken, due_on


class AssetsImporter:
    """Rows of items."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        scope = ground.change.scope
        self.products = products(scope)
        self.recalls = open_recalls(scope, [record.id for record in self.products.values()])
        stores = depots(scope.contract_id)
        self.stores = {row.name.casefold(): row.id for row in stores}
        # A name may hold a comma.
        self.store_names = "; ".join(sorted(row.name for row in stores))

    def take(self, rows: Sequence[ReadRow]) -> Taken:
        """Bring the items of a piece in."""
        taken = Taken()
        known = known_assets(self.ground.change.scope, [row.values["number"] for row in rows if row.values["number"]])
        serials = known_serials(self.ground.change.scope, [r.values["serial"] for r in rows if r.values["serial"]])
        new: list[NewAsset] = []
        for row in rows:
            asset = self._of_row(row, known, serials)
            if isinstance(asset, NewAsset):
                new.append(asset)
                state = AssetState(asset.path[-1])
                kept = KnownAsset(
                    asset.id, asset.number, asset.product_id, asset.serial, state, row.values["store"], asset.lot,
                    asset.made_on, asset.bought_on, asset.price_paid_pence,
                )  # fmt: skip
                known[asset.number] = kept
                if asset.serial:
                    serials[(asset.product_id, asset.serial)] = kept
            elif asset is None:
                _leave(row, known.get(row.values["number"]), taken)
            else:
                taken.wrong(*asset)
        stock_actions.add_assets(new)
        for asset in new:
            self.ground.change.touched("asset", asset.id)
        taken.added = len(new)
        return taken

    def _of_row(
        self, row: ReadRow, known: dict[str, KnownAsset], serials: dict[tuple[UUID, str], KnownAsset]
    ) -> NewAsset | list[Fault] | None:
        product = self.products.get(row.values["product_code"])
        if product is None:
            faults = [row.fault("product_code", ImportReason.PRODUCT_UNKNOWN)]
        else:
            faults = faults_of_item(row, product, row.values["number"], known, serials)
        is_elsewhere = row.values["state"] == AssetState.ON_LOAN or (row.values["number"] in known and not faults)
        store = self.stores.get((row.values["store"] or "").casefold())
        if store is None and not is_elsewhere:
            faults.append(row.fault("store", ImportReason.STORE_UNKNOWN, stores=self.store_names))
        if faults:
            return faults
        if row.faults or product is None or store is None or is_elsewhere:
            return None
        # What a recall names is set apart, whatever the other system said.
        alert = self.recalls.alert(product.id, row.values["lot"] or "")
        state = AssetState.QUARANTINED if alert else AssetState(row.values["state"])
        asset = new_asset(
            self.ground.change.new_id(), row, product, number=row.values["number"], place_id=store, state=state
        )
        return replace(asset, alert_reference=alert)


def _leave(row: ReadRow, held: KnownAsset | None, taken: Taken) -> None:
    """A row that adds nothing: its item is known, or comes in with the loan by which somebody has it."""
    if row.faults:
        return
    if held is None:
        taken.for_loans += 1
        return
    taken.known += 1
    # The row may be older than the record where the two can both be true; these never change.
    lasting: dict[str, Lasting] = {
        "serial": held.serial, "lot": held.lot, "made_on": held.made_on, "bought_on": held.bought_on,
        "price_paid": held.price_paid_pence,
    }  # fmt: skip
    if told := told_otherwise(row, held.number, lasting):
        taken.told[row.line] = told


def faults_of_item(
    row: ReadRow,
    product: ProductRecord,
    number: str,
    known: dict[str, KnownAsset],
    serials: dict[tuple[UUID, str], KnownAsset],
) -> list[Fault]:
    """Whether a numbered item can be as a row says: its product is numbered, and its number and serial are its own."""
    if product.facts.tracking is not Tracking.SERIALISED:
        return [row.fault("product_code", ImportReason.NOT_SERIALISED)]
    faults = []
    held = known.get(number)
    if held is not None and held.product_id != product.id:
        faults.append(row.fault("product_code", ImportReason.OTHER_PRODUCT, number=number))
    twin = serials.get((product.id, row.values["serial"])) if row.values["serial"] else None
    if twin is not None and number and twin.number != number:
        faults.append(row.fault("serial", ImportReason.SERIAL_TAKEN, number=twin.number))
    return faults


def new_asset(
    asset_id: UUID,
    row: ReadRow,
    product: ProductRecord,
    *,
    number: str,
    place_id: UUID,
    state: AssetState,
    since: datetime | None = None,
) -> NewAsset:
    """The item of a row. Checks of which nobody knows the date are long overdue."""
    values = row.values
    return NewAsset(
        id=asset_id,
        product_id=product.id,
        number=number,
        place_id=place_id,
        path=[state],
        serial=values["serial"],
        lot=values["lot"],
        made_on=values.get("made_on"),
        bought_on=values.get("bought_on"),
        price_paid_pence=values.get("price_paid"),
        issues=values.get("issues") or 0,
        electrical_test_due_on=due_on(
            product.electrical_test_months, values["electrical_test_due_on"], values["electrical_tested_on"]
        ),
        examination_due_on=due_on(product.examination_months, values["examination_due_on"], values["examined_on"]),
        service_due_on=due_on(product.service_months, values["service_due_on"], values["serviced_on"]),
        reason="Brought in from another system",
        state_at=since,
    )
