"""How much a recall touches, in sentences, before it acts; what a visit that is for one is told of it; and who is its
cause.
Refuses to name what there is none of."""

from collections.abc import Iterator, Mapping, Sequence

from handrail.stock.codes import RecallCause
from handrail.stock.rules.recall_causes import CauseSaid, decided_of, proposed_of
from handrail.visits.queries.recall_told import ToldPart
from handrail.wording import say
from handrail.wording.shown import plural, short_day

PARTS: Mapping[ToldPart, str] = {
    ToldPart.NOT_TOLD: "Not told yet",
    ToldPart.TOLD: "Told",
    ToldPart.STILL_USED: "Told, may still be used",
    ToldPart.COLLECTED: "Came back, or taken down, since",
}


def recall_in_words(touched: Mapping[str, int]) -> tuple[str, ...]:
    """What a recall would set apart and name. `touched`: the numbers of the reason that asks."""
    return tuple(_sentences(touched)) or ("There is none of it in stores, on vans or in homes.",)


def for_recall_in_words(reference: str, *, lifted: bool, ask: str) -> str:
    """Why a thing is fetched or seen to; empty where no recall asks for it. `ask`: what is done once it is lifted."""
    if not reference:
        return ""
    return f"The safety alert {reference} was lifted. {ask}" if lifted else f"For the safety alert {reference}"


def _sentences(touched: Mapping[str, int]) -> Iterator[str]:
    if stores := touched["stores"]:
        yield f"{plural(stores, 'thing')} in stores {_is(stores)} set apart."
    if lines := touched["lines"]:
        yield f"{plural(lines, 'order line')} {'waits for another' if lines == 1 else 'wait for others'}."
    if vans := touched["vans"]:
        yield f"{plural(vans, 'thing')} on vans {_is(vans)} marked, to be set apart when unloaded."
    if homes := touched["homes"]:
        kinds = ((touched["fitted"], "fitted there"), (touched["given"], "given for good"))
        of_them = ", ".join(f"{count} {what}" for count, what in kinds if count)
        said = f"{plural(homes, 'thing')} {_is(homes)} at home with {plural(touched['people'], 'person', 'people')}"
        yield f"{said}, {of_them}." if of_them else f"{said}."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def cause_in_words(said: Sequence[CauseSaid]) -> tuple[str, str]:
    """Who is decided to be the cause of a recall, and by whom; and what the provider says that waits for a decision."""
    decided, proposed = decided_of(said), proposed_of(said)
    notes = []
    if decided:
        notes.append(f"Decided {short_day(decided.happened_at)}, {decided.by}: {decided.reason}")
    if proposed:
        notes.append(
            f"{proposed.by} says: {say(proposed.cause).lower()} ({proposed.reason}). It waits for the pool manager"
        )
    return say(decided.cause if decided else RecallCause.NOT_KNOWN), ". ".join(notes)
