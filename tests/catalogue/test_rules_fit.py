"""Fit: compatibility both ways round, limits, hazards, duplicates; then bundles and the catalogue search."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from handrail.catalogue.reference.rows import CompatibilityRow, QuestionRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.catalogue.rules.bundles import expand_bundle, orderable_on
from handrail.catalogue.rules.facts import BasketItem, Check, CheckCode, CheckKind, Held, Holding, Measures, facts_of
from handrail.catalogue.rules.fit import FitFacts, check_duplicates, check_fit, check_limits, known_to_fit
from handrail.catalogue.rules.questions import flagged, questions_for
from handrail.catalogue.rules.search import CatalogueFilter, Listing, Sort, search_catalogue
from handrail.catalogue.states import AskedAt, CompareKind, FitRule, Severity, ThingKind
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.reasoning import alike, asks_for_reason

REFERENCE = shipped_reference()
PRODUCTS = {row.code: facts_of(row) for row in REFERENCE.products}
RULES = {row.rule_code: row for row in REFERENCE.compatibility}
SETS: dict[str, list[QuestionRow]] = {}
for _row in REFERENCE.questions:
    SETS.setdefault(_row.set_code, []).append(_row)
TODAY = date(2026, 3, 3)
UNKNOWN = Measures()


def item(code: str, quantity: int = 1) -> BasketItem:
    return BasketItem(PRODUCTS[code], quantity)


def holding(code: str, held: Held = Held.ON_LOAN, quantity: int = 1, since_on: date = TODAY) -> Holding:
    return Holding(PRODUCTS[code], quantity, held, since_on)


def facts(
    *codes: str,
    has: tuple[str, ...] = (),
    weight: int | None = None,
    height: int | None = None,
    notes: tuple[str, ...] = (),
    settled: tuple[str, ...] = (),
    quantity: int = 1,
) -> FitFacts:
    return FitFacts(
        basket=tuple(item(code, quantity) for code in codes),
        holdings=tuple(holding(code) for code in has),
        measures=Measures(Decimal(weight) if weight else None, Decimal(height) if height else None),
        hazard_notes=frozenset(notes),
        settled_sets=frozenset(settled),
    )


def fit(about: FitFacts, *rules: str) -> list[Check]:
    return list(check_fit([RULES[code] for code in rules] if rules else REFERENCE.compatibility, about))


def test_a_bed_without_a_mattress_asks_why() -> None:
    (check,) = fit(facts("BED-020"))
    assert (check.rule_code, check.code, check.severity) == ("CMP-002", CheckCode.PART_MISSING, Severity.NEEDS_REASON)
    assert (check.products, "mattress_foam" in check.against) == (("BED-020",), True)
    assert check.text


def test_a_missing_part_and_the_answer_that_says_so_are_one_matter() -> None:
    """A hoist without its sling: the rule and the question ask for one reason, and a bed without a mattress for its
    own."""
    asked = questions_for([PRODUCTS["HST-010"]], AskedAt.ORDER, SETS)
    ready = next(question for question in asked if question.code == "sling_ready")
    checks = [*flagged(ready, False), *fit(facts("HST-010", "BED-020"), "CMP-146", "CMP-002")]
    hoist = {check.kind for check in alike(checks[0], checks)}
    assert hoist == {CheckKind.ANSWER, CheckKind.FIT}
    assert [check.products for check in checks if asks_for_reason(check, checks, {})] == [("HST-010",), ("BED-020",)]


def test_the_mattress_may_be_on_the_order_or_with_the_person() -> None:
    assert fit(facts("BED-020", "MAT-010", weight=80), "CMP-002") == []
    assert fit(facts("BED-020", has=("MAT-010",), weight=80), "CMP-002") == []


def test_requires_holds_one_way_only() -> None:
    assert fit(facts("MAT-010"), "CMP-002") == []


def test_must_not_with_holds_both_ways_round() -> None:
    for ordered, held in (("MAT-026", "BED-010"), ("BED-010", "MAT-026")):
        (check,) = fit(facts(ordered, has=(held,)), "CMP-011")
        assert (check.code, check.severity) == (CheckCode.NOT_TOGETHER, Severity.BLOCK)
        assert (check.products, check.against) == ((ordered,), (held,))
        assert check.key == "fit:CMP-011:BED-010:MAT-026"


def test_what_is_only_with_the_person_is_not_looked_at() -> None:
    assert fit(facts("DLV-030", has=("MAT-026", "BED-010"))) == []


def test_two_on_one_order_are_a_pair() -> None:
    (check,) = fit(facts("MAT-026", "BED-010"), "CMP-011")
    assert (check.products, check.against) == (("BED-010", "MAT-026"), ())


def test_two_of_one_line_are_a_pair_with_itself() -> None:
    assert fit(facts("CUS-010"), "CMP-251") == []
    (check,) = fit(facts("CUS-010", quantity=2), "CMP-251")
    assert (check.key, check.code) == ("fit:CMP-251:CUS-010:CUS-010", CheckCode.LOOK_AT_PAIR)


@pytest.mark.parametrize(
    ("weight", "code"),
    [(None, CheckCode.WEIGHT_NOT_KNOWN), (186, CheckCode.LOWER_LIMIT_EXCEEDED), (185, None)],
)
def test_the_lower_of_two_limits_counts(weight: int | None, code: CheckCode | None) -> None:
    found = fit(facts("MAT-012", has=("BED-010",), weight=weight), "CMP-301")
    assert [check.code for check in found] == ([code] if code else [])
    if code:
        assert found[0].numbers[-2:] == (("limit_kg", 185), ("limited_by", "BED-010"))


def test_a_pair_without_limits_is_not_compared() -> None:
    assert fit(facts("BDA-060", "BDA-020"), "CMP-303") == []
    rule = replace(RULES["CMP-303"], object_codes=("bed_accessories",), subject_code="bed_accessories")
    assert check_fit([rule], facts("BDA-060", "BDA-020")) == ()


def test_a_heavy_duty_item_asks_about_everything_else() -> None:
    found = fit(facts("BED-050", has=("TOI-030", "DLV-030"), weight=250), "CMP-304")
    assert [(check.key, check.code) for check in found] == [("fit:CMP-304:TOI-030", CheckCode.LOWER_LIMIT_EXCEEDED)]
    assert found[0].numbers[0] == ("person_kg", "250")
    assert found[0].against == ("TOI-030",)


@pytest.mark.parametrize(
    ("height", "code"), [(None, CheckCode.HEIGHT_NOT_KNOWN), (120, CheckCode.TOO_SHORT), (150, None)]
)
def test_a_childs_item_asks_about_adult_items(height: int | None, code: CheckCode | None) -> None:
    found = fit(facts("CHD-030", has=("BED-010", "BDA-060"), height=height), "CMP-305")
    assert [(check.code, check.against) for check in found] == ([(code, ("BED-010",))] if code else [])


def test_a_childs_own_item_is_not_an_adult_item() -> None:
    rule = replace(RULES["CMP-305"], object_codes=("children",))
    assert check_fit([rule], facts("CHD-030", has=("CHD-044",), height=50)) == ()


def test_answers_settle_a_check_without_hiding_it() -> None:
    (open_check,) = fit(facts("MAT-022", has=("BDA-010",)), "CMP-029")
    (settled,) = fit(facts("MAT-022", has=("BDA-010",), settled=("bed_rail",)), "CMP-029")
    assert (open_check.code, open_check.severity) == (CheckCode.LOOK_AT_PAIR, Severity.NEEDS_REASON)
    assert (settled.code, settled.severity) == (CheckCode.SETTLED_BY_ANSWERS, Severity.REMIND)
    assert open_check.key == settled.key


def test_each_hazard_note_counts() -> None:
    rule = next(
        row
        for row in REFERENCE.compatibility
        if "smoking_in_home" in row.object_codes and row.subject_code == "air_mattress"
    )
    found = check_fit([rule], facts("MAT-022", "BED-010", notes=("smoking_in_home", "oxygen_in_use", "pests")))
    assert [(check.code, check.against) for check in found] == [
        (CheckCode.HAZARD_AT_ADDRESS, ("smoking_in_home",)),
        (CheckCode.HAZARD_AT_ADDRESS, ("oxygen_in_use",)),
    ]


def test_asbestos_stops_drilling() -> None:
    (check,) = fit(facts("ADP-010", notes=("asbestos_possible",)), "CMP-270")
    assert check.severity is Severity.BLOCK


def test_a_rule_may_name_one_product() -> None:
    rule = replace(
        RULES["CMP-011"],
        subject_kind=ThingKind.PRODUCT,
        subject_code="BED-010",
        object_kind=ThingKind.PRODUCT,
        object_codes=("TOI-030",),
    )
    assert len(check_fit([rule], facts("BED-010", "TOI-030"))) == 1


def test_works_with_is_information_only() -> None:
    rules = [RULES["CMP-035"]]
    assert check_fit(rules, facts("MAT-010", "BED-010")) == ()
    assert known_to_fit(rules, facts("BED-010", has=("MAT-010",))) == (
        ("MAT-010", "BED-010", "Measured and known to fit."),
    )
    assert known_to_fit([RULES["CMP-011"]], facts("MAT-026", "BED-010")) == ()


def test_a_rule_is_shown_once_for_a_pair() -> None:
    assert len(fit(facts("CUS-010", "CUS-012", has=("CUS-012",)), "CMP-251")) == 2


def test_every_rule_shipped_can_be_asked() -> None:
    everything = tuple(PRODUCTS)
    about = facts(*everything, weight=500, height=60, notes=("smoking_in_home", "bare_wires", "asbestos_possible"))
    rules: list[CompatibilityRow] = [
        row for row in REFERENCE.compatibility if row.severity and row.compare is not CompareKind.LOWEST_MAX_USER_WEIGHT
    ]
    found = {check.rule_code for check in check_fit(rules, about)}
    silent = {row.rule_code for row in rules if row.rule is not FitRule.REQUIRES} - found
    assert all(RULES[code].object_kind is ThingKind.HAZARD_NOTE for code in silent)


def limits(code: str, weight: int | None = None, height: int | None = None) -> list[tuple[CheckCode, Severity]]:
    measures = Measures(Decimal(weight) if weight else None, Decimal(height) if height else None)
    found = check_limits([item(code), item(code)], measures, [])
    return [(check.code, check.severity) for check in found]


def test_limits_of_lines_without_questions() -> None:
    asks = Severity.NEEDS_REASON
    assert limits("BED-010", 185, 146) == []
    assert limits("BED-010", 100, 190) == []
    assert limits("BED-010", 186, 145) == [(CheckCode.TOO_HEAVY, asks), (CheckCode.TOO_SHORT, asks)]
    assert limits("BED-010", 100, 191) == [(CheckCode.TOO_TALL, asks)]
    assert limits("BED-010") == [(CheckCode.WEIGHT_NOT_KNOWN, Severity.REMIND)]
    assert limits("BDA-060", 300, 300) == []


def test_a_limit_is_shown_with_its_numbers() -> None:
    (check,) = check_limits([item("BDA-050")], Measures(Decimal("251.5")), [])
    assert check.numbers == (("person_kg", "251.5"), ("limit_kg", 250))
    assert check.key == "limit:BDA-050:CHECK_TOO_HEAVY"


def test_what_questions_compare_already_is_not_compared_twice() -> None:
    questions = questions_for([PRODUCTS["BED-010"]], AskedAt.ORDER, SETS)
    assert check_limits([item("BED-010")], Measures(Decimal(300), Decimal(100)), questions) == ()
    assert check_limits([item("BED-010")], Measures(Decimal(300), Decimal(250)), questions) == ()


def duplicates(*basket: str, has: tuple[Holding, ...] = ()) -> list[tuple[CheckCode, tuple[str, ...], Severity]]:
    found = check_duplicates([item(code) for code in basket], has)
    return [(check.code, check.against, check.severity) for check in found]


def test_the_same_line_on_loan_or_on_order_asks_why() -> None:
    has = (
        holding("TOI-030", since_on=date(2025, 1, 1)),
        holding("TOI-030", quantity=2),
        holding("TOI-030", Held.ON_ORDER),
    )
    assert duplicates("TOI-030", has=has) == [
        (CheckCode.SAME_PRODUCT_HELD, ("TOI-030",), Severity.NEEDS_REASON),
        (CheckCode.SAME_PRODUCT_HELD, ("TOI-030",), Severity.NEEDS_REASON),
    ]
    (first, _second) = check_duplicates([item("TOI-030")], has)
    assert first.numbers == (("quantity", 3), ("since_on", "2025-01-01"), ("held", "ON_LOAN"))


def test_another_size_of_the_same_thing_asks_why() -> None:
    assert duplicates("SLG-011", has=(holding("SLG-012"), holding("SLG-010"))) == [
        (CheckCode.SAME_KIND_HELD, ("SLG-010", "SLG-012"), Severity.NEEDS_REASON)
    ]


def test_what_is_their_own_is_no_duplicate_but_a_second_order_is() -> None:
    assert duplicates("ADP-011", has=(holding("ADP-011", Held.OWN), holding("ADP-011"))) == []
    assert duplicates("TRF-011", has=(holding("TRF-011", Held.ON_ORDER),)) == [
        (CheckCode.SAME_PRODUCT_HELD, ("TRF-011",), Severity.NEEDS_REASON)
    ]
    assert duplicates("DLV-030", has=(holding("TOI-030"),)) == []


def test_twice_in_one_basket_is_only_said() -> None:
    assert duplicates("TOI-030", "TOI-030") == [(CheckCode.TWICE_IN_BASKET, (), Severity.REMIND)]


def test_a_bundle_opens_into_a_basket() -> None:
    lines = expand_bundle(REFERENCE.bundles, "home_with_hospital_bed", list(PRODUCTS.values()), TODAY)
    assert [line.line for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    bed, sheet = lines[0], lines[4]
    assert (bed.chosen, bed.in_basket, bed.speed, bed.quantity) == (PRODUCTS["BED-010"], True, "deliver_next_day", 1)
    assert (sheet.chosen, sheet.in_basket) == (None, False)
    assert {choice.code for choice in sheet.choices} == {"TRF-010", "TRF-011"}


def test_a_bundle_leaves_out_what_cannot_be_ordered() -> None:
    ended = [replace(PRODUCTS["TRF-010"], until_on=TODAY), PRODUCTS["TRF-011"]]
    lines = expand_bundle(REFERENCE.bundles, "home_with_hospital_bed", ended, TODAY)
    assert (lines[0].choices, lines[0].chosen) == ((), None)
    assert lines[4].chosen == PRODUCTS["TRF-011"]
    assert expand_bundle(REFERENCE.bundles, "no_such_bundle", ended, TODAY) == ()


@pytest.mark.parametrize(
    ("from_on", "until_on", "alert", "may"),
    [
        (None, None, False, True),
        (TODAY, None, False, True),
        (date(2026, 3, 4), None, False, False),
        (None, TODAY, False, False),
        (None, date(2026, 3, 4), False, True),
        (None, None, True, False),
    ],
)
def test_orderable_on_a_day(from_on: date | None, until_on: date | None, alert: bool, may: bool) -> None:
    product = replace(PRODUCTS["BED-010"], from_on=from_on, until_on=until_on, under_alert=alert)
    assert orderable_on(product, TODAY) is may


LISTINGS = [
    Listing(
        facts_of(row),
        ready_recycled=3 if row.code == "TOI-030" else 0,
        ready_new=1 if row.code in {"TOI-030", "BED-010"} else 0,
        last_ordered_by_team_on={"TOI-030": date(2026, 3, 1), "BED-010": date(2026, 3, 2)}.get(row.code),
    )
    for row in REFERENCE.products
]


def test_a_word_finds_its_own_kind_first_and_then_what_the_team_orders_most() -> None:
    listings = [replace(one, times_by_team=9 if one.product.code == "BDA-092" else 0) for one in LISTINGS]
    found = [one.product for one in search_catalogue(listings, CatalogueFilter(words="bed"), TODAY)]
    beds = [product for product in found if product.category == "beds"]
    assert found[: len(beds)] == beds
    assert [one.name for one in beds] == sorted(one.name for one in beds)
    assert found[len(beds)].code == "BDA-092"


def search(words: str = "", **more: object) -> list[str]:
    wanted = CatalogueFilter(words=words, **more)  # type: ignore[arg-type]  # a test names the filters
    return [listing.product.code for listing in search_catalogue(LISTINGS, wanted, TODAY)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("floor level bed", "BED-030"),
        ("bed-010", "BED-010"),
        ("bed010", "BED-010"),
        ("turning bed", "BED-080"),
        ("comode", "TOI-030"),
        ("commdoe", "TOI-030"),
        ("commmode", "TOI-030"),
        ("cxmmode", "TOI-030"),
        ("keysafe", None),
        ("commodex", "TOI-030"),
        ("xyz", None),
        ("xyzzy", None),
    ],
)
def test_words_find_their_product(words: str, first: str | None) -> None:
    found = search(words)
    assert (first in found) if first else found == []


def test_a_name_comes_before_a_description() -> None:
    assert PRODUCTS[search("commode")[0]].name.lower().startswith("commode")
    assert "profiling" in PRODUCTS[search("profi")[0]].name.lower()


def test_filters_narrow() -> None:
    assert search(in_stock=True) == ["TOI-030", "BED-010"]
    assert search(recycled=True) == ["TOI-030"]
    assert search(ordered_by_team=True, sort=Sort.LAST_ORDERED) == ["BED-010", "TOI-030"]
    assert search(size_group="slide_sheet") == ["TRF-010", "TRF-011"]
    assert set(search(categories=frozenset({"ramps"}))) == {"RMP-010", "RMP-011", "RMP-012", "RMP-014", "RMP-020"}
    simple = search(within_step=AuthorityStep.SIMPLE_AIDS)
    assert {PRODUCTS[code].minimum_authority for code in simple} == {AuthorityStep.SIMPLE_AIDS}


def test_orders_of_the_list() -> None:
    prices = [PRODUCTS[code].price_pence for code in search(sort=Sort.PRICE)]
    assert prices == sorted(prices)
    names = [PRODUCTS[code].name for code in search(sort=Sort.NAME)]
    assert names == sorted(names)
    assert search(sort=Sort.MOST_READY)[:2] == ["TOI-030", "BED-010"]
    assert search(sort=Sort.LAST_ORDERED)[:2] == ["BED-010", "TOI-030"]
    assert len(search()) == 248
