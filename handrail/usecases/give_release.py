"""Give releases: what nothing holds any more is authorised, promised and gets its visit or voucher.
Refuses whoever ordered it, whose authority does not cover it, and a release that was answered already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries import LineRow
from handrail.orders.queries.releases import ReleaseRow
from handrail.orders.rules.answering import authorised_by, reasons_against_both
from handrail.orders.rules.releasing import Yes, reasons_against_answer
from handrail.orders.rules.visiting import clock_start
from handrail.orders.states import LineState, ReleaseState
from handrail.partners.queries import contract_data
from handrail.partners.rules import ContractData
from handrail.usecases import _placing as placing
from handrail.usecases._money import follow_waiting
from handrail.usecases._ordering import speed_facts
from handrail.usecases._releasing import Scene, ask_another, load_scene, require_answerer, tell_prescribers, touch
from handrail.usecases._special_orders import follow_specials
from handrail.usecases._vouchers import issue_vouchers


@dataclass(frozen=True, slots=True)
class ReleaseYes:
    """A yes to one or more releases. `panel_present` and `panel_on`: who was there and when, where a panel decides."""

    release_ids: tuple[UUID, ...]
    note: str = ""
    panel_present: tuple[str, ...] = ()
    panel_on: date | None = None


@dataclass(frozen=True, slots=True)
class AuthorisedLine:
    """A line that goes now, and by when; None for a voucher."""

    line_id: UUID
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReleasesGiven:
    """What the yes set free. Lines that wait for another release still are not among them."""

    lines: tuple[AuthorisedLine, ...]
    visit_ids: tuple[UUID, ...]


@use_case(Event.RELEASE_GIVEN, needs=Permission.SEE_ORDERS)
def give_release(change: Change, *, request: ReleaseYes) -> ReleasesGiven:
    """Give the releases. Raises `Refused` with the reasons of `orders.rules.releasing`, NOT_FOUND, NOT_ALLOWED."""
    scene = load_scene(change, request.release_ids)
    staff = require_answerer(change, scene)
    answerer = staff[change.scope.user_id].facts
    reasons = (
        *reasons_against_both(scene.waiting_kinds),
        *reasons_against_answer(
            answerer, Yes(request.note, request.panel_present, request.panel_on), today=change.at.today
        ),
    )
    if reasons:
        raise Refused(reasons)
    actions.move_releases(
        request.release_ids,
        expected={ReleaseState.PENDING},
        path=[ReleaseState.GIVEN],
        reason=request.note,
        answered_by_id=change.scope.user_id,
        answered_at=change.at.happened_at,
        note=_note(request),
        **({"panel_on": request.panel_on} if request.panel_on else {}),
    )
    free = [scene.lines[line] for line in authorised_by(request.release_ids, scene.waiting, scene.states)]
    contract = contract_data(change.scope.contract_id, change.at.today)
    promised = {line.id: _due(change, contract, line) for line in free}
    actions.authorise_lines(promised, reason=request.note)
    visits = [
        visit for row, lines in _by_order(scene, free) for visit in _supply(change, row, lines, promised, contract)
    ]
    follow_waiting(change, free)
    follow_specials(change, ((line.product_code, line.product_id) for line in free))
    ask_another(change, scene, minutes=contract.terms.escalate_after_minutes)
    touch(change, scene.asked)
    tell_prescribers(change, scene, "GIVEN", request.note)
    return ReleasesGiven(tuple(AuthorisedLine(line, due) for line, due in promised.items()), tuple(visits))


def _note(request: ReleaseYes) -> str:
    present = ", ".join(name.strip() for name in request.panel_present if name.strip())
    return f"{request.note} (present: {present})" if present else request.note


def _due(change: Change, contract: ContractData, line: LineRow) -> datetime | None:
    """The promise from the moment of the yes: the clock of delivery speeds starts when a line is authorised."""
    if line.supply_route == SupplyRoute.RETAIL_VOUCHER:
        return None
    start = clock_start(speed_facts(contract)[line.speed_code], line.chosen_on, change.at.happened_at)
    return contract.due(line.speed_code, start, start.astimezone(LONDON).date())


def _by_order(scene: Scene, lines: Iterable[LineRow]) -> list[tuple[ReleaseRow, list[LineRow]]]:
    head = {row.order_id: row for row in scene.asked}
    together = groupby(sorted(lines, key=lambda line: (str(line.order_id), line.position)), key=lambda x: x.order_id)
    return [(head[order_id], list(group)) for order_id, group in together]


def _supply(
    change: Change,
    order: ReleaseRow,
    lines: list[LineRow],
    promised: dict[UUID, datetime | None],
    contract: ContractData,
) -> tuple[UUID, ...]:
    vouchers = [line for line in lines if line.supply_route == SupplyRoute.RETAIL_VOUCHER]
    actions.deliver_lines(
        [line.id for line in vouchers],
        at=change.at.happened_at,
        expected={LineState.AUTHORISED},
        path=[LineState.DELIVERED],
    )
    issue_vouchers(
        change,
        [(line.id, line.product_id, line.quantity, line.spend_pence) for line in vouchers],
        valid_days=contract.terms.voucher_valid_days,
    )
    plan = placing.ask_for_visits(
        change,
        [placing.going_again(line, promised[line.id]) for line in lines if line not in vouchers],
        person_id=order.person_id,
        address_id=order.door.address_id,
        crew_at_least=order.door.crew_at_least,
        easting=order.door.easting,
        northing=order.door.northing,
        note=order.door.note,
    )
    placing.come_along(change, plan.visit_ids, prescriber_id=order.prescriber_id, suits=order.door.joint_suits)
    return plan.visit_ids
