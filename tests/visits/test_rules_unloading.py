"""How what came back off a van goes into the store: as the depot says, else as the door said."""

from uuid import UUID

import pytest

from handrail.stock.codes import CameBack
from handrail.visits.rules.unloading import SaidOfThing, pieces

LINE = UUID(int=1)
FIT, DIRTY, FAULTY = CameBack.FIT, CameBack.DIRTY, CameBack.FAULTY


@pytest.mark.parametrize(
    ("kept", "said", "reason", "comes"),
    [
        (3, None, "", ((FIT, 3),)),
        (3, None, "out_of_time", ((FIT, 3),)),
        (1, None, "item_faulty_on_arrival", ((FAULTY, 1),)),
        (1, None, "part_missing", ((FAULTY, 1),)),
        (1, None, "recalled", ((FAULTY, 1),)),
        (1, SaidOfThing(LINE, FIT), "item_faulty_on_arrival", ((FIT, 1),)),
        (1, SaidOfThing(LINE, DIRTY), "item_faulty_on_arrival", ((DIRTY, 1),)),
        (3, SaidOfThing(LINE, FAULTY, quantity=1), "", ((FAULTY, 1), (FIT, 2))),
        (3, SaidOfThing(LINE, DIRTY, quantity=9), "", ((DIRTY, 3),)),
    ],
)
def test_the_depots_word_goes_before_the_doors(
    kept: int, said: SaidOfThing | None, reason: str, comes: tuple[tuple[CameBack, int], ...]
) -> None:
    assert pieces(kept, said, reason) == comes
