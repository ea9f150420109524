"""What a team may spend: set by the pool manager, counted after each fold, told to its owner, and never in the way."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from handrail.core.clock import now
from handrail.core.models import OutboxMessage
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.spending.budgets import BudgetRow, budgets_of, budgets_to_watch
from handrail.spending.rules import warns_at
from handrail.usecases.set_budget import set_budget
from handrail.usecases.watch_budgets import watch_budgets
from handrail.wording.messages import words_of
from tests.ordering import codes
from tests.situations import another_county, call_as
from tests.spending.budgeting import YEAR, budget_of
from tests.spending.test_crossed import delivered, fold
from tests.stock_situations import columns

pytestmark = pytest.mark.django_db


def kept(county: County) -> list[BudgetRow]:
    with reading(county.scopes["nurse"]):
        return list(budgets_of(county.scopes["nurse"], YEAR))


def watched(county: County) -> list[Any]:
    watch_budgets(call_as(county.scopes["system"]))
    return columns(county.scopes["system"], OutboxMessage, "content", kind="BUDGET_USED")


@pytest.mark.parametrize(("used", "told"), [(0, None), (7_999, None), (8_000, 80), (9_999, 80), (10_000, 100)])
def test_the_highest_threshold_that_is_reached_is_told(used: int, told: int | None) -> None:
    assert warns_at(used, 10_000) == told


def test_a_budget_is_set_and_set_anew(county: County) -> None:
    for pence in (100_000, 200_000):
        set_budget(call_as(county.scopes["money"]), request=budget_of(county, pence=pence))
    (found,) = kept(county)
    assert (found.version, found.pence, found.used_pence) == (2, 200_000, None)
    assert found.owner_id == county.users["commissioner"]


def test_what_cannot_be_a_budget_is_refused_with_every_reason(county: County) -> None:
    wrong = budget_of(county, team_id=uuid4(), from_on=date(2025, 5, 1), pence=0, owner_id=county.users["nurse"])
    with pytest.raises(Refused) as refused:
        set_budget(call_as(county.scopes["money"]), request=wrong)
    assert codes(refused.value) == {
        "BUDGET_OF_NO_OPEN_TEAM", "BUDGET_YEAR_DOES_NOT_BEGIN_ON_1_APRIL", "BUDGET_NOT_ABOVE_ZERO",
        "BUDGET_OWNER_UNKNOWN",
    }  # fmt: skip


def test_what_a_team_used_is_counted_and_its_owner_told_once_a_month(county: County) -> None:
    """A bed of £695.00 and its visit of £67.00 are 84% of £900."""
    set_budget(call_as(county.scopes["money"]), request=budget_of(county, pence=90_000))
    assert watched(county) == []
    delivered(county, "BED-010")
    fold(county)
    (told,) = watched(county)
    assert (told["percent"], told["used"]) == (80, 76_200)
    assert [one.used_pence for one in kept(county)] == [76_200]
    subject, text = words_of("BUDGET_USED", told)
    assert subject.endswith("80% of the budget is used")
    assert "£762.00 of its budget of £900.00" in text
    assert len(watched(county)) == 1
    set_budget(call_as(county.scopes["money"]), request=budget_of(county, pence=76_200))
    assert {one["percent"] for one in watched(county)} == {80, 100}
    # The month is part of what makes a message go once.
    month = f"{now():%Y-%m}"
    assert all(
        key.endswith(month) for key in columns(county.scopes["system"], OutboxMessage, "key", kind="BUDGET_USED")
    )


def test_an_empty_budget_refuses_no_order(county: County) -> None:
    set_budget(call_as(county.scopes["money"]), request=budget_of(county, pence=1))
    watched(county)
    delivered(county, "BED-010")
    assert columns(county.scopes["nurse"], OrderLine, "state") == ["DELIVERED"]


def test_it_is_counted_when_something_was_folded_or_a_budget_set(county: County) -> None:
    def waits() -> bool:
        with reading(county.scopes["system"]):
            return budgets_to_watch(county.scopes["system"], now())

    assert not waits()
    set_budget(call_as(county.scopes["money"]), request=budget_of(county))
    assert waits()
    watched(county)
    assert not waits()
    delivered(county, "BED-010")
    fold(county)
    assert waits()


def test_promise_7_another_contract_sees_nothing_of_it(county: County) -> None:
    set_budget(call_as(county.scopes["money"]), request=budget_of(county))
    assert kept(another_county()) == []
