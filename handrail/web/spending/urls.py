"""The addresses of what was spent.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.spending.budgets import budget, budgets
from handrail.web.spending.crossed import spending
from handrail.web.spending.lines import spent_lines
from handrail.web.spending.loans import loans
from handrail.web.spending.shops import pay, shop, shops, undo
from handrail.web.spending.to_come import credits_to_come
from handrail.web.spending.vouchers import vouchers

app_name = "spending"
urlpatterns = [
    path("", spending, name="spending"),
    path("lines/", spent_lines, name="lines"),
    path("budgets/", budgets, name="budgets"),
    path("budgets/set/", budget, name="budget"),
    path("vouchers/", vouchers, name="vouchers"),
    path("vouchers/shops/", shops, name="shops"),
    path("vouchers/shops/<uuid:retailer_id>/", shop, name="shop"),
    path("vouchers/shops/<uuid:retailer_id>/pay/", pay, name="pay_shop"),
    path("vouchers/<uuid:voucher_id>/undo/", undo, name="undo_voucher"),
    path("credits/", credits_to_come, name="to_come"),
    path("credits/loans/", loans, name="loans"),
]
