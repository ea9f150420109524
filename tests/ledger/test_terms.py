"""Terms as somebody typed them: each fault is named; the past is never touched; a past time is priced again exactly."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from handrail.catalogue.rules.traits import traits_of
from handrail.catalogue.states import SupplyRoute
from handrail.core.refusal import Reason
from handrail.ledger.codes import CreditDue, Excluded, Residence
from handrail.ledger.rules.credits import CreditTerm, credit_each, falls_due, is_excluded, never
from handrail.ledger.rules.funding import FundingRule
from handrail.ledger.rules.price_list import ListedPrice
from handrail.ledger.rules.price_terms import (
    PriceNames,
    PriceWanted,
    as_typed,
    indexed,
    listed,
    read_prices,
    reason_against_index,
)
from handrail.ledger.rules.repriced import (
    Charged,
    LeftOut,
    Repriced,
    Settled,
    left_out,
    previous_quarter,
    repriced_charges,
    repriced_credits,
)
from handrail.ledger.rules.terms import (
    SetChange,
    Withdrawal,
    in_order_of_use,
    plan_set,
    plan_set_withdrawal,
    reasons_against_credit,
    reasons_against_funding,
    uncredited,
)
from handrail.partners.effective import Held

TODAY = date(2026, 3, 3)
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
FLAT = CreditTerm(1, "", 0, None, 850_000, 0)
BEDS = CreditTerm(1, "beds", 0, None, 700_000, 0)
POOL, NHS = UUID(int=1), UUID(int=2)


def held(
    row: CreditTerm, from_on: date = date(2025, 4, 1), until_on: date | None = None, at: int = 1
) -> Held[CreditTerm]:
    return Held(UUID(int=at), row, from_on, until_on)


def code(found: object) -> str:
    return found.code.value if isinstance(found, Reason) else ""


def codes(reasons: object) -> list[str]:
    return [reason.code.value for reason in reasons]  # type: ignore[attr-defined]


def test_a_set_of_terms_takes_the_place_of_what_holds_and_keeps_what_stays() -> None:
    before = [held(FLAT), held(BEDS, at=2)]
    assert plan_set(before, [FLAT], from_on=APRIL, today=TODAY) == SetChange((UUID(int=2),), ())
    assert plan_set(before, [FLAT, CreditTerm(2, "chairs", 0, None, 1, 0)], from_on=APRIL, today=TODAY) == SetChange(
        (UUID(int=2),), (CreditTerm(2, "chairs", 0, None, 1, 0),)
    )


@pytest.mark.parametrize("on", [TODAY, TODAY - timedelta(days=400)])
def test_no_day_that_has_begun_gets_other_terms(on: date) -> None:
    assert code(plan_set([held(FLAT)], [BEDS], from_on=on, today=TODAY)) == "DATA_BEGINS_TOO_EARLY"


def test_the_same_terms_are_no_change_and_a_change_to_come_is_taken_back_first() -> None:
    assert code(plan_set([held(FLAT)], [FLAT], from_on=APRIL, today=TODAY)) == "DATA_NOTHING_CHANGED"
    coming = [held(FLAT, until_on=MAY), held(BEDS, MAY, at=2)]
    for on in (APRIL, MAY):
        assert code(plan_set(coming, [BEDS], from_on=on, today=TODAY)) == "DATA_OVERLAPS_LATER"
    assert plan_set_withdrawal(coming, from_on=MAY, today=TODAY) == Withdrawal((UUID(int=2),), (UUID(int=1),))
    assert code(plan_set_withdrawal(coming, from_on=APRIL, today=TODAY)) == "DATA_OVERLAPS_LATER"
    assert code(plan_set_withdrawal(coming, from_on=TODAY, today=TODAY)) == "DATA_ALREADY_BEGUN"
    assert code(plan_set_withdrawal(coming, from_on=date(2026, 6, 1), today=TODAY)) == "DATA_NOT_HELD"


@pytest.mark.parametrize(
    ("terms", "named"),
    [
        ([], ["TERMS_EMPTY"]),
        ([CreditTerm(1, "", 0, None, 1_000_001, 0)], ["CREDIT_RATE_OUTSIDE_0_TO_100"]),
        ([CreditTerm(1, "", 0, None, 1, -1)], ["CREDIT_FLOOR_BELOW_ZERO"]),
        ([CreditTerm(1, "boats", 0, None, 1, 0)], ["CREDIT_CATEGORY_UNKNOWN"]),
        ([CreditTerm(1, "", 6, 6, 1, 0)], ["CREDIT_BAND_ENDS_BEFORE_IT_BEGINS"]),
        ([CreditTerm(1, "", 0, 12, 1, 0), CreditTerm(2, "", 11, None, 1, 0)], ["CREDIT_BANDS_OVERLAP"]),
        ([CreditTerm(1, "", 0, None, 1, 0), CreditTerm(2, "", 0, None, 1, 0)], ["CREDIT_BANDS_OVERLAP"]),
        ([CreditTerm(1, "", 0, 12, 1, 0), CreditTerm(2, "", 13, None, 1, 0)], ["CREDIT_BANDS_LEAVE_A_GAP"]),
        ([CreditTerm(1, "", 0, 12, 1, 0), CreditTerm(2, "", 12, None, 1, 0), BEDS], []),
    ],
)  # fmt: skip
def test_each_fault_of_terms_of_credit_is_named(terms: list[CreditTerm], named: list[str]) -> None:
    assert codes(reasons_against_credit(terms, {"beds"})) == named


def test_terms_of_a_kind_of_equipment_count_before_those_of_any() -> None:
    ordered = in_order_of_use([FLAT, CreditTerm(0, "beds", 12, None, 1, 0), CreditTerm(0, "beds", 0, 12, 2, 0)])
    assert [(one.position, one.category, one.from_months) for one in ordered] == [
        (1, "beds", 0), (2, "beds", 12), (3, "", 0),
    ]  # fmt: skip


def rule(position: int, fund: UUID = POOL, route: str = "", weight: int = 1) -> FundingRule:
    return FundingRule(position, route, Residence.ANY, fund, weight)


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ([rule(1, route="CHILD"), rule(2)], []),
        ([rule(1, route="CHILD"), rule(1, NHS, "CHILD"), rule(2)], []),
        ([rule(1, UUID(int=9))], ["FUND_UNKNOWN"]),
        ([rule(1, weight=0)], ["FUND_WEIGHT_NOT_ABOVE_ZERO"]),
        ([rule(1), rule(1)], ["FUNDING_RULE_TWICE"]),
        ([rule(1, route="CHILD"), rule(1, NHS), rule(1)],
         ["FUNDING_RULES_OF_ONE_PLACE_DIFFER", "FUNDING_RULES_OF_ONE_PLACE_DIFFER"]),
        ([rule(1), rule(2, route="CHILD")], ["FUNDING_RULE_NEVER_REACHED"]),
        ([rule(1, route="CHILD")], ["FUNDING_RULES_LEAVE_SOMEBODY"]),
    ],
)  # fmt: skip
def test_each_fault_of_the_rules_of_who_pays_is_named(rules: list[FundingRule], named: list[str]) -> None:
    assert codes(reasons_against_funding(rules, {POOL, NHS})) == named


def test_what_no_term_credits_is_named() -> None:
    def missing(*terms: CreditTerm) -> list[tuple[str, int, int | None]]:
        return [(one.category, one.from_months, one.until_months) for one in uncredited(terms)]

    assert missing(CreditTerm(0, "", 0, 6, 850_000, 0)) == [("", 6, None)]
    assert missing(CreditTerm(0, "beds", 0, None, 850_000, 0)) == [("", 0, None)]
    assert missing(CreditTerm(0, "", 3, None, 850_000, 0)) == [("", 0, 3)]
    young_beds = CreditTerm(0, "beds", 0, 6, 850_000, 0)
    assert missing(young_beds, CreditTerm(0, "", 9, None, 1, 0)) == [("beds", 6, 9), ("", 0, 9)]
    assert missing(young_beds, FLAT) == []


# Prices


def test_prices_are_read_as_they_are_written() -> None:
    text = "delivery, deliver_5d, 41.50\n\n  repair ,, 7\nswap,deliver_4h,0.5\n"
    read, wrong = read_prices(text)
    assert wrong == ()
    assert read == (
        PriceWanted("delivery", "deliver_5d", 4150),
        PriceWanted("repair", "", 700),
        PriceWanted("swap", "deliver_4h", 50),
    )
    shown = as_typed([ListedPrice(one.activity, one.speed_code, one.pence) for one in read])
    assert read_prices(shown) == (read, ())


def test_prices_are_read_by_the_names_that_the_list_shows() -> None:
    names = PriceNames(
        [("delivery", "To one address"), ("post", "By post, under 2 kg"), ("a", "Twice"), ("b", "Twice")],
        [("deliver_5d", "5 working days")],
    )
    held = [ListedPrice("delivery", "deliver_5d", 2450), ListedPrice("post", "", 580), ListedPrice("a", "", 1)]
    shown = as_typed(held, names)
    assert shown == "To one address, 5 working days, 24.50\nBy post, under 2 kg, Any, 5.80\na, Any, 0.01"
    wanted = tuple(PriceWanted(one.activity, one.speed_code, one.pence) for one in held)
    assert read_prices(shown, names) == (wanted, ())
    assert read_prices(as_typed(held), names) == (wanted, ())
    again = "delivery, deliver_5d, 1\nto one address, 5 Working Days, 2"
    assert codes(read_prices(again, names)[1]) == ["PRICE_ROW_TWICE"]
    assert codes(read_prices("By post, under 2 kg, Any, 5,80", names)[1]) == ["PRICE_WITH_DECIMAL_COMMA"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("delivery, deliver_5d, £41.50", "PRICE_WITH_CURRENCY_SIGN"),
        ("delivery, deliver_5d, 41.50 GBP", "PRICE_WITH_CURRENCY_SIGN"),
        ("delivery, deliver_5d, 41,50", "PRICE_WITH_DECIMAL_COMMA"),
        ("delivery, deliver_5d, -41.50", "PRICE_BELOW_ZERO"),
        ("delivery, deliver_5d, 41.505", "PRICE_NOT_AN_AMOUNT"),
        ("delivery, deliver_5d, free", "PRICE_NOT_AN_AMOUNT"),
        ("delivery, deliver_5d", "PRICE_LINE_NOT_THREE_PARTS"),
        ("repair,, 1\nrepair,, 2", "PRICE_ROW_TWICE"),
        ("\n \n", "PRICES_EMPTY"),
        ("\n".join(f"repair, s{n}, 1" for n in range(501)), "PRICES_TOO_MANY"),
    ],
)
def test_each_fault_of_a_line_is_named(line: str, named: str) -> None:
    assert codes(read_prices(line)[1]) == [named]


def test_an_index_moves_each_price_half_a_penny_up() -> None:
    prices = [ListedPrice("a", "", 1050), ListedPrice("b", "s", 10), ListedPrice("c", "", 0)]
    assert [one.pence for one in indexed(prices, 31_000)] == [1083, 10, 0]
    assert [one.pence for one in indexed(prices, 50_000)] == [1103, 11, 0]
    assert [one.pence for one in indexed(prices, -31_000)] == [1017, 10, 0]
    assert reason_against_index(31_000) is None
    assert [code(reason_against_index(parts)) for parts in (0, 500_001, -500_001)] == ["INDEX_FIGURE_OUTSIDE"] * 3


# What the last quarter would have been


@pytest.mark.parametrize(
    ("today", "first", "after"),
    [
        (date(2026, 3, 31), date(2025, 10, 1), date(2026, 1, 1)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2026, 7, 1), date(2026, 10, 1)),
        (date(2024, 2, 29), date(2023, 10, 1), date(2024, 1, 1)),
    ],
)
def test_the_last_quarter_is_the_last_that_is_over(today: date, first: date, after: date) -> None:
    assert previous_quarter(today) == (first, after)


def test_credits_are_priced_again_by_the_rule_that_credits() -> None:
    on = date(2025, 11, 5)
    passed = [
        Settled(on, "beds", 3, 101_01, 1, 85_86),  # 85% of £101.01 is £85.8585
        Settled(on, "beds", 20, 101_01, 2, 85_86),
        Settled(on, "beds", 3, 50_00, 1, 10_00),  # put right since: the terms do not explain it
        Settled(on, "chairs", 1, 20_00, 1, 17_00),
    ]
    terms = [CreditTerm(0, "beds", 0, 12, 900_000, 0), CreditTerm(0, "beds", 12, None, 0, 30_00), FLAT]
    proposed = in_order_of_use(terms)
    beds, chairs = repriced_credits(passed, lambda _: (FLAT,), proposed)
    assert beds == Repriced("beds", "", 4, 3 * 85_86 + 10_00, 90_91 + 2 * 30_00 + 10_00, kept=1)
    assert chairs == Repriced("chairs", "", 1, 17_00, 17_00)
    assert beds.more_pence == beds.proposed_pence - beds.posted_pence


def test_what_the_terms_gave_nothing_for_is_priced_too() -> None:
    nothing = CreditTerm(1, "", 0, None, 0, 0)
    (found,) = repriced_credits([Settled(TODAY, "beds", 1, 100_00, 1, 0)], lambda _: (nothing,), [FLAT])
    assert (found.posted_pence, found.proposed_pence, found.kept) == (0, 85_00, 0)


def test_charges_are_priced_again_at_the_speed_that_they_were_charged_at() -> None:
    old = (
        ListedPrice("delivery", "fast", 60_00, 4),
        ListedPrice("delivery", "slow", 40_00, 120),
        ListedPrice("repair", "", 9_00),
    )
    charged = [
        Charged(TODAY, "delivery", "fast", 3, 60_00),
        Charged(TODAY, "delivery", "slow", 10, 40_00),
        Charged(TODAY, "delivery", "slow", 1, 35_00),  # the list of its day says otherwise
        Charged(TODAY, "repair", "", 5, 9_00),
    ]
    proposed = listed([PriceWanted("delivery", "fast", 66_00)], old)
    fast, slow = repriced_charges(charged, lambda _: old, proposed)
    assert fast == Repriced("delivery", "fast", 3, 180_00, 198_00)
    assert slow == Repriced("delivery", "slow", 11, 435_00, 435_00, kept=1)


def test_what_was_promised_at_several_speeds_is_previewed_at_the_one_that_is_dearest_then() -> None:
    old = (ListedPrice("delivery", "deliver_2h", 90_00), ListedPrice("delivery", "deliver_5d", 24_50))
    proposed = (ListedPrice("delivery", "deliver_5d", 100_00),)
    both = ("deliver_2h", "deliver_5d")
    charged = [Charged(date(2026, 2, 3), "delivery", "deliver_2h", 1, 90_00, both)]
    (found,) = repriced_charges(charged, lambda _: old, proposed)
    assert (found.posted_pence, found.proposed_pence, found.kept) == (90_00, 100_00, 0)
    # What the promises do not explain, its speed may.
    charged = [Charged(date(2026, 2, 3), "delivery", "deliver_5d", 1, 24_50, both)]
    (found,) = repriced_charges(charged, lambda _: old, proposed)
    assert (found.posted_pence, found.proposed_pence, found.kept) == (24_50, 100_00, 0)


def test_a_new_row_for_a_speed_takes_over_what_was_charged_at_the_nearest() -> None:
    old = (ListedPrice("delivery", "slow", 40_00, 120), ListedPrice("swap", "fast", 50_00, 4))
    (found,) = repriced_charges(
        [Charged(TODAY, "delivery", "slow", 1, 40_00)],
        lambda _: old,
        listed([PriceWanted("delivery", "fast", 70_00)], old),
    )
    assert found.more_pence == 0


RETURN = replace(FLAT, due=CreditDue.RETURN)


def came(*, fell_due: bool, back: bool, passed: bool, pence: int = 0) -> Settled:
    """A bed for £100.00 that was credited with so much in a quarter, or came back or passed in it."""
    return Settled(TODAY, "beds", 1, 100_00, 1, pence, ("category:beds", "loan"), fell_due, back, passed)


def test_another_day_on_which_it_falls_due_moves_credits_between_quarters() -> None:
    quarter = [
        came(fell_due=True, back=True, passed=True, pence=85_00),
        came(fell_due=True, back=False, passed=True, pence=85_00),
        came(fell_due=False, back=True, passed=False),
    ]
    (at_once,) = repriced_credits(quarter, lambda _: (FLAT,), [RETURN])
    assert (at_once.quantity, at_once.posted_pence, at_once.proposed_pence, at_once.kept) == (3, 170_00, 170_00, 0)
    (same,) = repriced_credits(quarter, lambda _: (FLAT,), [FLAT])
    assert (same.quantity, same.posted_pence, same.proposed_pence, same.kept) == (2, 170_00, 170_00, 0)


def test_what_fell_due_as_it_came_would_have_as_it_passed() -> None:
    quarter = [
        came(fell_due=True, back=True, passed=False, pence=85_00),
        came(fell_due=False, back=False, passed=True),
    ]
    (later,) = repriced_credits(quarter, lambda _: (RETURN,), [replace(FLAT, parts=500_000)])
    assert (later.quantity, later.posted_pence, later.proposed_pence, later.kept) == (2, 85_00, 50_00, 0)


def test_what_is_never_credited_is_left_out_of_the_quarter_and_counted() -> None:
    quarter = [came(fell_due=True, back=True, passed=True, pence=85_00)]
    out = never(Excluded.CATEGORY, "beds")
    (found,) = repriced_credits(quarter, lambda _: (FLAT,), [out, FLAT])
    assert (found.posted_pence, found.proposed_pence) == (85_00, 0)
    assert left_out(quarter, [out.trait, "gift"]) == {out.trait: LeftOut(1, 85_00), "gift": LeftOut()}
    (back,) = repriced_credits([came(fell_due=True, back=True, passed=True)], lambda _: (out, FLAT), [FLAT])
    assert (back.posted_pence, back.proposed_pence, back.kept) == (0, 85_00, 0)


def test_no_rate_is_of_what_is_excluded() -> None:
    terms = in_order_of_use([FLAT, BEDS, never(Excluded.GIFT), never(Excluded.CATEGORY, "beds")])
    assert [one.position for one in terms] == [0, 0, 1, 2]
    assert credit_each(100_00, "beds", 1, terms) == 70_00
    assert list(uncredited([never(Excluded.CATEGORY, "beds"), FLAT])) == []
    assert falls_due("beds", 1, [RETURN]) is CreditDue.RETURN
    assert falls_due("beds", 1, [replace(RETURN, category="chairs")]) is CreditDue.PASS


@pytest.mark.parametrize(
    ("code", "route", "method", "excluded"),
    [
        ("SPC-0001", SupplyRoute.LOAN, "hand_wash", {Excluded.SPECIAL}),
        ("ADA-1", SupplyRoute.ADAPTATION, "", {Excluded.ADAPTATION}),
        ("GIF-1", SupplyRoute.GIFT, "one_person", {Excluded.GIFT, Excluded.ONE_PERSON}),
        ("BED-1", SupplyRoute.LOAN, "hand_wash", set()),
    ],
)
def test_a_product_tells_what_it_is_in_the_words_of_the_terms(
    code: str, route: SupplyRoute, method: str, excluded: set[Excluded]
) -> None:
    traits = traits_of(code, "beds", route, method)
    for what in Excluded:
        term = never(what, "beds" if what is Excluded.CATEGORY else "")
        assert is_excluded(traits, [term]) == (what in excluded or what is Excluded.CATEGORY)
    assert not is_excluded(traits, [never(Excluded.CATEGORY, "chairs")])
