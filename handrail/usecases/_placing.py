"""Writes what was decided about an order: its rows, visits, releases and messages.
Refuses nothing: the decision was made by the rules, the database keeps its promises."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.catalogue.rules.facts import Check, ProductFacts
from handrail.catalogue.rules.specials import is_special
from handrail.catalogue.states import SupplyRoute
from handrail.core.outbox import Channel, Message
from handrail.core.refusal import Reason
from handrail.identity.calls import Change
from handrail.orders.actions import NewAnswer, NewCheck, NewLine, NewRelease
from handrail.orders.queries import LineRow
from handrail.orders.queries.facts import PersonRow, StaffRow
from handrail.orders.rules.authority import ReleaseNeeded
from handrail.orders.rules.facts import Funding
from handrail.orders.rules.on_call import Authoriser, Urgent, who_is_asked, who_is_next
from handrail.orders.rules.plan import PlannedLine, ReasonedCheck
from handrail.orders.rules.releasing import Cover, ReleaseFacts, escalates_at
from handrail.orders.states import LineState, ReleaseState
from handrail.partners.queries import depots, nearest_depot
from handrail.usecases._ordering import Gathered
from handrail.visits import actions as visit_actions
from handrail.visits.actions import beside
from handrail.visits.codes import AskedBy, TaskKind
from handrail.visits.queries.joining import joinable
from handrail.visits.rules.beside import JointWish
from handrail.visits.rules.plans import VisitsPlan
from handrail.visits.rules.requests import Asked, Wish, visits_for

ORDER_CONFIRMATION = "ORDER_CONFIRMATION"
RELEASE_WANTED = "RELEASE_WANTED"


def new_line(change: Change, line: PlannedLine, gathered: Gathered) -> NewLine:
    """A planned line as a row. A voucher that waits for nobody is issued at once: it passes on to DELIVERED."""
    issued = is_voucher(line) and not line.waits
    path = (LineState.DRAFT, *line.state_path, *((LineState.DELIVERED,) if issued else ()))
    return NewLine(
        id=change.new_id(),
        position=line.position,
        product_id=gathered.catalogue.ids[line.product_code],
        quantity=line.quantity,
        speed_code=line.speed_code,
        chosen_on=line.chosen_on,
        due_at=line.promise.due_at if line.promise else None,
        lived_from=change.at.happened_at,
        goes_now=line.goes_now,
        supply_route=line.supply_route.value,
        price_pence=line.price_pence,
        spend_pence=line.spend_pence,
        funding=funding_frozen(line.funding, gathered.person),
        measurements=dict(line.measurements),
        path=path,
        review_on=line.review_on,
        bundle_code=line.bundle_code,
        delivered_at=change.at.happened_at if issued else None,
    )


def is_voucher(line: PlannedLine) -> bool:
    """Whether a shop supplies it."""
    return line.supply_route is SupplyRoute.RETAIL_VOUCHER


def funding_frozen(funding: Funding, person: PersonRow) -> dict[str, Any]:
    """The funding facts as they stand on a line, or a measuring, for good, with the names of the day."""
    own = person.funding
    same_council, same_practice = funding.council_id == own.council_id, funding.gp_practice_code == own.gp_practice_code
    return {
        "council_id": str(funding.council_id) if funding.council_id else None,
        "council": person.council_name if same_council else "",
        "gp_practice_code": funding.gp_practice_code,
        "gp_practice": person.gp_practice_name if same_practice else "",
        "care_route": funding.care_route.value,
        "from_on": funding.from_on.isoformat() if funding.from_on else None,
        "until_on": funding.until_on.isoformat() if funding.until_on else None,
        "payer": funding.payer,
    }


def new_checks(change: Change, checks: Iterable[ReasonedCheck], line_of: Mapping[str, UUID]) -> tuple[NewCheck, ...]:
    """The checks that spoke up, each at the first line that it is about, with all its numbers."""
    return tuple(
        NewCheck(
            id=change.new_id(),
            line_id=next((line_of[code] for code in reasoned.check.products if code in line_of), None),
            code=reasoned.check.code.value,
            severity=reasoned.check.severity.value,
            numbers=check_frozen(reasoned.check),
            reason=reasoned.reason,
        )
        for reasoned in checks
    )


def check_frozen(check: Check) -> dict[str, Any]:
    """What a check found, as it was shown."""
    return {
        "key": check.key,
        "kind": check.kind.value,
        "products": list(check.products),
        "against": list(check.against),
        "rule_code": check.rule_code,
        "text": check.text,
        "numbers": dict(check.numbers),
    }


def new_answers(
    change: Change, answers: Iterable[tuple[str, str]], checks: Iterable[ReasonedCheck]
) -> tuple[NewAnswer, ...]:
    """The answers as given, each with the flag it raised and what was said to that."""
    flags: dict[str, ReasonedCheck] = {}
    for reasoned in checks:
        kind, _, rest = reasoned.check.key.partition(":")
        if kind == "answer":
            flags.setdefault(rest.split(":")[0], reasoned)
    return tuple(
        NewAnswer(
            id=change.new_id(),
            question_code=code,
            asked_at="order",
            answer=answer,
            action=flags[code].check.severity.value if code in flags else "",
            reason=flags[code].reason if code in flags else "",
        )
        for code, answer in answers
    )


def new_releases(
    change: Change,
    needed: Sequence[ReleaseNeeded],
    *,
    order_id: UUID,
    lines: Mapping[int, tuple[UUID, datetime | None]],
    gathered: Gathered,
) -> tuple[NewRelease, ...]:
    """The releases to be asked for; urgent ones name who is on call and when they go to the next person. `lines`: the
    id and the due moment of the line at each position."""
    escalate_at = escalates_at(change.at.happened_at, gathered.facts.terms.escalate_after_minutes)
    made = {change.new_id(): release for release in needed}
    on_call = asked_at_first(made, gathered)
    return tuple(
        NewRelease(
            id=release_id,
            order_id=order_id,
            person_id=gathered.person.person_id,
            kind=release.kind.value,
            line_ids=[lines[position][0] for position in release.lines],
            reasons=[reason_frozen(reason) for reason in release.reasons],
            spend_pence=release.order_pence,
            afterwards=release.afterwards,
            urgent=release.on_call,
            due_at=_first_due(lines[position][1] for position in release.lines),
            escalate_at=escalate_at if release.on_call else None,
            on_call_user_id=on_call.get(release_id),
            asked_of_id=release.asked_of,
        )
        for release_id, release in made.items()
    )


def reason_frozen(reason: Reason) -> dict[str, Any]:
    """A reason as it is kept: its code with the numbers behind it."""
    return {"code": reason.code.value, "params": dict(reason.params)}


def _first_due(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def asked_at_first(needed: Mapping[UUID, ReleaseNeeded], gathered: Gathered) -> Mapping[UUID, UUID | None]:
    """Of whom each urgent release is asked: the on-call authoriser who may answer, or whoever stands in. The page tells
    them who else may. Both kinds about one line are given by two people, so two are asked."""
    urgent = {}
    for release_id, release in needed.items():
        beside = {
            other_id: other
            for other_id, other in needed.items()
            if other.kind is not release.kind and not {*release.lines}.isdisjoint(other.lines)
        }
        if release.on_call:
            taken = frozenset(other.asked_of for other in beside.values() if other.asked_of)
            others = frozenset(other_id for other_id, other in beside.items() if other.on_call)
            urgent[release_id] = Urgent(_facts_of(release, gathered), None, others, taken)
    return who_is_next(urgent, [authoriser_of(row) for row in gathered.staff.values()])


def _facts_of(release: ReleaseNeeded, gathered: Gathered) -> ReleaseFacts:
    prescriber = gathered.facts.prescriber
    return ReleaseFacts(
        state=ReleaseState.PENDING,
        kind=release.kind,
        prescriber_id=prescriber.user_id,
        entered_by_id=gathered.facts.enterer.user_id,
        team_id=prescriber.team_id,
        team_kind=prescriber.team_kind,
        step=release.step,
        categories=release.categories,
        order_pence=release.order_pence,
        asked_of=release.asked_of,
    )


def next_on_call(release: ReleaseFacts, staff: Mapping[UUID, StaffRow], *, but: UUID | None = None) -> StaffRow | None:
    """Who of all authorisers is asked; `but` not this one."""
    asked = who_is_asked(release, [authoriser_of(row) for row in staff.values()], but=but)
    return staff[asked] if asked else None


def authoriser_of(row: StaffRow) -> Authoriser:
    """Someone who may be asked."""
    return Authoriser(row.facts, row.on_call, cover_of(row))


def cover_of(row: StaffRow) -> Cover:
    """Whose absence someone covers now."""
    return Cover(row.covers, row.covered_teams)


@dataclass(frozen=True, slots=True)
class GoingLine:
    """A released line that is to be brought. `crew` and `fitting_minutes` are the product's, for one piece."""

    line_id: UUID
    product_id: UUID
    quantity: int
    speed_code: str
    due_at: datetime | None
    crew: int
    fitting_minutes: int


