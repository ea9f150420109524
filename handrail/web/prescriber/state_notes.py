"""Why a line of an order stands as it does, in words.
Refuses nothing: what is plain from its state has no note."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from handrail.loans.queries import LoanOfLine
from handrail.loans.states import EndReason, LoanState
from handrail.orders.queries import LineRow
from handrail.orders.queries.releases import ReleaseRow
from handrail.orders.states import LineState, ReleaseState
from handrail.web.prescriber.words import parts_in_words
from handrail.wording import say
from handrail.wording.shown import short_day


def state_note(line: LineRow, review: ReleaseRow | None = None, alert: str = "", since: str = "") -> str:
    """Why a line stands as it does; of a count that comes in parts, how many are with the person and where the rest
    is; the `alert` of what was recalled before it came; and what became of it `since` it was handed over."""
    recalled = f"Recalled ({alert}): it is not handed over" if alert else ""
    return ". ".join(part for part in (parts_in_words(line), reason_in_words(line, review), recalled, since) if part)


def since_handed_over(loans: Iterable[LoanOfLine]) -> dict[UUID, str]:
    """By line what became of what was lent: what is to be fetched, and what came back, was lost or stayed for good."""
    said: dict[UUID, dict[str, int]] = {}
    for loan in loans:
        for words, count in _since(loan):
            of_line = said.setdefault(loan.line_id, {})
            of_line[words] = of_line.get(words, 0) + count
    return {
        line_id: ". ".join(f"{words} ({count})" if count > 1 else words for words, count in of_line.items())
        for line_id, of_line in said.items()
    }


def _since(loan: LoanOfLine) -> Iterator[tuple[str, int]]:
    if loan.ended_at and loan.end_reason:
        how = "Came back" if loan.end_reason is EndReason.RETURNED else say(loan.end_reason)
        yield f"{how} {short_day(loan.ended_at)}", loan.quantity
        return
    if loan.quantity_back:
        yield f"{loan.quantity_back} came back", 1
    if loan.state is LoanState.RETURN_REQUESTED:
        yield say(loan.state), loan.quantity - loan.quantity_back


def reason_in_words(line: LineRow, review: ReleaseRow | None = None) -> str:
    """Why it stands as it does, where it ended, waits for an answer, or went out before one."""
    told = {LineState.CANCELLED, LineState.REFUSED, LineState.RETURNED_FOR_INFORMATION}
    if line.state in told or not line.goes_now:
        return line.state_reason if line.state in told else ""
    goes = "Went out before approval" if line.state is LineState.DELIVERED else "Goes out before approval"
    match review.state if review else None:
        case ReleaseState.GIVEN:
            return f"{goes}, approved since"
        case ReleaseState.REFUSED:
            return f"{goes}, not approved since"
        case _:
            return f"{goes}, reviewed afterwards"
