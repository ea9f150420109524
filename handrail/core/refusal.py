"""Why the service said no: codes with the numbers behind them, never English.
Refuses nothing itself; rules raise `Refused`, pages and the API put the codes into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

type Param = tuple[str, str | int]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against. `field` names the form field or JSON path at fault; `params` are the numbers to show."""

    code: StrEnum
    field: str | None = None
    params: tuple[Param, ...] = ()


class Refused(Exception):
    """The change cannot be made; every reason is given at once, so that the user mends all of them in one go."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        if not reasons:
            raise ValueError("a refusal needs at least one reason")
        self.reasons = tuple(reasons)
        super().__init__(", ".join(reason.code.value for reason in self.reasons))


def refuse(code: StrEnum, field: str | None = None, **params: str | int) -> Refused:
    """A refusal for one reason, ready to raise."""
    return Refused([Reason(code, field, tuple(params.items()))])


class CallReason(StrEnum):
    """Reasons that belong to no noun: they are about the call itself."""

    NOT_ALLOWED = "NOT_ALLOWED"
    NOT_FOUND = "NOT_FOUND"
    KEY_REUSED = "KEY_REUSED"
    STALE = "STALE"
    BUSY = "BUSY"
    HAPPENED_IN_FUTURE = "HAPPENED_IN_FUTURE"
    HAPPENED_BEFORE_LAST_STEP = "HAPPENED_BEFORE_LAST_STEP"
