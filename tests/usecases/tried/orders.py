"""Each use case about orders and their releases: its situation, what it writes, and who of two wins."""

from datetime import date, timedelta
from uuid import UUID

from handrail.core.clock import now
from handrail.identity.calls import Call
from handrail.orders.rules.facts import LineRequest
from handrail.simulation.set_up import County
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.answer_return import ReturnReply, answer_return
from handrail.usecases.arrange_cover import CoverWanted, arrange_cover
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.drop_draft import drop_draft
from handrail.usecases.escalate_releases import escalate_releases
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.place_order import place_order
from handrail.usecases.put_to_panel import ReleaseToPanel, put_to_panel
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.reinstate_lines import LinesAgain, reinstate_lines
from handrail.usecases.return_release import ReleaseQuestion, return_release
from handrail.usecases.save_draft import DraftRequest, save_draft
from tests.ordering import at, lines, placed, someone, with_reasons
from tests.situations import call_as
from tests.usecases.tried.case import Case

RELEASES, CHANGES = "usecases/test_release_orders.py::test_", "usecases/test_change_orders.py::"


def draft(county: County) -> UUID:
    return save_draft(call_as(county.scopes["nurse"]), request=DraftRequest(someone(county).id, {"lines": []})).draft_id


def amendment(county: County) -> OrderAmendment:
    order = placed(county, someone(county), *lines(("WLK-011", 3)))
    fewer = {order.lines[0].line_id: LineRequest("WLK-011", 2, "deliver_5d")}
    return OrderAmendment(order.order_id, 1, "The person can stand now", fewer)


def line(county: County) -> UUID:
    return placed(county, someone(county), *lines("TOI-030")).lines[0].line_id


def cancelled(county: County) -> UUID:
    line_id = line(county)
    cancel_lines(call_as(county.scopes["nurse"]), request=LinesToCancel((line_id,), "no_longer_needed"))
    return line_id


def waiting(county: County) -> tuple[UUID, ...]:
    """Above the nurse's limit."""
    return placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024")).release_ids


def returned(county: County) -> tuple[UUID, ...]:
    ids = waiting(county)
    return_release(call_as(county.scopes["adviser"]), request=ReleaseQuestion(ids, "Why two mattresses?"))
    return ids


def refused(county: County) -> tuple[UUID, ...]:
    ids = waiting(county)
    refuse_release(call_as(county.scopes["adviser"]), request=ReleaseNo(ids, "assessment_missing", "Assess first"))
    return ids


def unanswered(county: County) -> None:
    """One urgent release that nobody answers; what others left was passed on before."""
    while escalate_releases(later(call_as(county.scopes["system"]))):
        pass
    placed(county, someone(county), *lines("BED-010", speed="deliver_4h"))


def later(call: Call) -> Call:
    """After the contract's quarter of an hour."""
    return call_as(call.scope, at=now() + timedelta(minutes=16))