def going(line: NewLine, product: ProductFacts) -> GoingLine:
    """A new line that is to be brought."""
    return GoingLine(
        line_id=line.id,
        product_id=line.product_id,
        quantity=line.quantity,
        speed_code=line.speed_code,
        due_at=line.due_at,
        crew=product.crew,
        fitting_minutes=product.fitting_minutes,
    )


def going_again(line: LineRow, due_at: datetime | None) -> GoingLine:
    """A line that stands already and is to be brought by then."""
    return GoingLine(
        line_id=line.id,
        product_id=line.product_id,
        quantity=line.quantity_left,
        speed_code=line.speed_code,
        due_at=due_at,
        crew=line.crew,
        fitting_minutes=line.fitting_minutes,
    )


def ask_for_visits(
    change: Change,
    lines: Sequence[GoingLine],
    *,
    person_id: UUID,
    address_id: UUID,
    crew_at_least: int,
    easting: int | None,
    northing: int | None,
    note: str = "",
) -> VisitsPlan:
    """Ask for the calls that bring these lines: from the nearest depot, together with what is coming to that door on
    the same day. Four statements, none without lines."""
    if not lines:
        return VisitsPlan()
    contract_id = change.scope.contract_id
    depot = nearest_depot(depots(contract_id), easting, northing)
    wishes = [
        Wish(
            kind=TaskKind.DELIVER,
            person_id=person_id,
            address_id=address_id,
            depot_id=depot.id,
            product_id=line.product_id,
            due_at=line.due_at,
            speed_code=line.speed_code,
            quantity=line.quantity,
            line_id=line.line_id,
            crew=max(crew_at_least, line.crew),
            fitting_minutes=line.fitting_minutes,
        )
        for line in lines
    ]
    asked = Asked(AskedBy.ORDER, change.scope.user_id, change.at.happened_at, note)
    there = joinable(change.scope, [person_id], [line.line_id for line in lines])
    plan = visits_for(wishes, asked=asked, new_id=change.new_id, open_visits=there)
    if plan.new:
        visit_actions.open_visits(plan.new, contract_id=contract_id)
    visit_actions.join_visits(plan.joins, contract_id=contract_id)
    for visit_id in plan.visit_ids:
        change.touched("visit", visit_id, person_id)
    return plan


