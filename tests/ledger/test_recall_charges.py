"""What telling people of a recall is charged: each thing once, and the call to what is fitted once a visit."""

from datetime import date
from uuid import UUID

from handrail.ledger.rules.recall_charges import RecallCharge, ToldOf, begins_of, recall_charges

RECALL, BY_VISIT, FIRST, SECOND = (UUID(int=number) for number in range(1, 5))
ONE, TWO = UUID(int=11), UUID(int=12)
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def test_each_is_charged_by_itself_on_its_day_and_the_call_once_for_all_that_is_fitted() -> None:
    told = (ToldOf(FIRST, ONE, MONDAY, BY_VISIT), ToldOf(SECOND, TWO, MONDAY, BY_VISIT))
    first, second, call = recall_charges(RECALL, told, 0)
    assert first == RecallCharge(f"charge:recall:{RECALL}:{FIRST}:recall_contact", "recall_contact", MONDAY, {ONE: 1})
    assert (second.cause, second.weights) == (f"charge:recall:{RECALL}:{SECOND}:recall_contact", {TWO: 1})
    assert call == RecallCharge(
        f"charge:visit:{BY_VISIT}:service_visit", "service_visit", MONDAY, {ONE: 1, TWO: 1}
    )  # fmt: skip


def test_who_was_told_without_a_visit_is_charged_no_call_and_what_no_line_bears_is_charged_too() -> None:
    (only,) = recall_charges(RECALL, (ToldOf(FIRST, None, TUESDAY),), 0)
    assert (only.item, only.on, only.weights) == ("recall_contact", TUESDAY, {None: 1})


def test_what_was_taken_back_is_charged_anew_by_another_cause_that_begins_the_same() -> None:
    told = (ToldOf(FIRST, ONE, MONDAY, BY_VISIT),)
    before, after = recall_charges(RECALL, told, 0), recall_charges(RECALL, told, 2)
    assert [one.cause for one in after] == [f"{one.cause}:2" for one in before]
    begins = begins_of(RECALL, told)
    assert all(one.cause.startswith(begins) for one in (*before, *after))
    assert recall_charges(RECALL, (), 1) == ()
