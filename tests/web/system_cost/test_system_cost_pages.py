"""Total system cost as a page, its lists and files, its terms, and its box beside a scenario."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.orders.rules.facts import Discharge
from handrail.simulation.set_up import County
from handrail.usecases.change_system_cost import UnitCostsChange, change_unit_costs
from tests.situations import call_as
from tests.stock_situations import at_most
from tests.usecases.terms import APRIL, a_day
from tests.usecases.test_system_cost import delivered_later
from tests.web.commissioner.test_scenario_pages import saved
from tests.web.money.test_pool_pages import words_of
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

PAGE, ORDERS = reverse("system_cost:cost"), reverse("system_cost:orders")
LATE_IN_APRIL = "2026-04-13T10:00:00Z"


def three_days_late(county: County, clock: time_machine.Traveller, *, priced: bool) -> None:
    """A discharge of 10 April whose order of 8 April came on the 13th."""
    if priced:
        change_unit_costs(call_as(county.scopes["money"]), request=UnitCostsChange((a_day(),), APRIL))
    clock.move_to("2026-04-08T10:00:00Z")
    delivered_later(county, clock, LATE_IN_APRIL, by="ward", discharge=Discharge("Ward 7", date(2026, 4, 10), "p1"))


def opened(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return words_of(answer)


def test_a_number_opens_its_orders_and_says_how_it_is_made(county: County, clock: time_machine.Traveller) -> None:
    three_days_late(county, clock, priced=True)
    reader = signed_in(county, "commissioner")
    with at_most(12):
        shown = opened(reader, PAGE)
    assert "This is not cash. It is never added to what was spent" in shown
    assert "3 days in 1 order" in shown
    assert "£1,035.00 to £1,485.00, central £1,185.00" in shown
    assert "3 × £395.00 = £1,185.00" in shown
    assert "B: one good study" in shown
    assert "Board paper 12/2025. Prices of 2025" in shown
    assert "Avoided cost No figure is set" in shown
    listed = f"{ORDERS}?counted=late_discharge_day&period=2026"
    assert listed.replace("&", "&amp;") in reader.get(PAGE).content.decode()
    assert "10 Apr 2026" in opened(reader, listed)
    assert "Only: Days after the discharge date" in opened(reader, f"{ORDERS}?counted=magic")
    assert "No order is counted here" in opened(reader, f"{ORDERS}?counted=prevent_fall")
    assert "0 days in 0 orders" in opened(reader, f"{PAGE}?period=2026-01")


def test_what_nobody_priced_is_counted_without_a_number(county: County, clock: time_machine.Traveller) -> None:
    three_days_late(county, clock, priced=False)
    shown = opened(signed_in(county, "commissioner"), PAGE)
    assert "3 days in 1 order" in shown
    assert "No figure is set: nobody has said what a day costs" in shown
    assert "£" not in shown.partition("Total system cost")[2]


def test_both_are_files_too(county: County, clock: time_machine.Traveller) -> None:
    three_days_late(county, clock, priced=True)
    reader = signed_in(county, "commissioner")
    lines = b"".join(reader.get(f"{PAGE}?format=csv")).decode()
    assert "Added,3,1,1,1,345.00,395.00,495.00,2025,B,Board paper 12/2025,,1035.00,1185.00,1485.00" in lines
    assert "No figure is set: nobody has said what a fall costs" in lines
    behind = b"".join(reader.get(f"{ORDERS}?counted=late_discharge_day&format=csv")).decode()
    assert "2026-04-10,2026-04-13,3" in behind


def test_it_stands_beside_a_saving_and_in_no_sum(county: County, clock: time_machine.Traveller) -> None:
    three_days_late(county, clock, priced=True)
    scenario = saved(county).scenario_id
    clock.move_to("2026-07-02T10:00:00Z")
    reader = signed_in(county, "commissioner")
    shown = opened(reader, reverse("commissioner:scenario", args=[scenario]))
    assert "Elsewhere, and not part of this saving" in shown
    assert "Added cost: £1,035.00 to £1,485.00, central £1,185.00." in shown
    assert "Avoided cost: no figure is set." in shown


def sent(client: Client, seen: str = "", **given: Any) -> Any:
    may = {"from_on-day": "1", "from_on-month": "5", "from_on-year": "2026"}
    data = {"idempotency_key": str(fresh_id()), "seen_version": seen, **may, **given}
    return client.post(reverse("terms:change_system_cost"), data)


DAY = {
    f"{name}_late_discharge_day": value
    for name, value in (
        ("pence_low", "345"), ("pence_central", "395"), ("pence_high", "495"), ("priced_in", "2025"),
        ("source", "Board paper 12/2025"), ("grade", "B"),
    )
}  # fmt: skip


def test_unit_costs_are_shown_for_the_last_quarter_before_they_are_saved(
    county: County, clock: time_machine.Traveller
) -> None:
    clock.move_to("2026-03-24T10:00:00Z")
    delivered_later(
        county, clock, "2026-03-30T10:00:00Z", by="ward", discharge=Discharge("Ward 7", date(2026, 3, 27), "p1")
    )
    clock.move_to(LATE_IN_APRIL)
    manager = signed_in(county, "money")
    assert "No figure is set" in opened(manager, reverse("terms:system_cost"))
    answer = sent(manager, **DAY)
    shown = words_of(answer)
    assert answer.status_code == 200
    assert "Is shown No figure Would be shown £1,035.00 to £1,485.00, central £1,185.00" in shown
    seen = str(answer.content.decode().partition('name="seen_version" value="')[2].partition('"')[0])
    assert sent(manager, seen, **DAY).status_code == 302
    terms = opened(manager, reverse("terms:system_cost"))
    assert "£345.00 to £495.00, central £395.00" in terms
    assert "Take back the change of 1 May 2026" in terms


def test_a_cost_without_source_grade_or_all_of_its_ends_is_named_at_its_field(county: County) -> None:
    manager = signed_in(county, "money")
    answer = sent(manager, **DAY | {"source_late_discharge_day": "", "pence_high_late_discharge_day": ""})
    assert answer.status_code == 422
    assert "Say where the cost comes from" in words_of(answer)
    assert "Give the lowest, the central and the highest cost" in words_of(answer)
    assert "Choose how well the cost is known" in words_of(sent(manager, **DAY | {"grade_late_discharge_day": ""}))
