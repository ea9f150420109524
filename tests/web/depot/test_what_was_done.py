"""Of things that are in several states after the work, the message says which are in which."""

from handrail.stock.plans import ItemDone, StockDone
from handrail.stock.states import AssetState
from handrail.web.depot.scanning import what_was_done


def test_each_state_names_its_items() -> None:
    new = [ItemDone("Bed", AssetState.PASSED, 1, number) for number in ("A1", "A2")]
    assert what_was_done(StockDone(tuple(new)), "booked in") == "2 items booked in: A1, A2. Now: passed, to put away."
    done = StockDone((*new, ItemDone("Walking stick", AssetState.READY, 5)))
    assert what_was_done(done, "booked in") == (
        "7 items booked in. Now passed, to put away: A1, A2; ready to issue: 5 Walking stick."
    )


def test_the_message_says_what_is_so_and_nothing_twice() -> None:
    cleared = StockDone((ItemDone("Bed", AssetState.DECONTAMINATED, 1, "A1"),))
    assert what_was_done(cleared, "cleared") == "1 item cleared: A1. Now: to be tested."
    for state, verb in ((AssetState.SCRAPPED, "scrapped"), (AssetState.QUARANTINED, "set apart")):
        done = StockDone((ItemDone("Bed", state, 1, "A1"),))
        assert what_was_done(done, verb) == f"1 item {verb}: A1."
