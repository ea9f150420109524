"""Giving, returning, refusing, replying to, reconsidering and escalating releases; cover for absence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection

from handrail.catalogue.reference.held import DataKind
from handrail.core.ids import fresh_id
from handrail.core.models import AuditSubject, OutboxMessage
from handrail.core.refusal import Refused
from handrail.identity.models import Cover
from handrail.orders.models import OrderLine, Release, ReleaseHistory
from handrail.orders.rules.facts import Discharge, LineRequest
from handrail.partners.effective import TermRow
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.answer_return import ReturnReply, answer_return
from handrail.usecases.arrange_cover import CoverWanted, arrange_cover
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.escalate_releases import escalate_releases
from handrail.usecases.give_release import ReleasesGiven, ReleaseYes, give_release
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.put_to_panel import ReleaseToPanel, put_to_panel
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.return_release import ReleaseQuestion, return_release
from handrail.visits.models import Visit, VisitTask
from handrail.vouchers.models import Voucher
from tests.ordering import Someone, at, codes, lines, placed, seen_by, someone, statements
from tests.situations import another_county, call_as, northdown

pytestmark = pytest.mark.django_db


def waiting(county: County, who: Someone) -> OrderPlaced:
    """Three lines above the nurse's limit, in one spending release."""
    return placed(county, who, *lines("MAT-022", "BED-020", "MAT-024"))


def give(county: County, order: OrderPlaced, by: str = "adviser", note: str = "") -> ReleasesGiven:
    return give_release(call_as(county.scopes[by]), request=ReleaseYes(order.release_ids, note))


def states(county: County, order: OrderPlaced) -> list[str]:
    with seen_by(county, "nurse"):
        found = OrderLine.objects.filter(order=order.order_id).order_by("position")
        return [line.state for line in found]


def release_states(county: County) -> set[str]:
    with seen_by(county, "nurse"):
        return set(Release.objects.values_list("state", flat=True))


def test_a_yes_authorises_promises_and_asks_for_the_visit(clock: time_machine.Traveller) -> None:
    county = northdown()
    order = waiting(county, someone(county))
    clock.shift(timedelta(hours=7))
    given = give(county, order, note="Agreed with the ward")
    assert states(county, order) == ["AUTHORISED"] * 3
    # The clock of delivery starts with the yes: after the cut-off of 16:30 it is the next working day's.
    assert {line.due_at for line in given.lines} == {at(2026, 3, 11, 17, 0)}
    with seen_by(county, "adviser"):
        visit = Visit.objects.get()
        release = Release.objects.get()
        history = list(ReleaseHistory.objects.order_by("seq").values_list("to_state", "by_id"))
        told = OutboxMessage.objects.get(kind="RELEASE_ANSWERED")
        assert VisitTask.objects.filter(visit=visit).count() == 3
        assert OrderLine.objects.filter(due_at=at(2026, 3, 11, 17, 0)).count() == 3
    assert (visit.id, visit.due_at) == (given.visit_ids[0], at(2026, 3, 11, 17, 0))
    assert (release.state, release.answered_by_id, release.note) == (
        "GIVEN",
        county.users["adviser"],
        "Agreed with the ward",
    )
    assert history == [("PENDING", county.users["nurse"]), ("GIVEN", county.users["adviser"])]
    assert told.recipient == "nurse@northdown.example"
    assert told.content["outcome"] == "GIVEN"


def test_a_yes_takes_few_statements() -> None:
    county = northdown()
    order = waiting(county, someone(county))
    with statements() as made:
        give(county, order)
    assert len(made) <= 14


def both_kinds(county: County, who: Someone) -> OrderPlaced:
    """A hoist and beds by an occupational therapist: a clinical and a spending release for the same line."""
    return placed(county, who, *lines("HST-032"), by="therapist")


def test_a_line_with_both_releases_goes_when_two_people_gave_them() -> None:
    county = northdown()
    order = both_kinds(county, someone(county))
    with seen_by(county, "nurse"):
        kinds = dict(Release.objects.values_list("kind", "id"))
    assert set(kinds) == {"SPENDING", "CLINICAL"}
    call = call_as(county.scopes["adviser"])
    given = give_release(call, request=ReleaseYes((kinds["CLINICAL"],)))
    assert given.lines == ()
    assert states(county, order) == ["AWAITING_AUTHORITY"]
    with pytest.raises(Refused) as refused:
        give_release(call_as(county.scopes["adviser"]), request=ReleaseYes((kinds["SPENDING"],)))
    assert codes(refused.value) == {"RELEASE_GAVE_THE_OTHER"}


