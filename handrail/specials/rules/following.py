"""Owns: how a request stands by the order line that its chosen quote became, when it is bought, and what is free.
Refuses nothing; it returns every reason at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from handrail.core.refusal import Reason
from handrail.orders.states import IN_SUPPLY, LineState
from handrail.specials.codes import SpecialReason
from handrail.specials.states import SpecialState


def state_by_line(line: LineState | None) -> SpecialState:
    """Approved once its line is released, refused with it; else the quote stands and waits, as where it was cancelled
    or nobody ordered yet."""
    if line is LineState.REFUSED:
        return SpecialState.REFUSED
    return SpecialState.APPROVED if line in IN_SUPPLY or line is LineState.DELIVERED else SpecialState.QUOTED


def reasons_against_buying(state: SpecialState, line: LineState | None) -> Iterator[Reason]:
    """Nothing is bought that is not approved, or for which nobody pays any more."""
    if state is SpecialState.BOUGHT:
        yield Reason(SpecialReason.MOVED_ON, None, (("state", state.value),))
    elif state is not SpecialState.APPROVED or state_by_line(line) is not SpecialState.APPROVED:
        yield Reason(SpecialReason.NOT_APPROVED, None, (("state", state.value),))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a special stands for one person's order. `theirs`: they asked for it, and it is not on order already.
    `ready`: it lies in a store and waits for nobody. `issued`: somebody had it, so it was paid for."""

    code: str
    theirs: bool
    ready: bool
    issued: bool

    @property
    def free(self) -> bool:
        """Whether it may be ordered for them."""
        return self.theirs or self.ready
