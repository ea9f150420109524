"""Plans what a return becomes: moves of items and counts, loans that end, things booked in as found.
Refuses nothing: what stands in the store is booked in, and what differs from the record gets an owner.
What a recall names is set apart at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from handrail.catalogue.states import Tracking
from handrail.identity.calls import Change
from handrail.identity.roles import Role
from handrail.loans.plans import PartBack
from handrail.loans.queries import LoanOut
from handrail.stock.codes import DepotFinding
from handrail.stock.plans import AssetStep, CaredFor, CountedMove, ItemDone, NewAsset, NewDiscrepancy
from handrail.stock.queries import AssetRow, Scanned
from handrail.stock.rules.doubt import IN_STORES, Aftermath, path_back
from handrail.stock.rules.recalls import Recalls
from handrail.stock.states import AssetState
from handrail.usecases._scans import FoundAsset, FoundCount

_S = AssetState
# These come off a van as they went on it: a transfer that arrives, or what was set apart at a home.
AS_IT_IS = frozenset({_S.READY, _S.PASSED, _S.DECONTAMINATED, _S.IN_REPAIR})


@dataclass(slots=True)
class ReturnBook:
    """All rows of one return, gathered before anything is written."""

    change: Change
    place_id: UUID
    person_id: UUID | None
    recalls: Recalls = field(default_factory=Recalls)
    steps: list[AssetStep] = field(default_factory=list)
    new_assets: list[NewAsset] = field(default_factory=list)
    counted: list[CountedMove] = field(default_factory=list)
    found: list[NewDiscrepancy] = field(default_factory=list)
    care: list[CaredFor] = field(default_factory=list)
    ended: list[LoanOut] = field(default_factory=list)
    part_back: list[PartBack] = field(default_factory=list)
    let_go: list[UUID] = field(default_factory=list)
    items: list[ItemDone] = field(default_factory=list)

    def note(self, kind: DepotFinding, *, owner: Role = Role.DEPOT, **what: object) -> UUID:
        """Something differs from the record: it is kept, with whoever has to settle it."""
        discrepancy_id = self.change.new_id()
        self.found.append(
            NewDiscrepancy(discrepancy_id, kind.value, owner.value, place_id=self.place_id, **what)  # type: ignore[arg-type]  # the optional fields of NewDiscrepancy, by name
        )
        return discrepancy_id

    def asset_back(self, row: AssetRow, code: str, loan: LoanOut | None, van_id: UUID | None) -> None:
        """A known item: collected, brought to the counter, or here against the record."""
        path, finding = self._path(row, loan, van_id)
        also: dict[str, UUID | str] = {}
        alert = self.recalls.doubt(row.product_id, row.lot)
        if alert:
            also["alert_reference"] = row.alert_reference or alert
            path = (*path, _S.QUARANTINED) if path[-1] is not row.state else path
            path = path if path[-1] is _S.QUARANTINED else (_S.QUARANTINED,)
        if finding is not None:
            person = loan.person_id if loan else None
            owner = Role.CONTROLLER if loan else Role.DEPOT
            detail = f"the record said {row.state.value}, {row.place_name or 'a home'}"
            also["discrepancy_id"] = self.note(
                finding, owner=owner, asset_id=row.id, product_id=row.product_id, person_id=person, code_read=code,
                detail=detail,
            )  # fmt: skip
        if row.held_for_line_id:
            self.let_go.append(row.held_for_line_id)
        if loan is not None:
            self.ended.append(loan)
        self.steps.append(AssetStep(row.id, (row.state,), path, self.place_id, None, alert, also=also))
        self.care.append(CaredFor(self.change.new_id(), row.product_id, self.place_id, asset_id=row.id))
        self.items.append(ItemDone(row.product_name, path[-1], 1, row.number, row.id))

    def _path(
        self, row: AssetRow, loan: LoanOut | None, van_id: UUID | None
    ) -> tuple[tuple[AssetState, ...], DepotFinding | None]:
        on_a_van = row.place_kind == "VAN"
        if row.state is _S.RETURNED_DIRTY or (on_a_van and row.state in AS_IT_IS) or row.state is _S.QUARANTINED:
            return (row.state,), DepotFinding.RETURNED_OTHER_VAN if on_another_van(row, van_id) else None
        if row.state is _S.ON_LOAN:
            # At the counter the family brings it; on a van somebody forgot to scan it at the door.
            if loan is not None and van_id is None:
                return path_back(Aftermath.CLEAN), None
            return path_back(IN_STORES[DepotFinding.RETURNED_STILL_ON_LOAN]), DepotFinding.RETURNED_STILL_ON_LOAN
        return path_back(IN_STORES[DepotFinding.RETURNED_NOT_EXPECTED]), DepotFinding.RETURNED_NOT_EXPECTED

    def count_from_van(self, one: FoundCount, van_id: UUID, there: dict[tuple[UUID, str], int]) -> None:
        """Counted things off a van: as many as were collected, the rest as found."""
        key = (one.product_id, one.lot)
        known = min(one.pieces, there.get(key, 0))
        there[key] = there.get(key, 0) - known
        if known:
            self._move(one, known, van_id, _S.RETURNED_DIRTY)
        self._surplus(one, one.pieces - known)

    def count_from_person(self, one: FoundCount, loans: Sequence[LoanOut], left: dict[UUID, int]) -> None:
        """Counted things over the counter: against the person's oldest loans first, the rest as found."""
        wanted = one.pieces
        for loan in loans:
            piece = min(wanted, left[loan.id]) if loan.product_id == one.product_id else 0
            if piece <= 0:
                continue
            left[loan.id] -= piece
            wanted -= piece
            if left[loan.id]:
                self.part_back.append(PartBack(loan.id, piece))
            else:
                self.ended.append(loan)
            self._move(one, piece, loan.address_id, _S.ON_LOAN, lot=loan.lot)
        self._surplus(one, wanted)

    def _move(self, one: FoundCount, quantity: int, from_place: UUID, was: AssetState, lot: str | None = None) -> None:
        known = one.lot if lot is None else lot
        self.counted.append(
            CountedMove(
                self.change.new_id(), one.product_id, quantity, from_place, was, self.place_id, _S.RETURNED_DIRTY, known
            )
        )
        self._done(one, quantity, known)

    def _surplus(self, one: FoundCount, quantity: int) -> None:
        if quantity <= 0:
            return
        note = self.note(
            DepotFinding.RETURNED_UNCOUNTED, product_id=one.product_id, quantity=quantity, code_read=one.code,
            person_id=self.person_id,
        )  # fmt: skip
        self.counted.append(
            CountedMove(
                self.change.new_id(), one.product_id, quantity, to_place=self.place_id,
                to_condition=_S.RETURNED_DIRTY, lot=one.lot, reason="booked in as found", discrepancy_id=note,
            )
        )  # fmt: skip
        self._done(one, quantity, one.lot)

    def _done(self, one: FoundCount, quantity: int, lot: str) -> None:
        """It is here; what a recall names goes on to quarantine."""
        self.care.append(CaredFor(self.change.new_id(), one.product_id, self.place_id, lot=lot, quantity=quantity))
        alert, here = self.recalls.doubt(one.product_id, lot), self.place_id
        if alert:
            self.counted.append(
                CountedMove(
                    self.change.new_id(), one.product_id, quantity, here, _S.RETURNED_DIRTY, here, _S.QUARANTINED, lot,
                    alert,
                )
            )  # fmt: skip
        self.items.append(ItemDone(one.product_name, _S.QUARANTINED if alert else _S.RETURNED_DIRTY, quantity))

    def unknown(self, one: Scanned, looks_like: Scanned | None, number: str, note: str) -> None:
        """A code that is nobody's. With the product it looks like it becomes an item; else it is noted alone."""
        foreign = bool(one.read.giai or one.read.grai)
        kind = DepotFinding.RETURNED_FOREIGN if foreign else DepotFinding.RETURNED_UNKNOWN
        product = looks_like.product_id if looks_like else None
        asset_id = self.change.new_id() if product and number else None
        # The discrepancy names the asset, so it is written after it.
        discrepancy_id = self.note(kind, product_id=product, asset_id=asset_id, code_read=one.code, detail=note)
        if looks_like is None or product is None or asset_id is None:
            return
        serial = one.read.serial or one.read.giai or one.read.grai or one.read.asset_number or ""
        path = path_back(IN_STORES[kind])
        self.new_assets.append(
            NewAsset(
                asset_id, product, number, self.place_id, path, serial=serial.upper()[:40],
                issues=1, electrical_test_due_on=None, discrepancy_id=discrepancy_id, reason="booked in as found",
            )
        )  # fmt: skip
        self.care.append(CaredFor(self.change.new_id(), product, self.place_id, asset_id=asset_id))
        self.items.append(ItemDone(looks_like.product_name, path[-1], 1, number, asset_id))


def on_another_van(row: AssetRow, van_id: UUID | None) -> bool:
    """Whether the record has it on a van, and not on the one that it is said to come from (None: the counter)."""
    return row.place_kind == "VAN" and row.place_id != van_id


def van_counts(cells: Iterable[tuple[UUID, str, AssetState, int]]) -> dict[tuple[UUID, str], int]:
    """How many of each product and lot were collected onto the van."""
    return {(product, lot): count for product, lot, state, count in cells if state is _S.RETURNED_DIRTY}


def loans_by_asset(loans: Iterable[LoanOut]) -> Mapping[UUID, LoanOut]:
    """The open loan of each item."""
    return {loan.asset_id: loan for loan in loans if loan.asset_id}


def is_serialised(one: Scanned | None) -> bool:
    """Whether the product that a thing looks like is one whose items have numbers."""
    return one is not None and one.tracking == Tracking.SERIALISED


__all__ = ["FoundAsset", "ReturnBook", "is_serialised", "loans_by_asset", "on_another_van", "van_counts"]
