"""Reading a scenario: what is refused, with the path of its key, and everything at once."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.refusal import Reason, Refused
from handrail.forecasting.codes import RATES, TOP_RATES, YEAR_RATES, Distribution
from handrail.forecasting.codes import ScenarioReason as Why
from handrail.forecasting.model import Baseline, Range
from handrail.forecasting.reading import LARGEST_BYTES, MOST_YEARS, read_scenario, scenario_of
from handrail.forecasting.words import REASONS, said
from tests.forecasting.plans import D, a_plan, a_year, reasons_against, scenario, second_year

EXAMPLE = """{"name": "Plan", "credit_rate": 0.85, "equipment_share": 0.80, "reuse_rate": 0.60, "years": [
  {"label": "2026/27", "gross_spend": 5000000, "baseline_net": 3700000, "self_purchase_rate": 0.05,
   "reuse_uplift": 0.04}]}"""


def refused(content: bytes) -> tuple[Reason, ...]:
    with pytest.raises(Refused) as caught:
        read_scenario(content)
    return caught.value.reasons


def only_reason(content: str | bytes) -> tuple[str | None, Why]:
    (reason,) = refused(content.encode() if isinstance(content, str) else content)
    return reason.field, Why(reason.code)


def test_a_file_is_read_as_it_is_written() -> None:
    read = read_scenario(EXAMPLE.encode())
    assert (read.name, read.rates["credit_rate"], read.carry_uplift, read.baseline) == ("Plan", D("0.85"), False, None)
    (year,) = read.years
    assert (year.label, year.gross_spend, year.baseline_net) == ("2026/27", D(5000000), D(3700000))
    assert dict(year.rates) == {"self_purchase_rate": D("0.05"), "reuse_uplift": D("0.04")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_encodings_of_json_are_read(encoding: str) -> None:
    assert read_scenario(EXAMPLE.replace("Plan", "Zoë").encode(encoding)).name == "Zoë"


@pytest.mark.parametrize(
    ("written", "number"),
    [("8.5e-1", "0.85"), ("85E-2", "0.85"), ("0.1", "0.1"), ("1", "1"), ("1.0", "1"), ("-0", "0"), ("0e99", "0")],
)
def test_exponents_and_tenths_are_exact(written: str, number: str) -> None:
    assert read_scenario(EXAMPLE.replace("0.85", written).encode()).rates["credit_rate"] == D(number)


def test_everything_that_may_stand_in_a_file_is_kept() -> None:
    read = scenario(
        carry_uplift=True,
        baseline={"credit_rate": D("0.5"), "reuse_rate": D("0.4")},
        ranges={"credit_rate": {"low": D("0.8"), "high": D("0.9")}},
        years=[
            a_year(
                baseline_net=None,
                credit_rate=D("0.7"),
                ranges={"reuse_uplift": {"low": D(0), "likely": D("0.01"), "high": D("0.1")}},
            ),
            second_year(ranges={"self_purchase_rate": {"low": D(0), "high": D(1), "distribution": "uniform"}}),
        ],
    )
    assert (read.carry_uplift, read.baseline) == (True, Baseline(D("0.5"), D("0.4")))
    assert read.ranges == {"credit_rate": Range(D("0.8"), D("0.85"), D("0.9"))}
    first, second = read.years
    assert (first.baseline_net, first.rates["credit_rate"]) == (None, D("0.7"))
    assert first.ranges == {"reuse_uplift": Range(D(0), D("0.01"), D("0.1"))}
    assert second.ranges == {"self_purchase_rate": Range(D(0), D(0), D(1), Distribution.UNIFORM)}
    assert (read.range_of(first, "credit_rate"), read.range_of(second, "credit_rate")) == (
        None,
        read.ranges["credit_rate"],
    )


@pytest.mark.parametrize("key", ["name", *TOP_RATES, "years"])
def test_what_is_missing_at_the_top(key: str) -> None:
    assert reasons_against(a_plan(**{key: None})) == [(key, Why.KEY_MISSING)]


@pytest.mark.parametrize("key", ["label", "gross_spend", *YEAR_RATES])
def test_what_is_missing_in_a_year(key: str) -> None:
    assert reasons_against(a_plan(years=[a_year(), second_year(**{key: None})])) == [
        (f"years[1].{key}", Why.KEY_MISSING)
    ]


def test_a_year_needs_a_baseline_of_its_own_or_one_at_the_top() -> None:
    years = [a_year(), second_year(baseline_net=None)]
    assert reasons_against(a_plan(years=years)) == [("years[1].baseline_net", Why.BASELINE_MISSING)]
    assert reasons_against(a_plan(years=years, baseline={"credit_rate": D(0), "reuse_rate": D(0)})) == []
    assert reasons_against(a_plan(baseline={"credit_rate": D(0)})) == [("baseline.reuse_rate", Why.KEY_MISSING)]


@pytest.mark.parametrize(
    ("plan", "path"),
    [
        (a_plan(credit_rates=1), "credit_rates"),
        (a_plan(self_purchase_rate=D(0)), "self_purchase_rate"),
        (a_plan(years=[a_year(reuse_uplfit=D(0))]), "years[0].reuse_uplfit"),
        (a_plan(years=[a_year(carry_uplift=True)]), "years[0].carry_uplift"),
        (a_plan(baseline={"credit_rate": D(0), "reuse_rate": D(0), "net": D(0)}), "baseline.net"),
        (a_plan(ranges={"self_purchase_rate": {}}), "ranges.self_purchase_rate"),
        (a_plan(years=[a_year(ranges={"credit_rate": {}})]), "years[0].ranges.credit_rate"),
        (a_plan(ranges={"credit_rate": {"low": D(0), "high": D(1), "mid": 1}}), "ranges.credit_rate.mid"),
        (a_plan(**{"a b": 1}), '["a b"]'),
        (a_plan(**{"\x1b[2J": 1}), '["\\u001b[2J"]'),
        (a_plan(**{"": 1}), '[""]'),
        (a_plan(**{"x" * 99: 1}), f'["{"x" * 36}...]'),
    ],
)
def test_unknown_keys(plan: dict[str, Any], path: str) -> None:
    assert reasons_against(plan) == [(path, Why.KEY_UNKNOWN)]


@pytest.mark.parametrize("found", [D("-0.0001"), D("1.0001"), D(85), D("1E+999999"), D("-1E+999999"), -1, 2])
@pytest.mark.parametrize("rate", RATES)
def test_rates_lie_from_0_to_1(rate: str, found: Any) -> None:
    if rate in TOP_RATES:
        assert reasons_against(a_plan(**{rate: found})) == [(rate, Why.RATE_OUT_OF_RANGE)]
        old = {"credit_rate": D(0), "reuse_rate": D(0)}
        if rate in old:
            assert reasons_against(a_plan(baseline={**old, rate: found})) == [
                (f"baseline.{rate}", Why.RATE_OUT_OF_RANGE)
            ]
    in_year = a_plan(years=[a_year(), second_year(**{rate: found})])
    assert reasons_against(in_year) == [(f"years[1].{rate}", Why.RATE_OUT_OF_RANGE)]


@pytest.mark.parametrize("key", ["gross_spend", "baseline_net"])
@pytest.mark.parametrize("found", [D("-0.01"), D("1000000000000.01"), D("1E+99999999")])
def test_pounds_are_neither_below_0_nor_beyond_reason(key: str, found: Decimal) -> None:
    assert reasons_against(a_plan(years=[a_year(**{key: found})])) == [(f"years[0].{key}", Why.AMOUNT_OUT_OF_RANGE)]
    for allowed in (D(0), D("1000000000000")):
        assert reasons_against(a_plan(years=[a_year(**{key: allowed})])) == []


@pytest.mark.parametrize(
    "found", ["0.85", "", True, False, [], {}, 0.85, D("NaN"), D("Infinity"), D("-Infinity"), D("sNaN")]
)
def test_what_is_no_number(found: Any) -> None:
    assert reasons_against(a_plan(credit_rate=found)) == [("credit_rate", Why.NOT_A_NUMBER)]
    assert reasons_against(a_plan(years=[a_year(gross_spend=found)])) == [("years[0].gross_spend", Why.NOT_A_NUMBER)]


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "null", "true", '"0.85"', "1e9999999999999999999"])
def test_what_is_no_number_in_a_file(written: str) -> None:
    assert only_reason(EXAMPLE.replace("0.85", written)) == ("credit_rate", Why.NOT_A_NUMBER)


@pytest.mark.parametrize("written", ["1e-25", "0." + "3" * 25, "1e-99999999999"])
def test_more_digits_than_anybody_means(written: str) -> None:
    assert only_reason(EXAMPLE.replace("0.85", written)) == ("credit_rate", Why.TOO_PRECISE)


def test_a_number_of_a_hundred_thousand_digits_is_refused_in_a_short_sentence() -> None:
    (reason,) = refused(EXAMPLE.replace("5000000", "9" * 100_000).encode())
    assert reason.code is Why.AMOUNT_OUT_OF_RANGE
    assert len(said(reason)) < 150


@pytest.mark.parametrize("found", ["", "  ", "\u200b", "x" * 201, 5, None, ["a"]])
def test_texts(found: Any) -> None:
    assert reasons_against({**a_plan(), "name": found}) == [("name", Why.NOT_A_TEXT)]
    year = {**a_year(), "label": found}
    assert reasons_against(a_plan(years=[year])) == [("years[0].label", Why.NOT_A_TEXT)]


def test_texts_are_cleaned() -> None:
    assert scenario(name=" A\tplan\x1b[2J \ud800").name == "A plan [2J"


@pytest.mark.parametrize("found", [D(1), D(0), "true", [], 1])
def test_carrying_is_true_or_false(found: Any) -> None:
    assert reasons_against(a_plan(carry_uplift=found)) == [("carry_uplift", Why.NOT_TRUE_OR_FALSE)]


@pytest.mark.parametrize("found", [[], "x", D(1), True])
@pytest.mark.parametrize("key", ["baseline", "ranges"])
def test_what_must_be_an_object(key: str, found: Any) -> None:
    assert reasons_against(a_plan(**{key: found})) == [(key, Why.NOT_AN_OBJECT)]
    assert reasons_against(a_plan(years=[a_year(), found])) == [("years[1]", Why.NOT_AN_OBJECT)]
    assert reasons_against(found) == [(None, Why.NOT_AN_OBJECT)]
    ranges = {"credit_rate": found}
    assert reasons_against(a_plan(ranges=ranges)) == [("ranges.credit_rate", Why.NOT_AN_OBJECT)]


def test_years() -> None:
    many = [a_year(label=f"Year {number}") for number in range(MOST_YEARS + 1)]
    assert reasons_against(a_plan(years=[])) == [("years", Why.NO_YEARS)]
    assert reasons_against(a_plan(years=many)) == [("years", Why.TOO_MANY_YEARS)]
    assert reasons_against(a_plan(years=many[1:])) == []
    assert reasons_against(a_plan(years={"2026/27": a_year()})) == [("years", Why.NOT_A_LIST)]


@pytest.mark.parametrize(
    ("labels", "fault"),
    [
        (["2026/27", "2027/28", "2029/30"], (2, Why.YEAR_OUT_OF_ORDER)),
        (["2027/28", "2026/27"], (1, Why.YEAR_OUT_OF_ORDER)),
        (["2026/27", "2026/27"], (1, Why.YEAR_TWICE)),
        (["First", "Second", "First"], (2, Why.YEAR_TWICE)),
        (["2026/27", "Total"], (1, Why.LABEL_TAKEN)),
        (["2098/99", "2099/00", "2100/01"], None),
        (["2026/27", "Five more", "2032/33"], None),
        (["2030/35", "2020/25"], None),
    ],
)
def test_labels(labels: list[str], fault: tuple[int, Why] | None) -> None:
    wanted = [(f"years[{fault[0]}].label", fault[1])] if fault else []
    assert reasons_against(a_plan(years=[a_year(label=label) for label in labels])) == wanted


def test_a_reuse_rate_above_1_is_refused_in_the_year_where_it_gets_there() -> None:
    years = [a_year(reuse_uplift=D("0.25")), second_year(reuse_uplift=D("0.15"))]
    assert reasons_against(a_plan(years=years)) == []
    assert reasons_against(a_plan(years=years, carry_uplift=True)) == []
    years[1]["reuse_uplift"] = D("0.1500001")
    assert reasons_against(a_plan(years=years)) == []
    assert reasons_against(a_plan(years=years, carry_uplift=True)) == [("years[1].reuse_uplift", Why.REUSE_ABOVE_ONE)]
    years = [a_year(reuse_rate=D("0.97")), second_year(reuse_uplift=D("0.41"))]
    assert reasons_against(a_plan(years=years)) == [
        ("years[0].reuse_uplift", Why.REUSE_ABOVE_ONE),
        ("years[1].reuse_uplift", Why.REUSE_ABOVE_ONE),
    ]


@pytest.mark.parametrize(
    ("range_", "fault"),
    [
        ({"high": D(1)}, (".low", Why.KEY_MISSING)),
        ({"low": D(0)}, (".high", Why.KEY_MISSING)),
        ({"low": D("0.9"), "high": D("0.8")}, ("", Why.RANGE_NOT_IN_ORDER)),
        ({"low": D("0.86"), "high": D("0.9")}, ("", Why.RANGE_NOT_IN_ORDER)),
        ({"low": D("0.8"), "likely": D("0.79"), "high": D("0.9")}, ("", Why.RANGE_NOT_IN_ORDER)),
        ({"low": D("0.9"), "high": D("0.8"), "distribution": "uniform"}, ("", Why.RANGE_NOT_IN_ORDER)),
        ({"low": D("0.8"), "high": D("1.9")}, (".high", Why.RATE_OUT_OF_RANGE)),
        ({"low": "0.8", "high": D("0.9")}, (".low", Why.NOT_A_NUMBER)),
        ({"low": D(0), "high": D(1), "distribution": "normal"}, (".distribution", Why.DISTRIBUTION_UNKNOWN)),
        ({"low": D(0), "high": D(1), "distribution": ["uniform"]}, (".distribution", Why.DISTRIBUTION_UNKNOWN)),
        ({"low": D(0), "high": D(1), "likely": D(0), "distribution": "uniform"}, (".likely", Why.LIKELY_UNUSED)),
        ({"low": D("0.85"), "high": D("0.85")}, None),
        ({"low": D("0.1"), "likely": D("0.2"), "high": D("0.3"), "distribution": "triangular"}, None),
    ],
)
def test_ranges(range_: dict[str, Any], fault: tuple[str, Why] | None) -> None:
    wanted = [(f"ranges.credit_rate{fault[0]}", fault[1])] if fault else []
    assert reasons_against(a_plan(ranges={"credit_rate": range_})) == wanted
    in_year = a_plan(years=[a_year(), second_year(credit_rate=D("0.85"), ranges={"credit_rate": range_})])
    assert reasons_against(in_year) == [(f"years[1].{path}", code) for path, code in wanted]


def test_a_wrong_rate_is_told_once_though_its_range_does_not_fit_either() -> None:
    plan = a_plan(credit_rate="0.85", ranges={"credit_rate": {"low": D("0.8"), "high": D("0.9")}})
    assert reasons_against(plan) == [("credit_rate", Why.NOT_A_NUMBER)]


def test_ranges_may_not_meet_above_1() -> None:
    reuse = {"reuse_rate": {"low": D("0.5"), "high": D("0.95")}}
    uplift = {"reuse_uplift": {"low": D(0), "high": D("0.06")}}
    years = [a_year(), second_year(ranges=uplift)]
    assert reasons_against(a_plan(years=years)) == []
    fault = [("years[1].reuse_uplift", Why.RANGE_MEETS_ABOVE_ONE)]
    assert reasons_against(a_plan(ranges=reuse, years=years)) == fault
    assert reasons_against(a_plan(ranges=reuse, years=years, carry_uplift=True)) == fault
    lower = {"reuse_rate": {"low": D("0.4"), "likely": D("0.45"), "high": D("0.5")}}
    much = [a_year(ranges={"reuse_uplift": {"low": D(0), "high": D("0.45")}})]
    assert reasons_against(a_plan(ranges=lower, years=much)) == []  # Below the rate as stated, and so drawn.
    own = [a_year(), second_year(ranges=uplift, reuse_rate=D("0.94"))]
    assert reasons_against(a_plan(ranges=reuse, years=own)) == []


def test_keys_that_stand_twice() -> None:
    assert only_reason(EXAMPLE.replace('"reuse_rate"', '"credit_rate": 0.2, "reuse_rate"')) == (
        "credit_rate",
        Why.KEY_TWICE,
    )
    assert only_reason(EXAMPLE.replace('"label"', '"label": "x", "label": "y", "label"')) == (
        "years[0].label",
        Why.KEY_TWICE,
    )


@pytest.mark.parametrize(
    "content",
    ["", " ", "{", "{]", '{"name": }', '{"name": 1,}', "{'name': 1}", EXAMPLE + "x", "name: Plan", '"\n"', "+1"],
)
def test_what_is_no_json(content: str) -> None:
    assert only_reason(content) == (None, Why.NOT_JSON)


@pytest.mark.parametrize("content", ["[]", "null", "1", '"text"', "true", "NaN", "[[[]]]"])
def test_json_that_is_no_scenario(content: str) -> None:
    assert only_reason(content) == (None, Why.NOT_AN_OBJECT)


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"years":['])
def test_json_without_bottom(opening: str) -> None:
    assert only_reason(opening * 90_000) == (None, Why.TOO_DEEP)


def test_bytes_that_are_no_text() -> None:
    (reason,) = refused(EXAMPLE.encode().replace(b"Plan", b"Pl\xe4n"))
    assert (reason.field, reason.code) == (None, Why.NOT_TEXT)
    assert said(reason) == "The file is not text in UTF-8: byte 13 cannot be read."


def test_a_file_beyond_all_bounds() -> None:
    assert only_reason(b" " * (LARGEST_BYTES + 1)) == (None, Why.TOO_BIG)
    assert read_scenario(EXAMPLE.encode().ljust(LARGEST_BYTES)).name == "Plan"


def test_every_reason_is_told_at_once() -> None:
    plan = a_plan(
        name="",
        credit_rate=D(2),
        colour="red",
        years=[a_year(gross_spend=None), 3, second_year(reuse_uplift="0.06", label="2026/27")],
    )
    assert set(reasons_against(plan)) == {
        ("colour", Why.KEY_UNKNOWN),
        ("credit_rate", Why.RATE_OUT_OF_RANGE),
        ("name", Why.NOT_A_TEXT),
        ("years[0].gross_spend", Why.KEY_MISSING),
        ("years[1]", Why.NOT_AN_OBJECT),
        ("years[2].reuse_uplift", Why.NOT_A_NUMBER),
        ("years[2].label", Why.YEAR_TWICE),
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"credit_rate": D("85")}, "credit_rate must be from 0 to 1 (85% is 0.85); it is 85."),
        ({"credit_rate": "85%"}, 'credit_rate must be a number such as 0.85, without quotation marks; it is "85%".'),
        ({"name": None}, "name is missing."),
        (
            {"years": [a_year(gross_spend=D(-1))]},
            "years[0].gross_spend must be from 0 to 1,000,000,000,000 pounds; it is -1.",
        ),
        (
            {"years": [a_year(), second_year(label="2028/29")]},
            "years[1].label is “2028/29”, but “2027/28” comes next; no year may be left out.",
        ),
        (
            {"years": [a_year(reuse_uplift=D("0.45"))]},
            "years[0].reuse_uplift makes a reuse rate above 1: 0.60 and 0.45 are 1.05.",
        ),
    ],
)
def test_sentences(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        scenario(**change)
    assert [said(reason) for reason in caught.value.reasons] == [sentence]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["years", *RATES]), inner),
    max_leaves=12,
)
PLACES = ("name", *TOP_RATES, "carry_uplift", "baseline", "ranges", "years")


@given(changes=st.dictionaries(st.sampled_from(PLACES) | st.text(), anything, max_size=3), in_year=anything)
def test_whatever_is_given_is_read_or_refused_in_sentences(changes: dict[str, Any], in_year: Any) -> None:
    plan = {**a_plan(years=[a_year(), in_year]), **changes}
    try:
        scenario_of(plan)
    except Refused as refusal:
        for reason in refusal.reasons:
            sentence = said(reason)
            assert sentence.isprintable()
            holes = re.findall(r"\{\w+\}", REASONS[reason.code.value])
            assert not any(hole in sentence for hole in holes)


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="replace")))
def test_whatever_bytes_come_are_refused(content: bytes) -> None:
    assert refused(content)
