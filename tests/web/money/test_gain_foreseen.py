"""The page of a pool foretells what sharing savings with the provider would come to, with its formula."""

import pytest

from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.inputs import SpendKind
from handrail.forecasting.forecast.year_explained import Told, YearExplained
from handrail.forecasts.queries.made import latest_workings
from handrail.identity.calls import reading
from handrail.ledger.rules.gain import Counts
from handrail.simulation.set_up import County
from handrail.web.money.gain_foreseen import to_come_of
from tests.foreseen import foreseen
from tests.usecases.terms import a_target, targeted_before
from tests.visiting import on_loan
from tests.web.forecasts.test_forecast_pages import latest
from tests.web.money.test_pool_pages import text_of
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
TITLE = "Sharing savings with the provider, if the year ends as forecast"


def test_the_sum_stands_on_the_page_from_what_happened_to_what_the_provider_would_get(county: County) -> None:
    on_loan(county, "BED-010")
    client = signed_in(county, "commissioner")
    assert TITLE not in text_of(client, "pool")
    targeted_before(county, a_target(1_000_000_00))
    assert "is foretold once there is a forecast" in text_of(client, "pool")
    foreseen(county)
    to_come = latest(county).figures.years["2025/26"].net[""].to_come
    shown = text_of(client, "pool").partition(TITLE)[2]
    # The bed is of 3 March, the forecast of the day before.
    assert f"What counts, without VAT, until 2 Mar 2026 Amount {shown_pounds(0)}" in shown
    assert f"From the forecast of 2 Mar 2026, without VAT Amount {shown_pounds(to_come)}" in shown
    beyond = 950_000_00 - to_come
    assert "Beyond what is not shared How Nothing is shared within 5% of the target: £50,000.00 Amount " in shown
    assert f"50% of {shown_pounds(beyond)} Amount {shown_pounds((beyond + 1) // 2)}" in shown


def test_of_what_counts_alone_the_forecast_has_its_part(county: County) -> None:
    targeted_before(county, a_target(1_000_000_00, Counts.EQUIPMENT))
    foreseen(county)
    with reading(county.scopes["money"]):
        workings = latest_workings(county.scopes["money"])
    assert workings
    years = workings.workings.years["2025/26"].values()
    kept = sum(row.pence for year in years for row in year.kept if row.kind == "EQUIPMENT")
    coming = sum(row.pence for year in years for row in year.coming if row.kind == "EQUIPMENT")
    back = sum(row.pence for year in years for row in year.back) + sum(
        row.pence for year in years for row in year.again
    )
    spent = kept + coming
    shown = text_of(signed_in(county, "money"), "pool").partition(TITLE)[2]
    assert f"From the forecast of 2 Mar 2026, without VAT Amount {shown_pounds(spent - back)}" in shown


def test_vat_that_is_told_of_equipment_is_no_cost_that_is_shared() -> None:
    told = (
        Told(SpendKind.EQUIPMENT, 0, 100_00, 0.2, 1.0, 20_00), Told(SpendKind.ACTIVITY, 0, 100_00, 0.05, 1.0, 5_00),
    )  # fmt: skip
    year = YearExplained(0, 0, 0, (), (), (), (), told)
    found = {counts: to_come_of(counts, [year]) for counts in Counts}
    assert found == {Counts.EVERYTHING: 5_00, Counts.EQUIPMENT: 0, Counts.ACTIVITY: 5_00}
