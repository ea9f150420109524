"""Weight and height in a draft: they stand with the need, or are answers where an item asks for them.
Refuses nothing: what was typed is read by the form."""

from collections.abc import Collection
from dataclasses import replace

from handrail.catalogue.rules.questions import HEIGHT_QUESTION, WEIGHT_QUESTION
from handrail.web.prescriber.draft_content import DraftContent
from handrail.web.prescriber.draft_form import confirmed

# The fields of the need that a question of an item may ask as well.
MEASURES = (("weight_kg", WEIGHT_QUESTION), ("height_cm", HEIGHT_QUESTION))
# While no item asks for them, they stand with the need and are changed there.
NEED_HOLDS = tuple(f"answer-{code}" for _, code in MEASURES)


def with_measures(content: DraftContent) -> DraftContent:
    """A weight or height that was typed with the need, or ticked as still the same, answers its question too."""
    known = {f"answer-{code}": content.typed[name] for name, code in MEASURES if content.typed.get(name)}
    return replace(
        content,
        typed={**confirmed(content), **known, **{name: value for name, value in content.typed.items() if value}},
    )


def with_left_measures(content: DraftContent, asked: Collection[str]) -> DraftContent:
    """A weight or height that was answered stands with the need again once no item asks for it any more."""
    left = {
        name: content.typed[f"answer-{code}"]
        for name, code in MEASURES
        if code not in asked and content.typed.get(f"answer-{code}") and not content.typed.get(name)
    }
    return replace(content, typed={**content.typed, **left})