def test_one_person_gives_not_both_in_one_go() -> None:
    county = northdown()
    order = both_kinds(county, someone(county))
    with pytest.raises(Refused) as refused:
        give(county, order)
    assert codes(refused.value) == {"RELEASE_GAVE_THE_OTHER"}


def test_who_may_not_answer_is_refused_with_every_reason() -> None:
    county = northdown()
    order = waiting(county, someone(county))
    with pytest.raises(Refused) as refused:
        give(county, order, by="manager")
    assert codes(refused.value) == {"RELEASE_ABOVE_AUTHORISE_LIMIT", "RELEASE_OTHER_TEAM"}
    with pytest.raises(Refused) as refused:
        give(county, order, by="nurse")
    assert codes(refused.value) == {"NOT_ALLOWED"}


def test_nobody_releases_their_own_order() -> None:
    county = northdown()
    order = placed(county, someone(county), *lines("MAT-022", "MAT-024", "BED-020", "BED-010"), by="leadnurse")
    with pytest.raises(Refused) as refused:
        give(county, order, by="leadnurse")
    assert "RELEASE_OWN_ORDER" in codes(refused.value)


def test_whoever_amended_an_order_does_not_release_it() -> None:
    """A team lead orders and authorises: what they made of a colleague's order is theirs too."""
    county = northdown()
    order = waiting(county, someone(county))
    other = {order.lines[1].line_id: LineRequest("BED-010", 1, "deliver_5d")}
    change = OrderAmendment(order.order_id, 1, "The room is small", changed=other)
    done = amend_order(call_as(county.scopes["leadnurse"]), request=change)
    (release_id,) = done.release_ids
    with pytest.raises(Refused) as refused:
        give_release(call_as(county.scopes["leadnurse"]), request=ReleaseYes((release_id,)))
    assert "RELEASE_OWN_ORDER" in codes(refused.value)


def test_the_named_colleague_of_a_discharge_order_answers() -> None:
    county = northdown()
    order = placed(
        county,
        someone(county),
        *lines("BED-010"),
        by="discharge",
        supervisor_id=county.users["therapist"],
        discharge=Discharge("Ward 7", at(2026, 3, 6).date(), "p1"),
    )
    assert states(county, order) == ["AWAITING_AUTHORITY"]
    give(county, order, by="therapist")
    assert states(county, order) == ["AUTHORISED"]


def test_a_voucher_that_waited_is_issued_by_the_yes() -> None:
    county = northdown()
    who = someone(county)
    order = placed(county, who, *lines("MAT-022", "BED-020", "MAT-024"), *lines("DLV-016", speed=""))
    assert states(county, order)[3] == "AWAITING_AUTHORITY"
    give(county, order)
    assert states(county, order)[3] == "DELIVERED"
    with seen_by(county, "nurse"):
        assert Voucher.objects.get().line_id == order.lines[3].line_id


def test_returned_for_information_and_answered() -> None:
    county = northdown()
    order = waiting(county, someone(county))
    adviser, nurse = county.scopes["adviser"], county.scopes["nurse"]
    with pytest.raises(Refused) as refused:
        return_release(call_as(adviser), request=ReleaseQuestion(order.release_ids, " "))
    assert codes(refused.value) == {"RELEASE_RETURN_NOTE_MISSING"}
    return_release(call_as(adviser), request=ReleaseQuestion(order.release_ids, "Why two mattresses?"))
    assert states(county, order) == ["RETURNED_FOR_INFORMATION"] * 3
    assert release_states(county) == {"RETURNED"}
    with pytest.raises(Refused) as refused:
        answer_return(call_as(nurse), request=ReturnReply(order.release_ids, ""))
    assert codes(refused.value) == {"RELEASE_REPLY_MISSING"}
    with pytest.raises(Refused) as refused:
        answer_return(
            call_as(county.scopes["therapist"]), request=ReturnReply(order.release_ids, "It is for two rooms")
        )
    assert codes(refused.value) == {"CHANGE_OF_ANOTHER_TEAM"}
    answer_return(call_as(nurse), request=ReturnReply(order.release_ids, "One is for the day room"))
    assert states(county, order) == ["AWAITING_AUTHORITY"] * 3
    assert release_states(county) == {"PENDING"}
    with pytest.raises(Refused) as refused:
        answer_return(call_as(nurse), request=ReturnReply(order.release_ids, "Again"))
    assert codes(refused.value) == {"RELEASE_NOT_RETURNED"}
    give(county, order)
    assert states(county, order) == ["AUTHORISED"] * 3


