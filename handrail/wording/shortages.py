"""Words for what of a visit will not come, as nothing is kept for it.
Refuses nothing."""

from handrail.visits.rules.shortage import Shortage


def shortage_words(short: Shortage) -> tuple[str, ...]:
    """A sentence each for what is not in stock, what nobody has set aside, and what lies on another van; none where
    everything comes."""
    sentences = []
    if short.waiting:
        sentences.append(f"{_how_many(short, short.waiting)} not in stock yet: {'; '.join(short.waiting)}")
    if short.unkept:
        sentences.append(f"{_how_many(short, short.unkept)} not set aside yet: {'; '.join(short.unkept)}")
    if short.elsewhere:
        sentences.append(f"{_how_many(short, short.elsewhere)} still on another van: {'; '.join(short.elsewhere)}")
    return tuple(sentences)


def _how_many(short: Shortage, names: tuple[str, ...]) -> str:
    if short.things == 1:
        return "The one thing to bring is"
    return f"{len(names)} of {short.things} things {'is' if len(names) == 1 else 'are'}"
