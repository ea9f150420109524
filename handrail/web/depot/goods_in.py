"""Goods in by scan: new items get a number and a label, counted goods are added up.
Refuses nothing itself; the use case does."""

from uuid import UUID

from django.http import HttpResponseBase

from handrail.identity.roles import Permission
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.web.depot.scanning import ScansField, StoreForm, store_form, submit_work, what_was_done, work_page
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page


class GoodsInForm(StoreForm):
    """A delivery from a supplier: its bar codes, and the dates on its certificates."""

    items = ScansField(
        "Scan the bar codes of the goods",
        hint="One on each line. For several of one product write how many, like BED-010 x 5",
    )
    supplier = fields.TextField("Delivery note or supplier", required=False, longest=120)
    tested_on = fields.DateField(
        "Electrical test date on the certificate",
        past=True,
        required=False,
        hint="Leave empty if you do not know it: the items are then tested first",
    )
    examined_on = fields.DateField(
        "Thorough examination date on the certificate",
        past=True,
        required=False,
        hint="For hoists, slings and other lifting equipment",
    )
    bin = fields.TextField("Shelf", required=False, longest=20, width="10")
    put_away = fields.TickField("Put on the shelf now", required=False)

    def to_request(self) -> GoodsIn:
        """Each scan is a line; the dates hold for all of them."""
        given = self.cleaned_data
        return GoodsIn(
            self.store,
            tuple(
                GoodsLine(
                    scan.code,
                    1 if scan.quantity is None else scan.quantity,
                    lot=scan.lot,
                    tested_on=given["tested_on"],
                    examined_on=given["examined_on"],
                )
                for scan in self.scans
            ),
            put_away=given["put_away"],
            bin=given["bin"],
            supplier=given["supplier"],
        )


@page(Permission.KEEP_STOCK)
def goods_in(request: PageRequest) -> HttpResponseBase:
    """Books goods in, then offers their labels."""
    form = store_form(request, GoodsInForm, put_away=True)
    if request.method == "POST" and (done := submit_work(request, form, receive_goods)):
        new: list[UUID] = [item.asset_id for item in done.items if item.asset_id]
        flash = what_was_done(done, "booked in")
        if new:
            numbers = "&".join(f"code={item.number}" for item in done.items if item.number)
            return go(request, f"/depot/labels/?{numbers}", flash=flash)
        return go(request, "depot:goods_in", flash=flash)
    return work_page(
        request, form, title="Goods in", intro="Book in what a supplier has delivered.", button="Book in"
    )  # fmt: skip