def refuse(county: County, order: OrderPlaced, code: str = "equivalent_in_stock", note: str = "Use foam") -> None:
    refuse_release(call_as(county.scopes["adviser"]), request=ReleaseNo(order.release_ids, code, note))


def test_a_no_needs_a_known_reason_and_words() -> None:
    county = northdown()
    order = waiting(county, someone(county))
    with pytest.raises(Refused) as refused:
        refuse(county, order, note="")
    assert codes(refused.value) == {"RELEASE_REFUSE_NOTE_MISSING"}
    with pytest.raises(Refused) as refused:
        refuse(county, order, code="because")
    assert codes(refused.value) == {"RELEASE_UNKNOWN_CODE"}
    refuse(county, order)
    assert states(county, order) == ["REFUSED"] * 3
    with pytest.raises(Refused) as refused:
        give(county, order)
    assert codes(refused.value) == {"RELEASE_NOT_PENDING"}


def test_a_no_ends_the_visit_of_what_went_before_its_release_and_the_log_of_the_visit_says_so() -> None:
    county = northdown()
    who = someone(county)
    order = placed(county, who, *lines("BED-010", speed="deliver_4h"))
    refuse(county, order)
    (visit_id,) = order.visit_ids
    with seen_by(county, "desk"):
        assert Visit.objects.get(pk=visit_id).state == "CANCELLED"
        named = AuditSubject.objects.filter(subject=f"visit:{visit_id}", person_id=who.id)
        assert named.filter(audit__event="RELEASE_REFUSED").count() == 1


def test_a_refused_clinical_release_withdraws_the_spending_one() -> None:
    county = northdown()
    order = both_kinds(county, someone(county))
    with seen_by(county, "nurse"):
        clinical = Release.objects.get(kind="CLINICAL").id
    refuse_release(
        call_as(county.scopes["adviser"]), request=ReleaseNo((clinical,), "assessment_missing", "Assess first")
    )
    assert states(county, order) == ["REFUSED"]
    with seen_by(county, "nurse"):
        assert dict(Release.objects.values_list("kind", "state")) == {"CLINICAL": "REFUSED", "SPENDING": "WITHDRAWN"}


def test_the_review_of_what_goes_out_now_can_still_stop_it() -> None:
    county = northdown()
    order = placed(county, someone(county), *lines("BED-010", speed="deliver_4h"))
    assert states(county, order) == ["AUTHORISED"]
    refuse(county, order, note="There is one in the house")
    assert states(county, order) == ["REFUSED"]
    with seen_by(county, "nurse"):
        assert Visit.objects.get().state == "CANCELLED"
        assert VisitTask.objects.get().outcome == "CANCELLED"


def test_a_yes_to_a_review_changes_no_line() -> None:
    county = northdown()
    order = placed(county, someone(county), *lines("BED-010", speed="deliver_4h"))
    assert give(county, order).lines == ()
    assert states(county, order) == ["AUTHORISED"]
    with seen_by(county, "nurse"):
        assert Visit.objects.count() == 1


def test_another_team_does_not_take_a_refusal_back() -> None:
    county = northdown()
    order = waiting(county, someone(county))
    refuse(county, order)
    again = ReleaseAgain(order.release_ids, "We would like it")
    with pytest.raises(Refused) as refused:
        reconsider_release(call_as(county.scopes["ward"]), request=again)
    assert codes(refused.value) == {"CHANGE_OF_ANOTHER_TEAM"}
    assert set(states(county, order)) == {"REFUSED"}


