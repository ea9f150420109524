"""A second request for what was asked back: what is to come, what is owed, and what a swap has on its way."""

from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.usecases.withdraw_request import Replacing, Withdrawal, withdraw_request
from handrail.visits.models import Visit
from handrail.visits.rules.asking import AskedFor, AskingReason, Meanwhile
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import a_run, asked, booked, collection, load, on_loan, visit_row

pytestmark = pytest.mark.django_db


def not_fetched(county: County, *codes: str) -> tuple[tuple[UUID, ...], UUID]:
    """Loans that a crew did not find anybody at home for; somebody has yet to decide what next."""
    _, loans, visit_id = collection(county, *codes)
    fail_visit(call_as(county.scopes["desk"]), request=VisitFailure(visit_id, "still_in_use"))
    assert visit_row(county, visit_id).next_step_done_at is None
    return loans, visit_id


def test_what_a_visit_is_to_fetch_is_not_asked_for_twice(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    made = asked(county, done.loans[0].loan_id).visits[0]
    with pytest.raises(Refused) as refused:
        asked(county, done.loans[0].loan_id)
    (reason,) = refused.value.reasons
    said = dict(reason.params)
    assert (reason.code, said["visit_id"], said["visit"]) == (
        AskingReason.ASKED_ALREADY, str(made.visit_id), made.number,
    )  # fmt: skip


def test_what_was_not_fetched_leads_to_the_visit_whose_step_is_owed(county: County) -> None:
    (loan_id,), visit_id = not_fetched(county, "BED-010")
    with pytest.raises(Refused) as refused:
        asked(county, loan_id)
    (reason,) = refused.value.reasons
    said = dict(reason.params)
    assert (reason.code, reason.field) == (AskingReason.NEXT_STEP_OPEN, "again")
    assert (said["visit_id"], said["loan_id"]) == (str(visit_id), str(loan_id))


def test_somebody_goes_again_and_the_owed_step_is_taken_with_it(county: County) -> None:
    (loan_id,), visit_id = not_fetched(county, "BED-010")
    made = asked(county, loan_id, again=True)
    assert len(made.visits) == 1
    assert visit_row(county, visit_id).next_step_done_at is not None
    assert columns(county.scopes["desk"], Loan, "state") == ["RETURN_REQUESTED"]
    with pytest.raises(Refused, match="ASKED_ALREADY"):
        asked(county, loan_id, again=True)


def test_one_goes_again_to_mend_what_two_would_carry(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    made = asked(county, done.loans[0].loan_id, asked_for=AskedFor.REPAIR, fault="no_power").visits[0]
    booked(county, made.visit_id, run_id=a_run(county, van="Van 2"))
    fail_visit(call_as(county.scopes["desk"]), request=VisitFailure(made.visit_id, "no_answer"))
    step = NextStepWanted(made.visit_id, Taken.VISIT_AGAIN)
    (again,) = take_next_step(call_as(county.scopes["desk"]), request=step).follow_up_visit_ids
    assert [visit_row(county, one).crew for one in (made.visit_id, again)] == [1, 1]


def test_what_else_was_not_fetched_keeps_its_owed_step(county: County) -> None:
    loans, visit_id = not_fetched(county, "BED-010", "MAT-010")
    asked(county, loans[0], again=True)
    assert visit_row(county, visit_id).next_step_done_at is None
    step = NextStepWanted(visit_id, Taken.VISIT_AGAIN)
    (again,) = take_next_step(call_as(county.scopes["desk"]), request=step).follow_up_visit_ids
    assert len(visit_row(county, again).kinds) == 1


def test_a_request_after_which_nothing_is_to_come_stands_against_nothing(county: County) -> None:
    (loan_id,), visit_id = not_fetched(county, "BED-010")
    take_next_step(call_as(county.scopes["desk"]), request=NextStepWanted(visit_id, Taken.SETTLED, "they ring us"))
    assert len(asked(county, loan_id).visits) == 1


def swapped(county: County) -> tuple[UUID, UUID, UUID]:
    """A bed that is to be swapped: its loan, the visit, the line that replaces it."""
    _, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    visit_id = asked(county, loan_id, asked_for=AskedFor.SWAP, fault="frame_bent").visits[0].visit_id
    (line_id,) = columns(county.scopes["desk"], OrderLine, "id", state="AUTHORISED")
    return loan_id, visit_id, line_id


def test_a_swap_is_not_taken_back_in_silence_about_what_is_to_come(county: County) -> None:
    loan_id, visit_id, line_id = swapped(county)
    with pytest.raises(Refused) as refused:
        withdraw_request(call_as(county.scopes["desk"]), request=Withdrawal((loan_id,), reason="It works"))
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (AskingReason.REPLACEMENT_COMING, "replacement")
    assert dict(reason.params)["line_ids"] == str(line_id)
    assert visit_row(county, visit_id).state == "UNBOOKED"


def test_a_swap_is_taken_back_with_what_was_to_come(county: County) -> None:
    loan_id, visit_id, line_id = swapped(county)
    wanted = Withdrawal((loan_id,), reason="It works", replacement=Replacing.CANCEL)
    done = withdraw_request(call_as(county.scopes["desk"]), request=wanted)
    assert (done.visit_ids, done.line_ids, done.still_on_van) == ((visit_id,), (line_id,), ())
    assert visit_row(county, visit_id).state == "CANCELLED"
    assert columns(county.scopes["desk"], OrderLine, "state", id=line_id) == ["CANCELLED"]
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]


def test_what_was_to_come_comes_all_the_same(county: County) -> None:
    loan_id, visit_id, line_id = swapped(county)
    wanted = Withdrawal((loan_id,), reason="One for upstairs", replacement=Replacing.KEEP)
    assert withdraw_request(call_as(county.scopes["desk"]), request=wanted).line_ids == ()
    row = visit_row(county, visit_id)
    assert (row.state, row.kinds) == ("UNBOOKED", ["DELIVER"])
    assert columns(county.scopes["desk"], OrderLine, "state", id=line_id) == ["AUTHORISED"]


def test_what_is_on_the_van_already_is_brought_back(county: County) -> None:
    loan_id, visit_id, line_id = swapped(county)
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    load(county, run_id, line_id, "BED-010", 1)
    wanted = Withdrawal((loan_id,), reason="It works", replacement=Replacing.CANCEL)
    assert withdraw_request(call_as(county.scopes["desk"]), request=wanted).still_on_van == (line_id,)
    assert sorted(columns(county.scopes["depot"], Asset, "state")) == ["LOADED", "ON_LOAN"]
    assert not broken_in(county.scopes["depot"])


def test_of_a_swap_of_several_only_what_replaces_this_one_ends(county: County) -> None:
    _, done = on_loan(county, "BED-010", "MAT-010")
    loans = tuple(loan.loan_id for loan in done.loans)
    asked(county, *loans, asked_for=AskedFor.SWAP)
    wanted = Withdrawal(loans[:1], reason="It works", replacement=Replacing.CANCEL)
    assert len(withdraw_request(call_as(county.scopes["desk"]), request=wanted).line_ids) == 1
    products = dict(columns(county.scopes["desk"], OrderLine, "state", "product_id", spend_pence=0))
    (kept,) = columns(county.scopes["desk"], Loan, "product_id", state="RETURN_REQUESTED")
    assert products["AUTHORISED"] == kept
    assert len(columns(county.scopes["desk"], Visit, "id", state="UNBOOKED")) == 1


def repair_coming(county: County) -> tuple[UUID, UUID]:
    """A bed that a crew is to mend: its loan, the visit."""
    _, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    return loan_id, asked(county, loan_id, asked_for=AskedFor.REPAIR, fault="frame_bent").visits[0].visit_id


@pytest.mark.parametrize("asked_for", [AskedFor.COLLECTION, AskedFor.SWAP])
def test_what_is_to_be_mended_is_not_fetched_in_silence(county: County, asked_for: AskedFor) -> None:
    loan_id, repair = repair_coming(county)
    with pytest.raises(Refused) as refused:
        asked(county, loan_id, asked_for=asked_for)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (AskingReason.REPAIR_COMING, "meanwhile")
    assert dict(reason.params)["visit_id"] == str(repair)


def test_the_repair_of_what_is_fetched_is_taken_back(county: County) -> None:
    loan_id, repair = repair_coming(county)
    assert asked(county, loan_id, meanwhile=Meanwhile.WITHDRAW).withdrawn_visit_ids == (repair,)
    assert visit_row(county, repair).state == "CANCELLED"
    assert columns(county.scopes["desk"], Loan, "state") == ["RETURN_REQUESTED"]


def test_the_repair_of_what_is_fetched_is_kept(county: County) -> None:
    loan_id, repair = repair_coming(county)
    assert asked(county, loan_id, meanwhile=Meanwhile.KEEP).withdrawn_visit_ids == ()
    assert "REPAIR" in visit_row(county, repair).kinds


def test_what_is_to_be_fetched_is_not_mended_in_silence(county: County) -> None:
    _, (loan_id,), visit_id = collection(county, "BED-010")
    wanted = {"asked_for": AskedFor.REPAIR, "fault": "frame_bent"}
    with pytest.raises(Refused) as refused:
        asked(county, loan_id, **wanted)
    assert [(one.code, one.field) for one in refused.value.reasons] == [(AskingReason.COLLECTION_COMING, "meanwhile")]
    assert asked(county, loan_id, **wanted, meanwhile=Meanwhile.WITHDRAW).withdrawn_visit_ids == (visit_id,)
    assert visit_row(county, visit_id).state == "CANCELLED"
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]


def test_a_swap_that_gives_way_to_a_repair_takes_what_was_to_come_with_it(county: County) -> None:
    loan_id, visit_id, line_id = swapped(county)
    done = asked(
        county, loan_id, asked_for=AskedFor.REPAIR, fault="frame_bent", meanwhile=Meanwhile.WITHDRAW
    )  # fmt: skip
    assert (done.withdrawn_visit_ids, done.withdrawn_line_ids) == ((visit_id,), (line_id,))
    assert columns(county.scopes["desk"], OrderLine, "state", id=line_id) == ["CANCELLED"]
    assert visit_row(county, visit_id).state == "CANCELLED"
