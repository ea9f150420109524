"""Loads and locks what an answer to releases is about, and checks who answers.
Refuses (NOT_FOUND) a release outside the scope, and an answer by someone whose authority does not cover it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from handrail.core import outbox
from handrail.core.outbox import Channel, Message
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries import LineRow
from handrail.orders.queries.facts import StaffRow, staff_of_order
from handrail.orders.queries.lines import lines_of_releases
from handrail.orders.queries.releases import ReleaseRow, facts_of, releases_of_orders
from handrail.orders.rules.answering import AnswerReleaseReason, WaitingRelease
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.releasing import escalates_at, reasons_against_releasing
from handrail.orders.states import LineState, ReleaseState
from handrail.usecases._placing import RELEASE_WANTED, cover_of, next_on_call

RELEASE_ANSWERED = "RELEASE_ANSWERED"


@dataclass(frozen=True, slots=True)
class Scene:
    """The releases that are answered, all releases of their orders, and the lines; locked until the change ends."""

    asked: tuple[ReleaseRow, ...]
    all: tuple[ReleaseRow, ...]
    lines: Mapping[UUID, LineRow]

    @property
    def states(self) -> dict[UUID, LineState]:
        """How each line stands."""
        return {line.id: line.state for line in self.lines.values()}

    @property
    def waiting(self) -> tuple[WaitingRelease, ...]:
        """All releases of the orders as the rules see them."""
        return tuple(WaitingRelease(row.id, row.state, row.afterwards, row.line_ids) for row in self.all)

    @property
    def waiting_kinds(self) -> tuple[tuple[ReleaseKind, frozenset[UUID]], ...]:
        """The kind and the lines of each release that is answered."""
        return tuple((row.kind, row.line_ids) for row in self.asked)


def load_scene(change: Change, release_ids: Collection[UUID]) -> Scene:
    """Lock the lines of the orders, then their releases: the order in which every use case locks them."""
    if not release_ids:
        raise refuse(AnswerReleaseReason.NONE_GIVEN, "release_ids")
    lines = lines_of_releases(change.scope, release_ids)
    everything = releases_of_orders(change.scope, {line.order_id for line in lines}, lock=True)
    asked = tuple(row for row in everything if row.id in release_ids)
    if len(asked) != len(set(release_ids)):
        raise refuse(CallReason.NOT_FOUND, "release_ids")
    return Scene(asked, everything, {line.id: line for line in lines})


def require_answerer(change: Change, scene: Scene) -> Mapping[UUID, StaffRow]:
    """Whoever answers may answer each of the releases. Raises `Refused` with every reason against; gives the staff.

    Only an authoriser, or the named supervisor or colleague whom the release was asked of, answers at all."""
    scope = change.scope
    if not scope.may(Permission.RELEASE_ORDER) and any(row.asked_of_id != scope.user_id for row in scene.asked):
        raise refuse(CallReason.NOT_ALLOWED, permission=Permission.RELEASE_ORDER.value)
    staff = staff_of_order(scope, [scope.user_id], at=change.at.happened_at, on=change.at.today)
    reasons = [reason for row in scene.asked for reason in reasons_against(staff[scope.user_id], scene, row)]
    if reasons:
        raise Refused(tuple(dict.fromkeys(reasons)))
    return staff


def reasons_against(answerer: StaffRow, scene: Scene, release: ReleaseRow) -> tuple[Reason, ...]:
    """Why this person may not answer this release; empty: they may."""
    return reasons_against_releasing(answerer.facts, facts_of(release, scene.lines, scene.all), cover_of(answerer))


def ask_another(change: Change, scene: Scene, *, minutes: int) -> None:
    """Whoever gave one kind cannot give the other: where an urgent release was asked of them, the next is asked.
    Few statements, none where nothing was asked of them."""
    given = {row.id for row in scene.asked}
    answered = tuple(_as_given(change, row) if row.id in given else row for row in scene.all)
    barred = [
        (row, facts)
        for row in answered
        if row.state is ReleaseState.PENDING and row.on_call_user_id == change.scope.user_id
        for facts in [facts_of(row, scene.lines, answered)]
        if change.scope.user_id in facts.gave_other_kind
    ]
    if not barred:
        return
    staff = staff_of_order(change.scope, [], at=change.at.happened_at, on=change.at.today, releasing=True)
    chosen = [(row, next_on_call(facts, staff, but=change.scope.user_id)) for row, facts in barred]
    escalate_at = escalates_at(change.at.happened_at, minutes)
    for row, person in chosen:
        if person:
            actions.ask_another([row.id], user_id=person.facts.user_id, escalate_at=escalate_at)
    messages = [wanted_of(change, row, person, "instead") for row, person in chosen if person]
    outbox.put(messages, contract_id=change.scope.contract_id, at=change.at.recorded_at)


def _as_given(change: Change, row: ReleaseRow) -> ReleaseRow:
    return replace(row, state=ReleaseState.GIVEN, answered_by_id=change.scope.user_id)


def wanted_of(change: Change, row: ReleaseRow, person: StaffRow, why: str) -> Message:
    """What someone is told who is asked after another was; `why` sets it apart from what they were told before."""
    return Message(
        id=change.new_id(),
        key=f"release:{row.id}:wanted:{person.facts.user_id}:{why}",
        kind=RELEASE_WANTED,
        channel=Channel.EMAIL,
        recipient=person.email,
        content={
            "release_id": str(row.id),
            "afterwards": row.afterwards,
            "due_at": row.due_at.isoformat() if row.due_at else None,
        },
    )


def touch(change: Change, releases: Iterable[ReleaseRow]) -> None:
    """List the releases and their orders for the audit."""
    for row in releases:
        change.touched("release", row.id, row.person_id)
        change.touched("order", row.order_id, row.person_id)


def tell_prescribers(change: Change, scene: Scene, outcome: str, note: str) -> None:
    """Tell who ordered how their order was answered, once for each order. One statement."""
    outbox.put(
        [
            Message(
                id=change.new_id(),
                key=f"release:{row.id}:{outcome}:{change.audit_id}",
                kind=RELEASE_ANSWERED,
                channel=Channel.EMAIL,
                recipient=row.prescriber_email,
                content={
                    "order_id": str(row.order_id),
                    "number": row.order_number,
                    "outcome": outcome,
                    "note": note,
                    "by": change.scope.user_name,
                },
            )
            for row in {row.order_id: row for row in scene.asked}.values()
        ],
        contract_id=change.scope.contract_id,
        at=change.at.recorded_at,
    )