@pytest.mark.parametrize("by", ["nurse", "adviser"])
def test_after_a_death_a_refusal_stays(by: str) -> None:
    county = northdown()
    who = someone(county)
    order = waiting(county, who)
    refuse(county, order)
    wanted = LifeEventWanted(who.id, LifeEventKind.DEATH, date(2026, 3, 3), "Her daughter")
    record_life_event(call_as(county.scopes["desk"]), request=wanted)
    with pytest.raises(Refused) as refused:
        reconsider_release(call_as(county.scopes[by]), request=ReleaseAgain(order.release_ids, "It was a slip"))
    assert codes(refused.value) == {"ORDER_PERSON_DIED"}
    assert set(states(county, order)) == {"REFUSED"}


def test_a_refusal_is_looked_at_again() -> None:
    county = northdown()
    order = waiting(county, someone(county))
    again = ReleaseAgain(order.release_ids, "The scan shows a fracture")
    with pytest.raises(Refused) as refused:
        reconsider_release(call_as(county.scopes["nurse"]), request=again)
    assert codes(refused.value) == {"RELEASE_NOT_REFUSED"}
    refuse(county, order)
    with pytest.raises(Refused) as refused:
        reconsider_release(call_as(county.scopes["nurse"]), request=ReleaseAgain(order.release_ids, ""))
    assert codes(refused.value) == {"RELEASE_RECONSIDER_NOTE_MISSING"}
    reconsider_release(call_as(county.scopes["nurse"]), request=again)
    assert states(county, order) == ["AWAITING_AUTHORITY"] * 3
    give(county, order)
    assert states(county, order) == ["AUTHORISED"] * 3


def test_urgent_releases_escalate_after_fifteen_minutes(clock: time_machine.Traveller) -> None:
    county = northdown()
    placed(county, someone(county), *lines("BED-010", speed="deliver_4h"))
    system = county.scopes["system"]
    clock.shift(timedelta(minutes=14))
    assert escalate_releases(call_as(system)) == 0
    clock.shift(timedelta(minutes=1))
    assert escalate_releases(call_as(system)) == 1
    assert escalate_releases(call_as(system)) == 0
    with seen_by(county, "nurse"):
        release = Release.objects.get()
        wanted = list(OutboxMessage.objects.filter(kind="RELEASE_WANTED").values_list("recipient", flat=True))
    assert release.escalated_at == at(2026, 3, 3, 10, 15)
    assert release.on_call_user_id != county.users["adviser"]
    assert len(set(wanted)) == 2


def both_afterwards(county: County) -> dict[str, UUID]:
    """A hoist that goes out in four hours, to be reviewed by both kinds of release: one is asked of each of the two
    who may give them. The ids of the releases by kind."""
    placed(county, someone(county), *lines("HST-032", speed="deliver_4h"), by="therapist")
    with seen_by(county, "nurse"):
        found = {release.kind: release for release in Release.objects.all()}
    asked = [release.on_call_user_id for release in found.values()]
    assert sorted(asked, key=str) == sorted((county.users["adviser"], county.users["panel"]), key=str)
    return {kind: release.id for kind, release in found.items()}


def test_who_gave_one_kind_is_asked_for_the_other_no_more(clock: time_machine.Traveller) -> None:
    county = northdown()
    both_afterwards(county)
    clock.shift(timedelta(minutes=10))
    with seen_by(county, "nurse"):
        panels = Release.objects.get(on_call_user_id=county.users["panel"]).pk
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes((panels,)))
    with seen_by(county, "nurse"):
        other = Release.objects.exclude(pk=panels).get()
        told = OutboxMessage.objects.get(kind="RELEASE_WANTED", key__endswith=":instead")
    assert other.on_call_user_id not in {None, county.users["adviser"]}
    assert county.users[told.recipient.split("@")[0]] == other.on_call_user_id
    assert told.content["release_id"] == str(other.id)
    # Whoever is asked now has the whole time to answer.
    assert other.escalate_at == at(2026, 3, 3, 10, 25)


def test_the_two_kinds_of_one_urgent_order_are_passed_on_to_two_people(clock: time_machine.Traveller) -> None:
    """Only the adviser and the panel may give either, and nobody both: each is asked what the other did not answer."""
    county = northdown()
    kinds = both_afterwards(county)
    with seen_by(county, "nurse"):
        before = {release.id: release.on_call_user_id for release in Release.objects.all()}
    clock.shift(timedelta(minutes=15))
    assert escalate_releases(call_as(county.scopes["system"])) == 2
    with seen_by(county, "nurse"):
        asked = set(Release.objects.values_list("on_call_user_id", flat=True))
        assert not any(Release.objects.filter(pk=one, on_call_user_id=before[one]) for one in kinds.values())
        told = OutboxMessage.objects.filter(kind="RELEASE_WANTED", key__endswith=":again")
        names = set(told.values_list("recipient", flat=True))
    assert asked == {county.users["adviser"], county.users["panel"]}
    assert names == {"adviser@northdown.example", "panel@northdown.example"}


