"""Why a line of an order stands as it does, in words.
Refuses nothing: what is plain from its state has no note."""

from handrail.orders.queries import LineRow
from handrail.orders.queries.releases import ReleaseRow
from handrail.orders.states import LineState, ReleaseState
from handrail.web.prescriber.words import parts_in_words


def state_note(line: LineRow, review: ReleaseRow | None = None, alert: str = "") -> str:
    """Why a line stands as it does; of a count that comes in parts, how many are with the person and where the rest
    is; and the `alert` of what was recalled before it came."""
    recalled = f"Recalled ({alert}): it is not handed over" if alert else ""
    return ". ".join(part for part in (parts_in_words(line), reason_in_words(line, review), recalled) if part)


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
