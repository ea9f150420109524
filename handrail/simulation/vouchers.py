"""What becomes of the vouchers of a parish: used in the pharmacy, taken back there once, left in a drawer; and what the
pharmacy is paid.
Refuses to write a row itself. What was cancelled meanwhile, as its person has died, is not used."""

from datetime import date, timedelta
from functools import partial
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.moment import month_after
from handrail.identity.calls import reading
from handrail.simulation.answers import facts
from handrail.simulation.northdown import SHOP
from handrail.simulation.world import World, clock
from handrail.usecases.keep_vouchers import expire_vouchers
from handrail.usecases.pay_shop import ShopToPay, pay_shop
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.redeem_voucher import VoucherSale, redeem_voucher
from handrail.usecases.undo_redemption import undo_in_shop
from handrail.vouchers.queries.by_number import voucher_by_number
from handrail.vouchers.queries.owed import owed_by_month
from handrail.vouchers.queries.shown import ShownVoucher, vouchers_of_order
from handrail.vouchers.rules.paying import Paid
from handrail.vouchers.rules.redeeming import Sale
from handrail.vouchers.states import VoucherState

# What waits for a decision has its voucher by then; what waits longer is never used.
LOOKED_AFTER = (timedelta(days=1), timedelta(days=6))
NEVER_USED, AT_ITS_VALUE, FOR_LESS = 0.12, 0.6, 0.25
# Counted from the first that is given: some lie in a drawer, one is taken by mistake and taken back. Of one that lies
# there its person may die before it expires.
IN_A_DRAWER, BY_MISTAKE = frozenset({1, 3, 5}), 2
PAID_ON = 8


class Vouchers:
    """The people who are given one, and the pharmacy."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._chance = world.chance("vouchers")
        self._known: set[UUID] = set()

    def begin(self, first_day: date, until: date) -> None:
        """What the pharmacy is owed of a month is paid in the next."""
        month = first_day.replace(day=1)
        while (after := month_after(month, 1)) < until:
            pays = self.world.next_day(after.replace(day=PAID_ON))
            self.world.then(clock(pays, 11, 40), partial(self._pay, month))
            month = after

    def ordered(self, done: OrderPlaced) -> None:
        """An order was placed: if anything of it is got from a shop, the person has its voucher soon."""
        if any(facts()[line.product_code].supply_route is SupplyRoute.RETAIL_VOUCHER for line in done.lines):
            for after in LOOKED_AFTER:
                self.world.then(self.world.now + after, partial(self._given, done.order_id))

    def _given(self, order_id: UUID) -> None:
        scope = self.world.scope("desk")
        with reading(scope):
            found = vouchers_of_order(scope, order_id)
        for one in reversed(found):
            if one.id not in self._known:
                self._known.add(one.id)
                self._plan(one)

    def _plan(self, one: ShownVoucher) -> None:
        given, throw = len(self._known), self._chance.random()
        goes = self.world.working_moment(self.world.now + timedelta(days=self._chance.uniform(0, 18)))
        if given in IN_A_DRAWER or throw < NEVER_USED:
            self.world.then(clock(one.expires_on + timedelta(days=1), 5, 20), self._expire)
            return
        if given == BY_MISTAKE:
            self.world.then(goes, partial(self._by_mistake, one))
            goes += timedelta(hours=2)
        self.world.then(goes, partial(self._use, one))

    def _expire(self) -> None:
        expire_vouchers(self.world.call("system"))

    def _can_be_used(self, number: str) -> bool:
        scope = self.world.scope("shop")
        with reading(scope):
            found = voucher_by_number(scope, number)
        return found is not None and found.facts.state is VoucherState.ISSUED

    def _use(self, one: ShownVoucher) -> None:
        """At its value; for less; or for something dearer that they chose, having been told that theirs is free."""
        throw = self._chance.random()
        if not self._can_be_used(one.number):
            return
        worth = one.value_pence
        sale = Sale(one.product_code, one.product, worth)
        if throw > AT_ITS_VALUE + FOR_LESS:
            more = self._chance.randrange(150, 900, 50)
            sale = Sale(one.product_code, f"{one.product}, de luxe", worth + more, more, chosen=True, told=True)
        elif throw > AT_ITS_VALUE:
            sale = Sale(one.product_code, one.product, worth - worth // 10)
        redeem_voucher(self.world.call("shop"), request=VoucherSale(one.number, sale))

    def _by_mistake(self, one: ShownVoucher) -> None:
        """The wrong paper was scanned: the pharmacist sees it within the hour."""
        if self._can_be_used(one.number):
            sale = Sale(one.product_code, one.product, one.value_pence)
            redeem_voucher(self.world.call("shop"), request=VoucherSale(one.number, sale))
            self.world.later(25, partial(self._take_back, one.number))

    def _take_back(self, number: str) -> None:
        undo_in_shop(self.world.call("shop"), request=number)

    def _pay(self, month: date) -> None:
        scope, shop_id = self.world.scope("money"), self.world.county.partner(SHOP)
        with reading(scope):
            owed = [one.owed_pence for one in owed_by_month(scope, shop_id) if one.month == month]
        if any(owed):
            paid = Paid(month, self.world.today, f"BACS {month:%Y-%m}")
            pay_shop(self.world.call("money"), request=ShopToPay(shop_id, paid))