def come_along(
    change: Change, visit_ids: Sequence[UUID], *, prescriber_id: UUID, suits: str | None
) -> tuple[UUID, ...]:
    """The prescriber comes along to these visits, where they want to (`suits` None: they do not); to which of them
    comes back. One statement, none where they do not."""
    if suits is None or not visit_ids:
        return ()
    wish, by_id, at = JointWish(prescriber_id, suits), change.scope.user_id, change.at.happened_at
    joint_ids = [change.new_id() for _ in visit_ids]
    return beside.add_wished_joints(joint_ids, visit_ids, wish, by_id=by_id, at=at)


def confirmation(
    change: Change, *, order_id: UUID, number: int, version: int, recipient: str, lines: Sequence[Mapping[str, Any]]
) -> Message:
    """What the prescriber is told: the order's number and how each line stands, without naming the person."""
    return Message(
        id=change.new_id(),
        key=f"order:{order_id}:placed:{version}",
        kind=ORDER_CONFIRMATION,
        channel=Channel.EMAIL,
        recipient=recipient,
        content={"order_id": str(order_id), "number": number, "lines": list(lines)},
    )


def told_to_release(
    change: Change,
    needed: Sequence[ReleaseNeeded],
    releases: Sequence[NewRelease],
    lines: Iterable[tuple[int, str, int]],
    gathered: Gathered,
) -> list[Message]:
    """What those are told who are to release something, of a new order and of a changed one. `lines`: of each its
    position, code and price."""
    quoted = {position for position, code, price_pence in lines if is_special(code) and price_pence}
    return [
        *_urgent_wanted(change, releases, gathered.staff),
        *_quoted_wanted(change, needed, releases, quoted, gathered),
    ]


def _urgent_wanted(change: Change, releases: Iterable[NewRelease], staff: Mapping[UUID, StaffRow]) -> list[Message]:
    """What the on-call authoriser is told of urgent releases: that one waits, and until when; or went out already."""
    return [
        Message(
            id=change.new_id(),
            key=f"release:{release.id}:wanted:{release.on_call_user_id}",
            kind=RELEASE_WANTED,
            channel=Channel.EMAIL,
            recipient=staff[release.on_call_user_id].email,
            content={
                "release_id": str(release.id),
                "afterwards": release.afterwards,
                "due_at": release.due_at.isoformat() if release.due_at else None,
                "escalate_at": release.escalate_at.isoformat() if release.escalate_at else None,
            },
        )
        for release in releases
        if release.on_call_user_id and release.on_call_user_id in staff
    ]


def _quoted_wanted(
    change: Change,
    needed: Sequence[ReleaseNeeded],
    releases: Sequence[NewRelease],
    quoted: Collection[int],
    gathered: Gathered,
) -> list[Message]:
    """What the authoriser is told of a special that waits, which has its quotes: of whom it is asked, else who would be
    asked of one that is urgent. Of an urgent one they hear by `_urgent_wanted`."""
    staff = gathered.staff
    asked = [
        (release, staff.get(one.asked_of) if one.asked_of else next_on_call(_facts_of(one, gathered), staff))
        for one, release in zip(needed, releases, strict=True)
        if any(place in quoted for place in one.lines) and not release.on_call_user_id
    ]
    return [
        Message(
            id=change.new_id(),
            key=f"release:{release.id}:wanted:{person.facts.user_id}",
            kind=RELEASE_WANTED,
            channel=Channel.EMAIL,
            recipient=person.email,
            content={"release_id": str(release.id), "special": True},
        )
        for release, person in asked
        if person
    ]
