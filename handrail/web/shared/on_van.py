"""What lies on a van and no stop to come brings, as the depot's and the crew's pages say it.
Refuses names of people: a list at the van is read by everybody there."""

from collections.abc import Iterable, Sequence

from handrail.orders.states import LineState
from handrail.visits.queries.depot import RunLine

NOT_WANTED = "It is not to be delivered any more"


def thing_on_van(row: RunLine) -> str:
    """Its name and number, or how many pieces."""
    return f"{row.product_name}, {row.number}" if row.number else f"{row.kept} of {row.product_name}"


def stop_word(lines: Iterable[RunLine]) -> str:
    """What the number of a stop counts: doors, or parcels."""
    return "Parcel" if any(line.by_post for line in lines) else "Stop"


def stop_on_van(row: RunLine) -> str:
    """The stop that it was loaded for, or that its visit goes with another run now."""
    stop = f"{stop_word([row])} {row.stop}, visit" if row.stop is not None else "Not on this run any more: visit"
    return f"{stop} {row.visit_number}, order {row.order_number}"


def take_off_lines(rows: Sequence[RunLine]) -> tuple[str, ...]:
    """One line for each thing that does not go with the van."""
    return tuple(
        f"{thing_on_van(row)}. {stop_on_van(row)}"
        + (f". {NOT_WANTED}" if row.line_state is not LineState.LOADED else "")
        for row in rows
    )
