"""What is ready, in words: recycled and new told apart, of items and of counted pieces."""

from datetime import date
from uuid import UUID

import pytest

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.partners.queries import DepotRow
from handrail.simulation.set_up import County
from handrail.web.prescriber.reference import reference
from handrail.web.prescriber.searching import stock_of
from handrail.web.prescriber.stock import Pile, Ready, Stock, stock_from, stock_tag
from tests.usecases.test_recall import recalled


@pytest.mark.parametrize(
    ("ready", "words"),
    [
        (Ready(), "None in stock now"),
        (Ready(recycled=3, new=1), "In stock: 3 recycled, 1 new"),
        (Ready(new=12), "In stock: 12 new"),
    ],
)
def test_what_is_ready_in_words(ready: Ready, words: str) -> None:
    assert stock_tag(*ready).text == words


NEAR, FAR, WARD = (
    DepotRow(UUID(int=at), "DEPOT", name, 0, 0, None) for at, name in enumerate(("Northdown", "Far", "W"))
)


@pytest.mark.parametrize(
    ("by_store", "tag", "note"),
    [
        ({}, "None in stock now", ""),
        ({NEAR.id: Ready(2, 1)}, "In stock: 2 recycled, 1 new at Northdown", ""),
        (
            {NEAR.id: Ready(new=2), FAR.id: Ready(new=3)},
            "In stock: 2 new at Northdown",
            "3 at another store: may take a day longer",
        ),
        (
            {FAR.id: Ready(new=1), WARD.id: Ready(new=1)},
            "None at Northdown now",
            "2 at 2 other stores: may take a day longer",
        ),
    ],
)
def test_what_is_ready_says_at_which_store(by_store: dict[UUID, Ready], tag: str, note: str) -> None:
    stock = Stock({"TOI-030": by_store}, NEAR)
    assert (stock.tag("TOI-030").text, stock.note("TOI-030")) == (tag, note)


@pytest.mark.django_db
def test_what_is_recalled_says_so_instead(county: County) -> None:
    recalled(county, "BED-010")
    scope = county.scopes["nurse"]
    with reading(scope):
        stock = stock_of(scope, reference(scope, now().date()), now())
    assert [stock.on(day).tag("BED-010").text for day in (None, date(2030, 1, 1))] == ["Recalled: none goes out"] * 2
    assert stock.tag("BED-020").text == "None in stock now"


def test_what_cannot_go_out_on_the_day_is_not_counted() -> None:
    piles = (
        Pile("BED-010", NEAR.id, None, Ready(1, 0)),
        Pile("BED-010", NEAR.id, date(2026, 3, 4), Ready(2, 1)),
        Pile("BED-010", FAR.id, date(2026, 3, 6), Ready(0, 1)),
    )
    stock = stock_from(piles, NEAR, date(2026, 3, 3))
    assert (stock.of("BED-010"), stock.on(None), stock.on(date(2026, 3, 4)).of("BED-010")) == ((3, 2), stock, (3, 2))
    later = stock.on(date(2026, 3, 5))
    assert (later.tag("BED-010").text, later.note("BED-010")) == (
        "In stock: 1 recycled at Northdown",
        "1 at another store: may take a day longer",
    )
    assert later.on(date(2026, 3, 7)).of("BED-010") == (1, 0)
