"""Changing and cancelling an order: until loaded, and until handed over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from handrail.catalogue.states import AnswerType
from handrail.core.refusal import Refused
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.amend import AmendmentPlan, AmendReason, AmendRequest, LineNow, plan_amendment
from handrail.orders.rules.cancel import CancelReason, LineToCancel, VisitOfLines, plan_cancellation
from handrail.orders.rules.facts import LineRequest, OrderFacts, OrderReason, OrderRequest, OrderTerms
from handrail.orders.rules.plan import assess_order
from handrail.orders.rules.visiting import Promise
from handrail.orders.states import CANCELLABLE, HOLDS_STOCK, LineState
from tests.orders.order_facts import HOME, PRODUCTS, STORE, due_of, facts, line, request

S = LineState
SEATS, TABLE, LATE = UUID(int=101), UUID(int=102), UUID(int=103)
DUE = datetime(2026, 3, 6, 17, tzinfo=UTC)
NEW_DUE = datetime(2026, 3, 10, 17, tzinfo=UTC)


def seats(state: LineState = S.AUTHORISED, quantity: int = 2, **changes: object) -> LineNow:
    now = LineNow(SEATS, 1, PRODUCTS["DLV-030"], quantity, state, "deliver_5d", DUE)
    return replace(now, **changes)  # type: ignore[arg-type]  # a test names the fields


def table(state: LineState = S.AUTHORISED) -> LineNow:
    return LineNow(TABLE, 2, PRODUCTS["BDA-060"], 1, state, "deliver_5d", DUE)


def amend(
    *lines: LineNow,
    changed: Mapping[UUID, LineRequest] | None = None,
    added: tuple[LineRequest, ...] = (),
    why: str = "Asked by the family",
    about: OrderFacts | None = None,
    to: UUID | None = HOME,
) -> AmendmentPlan:
    asked = AmendRequest(request(address_id=to), why, changed or {}, added)
    return plan_amendment(asked, lines, HOME, about or facts(), due_of)


def refused(*lines: LineNow, **more: object) -> list[str]:
    with pytest.raises(Refused) as caught:
        amend(*lines, **more)  # type: ignore[arg-type]  # a test names the arguments
    return [reason.code.value for reason in caught.value.reasons]


def test_another_address_keeps_promise_stock_and_authority() -> None:
    made = amend(seats(S.ALLOCATED), table(), to=STORE)
    assert [(each.line_id, each.state_path, each.drops_stock, each.drops_visit) for each in made.lines] == [
        (SEATS, (), False, True),
        (TABLE, (), False, True),
    ]
    assert made.lines[0].promise == Promise(DUE)
    (visit,) = made.visits
    assert (visit.lines, visit.due_at) == ((1, 2), DUE)
    assert (made.releases, made.decided_anew, made.added) == ((), False, ())


def test_another_day_makes_another_promise_and_no_new_decision() -> None:
    made = amend(seats(), changed={SEATS: line("DLV-030", 2, "deliver_chosen_date", chosen_on=date(2026, 3, 20))})
    (change,) = made.lines
    assert (change.state_path, change.drops_visit) == ((), True)
    assert change.promise == Promise(datetime(2026, 3, 20, 17, tzinfo=UTC))
    assert made.visits[0].not_before_on == date(2026, 3, 20)


def test_another_day_of_what_was_approved_waits_for_no_second_yes() -> None:
    later = line("DLV-030", 90, "deliver_chosen_date", chosen_on=date(2026, 3, 20))
    (change,) = amend(seats(quantity=90), changed={SEATS: later}, about=facts("trusted_assessor_2")).lines
    assert change.promise == Promise(datetime(2026, 3, 20, 17, tzinfo=UTC))


def test_fewer_pieces_free_the_stock() -> None:
    made = amend(seats(S.PICKED), changed={SEATS: line("DLV-030", 1)})
    assert [(each.state_path, each.drops_stock) for each in made.lines] == [((S.AUTHORISED,), True)]
    assert made.lines[0].promise == Promise(DUE)
    assert made.visits == ()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.AUTHORISED, (S.SUBMITTED, S.AUTHORISED)),
        (S.ALLOCATED, (S.SUBMITTED, S.AUTHORISED)),
        (S.BACK_ORDERED, (S.SUBMITTED, S.AUTHORISED)),
    ],
)
def test_more_pieces_are_decided_anew(state: LineState, expected: tuple[LineState, ...]) -> None:
    made = amend(seats(state), changed={SEATS: line("DLV-030", 3)})
    (change,) = made.lines
    assert (change.state_path, change.drops_stock) == (expected, state in HOLDS_STOCK)
    assert (change.promise, made.decided_anew) == (Promise(NEW_DUE), True)
    assert made.visits[0].lines == (1,)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.ALLOCATED, (S.SUBMITTED, S.AUTHORISED, S.ALLOCATED)),
        (S.PICKED, (S.SUBMITTED, S.AUTHORISED, S.ALLOCATED, S.PICKED)),
    ],
)
def test_quicker_keeps_its_stock_where_it_may_go(state: LineState, expected: tuple[LineState, ...]) -> None:
    terms = OrderTerms(fast_goes_now_up_to=AuthorityStep.CLINICIAN)
    made = amend(seats(state), changed={SEATS: line("DLV-030", 2, "deliver_4h")}, about=facts(terms=terms))
    (change,) = made.lines
    assert (change.state_path, change.drops_stock) == (expected, False)
    assert [release.afterwards for release in made.releases] == [True]


def test_quicker_waits_and_frees_its_stock_where_it_may_not() -> None:
    made = amend(seats(S.ALLOCATED), changed={SEATS: line("DLV-030", 2, "deliver_4h")})
    (change,) = made.lines
    assert (change.state_path, change.drops_stock) == ((S.SUBMITTED, S.AWAITING_AUTHORITY), True)
    assert (made.visits, [release.lines for release in made.releases]) == ((), [(1,)])


def test_what_waits_is_decided_anew_with_the_rest() -> None:
    waiting = seats(S.RETURNED_FOR_INFORMATION, 90)
    made = amend(waiting, table(), to=STORE, about=facts("trusted_assessor_2"))
    assert [(each.line_id, each.state_path) for each in made.lines] == [
        (SEATS, (S.SUBMITTED, S.AWAITING_AUTHORITY)),
        (TABLE, ()),
    ]
    assert [release.lines for release in made.releases] == [(1,)]
    assert made.decided_anew


def test_an_added_line_takes_the_next_position_and_waits_alone() -> None:
    made = amend(seats(), table(S.CANCELLED), added=(line("DLV-030", 90),), about=facts("trusted_assessor_2"))
    assert made.lines == ()
    assert [(each.position, each.waits) for each in made.added] == [(3, True)]
    assert [release.lines for release in made.releases] == [(3,)]
    assert made.visits == ()


def test_an_added_line_that_goes_gets_its_visit() -> None:
    made = amend(table(), added=(line("DLV-030"), line("SEN-030", speed="")))
    assert [visit.lines for visit in made.visits] == [(3,)]
    assert made.releases == ()


def test_a_voucher_keeps_having_no_promise() -> None:
    voucher = LineNow(LATE, 1, PRODUCTS["SEN-030"], 1, S.AUTHORISED, "", None)
    made = amend(voucher, changed={LATE: line("SEN-030", 1, "", measurements=(("strength", "4x"),))})
    assert [(each.promise, each.drops_visit) for each in made.lines] == [(None, False)]


def test_what_is_on_the_van_counts_towards_the_limit() -> None:
    limit = facts("ot_assistant").prescriber.authority.spend_limit_pence
    price = PRODUCTS["DLV-030"].price_pence
    loaded = seats(S.LOADED, quantity=99)
    about = facts("ot_assistant", other_orders_pence=limit - 99 * price - PRODUCTS["BDA-060"].price_pence)
    about = replace(about, prescriber=replace(about.prescriber, authority=facts("ot").prescriber.authority))
    inside = amend(loaded, table(), added=(line("DLV-030"),), about=about)
    assert inside.releases == ()
    tight = replace(about.prescriber.authority, spend_limit_pence=limit)
    about = replace(about, prescriber=replace(about.prescriber, authority=tight))
    assert [release.lines for release in amend(loaded, table(), added=(line("DLV-030"),), about=about).releases] == [
        (3,)
    ]


def test_a_kept_line_is_not_asked_what_has_passed_since() -> None:
    ended = replace(PRODUCTS["DLV-030"], until_on=date(2026, 3, 1))
    about = facts(products={**PRODUCTS, "DLV-030": ended})
    kept = seats(product=ended)
    assert amend(kept, table(), changed={TABLE: line("BDA-060", 2)}, about=about).lines
    assert refused(kept, changed={SEATS: line("DLV-030", 3)}, about=about) == [OrderReason.PRODUCT_ENDED]


def test_what_cannot_be_changed() -> None:
    assert refused(seats()) == [AmendReason.NOTHING_CHANGED]
    assert refused(seats(), changed={SEATS: seats().as_asked()}) == [AmendReason.NOTHING_CHANGED]
    assert refused(seats(), why=" ", to=STORE) == [AmendReason.REASON_MISSING]
    assert refused(seats(), changed={LATE: line("DLV-030")}) == [AmendReason.UNKNOWN_LINE]
    assert refused(seats(S.LOADED), changed={SEATS: line("DLV-030", 1)}) == [AmendReason.NOT_AMENDABLE]
    assert refused(seats(), table(S.LOADED), to=STORE) == [AmendReason.ADDRESS_FIXED]
    part = replace(seats(), part_delivered=True)
    assert refused(part, changed={SEATS: line("DLV-030", 1)}) == [AmendReason.PART_DELIVERED]
    assert refused(part, table(), to=STORE) == [AmendReason.ADDRESS_FIXED]
    bed = LineNow(LATE, 1, PRODUCTS["BED-010"], 1, S.AUTHORISED, "deliver_5d", DUE)
    assert refused(bed, changed={LATE: line("BED-010", 2)}) == [AmendReason.SERIALISED_QUANTITY]


VISIT, OTHER_VISIT = UUID(int=201), UUID(int=202)
KNOWN = {"died", "duplicate"}


def cancelling(state: LineState) -> LineToCancel:
    return LineToCancel(SEATS, 1, state, VISIT)


@pytest.mark.parametrize("state", sorted(CANCELLABLE))
def test_cancelling_says_what_becomes_of_stock_and_money(state: LineState) -> None:
    made = plan_cancellation([cancelling(state)], [], "duplicate", KNOWN)
    (change,) = made.lines
    assert change.state_path == (S.CANCELLED,)
    assert change.back_to_shelf is (state in HOLDS_STOCK)
    assert change.on_van is made.after_loading is (state is S.LOADED)
    assert change.frees_money is (state not in {S.DRAFT, S.SUBMITTED, S.AWAITING_AUTHORITY, S.RETURNED_FOR_INFORMATION})
    assert not made.stops_messages


def test_a_visit_with_nothing_left_ends_and_its_driver_is_told() -> None:
    visits = [
        VisitOfLines(VISIT, frozenset({SEATS}), other_work=False, with_driver=True),
        VisitOfLines(OTHER_VISIT, frozenset({TABLE}), other_work=False, with_driver=True),
    ]
    made = plan_cancellation([cancelling(S.LOADED)], visits, "died", KNOWN)
    assert (made.ends_visits, made.tells_drivers, made.stops_messages) == ((VISIT,), (VISIT,), True)
    assert made.reason_code == "died"


@pytest.mark.parametrize(("lines", "other_work"), [({SEATS, TABLE}, False), ({SEATS}, True)])
def test_a_visit_with_other_work_goes_on(lines: set[UUID], other_work: bool) -> None:
    visit = VisitOfLines(VISIT, frozenset(lines), other_work=other_work, with_driver=False)
    made = plan_cancellation([cancelling(S.PICKED)], [visit], "duplicate", KNOWN)
    assert (made.ends_visits, made.tells_drivers) == ((), ())


@pytest.mark.parametrize("state", [S.CANCELLED, S.REFUSED])
def test_what_ended_already_is_not_called_handed_over(state: LineState) -> None:
    with pytest.raises(Refused) as caught:
        plan_cancellation([cancelling(state)], [], "duplicate", KNOWN)
    assert [reason.code for reason in caught.value.reasons] == [CancelReason.ENDED_ALREADY]


def test_what_cannot_be_cancelled() -> None:
    with pytest.raises(Refused) as caught:
        plan_cancellation([cancelling(S.DELIVERED)], [], "bored", KNOWN)
    assert [reason.code for reason in caught.value.reasons] == [
        CancelReason.NOT_CANCELLABLE,
        CancelReason.UNKNOWN_REASON,
    ]
    with pytest.raises(Refused) as caught:
        plan_cancellation([], [], "died", KNOWN)
    assert [reason.code for reason in caught.value.reasons] == [CancelReason.NO_LINES]


@pytest.mark.parametrize(
    ("wall", "waits"),
    [("stud", True), ("brick_or_block", False)],
)
def test_an_answer_put_right_waits_only_where_it_asks_for_a_second_person(wall: str, waits: bool) -> None:
    rail = LineNow(SEATS, 1, PRODUCTS["ADP-010"], 1, S.AUTHORISED, "deliver_5d", DUE)
    asked = AmendRequest(request(answers={"wall_kind": wall}), "Looked again", {}, answered=frozenset({"wall_kind"}))
    asked = replace(asked, order=with_answers(asked.order, facts("trusted_assessor_3"), wall))
    made = plan_amendment(asked, [rail], HOME, facts("trusted_assessor_3"), due_of)
    assert made.decided_anew is waits
    assert [each.state_path[-1:] for each in made.lines] == ([(S.AWAITING_AUTHORITY,)] if waits else [])
    assert bool(made.releases) is waits


def with_answers(order: OrderRequest, about: OrderFacts, wall: str) -> OrderRequest:
    """The order of a rail with every question answered."""
    asked = assess_order(replace(order, lines=(line("ADP-010"),)), about, due_of).questions
    said = {
        one.code: one.choices[0][0] if one.choices else "yes" if one.answer_type is AnswerType.YES_NO else "20"
        for one in asked
    }
    reasons = {
        check.key: "Seen"
        for check in assess_order(
            replace(order, lines=(line("ADP-010"),), answers={**said, "wall_kind": wall}), about, due_of
        ).checks
    }
    return replace(order, answers={**said, "wall_kind": wall}, reasons=reasons)
