"""What is told of months ahead: the monthly fee, prices and VAT that begin on a later day."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from handrail.forecasting.forecast.codes import TermName
from handrail.forecasting.forecast.explaining import explained
from handrail.forecasting.forecast.figures import Period, forecast_of
from handrail.forecasting.forecast.inputs import Fee, PriceChange, SpendKind
from handrail.forecasting.forecast.months import month_of
from handrail.forecasts.queries.facts import bounds, known_at
from handrail.forecasts.queries.told import told_at
from handrail.forecasts.rules.told import PostedFee, fees_ahead, price_changes
from handrail.forecasts.rules.written import read_figures, read_workings, written_forecast
from handrail.identity.calls import reading
from handrail.ledger.rules.price_list import ListedPrice
from handrail.ledger.rules.price_terms import PriceWanted
from handrail.ledger.rules.repriced import Charged
from handrail.ledger.rules.vat import Bought, VatTerm
from handrail.simulation.set_up import County
from handrail.usecases.change_price_list import change_price_list
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.web.forecasts.explained import FEES, SUM_HEADS, TOLD, sums
from tests.forecasting.contracts import FUNDER
from tests.foreseen import ENDS, a_history
from tests.situations import call_as
from tests.usecases.terms import APRIL, other_prices
from tests.visiting import on_loan

POOL, NHS = (UUID(int=at) for at in (1, 2))
MARCH = date(2026, 3, 2)
FEE = ListedPrice("management_fee", "", 100_01)


def test_the_fee_of_each_month_that_is_not_charged_is_due_until_the_contract_ends() -> None:
    january, february = date(2026, 1, 31), date(2026, 2, 28)
    posted = [
        PostedFee(str(POOL), 50_00, january, 50_00, january),
        PostedFee(str(POOL), 75_00, february, 75_00, february), PostedFee(str(NHS), 25_00, february, 25_00, february),
    ]  # fmt: skip

    def due(ends_on: date, *prices: ListedPrice, vat: tuple[VatTerm, ...] = ()) -> list[Fee]:
        funds = {str(POOL), str(NHS)}
        return list(fees_ahead(posted, ends_on, lambda _: prices, lambda _: vat, funds))

    march = date(2026, 3, 31)
    shared = [Fee(str(POOL), 75_01, march, is_posted=False), Fee(str(NHS), 25_00, march, is_posted=False)]
    assert due(date(2026, 4, 1), FEE) == shared
    assert due(march, FEE) == []
    assert due(date(2027, 4, 1)) == []
    cost = VatTerm("", "", NHS, 2_000, is_recovered=False)
    assert [one.pence for one in due(date(2026, 4, 1), FEE, vat=(cost,))] == [75_01, 30_00]
    posted += [replace(one, pence=-one.pence, price_pence=-one.price_pence) for one in posted[1:]]
    # February's was set to nothing: the funds of January bear those to come, from March on.
    assert due(date(2026, 4, 1), FEE) == [Fee(str(POOL), 100_01, march, is_posted=False)]
    assert list(fees_ahead([], ENDS, lambda _: (FEE,), lambda _: (), set())) == []


def test_prices_and_vat_to_come_are_weighed_by_what_was_charged_and_bought() -> None:
    charged = [
        Charged(MARCH, "delivery", "", 3, 10_00), Charged(MARCH, "collection", "", 1, 10_00),
        Charged(MARCH, "management_fee", "", 1, 100_01),
    ]  # fmt: skip
    held = (ListedPrice("delivery", "", 10_00), ListedPrice("collection", "", 10_00), FEE)
    dearer = (ListedPrice("delivery", "", 12_00), *held[1:])
    bought = [Bought("equipment", "beds", POOL, 300_00, 0), Bought("equipment", "mats", POOL, 100_00, 0)]
    on_beds = (VatTerm("equipment", "beds", None, 2_000, is_recovered=False),)
    may = date(2026, 5, 1)
    changes = price_changes(
        charged, bought, [may, APRIL], MARCH, lambda on: dearer if on >= APRIL else held,
        lambda on: on_beds if on >= may else (),
    )  # fmt: skip
    # Three of four at a fifth more are 15%; three quarters at 20% as well.
    assert changes == (
        PriceChange(SpendKind.ACTIVITY, MARCH, APRIL, 1_150_000),
        PriceChange(SpendKind.EQUIPMENT, MARCH, may, 1_150_000),
    )
    back = (replace(on_beds[0], is_recovered=True),)
    assert price_changes([], bought, [may], MARCH, lambda _: (), lambda on: back if on >= may else ()) == ()


def test_each_is_a_step_of_its_own_and_the_steps_add_up() -> None:
    known = a_history()
    april = PriceChange(SpendKind.EQUIPMENT, known.as_at, date(2026, 4, 1), 1_100_000)
    fees = tuple(
        Fee(FUNDER, 1_000_00, on, is_posted=on <= known.as_at) for on in (date(2026, 1, 31), date(2026, 4, 30))
    )
    told = replace(known, price_changes=(april,), fees=fees)
    before, after = (written_forecast(one, ENDS) for one in (known, told))
    was, now = (read_workings(one.workings).years["2026/27"][FUNDER] for one in (before, after))
    assert [row.pence for row in now.fees] == [1_000_00]
    assert now.coming == was.coming
    assert {round(row.rise, 9) for row in now.told} == {0.1}
    rows = sum(row.pence for row in now.told)
    assert rows > 0
    for row in now.told:
        assert row.ordered_pence * row.rise * row.part == pytest.approx(row.pence, abs=15)
    figures = read_figures(after.figures)
    assert sums(now)[SUM_HEADS.index("Net")] == figures.years["2026/27"].net[FUNDER].pence
    assert (sums(now)[TOLD], sums(now)[FEES]) == (rows, 1_000_00)
    gross = [read_figures(one.figures).years["2026/27"].gross[FUNDER] for one in (before, after)]
    assert gross[1].to_come - gross[0].to_come == rows + 1_000_00
    assert gross[1].low - gross[0].low > 1_000_00
    # What was posted of fees is known, and no order.
    this = [read_figures(one.figures).years["2025/26"].gross[FUNDER].known for one in (before, after)]
    assert this[1] - this[0] == 1_000_00


@pytest.mark.django_db
def test_the_ledger_and_the_price_list_tell_of_both(county: County) -> None:
    on_loan(county, "BED-010")
    system = county.scopes["system"]
    assert charge_management_fee(call_as(system)) == 1
    coming = other_prices(PriceWanted("delivery", "deliver_5d", 1_00))
    change_price_list(call_as(county.scopes["money"]), request=coming)
    as_at = date(2026, 3, 3)
    with reading(system):
        known = known_at(system, bounds(system).since or as_at, as_at, date(2026, 5, 1))
        changes = told_at(system, as_at)
    posted, *due = known.fees
    assert (posted.is_posted, month_of(posted.on)) == (True, month_of(date(2026, 2, 28)))
    assert [(one.pence, one.on) for one in due] == [
        (posted.pence, date(2026, 3, 31)), (posted.pence, date(2026, 4, 30)),
    ]  # fmt: skip
    assert posted.pence not in {one.pence for one in known.orders}
    (change,) = changes
    assert (change.kind, change.from_on) == (SpendKind.ACTIVITY, APRIL)
    assert change.parts < 1_000_000


def test_a_month_is_explained_with_both() -> None:
    known = a_history()
    told = replace(
        known,
        price_changes=(PriceChange(SpendKind.EQUIPMENT, known.as_at, date(2026, 4, 1), 1_100_000),),
        fees=(Fee(FUNDER, 1_000_00, date(2026, 4, 30), is_posted=False),),
    )
    first = month_of(date(2026, 4, 1))
    found = forecast_of(told, (Period("2026/27", first, first + 11),), draws=5)
    terms = {(one.name, one.of): one for one in explained(found, FUNDER, month_of(date(2026, 4, 1)))}
    assert terms[TermName.MONTHLY_FEE, ""].pence == 1_000_00
    rise = terms[TermName.PRICES_TOLD, SpendKind.EQUIPMENT]
    assert sum(line.pence for line in rise.lines) == pytest.approx(rise.pence, abs=1)
    assert rise.pence > 0
