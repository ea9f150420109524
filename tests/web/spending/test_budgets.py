"""The page of budgets, its form, and what is left where something is chosen."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.usecases.watch_budgets import watch_budgets
from handrail.web.prescriber import reference
from tests.ordering import someone
from tests.situations import call_as
from tests.spending.budgeting import budget_of
from tests.web.pages import signed_in
from tests.web.prescriber.test_place_order import basket, post, start

pytestmark = pytest.mark.django_db

PAGE = reverse("spending:budgets")


def test_the_pool_manager_sets_it_and_the_prescriber_reads_what_is_left(county: County) -> None:
    manager, wanted = signed_in(county, "money"), budget_of(county)
    given = {
        "team_id": str(wanted.team_id), "year": "2025", "pence": "1,000", "owner_id": str(wanted.owner_id),
        "idempotency_key": str(fresh_id()),
    }  # fmt: skip
    assert manager.post(reverse("spending:budget"), given).status_code == 302
    assert "Not counted yet" in manager.get(PAGE).content.decode()
    watch_budgets(call_as(county.scopes["system"]))
    shown = signed_in(county, "commissioner").get(PAGE).content.decode()
    assert shown.count("£1,000.00") == 2
    assert "opens what was spent alone" in shown
    assert "Counted on 3 Mar 2026" in shown
    assert "Set a budget" not in shown
    reference._kept.clear()
    nurse = signed_in(county, "nurse")
    draft = nurse.get(post(nurse, start(county, someone(county)), "save", **basket("BED-010"))).content.decode()
    assert draft.index("Still to do") < draft.index("budget this year: £1,000.00 of £1,000.00")
    reference._kept.clear()


def test_a_commissioner_sets_none(county: County) -> None:
    assert signed_in(county, "commissioner").get(reverse("spending:budget")).status_code == 403
