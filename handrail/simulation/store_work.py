"""The store of a depot: what comes back is stated, cleaned, tested, mended and put away; what runs low is bought.
Refuses nothing; what is left over is the next morning's work."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from math import ceil

from handrail.catalogue.reference.rows import ProductRow
from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.simulation.answers import catalogue
from handrail.simulation.fleet import Base
from handrail.simulation.look import overdue_assets, reported_unsafe, shelves
from handrail.simulation.supply import Brought, Trip
from handrail.simulation.world import World
from handrail.stock.codes import InspectionVerdict
from handrail.stock.plans import ItemScan
from handrail.stock.rules.care import InfectionRisk, InspectionKind, ReturnStep, Statement, after_return
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.inspect import Inspected, InspectedItem, inspect
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.repair import Repaired, repair
from handrail.usecases.scrap_stock import Scrapped, scrap_stock

AISLES = {category: f"{chr(65 + at // 5)}{at % 5 + 1}" for at, category in enumerate(
    ("beds", "mattresses", "bed_accessories", "cushions", "hoists", "slings", "transfer_aids", "bathing", "toileting",
     "walking_aids", "seating", "daily_living", "ramps", "minor_adaptations", "wheelchairs", "communication",
     "sensory", "telecare", "telehealth", "children")
)}  # fmt: skip
WEEKS_KEPT = 5
SAFETY = 1.5
SUPPLIERS = ("Alder Care Supplies", "Brook Medical", "Northmoor Aids")
MOST_PIECES = 400
# Labels of before the service began; no record knows them.
UNKNOWN = "OLD-"
ANSWER = "What was reported is mended and holds under load"


class Store:
    """The work of one depot. `share` is the part of the parish's demand that it meets."""

    def __init__(self, world: World, base: Base, *, pieces_a_week: Callable[[ProductRow], float]) -> None:
        self.world = world
        self.base = base
        self.place_id = world.county.made.depots[base.name]
        self._a_week = pieces_a_week
        self._chance = world.chance(f"store {base.keeper}")
        self.dirty: list[Brought] = []
        self.clean: list[Brought] = []
        self.broken: list[Brought] = []

    # Goods in

    def stocked(self, product: ProductRow) -> bool:
        """Whether the store keeps it at all: not what shops supply."""
        return product.supply_route is not SupplyRoute.RETAIL_VOUCHER

    def target(self, product: ProductRow, weeks: float = WEEKS_KEPT) -> int:
        """How many the shelf should hold: the expected demand of some weeks with a margin."""
        return ceil(self._a_week(product) * weeks * SAFETY)

    def open(self) -> None:
        """The opening stock: aisle by aisle onto its bins."""
        wanted = [(row, self.target(row)) for row in catalogue().values() if self.stocked(row)]
        self._buy([(row, pieces) for row, pieces in wanted if pieces], bins=True)

    def fill_up(self) -> None:
        """What has run low since last week, and what people wait for."""
        found = shelves(self.world.scope(self.base.keeper), self.place_id)
        wanted = []
        for row in catalogue().values():
            shelf = found[row.code]
            if not self.stocked(row) or not (shelf.ready < self.target(row) / 2.5 or shelf.wanted):
                continue
            wanted.append((row, max(self.target(row) - shelf.ready, shelf.wanted)))
        self._buy([(row, pieces) for row, pieces in wanted if pieces > 0], bins=False)

    def ready(self) -> dict[str, int]:
        """How many of each product lie ready."""
        found = shelves(self.world.scope(self.base.keeper), self.place_id)
        return {code: shelf.ready for code, shelf in found.items()}

    def buy_now(self, wanted: Sequence[tuple[str, int]]) -> None:
        """What an urgent order waits for comes by courier."""
        self._buy([(catalogue()[code], pieces) for code, pieces in wanted], bins=False)

    def _buy(self, wanted: Sequence[tuple[ProductRow, int]], *, bins: bool) -> None:
        baskets: dict[str, list[GoodsLine]] = defaultdict(list)
        for row, pieces in wanted:
            if bins and row.tracking is Tracking.SERIALISED:
                # What opens the store was bought in two lots, some months before.
                halves = (pieces - pieces // 2, pieces // 2)
                baskets[row.category] += [self._goods(row, half, days_ago=120) for half in halves if half]
            else:
                baskets[row.category if bins else "all"].append(self._goods(row, pieces))
        for category, lines in baskets.items():
            for some in _in_parts(lines):
                request = GoodsIn(
                    self.place_id, some, put_away=True, bin=AISLES.get(category, ""),
                    supplier=self._chance.choice(SUPPLIERS),
                )  # fmt: skip
                receive_goods(self.world.call(self.base.keeper), request=request)

    def _goods(self, row: ProductRow, pieces: int, *, days_ago: int = 0) -> GoodsLine:
        today = self.world.today
        checked = today - timedelta(days=self._chance.randint(0, days_ago))
        lot = f"{today:%y%m}{self._chance.choice('AB')}" if self._marked(row) else ""
        return GoodsLine(row.code, pieces, lot=lot, tested_on=checked, examined_on=checked)

    def _marked(self, row: ProductRow) -> bool:
        """Counted things whose batch is marked: those that bear weight on a wall or a cushion."""
        return row.tracking is Tracking.COUNTED and row.category in {"minor_adaptations", "cushions"}

    # What comes back

    def book_in(self, trip: Trip) -> None:
        """Scan what a van brought back, with the statement on contamination for all of it."""
        if not trip.brought:
            return
        van_id = self.world.county.made.vans[trip.team.van]
        pieces = _added_up(trip.brought)
        items = tuple(
            ReturnedItem(
                piece.code,
                piece.quantity if piece.counted else None,
                piece.lot,
                looks_like="" if piece.counted else piece.product,
            )
            for piece in pieces
        )
        statement = Statement(self._contact(), InfectionRisk.NO)
        request = Returned(self.place_id, items, van_id, statement=statement)
        receive_returns(self.world.call(self.base.keeper), request=request)
        self.dirty += [piece for piece in pieces if not piece.code.startswith(UNKNOWN)]

    def _contact(self) -> tuple[str, ...]:
        return ("body_fluids",) if self._chance.random() < 0.15 else ("other",)

    # Cleaning, testing, mending

    def clean_up(self) -> None:
        """Clean most of what waits, by method."""
        groups: dict[tuple[tuple[str, ...], int], list[Brought]] = defaultdict(list)
        scrapped, waiting = [], []
        for piece in self.dirty:
            row = catalogue()[piece.product]
            after = after_return(
                row.decontamination_method, row.decontamination_minutes, InfectionRisk.NO, infested=False
            )
            if after.step is not ReturnStep.CLEAN:
                scrapped.append(piece)
            elif self._chance.random() < 0.15:
                waiting.append(piece)
            else:
                groups[after.methods, max(after.minutes, 1)].append(piece)
        for (methods, minutes), pieces in groups.items():
            steps = tuple(CleanStep(method, minutes) for method in methods)
            request = Cleaned(self.place_id, tuple(scan_of(piece) for piece in pieces), steps)
            decontaminate(self.world.call(self.base.keeper), request=request)
            self.clean += pieces
        self._scrap(scrapped, "one_person_item")
        self.dirty = waiting

    def _scrap(self, pieces: Sequence[Brought], reason: str) -> None:
        if pieces:
            request = Scrapped(self.place_id, tuple(scan_of(piece) for piece in pieces), reason)
            scrap_stock(self.world.call(self.base.keeper), request=request)

    def test(self) -> None:
        """Look over and test what is clean; what passes goes on the shelf."""
        if not self.clean:
            return
        unsafe = reported_unsafe(self.world.scope(self.base.keeper), {piece.code for piece in self.clean})
        items = tuple(self._inspected(piece, answer=ANSWER * (piece.code in unsafe)) for piece in self.clean)
        request = Inspected(self.place_id, items, put_away=True)
        inspect(self.world.call(self.base.keeper), request=request)
        self.broken += [
            piece for piece, item in zip(self.clean, items, strict=True) if item.verdict is InspectionVerdict.REPAIR
        ]
        self.clean = []

    def _inspected(self, piece: Brought, *, answer: str) -> InspectedItem:
        row, throw = catalogue()[piece.product], self._chance.random()
        kinds, readings = checks_of(row, self._chance.random())
        if throw < 0.05:
            reason = "foam_failed" if "foam" in row.decontamination_method else "not_worth_repair"
            return InspectedItem(
                scan_of(piece), (InspectionKind.LOOK,), InspectionVerdict.SCRAP, {}, "scrap", "Worn through", reason
            )
        if throw < 0.13 and row.tracking is Tracking.SERIALISED:
            return InspectedItem(
                scan_of(piece),
                (InspectionKind.LOOK,),
                InspectionVerdict.REPAIR,
                {},
                "needs_repair",
                "Castor does not lock",
            )
        grade = self._chance.choice(("as_new", "good", "good", "fair"))
        return InspectedItem(scan_of(piece), kinds, InspectionVerdict.PASS, readings, grade, answer=answer)

    def mend(self) -> None:
        """Mend one broken thing in two; it is tested again with the next ones."""
        mended = [piece for piece in self.broken if self._chance.random() < 0.5]
        if not mended:
            return
        request = Repaired(
            self.place_id, tuple(scan_of(piece) for piece in mended), "wheel_or_castor_worn", ("part_replaced",),
            self._chance.randint(15, 60), self._chance.choice((0, 650, 1800)),
        )  # fmt: skip
        repair(self.world.call(self.base.keeper), request=request)
        self.clean += mended
        self.broken = [piece for piece in self.broken if piece not in mended]

    def examine_shelf(self, *, days_over: int) -> None:
        """Test again what lies on the shelf and is overdue by so many days; fresher ones wait for the next round."""
        scope, today = self.world.scope(self.base.keeper), self.world.today
        found = overdue_assets(scope, self.place_id, before=today - timedelta(days=days_over))
        items = []
        for number, product in found:
            kinds, readings = checks_of(catalogue()[product], self._chance.random())
            items.append(InspectedItem(ItemScan(number), kinds, InspectionVerdict.PASS, readings, "good"))
        if items:
            request = Inspected(self.place_id, tuple(items[:MOST_PIECES]), put_away=True)
            inspect(self.world.call(self.base.keeper), request=request)


def scan_of(piece: Brought) -> ItemScan:
    """As it is scanned in the workshop."""
    return ItemScan(piece.code, piece.quantity if piece.counted else None, piece.lot)


def checks_of(row: ProductRow, throw: float) -> tuple[tuple[InspectionKind, ...], dict[str, Decimal]]:
    """What is checked when such a thing comes back, and what the meters show (`throw` from 0 to 1 spreads them)."""
    kinds, readings = [InspectionKind.LOOK], {}
    if row.electrical_test_months:
        kinds.append(InspectionKind.ELECTRICAL_TEST)
        readings = {
            "insulation_megaohm": Decimal(20 + round(throw * 180)),
            "leakage_milliamp": Decimal(round(throw * 200 + 10)) / 1000,
        }
    if row.examination_months:
        kinds.append(InspectionKind.EXAMINATION)
    if row.service_months:
        kinds.append(InspectionKind.SERVICE)
    return tuple(kinds), readings


def _added_up(brought: Sequence[Brought]) -> list[Brought]:
    """Counted things of the same product and lot as one count."""
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in brought:
        counts[one.code, one.product, one.lot] += one.quantity
    return [Brought(code, product, quantity, lot) for (code, product, lot), quantity in counts.items()]


def _in_parts(lines: Sequence[GoodsLine]) -> list[tuple[GoodsLine, ...]]:
    """As many as one call may hold."""
    parts: list[list[GoodsLine]] = [[]]
    for line in lines:
        if sum(one.quantity for one in parts[-1]) + line.quantity > MOST_PIECES:
            parts.append([])
        parts[-1].append(line)
    return [tuple(part) for part in parts if part]
