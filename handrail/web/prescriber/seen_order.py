"""What the review showed of an order: prices, days, approvals. What changed before it is sent is told and asked again.
Refuses nothing: a page that carries nothing, or what this module did not write, is compared with nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError

from handrail.core.money import shown_pounds
from handrail.identity.queries.audit import LastChange, last_changes
from handrail.identity.scope import Scope
from handrail.orders.rules.plan import OrderPlan, PlannedLine
from handrail.usecases.assess_order import OrderOutlook
from handrail.web.shared.shapes import Change
from handrail.wording.shown import day, local

COUNTED_ANEW = "Counted from now, by the rules of the contract"


@dataclass(frozen=True, slots=True)
class LineSeen:
    """One line as the page told it. `due_on` None: no visit."""

    code: str
    quantity: int
    pence: int
    due_on: date | None
    waits: bool
    goes_now: bool


_SEEN = TypeAdapter(tuple[LineSeen, ...])


def seen_of(plan: OrderPlan) -> str:
    """What the page shows, for its hidden field."""
    return _SEEN.dump_json(tuple(_line_seen(line) for line in plan.lines)).decode()


def changes_since(scope: Scope, carried: str, plan: OrderPlan, outlook: OrderOutlook, at: datetime) -> Sequence[Change]:
    """What is not as the page told it, with who changed a price. Inside `reading`."""
    if not carried or carried == seen_of(plan):
        return ()
    try:
        seen = _SEEN.validate_json(carried)
    except ValidationError:
        return ()
    now = [_line_seen(line) for line in plan.lines]
    if [(line.code, line.quantity) for line in seen] != [(line.code, line.quantity) for line in now]:
        return (Change("Items", _listed(seen, outlook), _listed(now, outlook), COUNTED_ANEW, at),)
    pairs = tuple(dict.fromkeys(zip(seen, now, strict=True)))
    ids = {product.code: product_id for product_id, product in outlook.gathered.catalogue.by_id.items()}
    other_price = {new.code: f"product:{ids.get(new.code)}" for old, new in pairs if old.pence != new.pence}
    by = last_changes(scope, list(other_price.values()), otherwise=at) if other_price else {}
    named = {code: by[subject] for code, subject in other_price.items()}
    return [change for old, new in pairs for change in _line_changes(old, new, outlook, named, at)]


def _line_seen(line: PlannedLine) -> LineSeen:
    due_on = local(line.promise.due_at).date() if line.promise else None
    return LineSeen(line.product_code, line.quantity, line.spend_pence, due_on, line.waits, line.goes_now)


def _line_changes(
    old: LineSeen, new: LineSeen, outlook: OrderOutlook, priced_by: Mapping[str, LastChange], at: datetime
) -> Iterator[Change]:
    """`priced_by`: who changed the price of a product, and when, by its code."""
    name = outlook.gathered.facts.products[new.code].name
    if old.pence != new.pence:
        by, changed_at = priced_by[new.code]
        yield Change(f"{name}: price", shown_pounds(old.pence), shown_pounds(new.pence), by, changed_at)
    if old.due_on != new.due_on:
        yield Change(f"{name}: comes by", _day(old), _day(new), COUNTED_ANEW, at)
    if (old.waits, old.goes_now) != (new.waits, new.goes_now):
        yield Change(f"{name}: approval", _approval(old), _approval(new), COUNTED_ANEW, at)


def _day(line: LineSeen) -> str:
    return day(line.due_on) if line.due_on else "no visit"


def _approval(line: LineSeen) -> str:
    if line.waits:
        return "waits for approval"
    return "goes out before approval" if line.goes_now else "needs no approval"


def _listed(seen: Sequence[LineSeen], outlook: OrderOutlook) -> str:
    products = outlook.gathered.facts.products
    names = ((line.quantity, products[line.code].name if line.code in products else line.code) for line in seen)
    return "; ".join(f"{quantity} x {name}" for quantity, name in names)
