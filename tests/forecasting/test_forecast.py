"""The whole forecast: contracts as regular as a clock, what may be known, figures that can be taken apart."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from handrail.core.refusal import Refused
from handrail.forecasting.forecast.codes import SPENDING, ForecastReason, Measure, TermName
from handrail.forecasting.forecast.explaining import explained
from handrail.forecasting.forecast.figures import ALL, MOST_MONTHS, Forecast, Period, forecast_of, years_of
from handrail.forecasting.forecast.inputs import Known, Loan, Order, PriceChange, SpendKind, as_known
from handrail.forecasting.forecast.months import first_of, last_of, month_of, working_days
from tests.forecasting.contracts import (
    APRIL_2023,
    FUNDER,
    ORDER_PENCE,
    a_contract,
    loans_of,
    orders_each_working_day,
)

PAST = range(APRIL_2023, APRIL_2023 + 36)
YEAR = Period("2026/27", PAST.stop, PAST.stop + 11)
WORKING_DAYS = sum(working_days(month, frozenset()) for month in range(YEAR.first, YEAR.until + 1))


def forecast(known: Known, *periods: Period, draws: int = 20) -> Forecast:
    return forecast_of(known, periods or (YEAR,), draws=draws)


def pence(found: Forecast, measure: Measure, funder: str = ALL, label: str = YEAR.label) -> int:
    return found.figures[label, funder, measure].pence


def test_orders_that_never_change_go_on() -> None:
    found = forecast(a_contract())
    assert pence(found, Measure.GROSS) == pytest.approx(WORKING_DAYS * ORDER_PENCE, rel=0.002)
    assert pence(found, Measure.CREDITS) == 0
    figure = found.figures[YEAR.label, ALL, Measure.NET]
    assert figure.range.low == pytest.approx(figure.range.high, rel=0.01)


def test_what_comes_back_after_four_months_goes_on_coming_back() -> None:
    """100 pieces of 10 pounds each month, 8 pounds of each back: the first four months from loans that are out, the
    others from loans to come."""
    found = forecast(a_contract(loans=loans_of(PAST, 4)))
    assert pence(found, Measure.CREDITS) == pytest.approx(12 * 80_000, rel=0.03)
    terms = {term.name: term for term in found.terms[FUNDER] if term.name not in SPENDING}
    assert sum(terms[TermName.LIVE_LOANS].pence[:4]) == pytest.approx(4 * 80_000, rel=0.03)
    assert sum(terms[TermName.LOANS_TO_COME].pence[:4]) < 1_000
    assert sum(terms[TermName.LOANS_TO_COME].pence[5:]) == pytest.approx(7 * 80_000, rel=0.05)


def test_net_is_gross_less_credits_and_all_is_the_sum_of_the_funders() -> None:
    loans = loans_of(PAST, 4)
    orders = [*orders_each_working_day(PAST), *orders_each_working_day(PAST, pence=777, funder="NHS")]
    found = forecast(a_contract(orders=orders, loans=loans))
    assert found.workings.funders == (FUNDER, "NHS")
    for funder in (FUNDER, "NHS", ALL):
        gross, credits_, net = (pence(found, measure, funder) for measure in Measure)
        assert net == gross - credits_
    for measure in Measure:
        assert pence(found, measure) == pence(found, measure, FUNDER) + pence(found, measure, "NHS")


def test_what_is_kept_for_open_orders_is_spent_where_orders_usually_are() -> None:
    """Each order is spent in the month after it; those of the last month are open. A quarter of all is cancelled."""
    orders = []
    for month in PAST:
        following = first_of(month + 1)
        known = month + 1 < PAST.stop
        spent = Order(FUNDER, SpendKind.EQUIPMENT, 75_000, first_of(month), following if known else None)
        cancelled = Order(FUNDER, SpendKind.EQUIPMENT, 25_000, first_of(month), None, following if known else None)
        orders += [spent, cancelled]
    found = forecast(a_contract(orders=orders))
    kept, to_come = (
        next(term for term in found.terms[FUNDER] if (term.name, term.of) == (name, "EQUIPMENT"))
        for name in SPENDING[:2]
    )
    assert kept.pence[:2] == pytest.approx((75_000, 0), rel=0.01, abs=10)
    assert to_come.pence[0] == pytest.approx(0, abs=10)
    assert to_come.pence[1] == pytest.approx(75_000, rel=0.15)


def test_a_month_that_has_begun_is_what_was_spent_and_the_rest() -> None:
    """On the 15th, orders up to the day are known; the whole month comes out as any other."""
    as_at = date(2026, 4, 15)
    orders = [one for one in orders_each_working_day(range(PAST.start, PAST.stop + 1)) if one.ordered_on <= as_at]
    found = forecast(a_contract(orders=orders, as_at=as_at), Period("April", PAST.stop, PAST.stop))
    figure = found.figures["April", ALL, Measure.GROSS]
    assert figure.known_pence == 11 * ORDER_PENCE
    assert figure.to_come_pence == pytest.approx(11 * ORDER_PENCE, rel=0.01)


def test_a_price_that_will_rise_is_in_the_forecast_from_its_day() -> None:
    rise = PriceChange(SpendKind.EQUIPMENT, date(2026, 3, 1), first_of(YEAR.first + 6), 1_100_000)
    before, after = forecast(a_contract()), forecast(a_contract(price_changes=(rise,)))
    terms = [
        next(term for term in found.terms[FUNDER] if term.name is TermName.ORDERS_TO_COME) for found in (before, after)
    ]
    assert terms[1].pence == pytest.approx(terms[0].pence)
    (more,) = (
        term for term in after.terms[FUNDER] if (term.name, term.of) == (TermName.PRICES_TOLD, SpendKind.EQUIPMENT)
    )
    assert more.pence[5] == 0
    assert more.pence[6] == pytest.approx(terms[0].pence[6] * 0.1)


def test_nothing_of_the_time_after_is_known() -> None:
    orders = (
        Order(FUNDER, SpendKind.EQUIPMENT, 1, date(2025, 1, 10), date(2025, 1, 20)),
        Order(FUNDER, SpendKind.EQUIPMENT, 1, date(2025, 1, 10), None, date(2025, 1, 20)),
        Order(FUNDER, SpendKind.EQUIPMENT, 1, date(2025, 1, 16), date(2025, 1, 16)),
    )
    loans = (
        Loan(FUNDER, "Bed", "Beds", 1, 1_000, date(2024, 5, 1), date(2025, 1, 15), 800),
        Loan(FUNDER, "Bed", "Beds", 1, 1_000, date(2024, 5, 1), date(2025, 1, 16), 800),
        Loan(FUNDER, "Bed", "Beds", 1, 1_000, date(2025, 1, 16)),
    )
    rise = PriceChange(SpendKind.EQUIPMENT, date(2025, 1, 16), date(2025, 4, 1), 1_100_000)
    whole = a_contract(orders=orders, loans=loans, price_changes=(rise,))
    then = as_known(whole, date(2025, 1, 15))
    assert [one.is_open for one in then.orders] == [True, True]
    assert then.loans == (loans[0], replace(loans[1], ended_on=None, credited_pence=0))
    assert then.price_changes == ()
    assert as_known(as_known(whole, date(2025, 1, 16)), date(2025, 1, 15)) == then


def test_each_figure_is_the_sum_of_its_terms_and_each_term_of_its_lines() -> None:
    loans = [*loans_of(PAST, 4), *loans_of(PAST, 9, product="Hoist", category="Hoists")]
    found = forecast(a_contract(loans=loans))
    for measure, spends in ((Measure.GROSS, True), (Measure.CREDITS, False)):
        terms = [
            term
            for month in range(YEAR.first, YEAR.until + 1)
            for term in explained(found, FUNDER, month)
            if (term.name in SPENDING) is spends
        ]
        assert sum(term.pence for term in terms) == pence(found, measure)
        for term in terms:
            assert sum(line.pence for line in term.lines) == pytest.approx(term.pence, abs=0.51)
    assert {term.of for term in explained(found, FUNDER, YEAR.first)} == {"EQUIPMENT", "ACTIVITY", "Bed", "Hoist", ""}


def test_a_line_names_what_it_multiplies() -> None:
    found = forecast(a_contract(loans=loans_of(PAST, 4)))
    lines = {(term.name, term.of): term.lines for term in explained(found, FUNDER, YEAR.first + 1)}
    to_come = lines[TermName.ORDERS_TO_COME, "EQUIPMENT"]
    assert [line.month for line in to_come] == [YEAR.first, YEAR.first + 1]
    assert dict(to_come[1].factors)["working_days"] == 21
    assert [name for name, _ in to_come[1].factors] == [
        "pence_a_working_day",
        "season",
        "working_days",
        "price_level",
        "part_spent",
    ]
    assert dict(lines[TermName.LIVE_LOANS, "Bed"][0].factors)["paid_pence"] == 400_000


def shaky(seed: int) -> list[Order]:
    """Orders of which each month has more or fewer, by chance."""
    chance = Random(seed)
    return [
        replace(order, pence=round(order.pence * part))
        for month in PAST
        for part in [chance.gauss(1, 0.1)]
        for order in orders_each_working_day(range(month, month + 1))
    ]


def test_a_range_is_as_wide_as_the_past_was_shaky_and_the_same_from_the_same_seed() -> None:
    known = a_contract(orders=shaky(1))
    ranges = [forecast_of(known, (YEAR,), seed=seed).figures[YEAR.label, ALL, Measure.NET].range for seed in (1, 1, 2)]
    assert ranges[0] == ranges[1] != ranges[2]
    assert 0.08 < (ranges[0].high - ranges[0].low) / ranges[0].middle < 0.5
    assert ranges[0].low < forecast(known).figures[YEAR.label, ALL, Measure.NET].pence < ranges[0].high


def test_a_range_holds_what_is_known_already() -> None:
    """Half a year that is over has no range: only the rest of it is uncertain."""
    known = a_contract(30, orders=shaky(1)[: sum(working_days(month, frozenset()) for month in PAST[:30])])
    found = forecast(known, Period("2025/26", PAST[24], PAST[35]), Period("rest", PAST[30], PAST[35]), draws=400)
    whole, rest = (found.figures[label, ALL, Measure.GROSS] for label in ("2025/26", "rest"))
    assert (rest.known_pence, whole.to_come_pence) == (0, rest.to_come_pence)
    assert whole.range.low == rest.range.low + whole.known_pence


def test_a_funder_that_only_has_loans_out_gets_their_credits() -> None:
    """A council that pays for nothing new any more."""
    loans = [replace(loan, funder="Neighbour") for loan in loans_of(PAST, 4)]
    found = forecast(a_contract(loans=loans))
    assert pence(found, Measure.GROSS, "Neighbour") == 0
    assert pence(found, Measure.CREDITS, "Neighbour") == pytest.approx(4 * 80_000, rel=0.03)


def test_a_funder_whose_loans_have_all_come_back_keeps_its_credits_of_the_year() -> None:
    loan = Loan("Neighbour", "Bed", "Beds", 1, 1_000, first_of(PAST[20]), first_of(PAST[29]), 800)
    found = forecast(a_contract(30, loans=[loan]), Period("2025/26", PAST[24], PAST[35]))
    figure = found.figures["2025/26", "Neighbour", Measure.CREDITS]
    assert (figure.known_pence, figure.to_come_pence) == (800, 0)
    assert found.figures["2025/26", ALL, Measure.CREDITS].known_pence == 800


def test_a_month_that_was_not_forecast_is_not_explained() -> None:
    found = forecast(a_contract())
    for month in (PAST[-1], YEAR.until + 1):
        with pytest.raises(ValueError, match="not in range"):
            explained(found, FUNDER, month)


def test_years_run_to_the_end_of_the_contract() -> None:
    years = years_of(date(2026, 9, 30), date(2028, 6, 30))
    assert [year.label for year in years] == ["2026/27", "2027/28", "2028/29"]
    assert (first_of(years[0].first), last_of(years[0].until)) == (date(2026, 4, 1), date(2027, 3, 31))
    assert last_of(years[2].until) == date(2028, 6, 30)
    assert [year.label for year in years_of(date(2026, 12, 31), date(2027, 6, 1), first_month=1)] == ["2027"]
    assert years_of(date(2026, 3, 30), date(2026, 3, 31))[0].label == "2025/26"
    assert years_of(date(2026, 3, 31), date(2026, 3, 31)) == ()


@pytest.mark.parametrize(
    ("months", "periods", "reason"),
    [
        (36, (), ForecastReason.NO_PERIODS),
        (36, (Period("2025/26", PAST[24], PAST[35]),), ForecastReason.PERIOD_OVER),
        (36, (Period("far", YEAR.first, PAST.stop + MOST_MONTHS),), ForecastReason.TOO_FAR),
        (2, (Period("soon", PAST[2], PAST[11]),), ForecastReason.TOO_LITTLE_KNOWN),
    ],
)
def test_what_cannot_be_forecast_is_refused(months: int, periods: tuple[Period, ...], reason: ForecastReason) -> None:
    with pytest.raises(Refused) as caught:
        forecast_of(a_contract(months), periods)
    assert [one.code for one in caught.value.reasons] == [reason]


def test_three_months_are_enough_and_a_contract_may_begin_within_a_month() -> None:
    known = replace(a_contract(4), since=date(2023, 4, 12))
    found = forecast(known, Period("soon", PAST[4], PAST[4]))
    expected = working_days(PAST[4], frozenset()) * ORDER_PENCE
    assert pence(found, Measure.GROSS, label="soon") == pytest.approx(expected, rel=0.01)
    with pytest.raises(Refused):
        forecast(replace(a_contract(3), since=date(2023, 4, 12)), Period("soon", PAST[3], PAST[3]))


def test_of_a_short_history_what_was_lent_before_is_no_part_of_what_is_bought() -> None:
    """Loans of three years, three months of which are known: what came before and stayed out is not a purchase of
    these three months, or three years of it would come back again and again."""
    loans = [one for one in loans_of(PAST, 4) if one.ended_on is None or month_of(one.ended_on) in PAST[-3:]]
    orders = orders_each_working_day(PAST[-3:], pence=100_000 // 21)
    found = forecast(replace(a_contract(orders=orders, loans=loans), since=first_of(PAST[-3])))
    assert pence(found, Measure.CREDITS) == pytest.approx(12 * 80_000, rel=0.1)


def test_the_shortest_history_is_not_taken_for_a_sure_one() -> None:
    """Until a year is known, it is missed as other counties' months are, though every month so far was the same."""
    found = forecast(a_contract(3), Period("soon", PAST[3], PAST[5]), draws=100)
    within = found.figures["soon", ALL, Measure.GROSS].range
    assert within.high - within.low > 0.15 * within.middle
    sure = forecast(a_contract(12), Period("soon", PAST[12], PAST[14]), draws=100).figures["soon", ALL, Measure.GROSS]
    assert sure.range.high - sure.range.low < 0.05 * sure.range.middle
