"""The addresses of a contract's terms.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.terms.contract import contract
from handrail.web.terms.credit import change_credit, credit, withdraw_credit
from handrail.web.terms.keeping import decide, extend, vary
from handrail.web.terms.prices import change_prices, index_prices, prices, withdraw_prices

app_name = "terms"
urlpatterns = [
    path("", contract, name="contract"),
    path("vary/", vary, name="vary"),
    path("extend/", extend, name="extend"),
    path("extensions/<uuid:extension_id>/decide/", decide, name="decide"),
    path("credit/", credit, name="credit"),
    path("credit/change/", change_credit, name="change_credit"),
    path("credit/take-back/", withdraw_credit, name="withdraw_credit"),
    path("prices/", prices, name="prices"),
    path("prices/change/", change_prices, name="change_prices"),
    path("prices/index/", index_prices, name="index_prices"),
    path("prices/take-back/", withdraw_prices, name="withdraw_prices"),
]
