"""Terms about money for tests: other ones from a day to come, and the same once they are laid down.
Refuses nothing."""

from datetime import date, timedelta
from itertools import count

from handrail.ledger.rules.credits import CreditTerm
from handrail.ledger.rules.price_terms import PriceWanted
from handrail.simulation.set_up import County
from handrail.usecases.change_credit_terms import CreditTermsChange, TermsWithdrawal, change_credit_terms
from handrail.usecases.change_price_list import PriceListChange, PriceListWithdrawal, change_price_list
from tests.situations import call_as

APRIL = date(2026, 4, 1)
FLAT = CreditTerm(1, "", 0, None, 850_000, 0)
_number = count(1)
LESS = CreditTerm(1, "", 0, None, 600_000, 0)


def other_credit(*terms: CreditTerm, on: date = APRIL) -> CreditTermsChange:
    """60% for everything, where nothing else is said."""
    return CreditTermsChange(terms or (LESS,), on)


def other_prices(*prices: PriceWanted, on: date = APRIL) -> PriceListChange:
    """A dearer delivery, where nothing else is said."""
    return PriceListChange(prices or (PriceWanted("delivery", "deliver_5d", 30_00),), on)


def next_credit(_: County) -> CreditTermsChange:
    """Terms that nothing says yet, later than all that are to come."""
    number = next(_number)
    return other_credit(CreditTerm(1, "", 0, None, number, 0), on=APRIL + timedelta(days=number))


def next_prices(_: County) -> PriceListChange:
    """A price that nothing has yet, later than all that are to come."""
    number = next(_number)
    return other_prices(PriceWanted("delivery", "deliver_5d", number), on=APRIL + timedelta(days=number))


def coming_credit(county: County) -> TermsWithdrawal:
    """Other terms of credit, laid down for a day to come."""
    request = next_credit(county)
    change_credit_terms(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


def coming_prices(county: County) -> PriceListWithdrawal:
    """Another price, laid down for a day to come."""
    request = next_prices(county)
    change_price_list(call_as(county.scopes["money"]), request=request)
    return PriceListWithdrawal(request.from_on)
