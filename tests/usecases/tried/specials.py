"""Each use case of specials: its situation, what it writes, and who of two wins."""

from handrail.usecases.keep_specials import (
    SpecialToAsk,
    SpecialToWithdraw,
    ask_special,
    search_special,
    withdraw_special,
)
from tests.ordering import someone
from tests.specials.specialling import asked_for, bed_wanted, search_of
from tests.usecases.tried.case import Case

SHOWN = "specials/test_keep.py::test_"
SPECIAL = "specials_special specials_specialhistory"

CASES = {
    "ask_special": Case(
        ask_special, lambda c: SpecialToAsk(someone(c).id, bed_wanted(c)), "therapist", SPECIAL,
        both_may="two requests, as two people asked; the list shows both",
        shown=f"{SHOWN}what_somebody_asks_for_is_kept_as_they_said_it",
    ),
    "search_special": Case(
        search_special, lambda c: search_of(asked_for(c).special_id), "desk", f"{SPECIAL} specials_specialsearch",
        both_may="both looked, and what each looked at is kept",
        shown=f"{SHOWN}what_lies_ready_is_looked_at_before_anything_is_bought",
    ),
    "withdraw_special": Case(
        withdraw_special, lambda c: SpecialToWithdraw(asked_for(c).special_id, "Not needed"), "therapist", SPECIAL,
        refused="SPECIAL_MOVED_ON", shown=f"{SHOWN}it_is_given_up_with_a_reason",
    ),
}  # fmt: skip
