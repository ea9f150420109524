"""Each row of the price list has its event, in the code and in docs/ledger.md; and which price a visit is charged."""

import re
from pathlib import Path

import pytest

from handrail.catalogue.reference.shipped import shipped_reference
from handrail.catalogue.states import SupplyRoute
from handrail.ledger.rules.entries import Price
from handrail.ledger.rules.price_list import ROWS, ListedPrice, NoPrice, price_of
from handrail.orders.rules.fitting import FITTING_ACTIVITIES, SMALL_FITTING, fitting_of
from handrail.partners.terms import CHOICES, IN_DELIVERY, Terms

PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"
USE_CASES = Path(__file__).parents[2] / "handrail" / "usecases"
PRICES = (
    ListedPrice("swap", "deliver_next_day", 4_400, 24),
    ListedPrice("swap", "deliver_5d", 3_400, 120),
    ListedPrice("swap", "chosen_date", 9_900),
    ListedPrice("repair", "repair_4h", 9_800, 4),
    ListedPrice("repair", "repair_3d", 3_600, 72),
    ListedPrice("free", "", 0),
    ListedPrice("second_person", "", 1_850),
)


def test_every_row_of_the_price_list_has_an_event() -> None:
    assert {row.activity for row in shipped_reference().prices} == ROWS.keys()
    assert all((USE_CASES / f"{row.by}.py").is_file() for row in ROWS.values())
    assert ROWS.keys() <= _named_in_code()


def _named_in_code() -> set[str]:
    """The words that the rules and use cases of charges say: a row that nothing says is posted by nothing."""
    code = (Path(__file__).parents[2] / "handrail").glob("**/*.py")
    read = [path.read_text(encoding="utf-8") for path in code if path.name != "price_list.py"]
    return {name for text in read for name in re.findall(r'"([a-z_]+)"', text)}


def test_the_page_about_the_ledger_says_the_same_of_every_row() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## The price list")[2].partition("\n## ")[0]
    told = re.findall(r"^\| ([a-z_]+) \| `([a-z_]+)` \| (yes|no) \| .+ \|$", section, re.MULTILINE)
    assert len(told) == len(ROWS)
    assert {name: (by, kept == "yes") for name, by, kept in told} == {
        name: (row.by.value, row.reserved) for name, row in ROWS.items()
    }


def test_what_products_are_fitted_at_is_in_the_price_list() -> None:
    of_loans = {row for name, rows in CHOICES.items() if name.startswith("fitting_of_") for row in rows}
    assert {*FITTING_ACTIVITIES.values(), *of_loans, SMALL_FITTING} < ROWS.keys()


def test_a_contract_says_by_size_group_at_which_row_a_loan_is_put_up() -> None:
    beds = Terms(fitting_of_beds="fitting_rail", fitting_of_telecare=IN_DELIVERY)
    products = (("beds", ""), ("small", "telecare"), ("gantry", ""), ("x", "y"))
    found = [fitting_of(SupplyRoute.LOAN, "", *product, beds) for product in products]
    assert found == ["fitting_rail", "", "fitting_hoist_frame", ""]


@pytest.mark.parametrize(
    ("activity", "promised", "pence"),
    [
        ("swap", ["deliver_5d"], 3_400),
        # Of several promises the dearest.
        ("swap", ["deliver_5d", "deliver_next_day"], 4_400),
        # Without a row of its own: the quickest that is not quicker.
        ("swap", ["repair_4h"], 4_400),
        ("swap", ["repair_3d"], 3_400),
        # Nothing was promised, or nothing that can be compared: the cheapest.
        ("swap", [""], 3_400),
        ("swap", ["unheard"], 3_400),
        ("repair", [], 3_600),
        ("repair", ["deliver_5d"], 3_600),
        ("second_person", [], 1_850),
    ],
)
def test_the_price_is_that_of_the_dearest_promise(activity: str, promised: list[str], pence: int) -> None:
    found = price_of(activity, promised, PRICES)
    assert isinstance(found, Price)
    assert (found.item, found.pence) == (activity, pence)


def test_what_costs_nothing_is_not_charged_and_what_has_no_price_waits_for_one() -> None:
    assert price_of("unheard", ["b", "a", "b"], PRICES, 2) == NoPrice("unheard", ("b", "a"), 2)
    assert price_of("free", [], PRICES) is None
