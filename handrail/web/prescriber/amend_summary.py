"""What a change to an order would do, in a few lines: items, promise, price, and whether somebody must approve it.
Refuses to decide anything: it repeats the plan that the use case made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.catalogue.rules.facts import ProductFacts
from handrail.core.money import shown_pounds
from handrail.orders.queries import LineRow
from handrail.orders.rules.amend import AmendedLine, AmendmentPlan
from handrail.orders.rules.plan import PlannedLine
from handrail.orders.rules.visiting import Promise
from handrail.orders.states import LineState
from handrail.partners.rules import ContractData
from handrail.usecases.assess_amendment import AmendmentOutlook
from handrail.web.prescriber.draft_page import promise_words
from handrail.web.prescriber.stock import Stock
from handrail.web.shared.shapes import Notice, Tone
from handrail.wording.shown import local, plural

_NOT_PAID = frozenset({LineState.CANCELLED, LineState.REFUSED})
_HAS_STOCK = frozenset({LineState.ALLOCATED, LineState.PICKED})


@dataclass(frozen=True, slots=True)
class Promising:
    """What a promise is told by: the contract's calendar, what is ready in the stores, and now."""

    contract: ContractData
    stock: Stock
    now: datetime

    def of_changed(self, line: AmendedLine, was: LineRow) -> str:
        """By when a changed line is there: what was allocated to it and stays so is ready."""
        has = was.state in _HAS_STOCK and not line.drops_stock
        return self._said(line.promise, line.asked.product_code, line.asked.speed_code, has=has)

    def of_new(self, line: PlannedLine) -> str:
        """By when a new line is there."""
        return self._said(line.promise, line.product_code, line.speed_code, has=False)

    def _said(self, promise: Promise | None, code: str, speed_code: str, *, has: bool) -> str:
        there = self.stock.on(local(promise.due_at).date() if promise else None).of(code)
        return promise_words(promise, speed_code, self.contract, has or any(there), self.now)


def summary_of(
    outlook: AmendmentOutlook | None,
    lines: Sequence[LineRow],
    products: Mapping[str, ProductFacts],
    waits: Sequence[str],
    promising: Promising,
) -> Notice | None:
    """The summary. None: nothing was looked at."""
    if outlook is None:
        return None
    plan = outlook.plan
    if plan is None:
        return Notice("Nothing would change, or it cannot be changed like this", tuple(_asked(outlook)), Tone.WARN)
    if not (plan.lines or plan.added):
        return Notice("The items stay as they are", tuple(_asked(outlook)))
    approval = "It would wait for approval. " + ". ".join(waits) if waits else "It needs no new approval"
    said = (*_items(plan, lines, products, promising), _price(plan, lines, products), f"{approval}.", *_asked(outlook))
    return Notice("What this would do", said, Tone.WARN if waits else Tone.CALM)


def _items(
    plan: AmendmentPlan, lines: Sequence[LineRow], products: Mapping[str, ProductFacts], promising: Promising
) -> Iterator[str]:
    was = {line.id: line for line in lines}
    for line in plan.lines:
        before, asked = was[line.line_id], line.asked
        now = _counted(asked.quantity, products[asked.product_code].name)
        old = _counted(before.quantity, before.product_name)
        what = now if now == old else f"{now}, instead of {old}"
        yield f"{what}: {_lowered(promising.of_changed(line, before))}."
    for new in plan.added:
        yield f"New: {_counted(new.quantity, products[new.product_code].name)}: {_lowered(promising.of_new(new))}."


def _counted(quantity: int, name: str) -> str:
    return f"{quantity} x {name}" if quantity > 1 else name


def _lowered(said: str) -> str:
    return said[:1].lower() + said[1:] if said else "no visit"


def _price(plan: AmendmentPlan, lines: Sequence[LineRow], products: Mapping[str, ProductFacts]) -> str:
    """The order at new price before and after, as an authoriser reads it."""
    paid = {line.id: line.price_pence * line.quantity for line in lines if line.state not in _NOT_PAID}
    before = sum(paid.values())
    was = {line.id: line for line in lines}
    paid |= {line.line_id: _pence(line, was[line.line_id], products) for line in plan.lines}
    after = sum(paid.values()) + sum(line.price_pence * line.quantity for line in plan.added)
    if after == before:
        return f"The order still comes to {shown_pounds(after)}."
    return f"The order comes to {shown_pounds(after)}, instead of {shown_pounds(before)}."


def _pence(line: AmendedLine, was: LineRow, products: Mapping[str, ProductFacts]) -> int:
    code = line.asked.product_code
    each = was.price_pence if code == was.product_code else products[code].price_pence
    return each * line.asked.quantity


def _asked(outlook: AmendmentOutlook) -> Iterator[str]:
    if outlook.questions:
        yield f"{plural(len(outlook.questions), 'question')} about what is new must be answered first."
    if outlook.checks:
        yield f"{plural(len(outlook.checks), 'check')} to look at below."
