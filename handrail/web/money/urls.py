"""The addresses of the pages about pools.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.money.agreeing import agree, meeting, vary
from handrail.web.money.agreement import agreement
from handrail.web.money.closing import close, closing
from handrail.web.money.correct_vat import vat
from handrail.web.money.correcting import payer, price
from handrail.web.money.entry import entry
from handrail.web.money.line import line
from handrail.web.money.paid_in import correct, paid_in, receive
from handrail.web.money.pool import pool
from handrail.web.money.recalls import recall, recall_list
from handrail.web.money.report import report
from handrail.web.money.suspense import suspense
from handrail.web.money.year import year

app_name = "money"
urlpatterns = [
    path("", pool, name="pool"),
    path("months/", closing, name="closing"),
    path("months/close/", close, name="close"),
    path("lines/<uuid:line_id>/", line, name="line"),
    path("lines/<uuid:line_id>/payer/", payer, name="payer"),
    path("entries/<uuid:entry_id>/", entry, name="entry"),
    path("entries/<uuid:entry_id>/price/", price, name="price"),
    path("entries/<uuid:entry_id>/vat/", vat, name="vat"),
    path("suspense/", suspense, name="suspense"),
    path("recalls/", recall_list, name="recalls"),
    path("recalls/<uuid:recall_id>/", recall, name="recall"),
    path("<uuid:fund_id>/", pool, name="pool_of"),
    path("<uuid:fund_id>/report/", report, name="report"),
    path("<uuid:fund_id>/paid-in/", paid_in, name="paid_in"),
    path("<uuid:fund_id>/paid-in/add/", receive, name="receive"),
    path("receipts/<uuid:receipt_id>/correct/", correct, name="correct"),
    path("<uuid:fund_id>/agreement/", agreement, name="agreement"),
    path("<uuid:fund_id>/agreement/record/", agree, name="agree"),
    path("<uuid:fund_id>/agreement/vary/", vary, name="vary"),
    path("<uuid:fund_id>/agreement/year/", year, name="year"),
    path("<uuid:fund_id>/agreement/meeting/", meeting, name="meeting"),
]
