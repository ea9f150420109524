"""Which pieces a mended count takes back, and where each belongs: of every small number, by the same few rules."""

from itertools import product
from uuid import UUID

import pytest

from handrail.stock.rules.mending import Gone, Lent, as_it_left, item_as_it_left, never_handed_over, too_many
from handrail.stock.states import AssetState

_S = AssetState
VAN, BEYOND, OWN, ANY = (UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize(("was", "belongs"), [
    (None, None), (_S.READY, _S.READY), (_S.HELD, _S.READY), (_S.LOADED, _S.READY), (_S.PASSED, _S.PASSED),
])  # fmt: skip
def test_a_piece_lies_again_as_it_lay(was: AssetState | None, belongs: AssetState | None) -> None:
    assert as_it_left(was, recalled=False) is belongs
    assert as_it_left(was, recalled=True) is (_S.QUARANTINED if was else None)


@pytest.mark.parametrize(("there", "beyond", "less"), list(product(range(4), range(4), range(7))))
def test_what_was_not_there_is_taken_back_first(there: int, beyond: int, less: int) -> None:
    gone = [Gone(VAN, "", there, _S.LOADED), Gone(BEYOND, "", beyond, None)]
    parts = never_handed_over(less, gone, [Lent(OWN, "", there + beyond)])
    if less > there + beyond:
        assert parts is None
        return
    assert parts is not None
    back = {move: sum(part.pieces for part in parts if part.gone.move_id == move) for move in (VAN, BEYOND)}
    assert back == {BEYOND: min(less, beyond), VAN: max(0, less - beyond)}


def test_pieces_of_a_lot_are_of_its_loan_before_one_without() -> None:
    gone = [Gone(VAN, "L1", 3, _S.READY), Gone(BEYOND, "", 1, None)]
    parts = never_handed_over(4, gone, [Lent(ANY, "", 2), Lent(OWN, "L1", 2)])
    assert parts is not None
    assert [(part.gone.move_id, part.loan_id, part.pieces) for part in parts] == [
        (BEYOND, ANY, 1), (VAN, OWN, 2), (VAN, ANY, 1)
    ]  # fmt: skip


def test_what_came_back_since_is_not_taken_back() -> None:
    assert never_handed_over(3, [Gone(VAN, "", 4, _S.LOADED)], [Lent(OWN, "", 2)]) is None
    assert never_handed_over(1, [Gone(VAN, "L1", 4, _S.LOADED)], [Lent(OWN, "L2", 4)]) is None


def test_beyond_what_was_ordered() -> None:
    assert [too_many(handed, 2) for handed in (0, 2, 5)] == [0, 0, 3]


@pytest.mark.parametrize("was", [None, *_S])
def test_no_item_is_on_the_shelf_that_was_not_for_choosing(was: AssetState | None) -> None:
    chosen = was in (_S.READY, _S.HELD, _S.LOADED)
    assert (item_as_it_left(was, recalled=False) is _S.READY) is chosen
    assert item_as_it_left(was, recalled=True) is _S.QUARANTINED
