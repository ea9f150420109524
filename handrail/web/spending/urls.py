"""The addresses of what was spent.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.spending.budgets import budget, budgets
from handrail.web.spending.crossed import spending
from handrail.web.spending.lines import spent_lines
from handrail.web.spending.loans import loans
from handrail.web.spending.to_come import credits_to_come
from handrail.web.spending.vouchers import vouchers

app_name = "spending"
urlpatterns = [
    path("", spending, name="spending"),
    path("lines/", spent_lines, name="lines"),
    path("budgets/", budgets, name="budgets"),
    path("budgets/set/", budget, name="budget"),
    path("vouchers/", vouchers, name="vouchers"),
    path("credits/", credits_to_come, name="to_come"),
    path("credits/loans/", loans, name="loans"),
]
