"""The addresses of a contract's terms.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.terms.bands import bands, change_banded, withdraw_banded
from handrail.web.terms.behind import charged_by_month, rented_loans
from handrail.web.terms.contract import contract
from handrail.web.terms.credit import change_credit, credit, withdraw_credit
from handrail.web.terms.funds import all_funds, change_fund_shares, new_fund
from handrail.web.terms.gain import change_gained, gained, withdraw_gained
from handrail.web.terms.keeping import decide, extend, vary
from handrail.web.terms.kpi import change_kpi, kpis, withdraw_kpi
from handrail.web.terms.payers import change_rules, payers, withdraw_rules
from handrail.web.terms.prices import change_prices, index_prices, prices, withdraw_prices
from handrail.web.terms.rentals import change_rented, rented, withdraw_rented
from handrail.web.terms.system_cost import change_system_cost, system_cost, withdraw_system_cost
from handrail.web.terms.vat import change_vat, vat, withdraw_vat

app_name = "terms"
urlpatterns = [
    path("", contract, name="contract"),
    path("vary/", vary, name="vary"),
    path("extend/", extend, name="extend"),
    path("extensions/<uuid:extension_id>/decide/", decide, name="decide"),
    path("funds/", all_funds, name="funds"),
    path("funds/add/", new_fund, name="add_fund"),
    path("funds/<uuid:fund_id>/shares/", change_fund_shares, name="change_shares"),
    path("payers/", payers, name="payers"),
    path("payers/change/", change_rules, name="change_payers"),
    path("payers/take-back/", withdraw_rules, name="withdraw_payers"),
    path("credit/", credit, name="credit"),
    path("credit/change/", change_credit, name="change_credit"),
    path("credit/take-back/", withdraw_credit, name="withdraw_credit"),
    path("bands/", bands, name="bands"),
    path("bands/change/", change_banded, name="change_bands"),
    path("bands/take-back/", withdraw_banded, name="withdraw_bands"),
    path("bands/charged/", charged_by_month, name="bands_charged"),
    path("gain/", gained, name="gain"),
    path("gain/change/", change_gained, name="change_gain"),
    path("gain/take-back/", withdraw_gained, name="withdraw_gain"),
    path("kpi/", kpis, name="kpi"),
    path("kpi/change/<slug:measure>/", change_kpi, name="change_kpi"),
    path("kpi/take-back/", withdraw_kpi, name="withdraw_kpi"),
    path("rentals/", rented, name="rentals"),
    path("rentals/change/", change_rented, name="change_rentals"),
    path("rentals/take-back/", withdraw_rented, name="withdraw_rentals"),
    path("rentals/loans/", rented_loans, name="rented_loans"),
    path("system-cost/", system_cost, name="system_cost"),
    path("system-cost/change/", change_system_cost, name="change_system_cost"),
    path("system-cost/take-back/", withdraw_system_cost, name="withdraw_system_cost"),
    path("vat/", vat, name="vat"),
    path("vat/change/", change_vat, name="change_vat"),
    path("vat/take-back/", withdraw_vat, name="withdraw_vat"),
    path("prices/", prices, name="prices"),
    path("prices/change/", change_prices, name="change_prices"),
    path("prices/index/", index_prices, name="index_prices"),
    path("prices/take-back/", withdraw_prices, name="withdraw_prices"),
]