def test_an_escalated_release_passes_over_whoever_gave_the_other_kind(clock: time_machine.Traveller) -> None:
    county = northdown()
    kinds = both_afterwards(county)
    # Somebody else, who would come next, gives the clinical one.
    panel = ReleaseYes((kinds["CLINICAL"],), "Agreed", ("G. Ashdown",), date(2026, 3, 3))
    give_release(call_as(county.scopes["panel"]), request=panel)
    clock.shift(timedelta(minutes=15))
    assert escalate_releases(call_as(county.scopes["system"])) == 1
    with seen_by(county, "nurse"):
        other = Release.objects.get(id=kinds["SPENDING"])
        told = OutboxMessage.objects.get(kind="RELEASE_WANTED", key__endswith=":again")
    # Nobody else may: the same person is told once more.
    assert (other.on_call_user_id, told.recipient) == (county.users["adviser"], "adviser@northdown.example")


def away(county: County, who: str, covered_by: str) -> None:
    """Someone is on leave this week, with cover."""
    wanted = CoverWanted(county.users[who], county.users[covered_by], at(2026, 3, 2), at(2026, 3, 9), "Annual leave")
    arrange_cover(call_as(county.scopes[covered_by]), request=wanted)


def test_an_urgent_release_goes_to_the_cover_of_whoever_is_on_leave() -> None:
    county = northdown()
    # Gwen Ashdown, who may answer too, comes before him by name.
    away(county, "adviser", "leadnurse")
    placed(county, someone(county), *lines("BED-010", speed="deliver_4h"))
    with seen_by(county, "nurse"):
        release = Release.objects.get()
        told = OutboxMessage.objects.get(kind="RELEASE_WANTED")
    assert (release.on_call_user_id, told.recipient) == (county.users["leadnurse"], "leadnurse@northdown.example")


@pytest.mark.parametrize("on_leave", [False, True])
def test_an_escalated_release_passes_over_whoever_is_on_leave(clock: time_machine.Traveller, *, on_leave: bool) -> None:
    county = northdown()
    placed(county, someone(county), *lines("BED-010", speed="deliver_4h"))
    if on_leave:
        # Gwen Ashdown would come next.
        away(county, "panel", "leadnurse")
    clock.shift(timedelta(minutes=15))
    assert escalate_releases(call_as(county.scopes["system"])) == 1
    with seen_by(county, "nurse"):
        release = Release.objects.get()
    assert (release.on_call_user_id == county.users["panel"]) is not on_leave
    assert release.on_call_user_id != county.users["adviser"]


def test_urgent_releases_escalate_after_the_minutes_of_the_contract(clock: time_machine.Traveller) -> None:
    county = northdown()
    change = DataChange(DataKind.TERM, (TermRow("escalate_after_minutes", 30),), date(2026, 3, 4))
    change_contract_data(call_as(county.scopes["admin"]), request=change)
    clock.shift(timedelta(days=1))
    placed(county, someone(county), *lines("BED-010", speed="deliver_4h"))
    system = county.scopes["system"]
    clock.shift(timedelta(minutes=29))
    assert escalate_releases(call_as(system)) == 0
    clock.shift(timedelta(minutes=1))
    assert escalate_releases(call_as(system)) == 1
    with seen_by(county, "nurse"):
        assert Release.objects.get().escalated_at == at(2026, 3, 4, 10, 30)


@pytest.mark.parametrize("release_ids", [(), (UUID(int=7),)])
def test_no_release_or_an_unknown_one_is_refused(release_ids: tuple[UUID, ...]) -> None:
    county = northdown()
    with pytest.raises(Refused) as refused:
        give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(release_ids))
    assert codes(refused.value) == {"NOT_FOUND" if release_ids else "RELEASE_NONE_GIVEN"}


