"""Words for what of a visit will not come, as nothing is kept for it.
Refuses nothing."""

from handrail.visits.rules.shortage import Shortage


def shortage_words(short: Shortage) -> tuple[str, ...]:
    """One sentence for what is not in stock, one for what nobody has set aside; none where everything comes."""
    sentences = []
    if short.waiting:
        sentences.append(f"{_how_many(short, short.waiting)} not in stock yet: {'; '.join(short.waiting)}")
    if short.unkept:
        sentences.append(f"{_how_many(short, short.unkept)} not set aside yet: {'; '.join(short.unkept)}")
    return tuple(sentences)


def _how_many(short: Shortage, names: tuple[str, ...]) -> str:
    if short.things == 1:
        return "The one thing to bring is"
    return f"{len(names)} of {short.things} things {'is' if len(names) == 1 else 'are'}"
