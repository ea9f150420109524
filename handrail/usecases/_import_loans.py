"""Brings open loans in with all that they need: the person, the address and the item, found or made.
Refuses an item that is in a store or on another loan here: someone must look which record is right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from handrail.catalogue.queries import ProductRecord, products
from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.intake.queries import known_loans
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.rules.reading import ReadRow
from handrail.loans import actions as loan_actions
from handrail.loans.plans import LoanStart
from handrail.stock import actions as stock_actions
from handrail.stock.plans import CountedMove, NewAsset
from handrail.stock.queries.known import KnownAsset, known_assets, known_serials
from handrail.stock.states import AssetState
from handrail.usecases._import_assets import faults_of_item, new_asset
from handrail.usecases._import_people import Found, PeopleBook
from handrail.usecases._import_shapes import Ground, Taken, noon

REASON = "Brought in from another system"


@dataclass(slots=True)
class _Pile:
    """What is to be written for one piece of the file."""

    loans: list[LoanStart] = field(default_factory=list)
    assets: list[NewAsset] = field(default_factory=list)
    counted: list[CountedMove] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """The items that a piece names, as they are here."""

    assets: dict[str, KnownAsset]
    serials: dict[tuple[UUID, str], KnownAsset]


class LoansImporter:
    """Rows of open loans."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        scope = ground.change.scope
        by_code = products(scope)
        self.products = by_code
        self.by_id = {product.id: product for product in by_code.values()}
        self.people = PeopleBook(ground, "person_reference")
        self.taken_references: set[str] = set()

    def take(self, rows: Sequence[ReadRow]) -> Taken:
        """Bring the loans of a piece in."""
        taken = Taken()
        scope = self.ground.change.scope
        known_already = known_loans(scope, [row.values["reference"] for row in rows])
        fresh = [row for row in rows if not self._is_known(row, known_already, taken)]
        known = _Known(
            known_assets(scope, [row.values["asset_number"] for row in fresh if row.values["asset_number"]]),
            known_serials(scope, [row.values["serial"] for row in fresh if row.values["serial"]]),
        )
        # Items first: a row whose item is wrong makes no person, but tells what is wrong with the person too.
        items = {row.line: self._item(row, known) for row in fresh}
        spoilt = {line for line, item in items.items() if isinstance(item, list)}
        for item in items.values():
            if isinstance(item, list):
                taken.wrong(*item)
        found = self.people.find(fresh, taken, spoilt)
        pile = _Pile()
        for row in fresh:
            product = items[row.line]
            if row.line in found and isinstance(product, ProductRecord):
                self._lend(row, product, found[row.line], pile)
        self._write(pile)
        taken.added, taken.loans = len(pile.loans), [loan.id for loan in pile.loans]
        return taken

    def _is_known(self, row: ReadRow, known: frozenset[str], taken: Taken) -> bool:
        reference = row.values["reference"]
        if not reference:
            return False
        if reference in self.taken_references:
            taken.wrong(row.fault("reference", ImportReason.TWICE_IN_FILE))
            return True
        if reference in known:
            taken.known += not row.faults
            return True
        if not row.faults:
            self.taken_references.add(reference)
        return False

    def _item(self, row: ReadRow, known: _Known) -> ProductRecord | list[Fault]:
        """The product of a row whose item may be lent, or what is wrong with it; what the cells do not tell is not
        judged."""
        number, code = row.values["asset_number"], row.values["product_code"]
        held = known.assets.get(number) if number else None
        product = self.products.get(code) if code else None
        if product is None and held is not None and not code:
            product = self.by_id[held.product_id]
        if product is None and not row.is_read("product_code", *(() if code else ("asset_number",))):
            return []
        if product is None:
            wrong = (ImportReason.PRODUCT_UNKNOWN if code else ImportReason.ITEM_NOT_FOUND) if code or number else None
            return [row.fault("product_code" if code else "asset_number", wrong or ImportReason.ITEM_NOT_NAMED)]
        if product.facts.supply_route is not SupplyRoute.LOAN:
            return [row.fault("product_code", ImportReason.NOT_LENT)]
        if product.facts.tracking is Tracking.COUNTED:
            return [row.fault("asset_number", ImportReason.NOT_SERIALISED)] if number else product
        return self._numbered(row, product, held, known)

    def _numbered(
        self, row: ReadRow, product: ProductRecord, held: KnownAsset | None, known: _Known
    ) -> ProductRecord | list[Fault]:
        number = row.values["asset_number"]
        faults = [] if number else [row.fault("asset_number", ImportReason.ITEM_NOT_NAMED)]
        if (row.values["quantity"] or 1) != 1:
            faults.append(row.fault("quantity", ImportReason.NOT_COUNTED))
        faults += faults_of_item(row, product, number, known.assets, known.serials)
        if held is not None and held.state is AssetState.ON_LOAN:
            faults.append(row.fault("asset_number", ImportReason.ITEM_ON_LOAN, number=number))
        elif held is not None:
            faults.append(row.fault("asset_number", ImportReason.ITEM_IN_STORE, number=number, place=held.place))
        if faults or row.faults:
            return faults
        lent = KnownAsset(product.id, number, product.id, row.values["serial"], AssetState.ON_LOAN, "")
        known.assets[number] = lent
        if lent.serial:
            known.serials[(product.id, lent.serial)] = lent
        return product

    def _lend(self, row: ReadRow, product: ProductRecord, who: Found, pile: _Pile) -> None:
        new_id, values = self.ground.change.new_id, row.values
        started_at = min(noon(values["started_on"]), self.ground.change.at.happened_at)
        asset_id = None
        if product.facts.tracking is Tracking.SERIALISED:
            asset_id = new_id()
            asset = new_asset(
                asset_id, row, product, number=values["asset_number"], place_id=who.address_id,
                state=AssetState.ON_LOAN, since=started_at,
            )  # fmt: skip
            pile.assets.append(asset)
        quantity = 1 if asset_id else values["quantity"] or 1
        if asset_id is None:
            pile.counted.append(
                CountedMove(
                    new_id(), product.id, quantity, to_place=who.address_id, to_condition=AssetState.ON_LOAN,
                    lot=values["lot"], reason=REASON,
                )
            )  # fmt: skip
        pile.loans.append(
            LoanStart(
                id=new_id(), person_id=who.person_id, address_id=who.address_id, product_id=product.id,
                quantity=quantity, started_at=started_at, asset_id=asset_id, lot=values["lot"],
                review_on=values["review_on"], price_pence=values["price"],
                imported_reference=values["reference"], state_at=started_at,
            )
        )  # fmt: skip

    def _write(self, pile: _Pile) -> None:
        change = self.ground.change
        stock_actions.add_assets(pile.assets)
        stock_actions.move_counted(pile.counted)
        loan_actions.start_loans(pile.loans, contract_id=change.scope.contract_id)
        for loan in pile.loans:
            change.touched("loan", loan.id, loan.person_id)
        for asset in pile.assets:
            change.touched("asset", asset.id)
