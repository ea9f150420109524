"""Owns: which things that are there already are looked at before a special is bought, and what a search must say.
Refuses nothing; it returns every reason at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue.rules.facts import Measures, ProductFacts
from handrail.catalogue.rules.specials import is_special
from handrail.core.refusal import Reason
from handrail.specials.codes import SpecialReason
from handrail.specials.states import SEARCHABLE, SpecialState

# More than these nobody can weigh one by one: what is owned already first, then what lies ready most.
MOST = 12


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


def close_equivalents(found: Iterable[Equivalent], category: str, measures: Measures) -> tuple[Equivalent, ...]:
    """Those of the kind that lie ready, and whose limits do not rule this person out; what is not known rules nothing
    out."""
    could = [one for one in found if one.product.category == category and one.ready and _carries(one.product, measures)]
    return tuple(sorted(could, key=lambda one: (not one.owned, -one.ready, one.product.name, one.code))[:MOST])


def _carries(product: ProductFacts, measures: Measures) -> bool:
    weight, height = measures.weight_kg, measures.height_cm
    most, least, tallest = product.max_user_weight_kg, product.min_user_height_cm, product.max_user_height_cm
    if weight is not None and most is not None and weight > most:
        return False
    return height is None or ((least is None or height >= least) and (tallest is None or height <= tallest))


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked at: why each thing does not fit, by its code; or the one that is `picked`. `elsewhere`: where
    else somebody looked, such as at neighbouring contracts."""

    why_not: Mapping[str, str]
    picked: str = ""
    elsewhere: str = ""


def reasons_against_search(state: SpecialState, search: Search, there: Collection[str]) -> Iterator[Reason]:
    """What is wrong with it. `there`: the codes of what could do the job now. Each is answered, or one picked."""
    if state not in SEARCHABLE:
        yield Reason(SpecialReason.MOVED_ON, None, (("state", state.value),))
    if search.picked:
        if search.picked not in there:
            yield Reason(SpecialReason.NOT_THERE, "picked", (("product", search.picked),))
        return
    for code in sorted(there):
        if not search.why_not.get(code):
            yield Reason(SpecialReason.WHY_NOT_MISSING, f"why_not.{code}", (("product", code),))
    if not search.elsewhere:
        yield Reason(SpecialReason.ELSEWHERE_MISSING, "elsewhere")


def looked_at(there: Sequence[Equivalent], search: Search) -> Iterator[tuple[Equivalent, str, bool]]:
    """What is kept of a search: each thing that it says something about, what it says, and whether it was picked."""
    for one in there:
        picked = one.code == search.picked
        why_not = "" if picked else search.why_not.get(one.code, "")
        if picked or why_not:
            yield one, why_not, picked
