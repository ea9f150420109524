"""How one use case is tried: what it is asked, what it may write, what the second of two desks is told.
Refuses to try anything: tests/usecases/test_each_use_case.py does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handrail.identity.calls import Call
from handrail.simulation.set_up import County


@dataclass(frozen=True)
class Case:
    """`asked`: makes the situation and gives the request (a dict: all arguments; None: there are none), `by`: of whom.
    `writes`: every table that it writes, the log apart. `shown`: the test that tells what stands in those rows.
    Of two at once the second is told one of `refused` (or STALE), or finds `nothing` to do, or `both_may`, with the
    reason. `called`: what is else than usual in its call."""

    use_case: Callable[..., Any]
    asked: Callable[[County], Any]
    by: str
    writes: str
    shown: str
    refused: str = ""
    both_may: str = ""
    nothing: Any = ...
    called: Callable[[Call], Call] = lambda call: call

    def arguments(self, county: County) -> dict[str, Any]:
        """The situation is made; what the use case is then called with."""
        asked = self.asked(county)
        if asked is None:
            return {}
        return asked if isinstance(asked, dict) else {"request": asked}
