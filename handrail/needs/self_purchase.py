"""Whether it may be recorded that somebody would rather buy a thing themselves, what they must be told before, and
whether that may end.
Refuses a choice of somebody who was not told that the service gives it free of charge."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from handrail.core.refusal import Reason

# Kept with each choice, as it was said.
TOLD_FREE: Final = (
    "The equipment service gives you this free of charge, and looks after it as long as you need it. You do not have "
    "to buy anything. You may change your mind at any time."
)
MOST_PIECES: Final = 99


class SelfPurchaseReason(StrEnum):
    """Why it cannot be recorded."""

    NOT_TOLD = "SELF_PURCHASE_NOT_TOLD"
    PIECES = "SELF_PURCHASE_PIECES_IMPOSSIBLE"
    PRODUCT_UNKNOWN = "SELF_PURCHASE_PRODUCT_UNKNOWN"
    ENDED_ALREADY = "SELF_PURCHASE_ENDED_ALREADY"
    WHY_MISSING = "SELF_PURCHASE_END_WHY_MISSING"


@dataclass(frozen=True, slots=True)
class SelfPurchaseChoice:
    """What somebody would rather buy, and that they were told; `told_by_id` None: by whoever records it. `words`: why,
    as they put it."""

    person_id: UUID
    product_code: str
    quantity: int
    told: bool
    told_by_id: UUID | None = None
    words: str = ""


def reasons_against_choice(choice: SelfPurchaseChoice, *, is_known: bool) -> Iterator[Reason]:
    """All that speaks against it. `is_known`: the catalogue has the product."""
    if not is_known:
        yield Reason(SelfPurchaseReason.PRODUCT_UNKNOWN, "product_code")
    if not 0 < choice.quantity <= MOST_PIECES:
        yield Reason(SelfPurchaseReason.PIECES, "quantity", (("most", MOST_PIECES),))
    if not choice.told:
        yield Reason(SelfPurchaseReason.NOT_TOLD, "told")


def reasons_against_ending(*, ended: bool, why: str) -> Iterator[Reason]:
    """A choice ends once, with a reason."""
    if ended:
        yield Reason(SelfPurchaseReason.ENDED_ALREADY)
    if not why:
        yield Reason(SelfPurchaseReason.WHY_MISSING, "why")
