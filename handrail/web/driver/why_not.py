"""The reasons why something was not done, as a crew chooses from them: first those that are about this kind of task,
then by what they have to do with.
Refuses nothing: a reason that a contract added stands under what it is put down to."""

from collections.abc import Collection, Iterable

from handrail.partners.queries import CodeChoice
from handrail.visits.codes import TaskKind
from handrail.visits.rules.at_door import can_be_why, can_be_why_inside, is_about_kind
from handrail.visits.rules.next_steps import Side
from handrail.web.shared.fields import Choice

FIRST = "About this task"
GROUPS = {
    Side.PERSON: "About the person",
    Side.PROVIDER: "About our crew or van",
    Side.PRESCRIBER: "About the order",
    Side.PROPERTY: "About the home or the building",
    Side.NONE: "Weather, roads and emergencies",
}
_ORDER = (FIRST, *GROUPS.values())


def why_not(reasons: Iterable[CodeChoice], kinds: Collection[TaskKind], *, inside: bool = False) -> list[Choice]:
    """The reasons that can be why one of such tasks was not done, in their groups. `inside`: the crew was let in."""
    fits = can_be_why_inside if inside else can_be_why
    sides = {side.value: words for side, words in GROUPS.items()}
    offered = [
        Choice(
            one.code,
            one.label,
            group=FIRST if is_about_kind(one.code, kinds) else sides.get(one.attributable_to, GROUPS[Side.NONE]),
        )
        for one in reasons
        if fits(one.code, kinds)
    ]
    return sorted(offered, key=lambda choice: _ORDER.index(choice.group))
