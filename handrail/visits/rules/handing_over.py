"""Decides what each thing left with a person creates, and what about it differs from the record.
Refuses nothing: what was handed over is recorded, whatever it was; the finding has an owner, the unfit a swap."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from handrail.loans.rules import Creates, what_delivery_creates
from handrail.orders.states import IN_SUPPLY, LineState
from handrail.stock.plans import AssetStep, CountedMove, NewAsset
from handrail.stock.rules.doubt import Aftermath
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding, Outcome, TaskKind
from handrail.visits.rules.aftermath import AT_DOORS
from handrail.visits.rules.door_book import DoorBook, SwapNow
from handrail.visits.rules.door_facts import (
    UNKNOWN_DUE,
    AssetFact,
    DoorFacts,
    KeptFact,
    LineFact,
    LoanFact,
    ProductFact,
    TaskFact,
)
from handrail.visits.rules.report import HandedOver

STOPPED = frozenset({LineState.CANCELLED, LineState.REFUSED})
_FROM_STOCK = frozenset({AssetState.READY, AssetState.HELD, AssetState.LOADED})


def hand_over(book: DoorBook, item: HandedOver) -> None:
    """Read one thing that was left with the person."""
    scan = book.facts.scans.get(item.code)
    asset = book.facts.assets.get(scan.asset_id) if scan and scan.asset_id else None
    line = book.facts.lines.get(item.line_id) if item.line_id else None
    product_id = scan.product_id if scan else None
    if asset is None and line is None and product_id:
        line = _open_line_for(book, product_id)
    wanted_id = line.product_id if line else product_id
    product = book.facts.products.get(wanted_id) if wanted_id else None
    if asset is None and line and not item.code:
        asset = _asset_kept_for(book, line)
    if asset is not None:
        _hand_over_asset(book, item, asset, line)
    elif product is not None and product.counted:
        _hand_over_count(book, item, product, line)
    elif product is not None:
        _hand_over_unknown(book, item, product, line)
    else:
        book.extras = True
        book.find(DoorFinding.HANDED_OVER_UNKNOWN, code=item.code, quantity=item.quantity)


def fit_pieces(facts: DoorFacts) -> Mapping[UUID, int]:
    """How many may be handed over for each counted thing of which recalled pieces are at hand, before those are: by
    its task."""
    wanted = [task for task in facts.tasks if (task.kind, task.outcome) == (TaskKind.DELIVER, Outcome.OPEN)]
    found = {task.id: _before_recalled(facts, task) for task in wanted}
    return {task_id: fit for task_id, fit in found.items() if fit is not None}


def _before_recalled(facts: DoorFacts, task: TaskFact) -> int | None:
    fit, kept = 0, facts.lots_kept(task.line_id)
    for place_id, condition in facts.sources(task.line_id):
        for cell in facts.cells_in_turn(task.product_id, place_id, condition, "", kept):
            if cell.recalled:
                return fit
            fit += cell.quantity
    return None


def _given(book: DoorBook) -> set[UUID]:
    """The lines that this report has brought to their end already."""
    return {line_id for lines in book.delivered.values() for line_id in lines}


def _open_line_for(book: DoorBook, product_id: UUID) -> LineFact | None:
    given = _given(book)
    lines = [line for line in book.facts.lines.values() if line.product_id == product_id and line.id not in given]
    usable = [line for line in lines if line.state is not LineState.DELIVERED]
    return min(usable, key=_readiness, default=None)


def _readiness(line: LineFact) -> tuple[bool, bool, str]:
    """What is on the van for a line comes first, what was cancelled last."""
    return line.state in STOPPED, line.state is not LineState.LOADED, str(line.id)


def _asset_kept_for(book: DoorBook, line: LineFact) -> AssetFact | None:
    kept = next((kept for kept in book.facts.kept if kept.line_id == line.id and kept.asset_id), None)
    return book.facts.assets.get(kept.asset_id) if kept and kept.asset_id else None


def _hand_over_asset(book: DoorBook, item: HandedOver, asset: AssetFact, named: LineFact | None) -> None:
    held = book.facts.lines.get(asset.held_for_line_id) if asset.held_for_line_id else None
    free_held = held if held and held.id not in _given(book) else None
    line = named or free_held or _open_line_for(book, asset.product_id)
    if line and (line.state is LineState.DELIVERED or line.id in _given(book)):
        line = None
    found = [*_about_line(line), *_about_asset(book, asset, line)]
    product = book.facts.products[asset.product_id]
    discrepancy_id = None
    for kind in found:
        discrepancy_id = book.find(kind, asset_id=asset.id, product_id=asset.product_id, code=item.code)
    lent = book.facts.loan_of_asset(asset.id)
    if lent:
        book.loans_returned.append(lent.id)
    if asset.held_for_line_id and (line is None or asset.held_for_line_id != line.id):
        book.robbed_lines.append(asset.held_for_line_id)
    loan_id = book.creates(line=line, product=product, quantity=1, asset_id=asset.id)
    book.asset_steps[asset.id] = AssetStep(
        id=asset.id,
        expected=[asset.state],
        path=_path_out(asset.state, lent=loan_id is not None),
        place_id=book.facts.visit.address_id,
        held_for=None,
        reason=", ".join(kind.value for kind in found),
        also={"issues": asset.issues + 1, **({"discrepancy_id": discrepancy_id} if discrepancy_id else {})},
    )
    if loan_id and _to_swap(book, found, lent):
        wanted = line.product_id if line else asset.product_id
        book.swaps.append(SwapNow(loan_id, asset.product_id, asset.id, wanted, 1))
    _close_line(book, line, 1)


def _to_swap(book: DoorBook, found: Iterable[DoorFinding], lent: LoanFact | None) -> bool:
    """Whether it must not stay. What this person had all along came from no other home: nothing is brought for it."""
    own = lent is not None and book.facts.is_theirs(lent)
    swapped = {kind for kind in found if AT_DOORS[kind] is Aftermath.SWAP_NOW}
    return bool(swapped - ({DoorFinding.HANDED_OVER_LENT_ELSEWHERE} if own else set()))


def _path_out(state: AssetState, *, lent: bool) -> list[AssetState]:
    """The states up to where it is now: with the person on loan, or theirs."""
    if lent:
        return [AssetState.ON_LOAN]
    if state in _FROM_STOCK or state is AssetState.ON_LOAN:
        return [AssetState.GIFTED]
    return [AssetState.ON_LOAN, AssetState.GIFTED]


def _about_line(line: LineFact | None) -> list[DoorFinding]:
    if line is None:
        return [DoorFinding.HANDED_OVER_EXTRA]
    if line.state in STOPPED:
        return [DoorFinding.HANDED_OVER_CANCELLED]
    return [] if line.state in IN_SUPPLY else [DoorFinding.HANDED_OVER_NOT_RELEASED]


def _about_asset(book: DoorBook, asset: AssetFact, line: LineFact | None) -> list[DoorFinding]:
    found: list[DoorFinding] = []
    if line and line.product_id != asset.product_id:
        found.append(DoorFinding.HANDED_OVER_OTHER_PRODUCT)
    if asset.held_for_line_id and asset.held_for_line_id not in book.facts.lines:
        found.append(DoorFinding.HANDED_OVER_ANOTHERS)
    if asset.state is AssetState.ON_LOAN:
        found.append(DoorFinding.HANDED_OVER_LENT_ELSEWHERE)
    elif asset.state not in _FROM_STOCK or asset.unfit_on(book.day):
        found.append(DoorFinding.HANDED_OVER_UNFIT)
    elif asset.state is not AssetState.LOADED:
        found.append(DoorFinding.HANDED_OVER_NOT_LOADED)
    return found


def _hand_over_unknown(book: DoorBook, item: HandedOver, product: ProductFact, line: LineFact | None) -> None:
    """A numbered thing that no record knows: booked in as found, where it stands."""
    if line and (line.state is LineState.DELIVERED or line.id in _given(book)):
        line = None
    scan = book.facts.scans.get(item.code)
    asset_id = book.new_id()
    for kind in _about_line(line):
        book.find(kind, product_id=product.id, code=item.code)
    discrepancy_id = book.find(
        DoorFinding.HANDED_OVER_UNKNOWN, product_id=product.id, asset_id=asset_id, code=item.code
    )
    loan_id = book.creates(line=line, product=product, quantity=1, asset_id=asset_id)
    path = [AssetState.ON_LOAN] if loan_id else [AssetState.ON_LOAN, AssetState.GIFTED]
    book.new_assets.append(
        NewAsset(
            id=asset_id,
            product_id=product.id,
            number="",
            place_id=book.facts.visit.address_id,
            path=path,
            serial=(scan.serial if scan and scan.serial else item.code)[:40],
            examination_due_on=UNKNOWN_DUE if product.examined else None,
            electrical_test_due_on=UNKNOWN_DUE if product.tested else None,
            discrepancy_id=discrepancy_id,
            reason=DoorFinding.HANDED_OVER_UNKNOWN.value,
        )
    )
    if loan_id:
        book.swaps.append(SwapNow(loan_id, product.id, asset_id, product.id, 1))
    _close_line(book, line, 1)


def _hand_over_count(book: DoorBook, item: HandedOver, product: ProductFact, line: LineFact | None) -> None:
    if line and (line.state is LineState.DELIVERED or line.id in _given(book)):
        line = None
    task = _task_of(book, line)
    for kind in _about_line(line):
        book.find(kind, product_id=product.id, quantity=item.quantity, code=item.code)
    wanted = line.quantity_left if line else item.quantity
    done = item.quantity + (book.part_delivered.get(line.id, 0) if line else 0)
    if line and done > wanted:
        book.find(DoorFinding.HANDED_OVER_EXTRA, product_id=product.id, quantity=done - wanted, code=item.code)
    route = line.supply_route if line else product.supply_route
    lent = what_delivery_creates(route).creates is Creates.LOAN
    for lot, count in _moves_out(book, item, product, line, lent=lent):
        loan_id = book.creates(line=line, product=product, quantity=count, lot=lot)
        if loan_id and book.is_recalled(product.id, lot):
            book.swaps.append(SwapNow(loan_id, product.id, None, product.id, count))
    if line and task and done < wanted:
        book.part_delivered[line.id] = done
        _keep_rest(book, line, done)
        # All that the task said, where the order asks for more since: the rest comes with the visit of the change.
        book.close(task.id, Outcome.PART_DONE if done < task.quantity else Outcome.DONE, done)
    else:
        _close_line(book, line, done)


def _moves_out(
    book: DoorBook, item: HandedOver, product: ProductFact, line: LineFact | None, *, lent: bool
) -> list[tuple[str, int]]:
    """The counted moves to the home, each lot by itself: from the van, then from where it was kept, then as found."""
    visit = book.facts.visit
    left = item.quantity
    lots: dict[str, int] = {}
    kept = book.facts.lots_kept(line.id) if line else frozenset()
    sources: list[tuple[UUID | None, AssetState | None, str, int]] = []
    for place_id, condition in book.facts.sources(line.id if line else None):
        for lot, count in book.take_from_cells(product.id, place_id, condition, left, item.lot, kept):
            sources.append((place_id, condition, lot, count))
            left -= count
    discrepancy_id = None
    if left:
        discrepancy_id = book.find(DoorFinding.NOT_ENOUGH_ON_VAN, product_id=product.id, quantity=left, code=item.code)
        sources.append((None, None, item.lot, left))
    for place, condition_from, lot, count in sources:
        unfit = None
        if place and book.is_recalled(product.id, lot):
            unfit = book.find(DoorFinding.HANDED_OVER_UNFIT, product_id=product.id, quantity=count, code=item.code)
        lots[lot] = lots.get(lot, 0) + count
        if place is None and not lent:
            continue
        book.counted.append(
            CountedMove(
                id=book.new_id(),
                product_id=product.id,
                quantity=count,
                lot=lot,
                from_place=place,
                from_condition=condition_from,
                to_place=visit.address_id if lent else None,
                to_condition=AssetState.ON_LOAN if lent else None,
                reason="DELIVERED",
                line_id=line.id if line else None,
                discrepancy_id=discrepancy_id if place is None else unfit,
            )
        )
    return sorted(lots.items())


def _keep_rest(book: DoorBook, line: LineFact, used: int) -> None:
    """What is kept for a line of which a part was handed over: the rest, still on the van. `used`: of this report."""
    book.unkept_lines.append(line.id)
    _forget_rest(book, line)
    for kept in book.facts.kept:
        if kept.line_id != line.id:
            continue
        rest = kept.quantity - min(used, kept.quantity)
        used -= kept.quantity - rest
        if rest:
            book.rekept.append(KeptFact(line.id, None, kept.lot, rest, kept.place_id, kept.recycled))


def _forget_rest(book: DoorBook, line: LineFact) -> None:
    """More of the same line was handed over by the same report: what was the rest is not the rest any more."""
    book.rekept = [kept for kept in book.rekept if kept.line_id != line.id]


def _task_of(book: DoorBook, line: LineFact | None) -> TaskFact | None:
    if line is None:
        return None
    # What was to be brought before the order was changed was not brought: its cancelled task stays as it is.
    tasks = [
        task
        for task in book.facts.tasks
        if task.line_id == line.id
        and task.kind is TaskKind.DELIVER
        and (task.outcome is not Outcome.CANCELLED or task.product_id == line.product_id)
    ]
    return tasks[-1] if tasks else None


def _close_line(book: DoorBook, line: LineFact | None, done: int) -> None:
    if line is None:
        book.extras = True
        return
    book.delivered[line.state].append(line.id)
    book.part_delivered.pop(line.id, None)
    _forget_rest(book, line)
    book.unkept_lines.append(line.id)
    task = _task_of(book, line)
    if task:
        book.close(task.id, Outcome.DONE, done)
    else:
        book.extras = True
