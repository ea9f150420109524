"""The reasons why something was not done, or what was, as a crew chooses from them: first the usual ones,
then those that are about this kind of task, then by what they have to do with.
Refuses nothing: a reason that a contract added stands under what it is put down to."""

from collections.abc import Collection, Iterable, Sequence

from handrail.partners.queries import CodeChoice
from handrail.visits.codes import TaskKind
from handrail.visits.queries.driver import StopTask
from handrail.visits.rules.at_door import OF_PARCELS, can_be_why, can_be_why_by_post, can_be_why_inside, is_about_kind
from handrail.visits.rules.faults import Kind, fits
from handrail.visits.rules.next_steps import Side
from handrail.visits.rules.recalled_back import MADE_SAFE, TAKEN_DOWN
from handrail.web.shared.fields import Choice

USUAL = "The usual reasons"
FIRST = "About this task"
GROUPS = {
    Side.PERSON: "About the person",
    Side.PROVIDER: "About our crew or van",
    Side.PRESCRIBER: "About the order",
    Side.PROPERTY: "About the home or the building",
    Side.NONE: "Weather, roads and emergencies",
}
_ORDER = (USUAL, FIRST, *GROUPS.values())


def why_not(
    reasons: Iterable[CodeChoice],
    kinds: Collection[TaskKind],
    *,
    inside: bool = False,
    by_post: bool = False,
    usual: Sequence[str] = (),
) -> list[Choice]:
    """The reasons that can be why one of such tasks was not done, in their groups. `inside`: the crew was let in;
    `by_post`: nobody went; `usual`: the codes given most, in their order."""
    fits = can_be_why_inside if inside else can_be_why
    if by_post:
        found = [Choice(one.code, one.label) for one in reasons if can_be_why_by_post(one.code)]
        return sorted(found, key=lambda choice: choice.value not in OF_PARCELS)
    offered = [
        Choice(one.code, one.label, group=USUAL if one.code in usual else _group(one, kinds))
        for one in reasons
        if fits(one.code, kinds)
    ]
    places = {code: at for at, code in enumerate(usual)}
    return sorted(offered, key=lambda choice: (_ORDER.index(choice.group), places.get(choice.value, 0)))


def what_was_done(task: StopTask, done: Iterable[Choice]) -> list[Choice]:
    """What can have been done with a thing: of what is fitted and recalled, that it was made safe or taken down."""
    if task.for_recall and task.kind is TaskKind.SERVICE and task.loan_id is None:
        return [Choice(MADE_SAFE, "Made safe where it is"), Choice(TAKEN_DOWN, "Taken down")]
    return [one for one in done if fits(one.value, Kind(task.category, task.electric))]


def _group(reason: CodeChoice, kinds: Collection[TaskKind]) -> str:
    sides = {side.value: words for side, words in GROUPS.items()}
    return FIRST if is_about_kind(reason.code, kinds) else sides.get(reason.attributable_to, GROUPS[Side.NONE])
