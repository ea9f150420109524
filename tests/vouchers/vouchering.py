"""Situations of vouchers: one in a person's hand, one that expired.
Refuses to write a row itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.usecases.keep_vouchers import expire_vouchers
from handrail.usecases.pay_shop import ShopToPay
from handrail.usecases.redeem_voucher import VoucherRedeemed, VoucherSale, redeem_voucher
from handrail.vouchers.models import Voucher
from handrail.vouchers.rules.paying import Paid
from handrail.vouchers.rules.redeeming import Sale
from tests.ordering import Someone, at, lines, placed, someone
from tests.situations import call_as

# The day after the last on which a voucher of the tests' morning can be used, 90 days after it.
AFTER = at(2026, 6, 2, 9)
# A day on which March is over.
IN_APRIL = at(2026, 4, 10, 9)
VALUE = 1700
_number = count(1)


@dataclass(frozen=True)
class InHand:
    """A voucher for a kettle tipper, with its person and line."""

    who: Someone
    order_id: UUID
    line_id: UUID
    voucher_id: UUID


def issued(county: County, code: str = "DLV-016") -> InHand:
    """A voucher in a person's hand."""
    who = someone(county, name=f"Voucher Holder {next(_number)}", born=date(1940, 1, 1) + timedelta(days=next(_number)))
    order = placed(county, who, *lines(code, speed=""), by="therapist")
    line_id = order.lines[0].line_id
    return InHand(who, order.order_id, line_id, kept(county, line_id).pk)


def expired(county: County, code: str = "DLV-016") -> InHand:
    """A voucher whose last day is over."""
    had = issued(county, code)
    while expire_vouchers(call_as(county.scopes["system"], at=AFTER)).more:
        pass
    return had


def kept(county: County, line_id: UUID, by: str = "therapist") -> Any:
    """The last voucher of a line as it is kept."""
    with reading(county.scopes[by]):
        return Voucher.objects.filter(line_id=line_id).order_by("-issued_at", "-id").first()


def sale(county: County, had: InHand, *, price: int = VALUE, top_up: int = 0, **also: Any) -> VoucherSale:
    """What a shop says when it takes the voucher: at its value, or a dearer one that the person chose."""
    given = {"product_code": "DLV-016", "sold": "Kettle tipper", "chosen": bool(top_up), "told": bool(top_up), **also}
    return VoucherSale(kept(county, had.line_id).number, Sale(price_pence=price, top_up_pence=top_up, **given))


def paid_for(county: County, **other: Any) -> ShopToPay:
    """What is said when the shop is paid for March, in April."""
    given: dict[str, Any] = {"month": date(2026, 3, 1), "paid_on": date(2026, 4, 9), "reference": "BACS 17", **other}
    return ShopToPay(county.partner("Market Street Pharmacy"), Paid(**given))


def redeemed(county: County, had: InHand, **also: Any) -> VoucherRedeemed:
    """A shop takes it."""
    return redeem_voucher(call_as(county.scopes["shop"]), request=sale(county, had, **also))
