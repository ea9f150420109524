"""Each use case of specials: its situation, what it writes, and who of two wins."""

from dataclasses import replace

from handrail.core.moment import now_is
from handrail.identity.calls import Call
from handrail.simulation.set_up import County
from handrail.usecases.buy_special import buy_special
from handrail.usecases.charge_storage import charge_storage
from handrail.usecases.keep_specials import (
    SpecialSearched,
    SpecialToAsk,
    SpecialToWithdraw,
    ask_special,
    search_special,
    withdraw_special,
)
from handrail.usecases.quote_special import QuoteToChoose, choose_quote, quote_special
from tests.ordering import at, someone
from tests.specials.specialling import (
    approved,
    asked_for,
    bed_wanted,
    choice,
    looked_at,
    quote,
    quoted,
    returned,
    searched,
)
from tests.stock_situations import goods
from tests.usecases.tried.case import Case

SHOWN = "specials/test_keep.py::test_"
SPECIAL = "specials_special specials_specialhistory"

BUYING = "specials/test_buy.py::test_"
MONEY = "ledger_balance ledger_entry ledger_posting"
SUMMER = at(2026, 7, 1, 10)


def of_three(county: County) -> QuoteToChoose:
    wanted, ids = quoted(county, 185000, 186000, 187000)
    return choice(wanted.special_id, ids[0])


def one_there(county: County) -> SpecialSearched:
    """A bed lies ready, which does not do."""
    goods(county, "BED-010")
    return looked_at(asked_for(county).special_id)


def came_back(county: County) -> None:
    returned(county)


def in_summer(call: Call) -> Call:
    return replace(call, at=now_is(SUMMER))


CASES = {
    "quote_special": Case(
        quote_special, lambda c: quote(searched(c).special_id), "desk", "core_outboxmessage specials_specialquote",
        both_may="two suppliers may ask the same; the page shows both",
        shown=f"{BUYING}a_dear_one_needs_more_quotes_and_a_dearer_one_a_reason",
    ),
    "choose_quote": Case(
        choose_quote, of_three, "desk",
        f"{SPECIAL} core_outboxmessage specials_specialquote catalogue_product core_laiddown",
        refused="SPECIAL_MOVED_ON", shown=f"{BUYING}a_dear_one_needs_more_quotes_and_a_dearer_one_a_reason",
    ),
    "buy_special": Case(
        buy_special, lambda c: approved(c).special.special_id, "desk", f"{SPECIAL} {MONEY} core_outboxmessage",
        refused="SPECIAL_MOVED_ON", shown=f"{BUYING}buying_is_charged_once_to_its_line",
    ),
    "charge_storage": Case(
        charge_storage, came_back, "system", f"{MONEY} ledger_chargedmonth", called=in_summer,
        both_may="the cause of each is its month and loan: who comes second posts nothing",
        shown="specials/test_storage.py::test_keeping_it_is_charged_once_a_month_to_the_line_that_paid_for_it",
    ),
    "ask_special": Case(
        ask_special, lambda c: SpecialToAsk(someone(c).id, bed_wanted(c)), "therapist", SPECIAL,
        both_may="two requests, as two people asked; the list shows both",
        shown=f"{SHOWN}what_somebody_asks_for_is_kept_as_they_said_it",
    ),
    "search_special": Case(
        search_special, one_there, "desk", f"{SPECIAL} specials_specialsearch specials_speciallooked",
        both_may="both looked, and what each looked at is kept",
        shown=f"{SHOWN}what_lies_ready_is_looked_at_before_anything_is_bought",
    ),
    "withdraw_special": Case(
        withdraw_special, lambda c: SpecialToWithdraw(asked_for(c).special_id, "Not needed"), "therapist", SPECIAL,
        refused="SPECIAL_MOVED_ON", shown=f"{SHOWN}it_is_given_up_with_a_reason",
    ),
}  # fmt: skip
