"""Owns: which things that are there already are looked at before a special is bought, and what a search must say.
Refuses nothing; it returns every reason at once."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue.rules.facts import Measures, ProductFacts
from handrail.catalogue.rules.specials import is_special
from handrail.core.refusal import Reason
from handrail.specials.codes import SpecialReason
from handrail.specials.states import SEARCHABLE, SpecialState

# More than these nobody can weigh: what is owned already first, then what is called like what is needed, then what lies
# ready most.
MOST = 12
# Letters by which words are the same: "tilting" is what "a chair that tilts" asks for.
STEM = 4
_WORD = re.compile(r"[^\W\d_]{3,}")
_OF_NO_KIND = frozenset({"and", "for", "the", "set", "pair", "that", "this", "with", "without"})


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A close technical equivalent: a thing of the same kind that lies ready. `stores`: how many where."""

    product_id: UUID
    product: ProductFacts
    stores: tuple[tuple[str, int], ...]

    @property
    def code(self) -> str:
        """The product's code."""
        return self.product.code

    @property
    def owned(self) -> bool:
        """It was a special itself, and is the commissioner's own."""
        return is_special(self.product.code)

    @property
    def ready(self) -> int:
        """How many lie ready in all stores."""
        return sum(count for _, count in self.stores)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an equivalent must come near: the kind, what is needed in words, and for whom."""

    category: str
    need: str
    measures: Measures


def close_equivalents(found: Iterable[Equivalent], wish: Wish) -> tuple[Equivalent, ...]:
    """Those of the kind that lie ready, and whose limits do not rule this person out, the nearest first; what is not
    known rules nothing out."""
    could = [
        one
        for one in found
        if one.product.category == wish.category and one.ready and _carries(one.product, wish.measures)
    ]
    needed = _stems(wish.need)

    def nearness(one: Equivalent) -> tuple[bool, int, int, str, str]:
        return not one.owned, -len(needed & _stems(one.product.name)), -one.ready, one.product.name, one.code

    return tuple(sorted(could, key=nearness)[:MOST])


def _stems(text: str) -> frozenset[str]:
    """What a text is about, as far as its words show it."""
    return frozenset(word[:STEM] for word in _WORD.findall(text.lower()) if word not in _OF_NO_KIND)


def _carries(product: ProductFacts, measures: Measures) -> bool:
    weight, height = measures.weight_kg, measures.height_cm
    most, least, tallest = product.max_user_weight_kg, product.min_user_height_cm, product.max_user_height_cm
    if weight is not None and most is not None and weight > most:
        return False
    return height is None or ((least is None or height >= least) and (tallest is None or height <= tallest))


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked at: why a thing does not fit, by its code, and `why_none` of all others will do; or the one that
    is `picked`. `elsewhere`: where else somebody looked, such as at neighbouring contracts."""

    why_not: Mapping[str, str]
    picked: str = ""
    elsewhere: str = ""
    why_none: str = ""

    def against(self, code: str) -> str:
        """Why a thing does not do: its own reason, else that of all."""
        return self.why_not.get(code) or self.why_none


def reasons_against_search(state: SpecialState, search: Search, there: Collection[str]) -> Iterator[Reason]:
    """What is wrong with it. `there`: the codes of what could do the job now. One is picked, or there is a
    reason against each."""
    if state not in SEARCHABLE:
        yield Reason(SpecialReason.MOVED_ON, None, (("state", state.value),))
    if search.picked:
        if search.picked not in there:
            yield Reason(SpecialReason.NOT_THERE, "picked", (("product", search.picked),))
        return
    if unanswered := sorted(code for code in there if not search.against(code)):
        yield Reason(SpecialReason.WHY_NONE_MISSING, "why_none", (("products", ", ".join(unanswered)),))
    if not search.elsewhere:
        yield Reason(SpecialReason.ELSEWHERE_MISSING, "elsewhere")


def looked_at(there: Sequence[Equivalent], search: Search) -> Iterator[tuple[Equivalent, str, bool]]:
    """What is kept of a search: each thing that it says something about, what it says, and whether it was picked."""
    for one in there:
        picked = one.code == search.picked
        # Of what was picked, the rest was not weighed: only what was said of one by itself is kept.
        why_not = "" if picked else search.why_not.get(one.code, "") if search.picked else search.against(one.code)
        if picked or why_not:
            yield one, why_not, picked
