"""What an entry says that it was for: so many pieces at a price, or one sum."""

from datetime import date
from uuid import UUID

import pytest

from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.standing import NOTHING_POSTED, LineStanding, Supply, brought_up_to_date

LINE, SHARES = UUID(int=1), {UUID(int=2): 1}
OCCASION = Occasion(UUID(int=3), "line:1:change:1", date(2026, 10, 1))


@pytest.mark.parametrize(
    ("quantity", "visit", "supply", "said"),
    [
        # £7 for the thing and £28 for its visit are no five things.
        (1, 28_00, Supply.PROMISED, (1, 35_00)),
        (2, 0, Supply.PROMISED, (2, 7_00)),
        (2, 28_00, Supply.DELIVERED, (2, 7_00)),
    ],
)
def test_what_is_kept_for_a_visit_too_is_one_sum(
    quantity: int, visit: int, supply: Supply, said: tuple[int, int]
) -> None:
    line = LineStanding(LINE, quantity * 7_00, quantity, 0, supply, visit)
    entry = brought_up_to_date(OCCASION, line, NOTHING_POSTED, SHARES)
    assert entry
    assert (entry.price.quantity, entry.price.unit_pence) == said