def test_only_who_may_answer_puts_a_release_to_a_panel_and_only_while_it_waits() -> None:
    county = northdown()
    order = waiting(county, someone(county))
    wanted = ReleaseToPanel(order.release_ids, date(2026, 3, 12))
    for by in ("nurse", "manager"):
        with pytest.raises(Refused):
            put_to_panel(call_as(county.scopes[by]), request=wanted)
    with pytest.raises(Refused, match="RELEASE_PANEL_DAY_MISSING"):
        put_to_panel(call_as(county.scopes["adviser"]), request=ReleaseToPanel(order.release_ids, None))
    put_to_panel(call_as(county.scopes["adviser"]), request=wanted)
    give(county, order)
    with pytest.raises(Refused, match="RELEASE_NOT_PENDING"):
        put_to_panel(call_as(county.scopes["adviser"]), request=wanted)
    with seen_by(county, "adviser"):
        assert set(Release.objects.values_list("panel_on", flat=True)) == {date(2026, 3, 12)}


def test_another_contracts_release_is_not_found() -> None:
    county, other = northdown(), another_county()
    order = waiting(county, someone(county))
    with pytest.raises(Refused) as refused:
        give(other, order)
    assert codes(refused.value) == {"NOT_FOUND"}


def test_a_replayed_yes_gives_the_same_answer() -> None:
    county = northdown()
    order = waiting(county, someone(county))
    call, request = call_as(county.scopes["adviser"]), ReleaseYes(order.release_ids)
    assert give_release(call, request=request) == give_release(call, request=request)


def test_a_failure_at_the_last_step_of_a_yes_leaves_it_pending(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    order = waiting(county, someone(county))

    def fails(*_args: object, **_kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("handrail.core.outbox.put", fails)
    with pytest.raises(OSError, match="full"):
        give(county, order)
    assert release_states(county) == {"PENDING"}
    assert states(county, order) == ["AWAITING_AUTHORITY"] * 3


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_and_one_wins() -> None:
    county = northdown()
    order = waiting(county, someone(county))

    def answer(yes: bool) -> str:
        try:
            give(county, order) if yes else refuse(county, order)
        except Refused as refused:
            return ",".join(codes(refused))
        finally:
            connection.close()
        return "answered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, (True, False))) == ["RELEASE_NOT_PENDING", "answered"]
    assert set(states(county, order)) in ({"AUTHORISED"}, {"REFUSED"})


def test_cover_reaches_the_absent_ones_team() -> None:
    county = northdown()
    order = placed(county, someone(county), *lines("MAT-022", "MAT-024"), by="therapist")
    with pytest.raises(Refused) as refused:
        give(county, order, by="leadnurse")
    assert "RELEASE_OTHER_TEAM" in codes(refused.value)
    wanted = CoverWanted(
        county.users["senior"], county.users["leadnurse"], at(2026, 3, 2), at(2026, 3, 9), "Annual leave"
    )
    cover = arrange_cover(call_as(county.scopes["senior"]), request=wanted)
    with seen_by(county, "senior"):
        assert Cover.objects.get().id == cover.cover_id
    give(county, order, by="leadnurse")
    assert states(county, order) == ["AUTHORISED"] * 2


def test_cover_that_cannot_be_is_refused_with_every_reason() -> None:
    county = northdown()
    senior = county.users["senior"]
    with pytest.raises(Refused) as refused:
        arrange_cover(
            call_as(county.scopes["senior"]), request=CoverWanted(senior, senior, at(2026, 3, 9), at(2026, 3, 2))
        )
    assert codes(refused.value) == {"COVER_BY_ONESELF", "COVER_ENDS_BEFORE_START"}
    with pytest.raises(Refused) as refused:
        arrange_cover(
            call_as(county.scopes["senior"]),
            request=CoverWanted(county.users["nurse"], fresh_id(), at(2026, 2, 1), at(2026, 2, 2)),
        )
    assert codes(refused.value) == {
        "COVER_ABSENT_NOT_AUTHORISER",
        "COVER_COVERING_NOT_AUTHORISER",
        "COVER_OVER_ALREADY",
    }
    with pytest.raises(Refused) as refused:
        arrange_cover(
            call_as(county.scopes["nurse"]), request=CoverWanted(senior, senior, at(2026, 3, 9), at(2026, 3, 2))
        )
    assert codes(refused.value) == {"NOT_ALLOWED"}
