"""How much a recall touches, in sentences, before it acts; and what a visit that is for one is told of it.
Refuses to name what there is none of."""

from collections.abc import Iterator, Mapping

from handrail.wording.shown import plural


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