CASES = {
    "place_order": Case(
        place_order,
        lambda c: with_reasons(c, someone(c), *lines("BED-010")),
        "nurse",
        writes=(
            "core_outboxmessage ledger_balance ledger_entry ledger_posting orders_answer orders_check "
            "orders_linehistory orders_order orders_orderline visits_visit visits_visithistory "
            "visits_visittask"
        ),
        both_may="an order each; whoever decides or orders next is shown the other",
        shown="usecases/test_place_order.py::test_a_bed_within_authority_is_promised_and_gets_its_visit",
    ),
    "save_draft": Case(
        save_draft,
        lambda c: DraftRequest(someone(c).id, {"lines": []}),
        "nurse",
        writes="orders_draft",
        both_may="a draft each, of which one is thrown away",
        shown="usecases/test_place_order.py::test_the_draft_goes_with_its_order",
    ),
    "drop_draft": Case(
        drop_draft,
        draft,
        "nurse",
        writes="orders_draft",
        refused="NOT_FOUND",
        shown="web/prescriber/test_place_order.py::test_wrong_methods_and_throwing_away",
    ),
    "amend_order": Case(
        amend_order,
        amendment,
        "nurse",
        writes=(
            "core_outboxmessage ledger_balance ledger_entry ledger_posting orders_order orders_orderline "
            "visits_visit visits_visittask"
        ),
        refused="STALE",
        shown=CHANGES + "test_fewer_pieces_go_on_without_a_new_yes",
    ),
    "cancel_lines": Case(
        cancel_lines,
        lambda c: LinesToCancel((line(c),), "no_longer_needed"),
        "nurse",
        writes=(
            "ledger_balance ledger_entry ledger_posting orders_linehistory orders_orderline visits_visit "
            "visits_visithistory visits_visittask"
        ),
        refused="CANCEL_ENDED_ALREADY",
        shown=CHANGES + "test_an_allocated_item_goes_back_and_an_empty_visit_ends",
    ),
    "reinstate_lines": Case(
        reinstate_lines,
        lambda c: LinesAgain((cancelled(c),), "It was the wrong Mrs Harker"),
        "nurse",
        writes=(
            "ledger_balance ledger_entry ledger_posting orders_linehistory orders_orderline visits_visit "
            "visits_visithistory visits_visittask"
        ),
        refused="REINSTATE_NOT_CANCELLED",
        shown=CHANGES + "test_it_is_decided_anew_and_promised_from_today",
    ),
    "give_release": Case(
        give_release,
        lambda c: ReleaseYes(waiting(c), "seen"),
        "adviser",
        writes=(
            "core_outboxmessage ledger_balance ledger_entry ledger_posting orders_linehistory "
            "orders_orderline orders_release orders_releasehistory visits_visit visits_visithistory "
            "visits_visittask"
        ),
        refused="RELEASE_NOT_PENDING",
        shown=RELEASES + "a_yes_authorises_promises_and_asks_for_the_visit",
    ),
    "return_release": Case(
        return_release,
        lambda c: ReleaseQuestion(waiting(c), "Why two mattresses?"),
        "adviser",
        writes="core_outboxmessage orders_linehistory orders_orderline orders_release orders_releasehistory",
        refused="RELEASE_NOT_PENDING",
        shown=RELEASES + "returned_for_information_and_answered",
    ),
    "answer_return": Case(
        answer_return,
        lambda c: ReturnReply(returned(c), "One is for the day room"),
        "nurse",
        writes="orders_linehistory orders_orderline orders_release orders_releasehistory",
        refused="RELEASE_NOT_RETURNED",
        shown=RELEASES + "returned_for_information_and_answered",
    ),
    "refuse_release": Case(
        refuse_release,
        lambda c: ReleaseNo(waiting(c), "assessment_missing", "Assess first"),
        "adviser",
        writes="core_outboxmessage orders_linehistory orders_orderline orders_release orders_releasehistory",
        refused="RELEASE_NOT_PENDING",
        shown=RELEASES + "a_no_needs_a_known_reason_and_words",
    ),
    "reconsider_release": Case(
        reconsider_release,
        lambda c: ReleaseAgain(refused(c), "The scan shows a fracture"),
        "nurse",
        writes="orders_linehistory orders_orderline orders_release orders_releasehistory",
        refused="RELEASE_NOT_REFUSED",
        shown=RELEASES + "a_refusal_is_looked_at_again",
    ),
    "put_to_panel": Case(
        put_to_panel,
        lambda c: ReleaseToPanel(waiting(c), date(2026, 3, 12)),
        "adviser",
        writes="orders_release",
        both_may="the same day again",
        shown=RELEASES + "only_who_may_answer_puts_a_release_to_a_panel_and_only_while_it_waits",
    ),
    "escalate_releases": Case(
        escalate_releases,
        unanswered,
        "system",
        writes="core_outboxmessage orders_release",
        nothing=0,
        called=later,
        shown=RELEASES + "urgent_releases_escalate_after_fifteen_minutes",
    ),
    "arrange_cover": Case(
        arrange_cover,
        lambda c: CoverWanted(c.users["senior"], c.users["leadnurse"], at(2026, 5, 4), at(2026, 5, 9), "Annual leave"),
        "senior",
        writes="identity_cover",
        both_may="the same cover again",
        shown=RELEASES + "cover_reaches_the_absent_ones_team",
    ),
}
