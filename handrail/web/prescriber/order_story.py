"""What happened to an order, told step by step: of its lines, their approvals, and what was left in parts.
Refuses to read anything itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from handrail.orders.queries import LineRow
from handrail.orders.queries.orders import MendRow, StepRow
from handrail.orders.queries.releases import ReleaseRow
from handrail.orders.rules.basis import Basis
from handrail.orders.states import LineState, ReleaseState
from handrail.visits.queries.joining import PartDelivery
from handrail.web.shared.shapes import TimelineEntry, Tone
from handrail.wording import say


def story_of(
    steps: Sequence[StepRow],
    lines: Sequence[LineRow],
    releases: Sequence[ReleaseRow],
    parts: Sequence[PartDelivery] = (),
    mends: Sequence[MendRow] = (),
    days: Sequence[TimelineEntry] = (),
) -> tuple[TimelineEntry, ...]:
    """Every step with who, when and why. Steps of several lines at one moment are told once. `days`: the new days of
    going home."""
    names = {line.id: line.product_name for line in lines}
    asked = {row.id: row for row in releases}
    together: dict[tuple[str, str, datetime, str, str], list[str]] = {}
    for step in steps:
        if step.to_state == LineState.DRAFT:
            continue
        release = asked.get(step.subject_id)
        title = title_of(step, release)
        by = f"asked for by {step.by_name}" if step.basis is Basis.BEFORE_APPROVAL else step.by_name
        about = asked_about(release, names) if release else names[step.subject_id]
        together.setdefault((title, step.to_state, step.happened_at, by, step.reason), []).append(about)
    told = [
        TimelineEntry(
            title=title,
            at=happened_at,
            by=by,
            detail=_said("; ".join(about), reason),
            tone=Tone.WARN if state in {"CANCELLED", "REFUSED", "RETURNED_FOR_INFORMATION", "RETURNED"} else Tone.CALM,
        )
        for (title, state, happened_at, by, reason), about in together.items()
    ]
    told += [part_entry(part, names[part.line_id]) for part in parts]
    told += [TimelineEntry("Put right", mend.at, mend.by_name, _said(names[mend.line_id], mend.why)) for mend in mends]
    return tuple(sorted([*told, *days], key=lambda entry: entry.at, reverse=True))


def _said(*parts: str) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def part_entry(part: PartDelivery, product: str) -> TimelineEntry:
    """Some of a count were handed over."""
    said = f"{product}: {part.done} handed over, {part.left} not (visit {part.visit_number})"
    return TimelineEntry(
        title="Handed over in part",
        at=part.at,
        by=part.by_name,
        detail=_said(said, part.why),
        tone=Tone.WARN,
    )


def asked_about(release: ReleaseRow, names: Mapping[UUID, str]) -> str:
    """What was asked of an authoriser, and about which lines where it is not about all of them."""
    about = items_of(release, names)
    return f"{say(release.kind)} ({about})" if about else say(release.kind)


def items_of(release: ReleaseRow, names: Mapping[UUID, str]) -> str:
    """The lines that an approval is about; empty where it is about every line of the order."""
    return "" if names.keys() <= release.line_ids else "; ".join(names[at] for at in names if at in release.line_ids)


def title_of(step: StepRow, release: ReleaseRow | None) -> str:
    """What became of a line or release with this step; of what goes ahead, on what."""
    if release is None:
        return say(step.basis) if step.basis else say(LineState(step.to_state))
    kind = "Review afterwards" if release.afterwards else "Approval"
    return f"{kind}: asked for" if step.from_state is None else f"{kind}: {say(ReleaseState(step.to_state)).lower()}"
