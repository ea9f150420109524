"""The addresses of the prescribers' pages.
Refuses nothing: each page declares whom it is for."""

from django.urls import path

from handrail.web.controller.request_visit import request_visit_page
from handrail.web.prescriber.amend_order import amend_order
from handrail.web.prescriber.catalogue import catalogue
from handrail.web.prescriber.change_order import answer_return, cancel_lines, reinstate_lines
from handrail.web.prescriber.drop_draft import drop_draft
from handrail.web.prescriber.home import home
from handrail.web.prescriber.order import order
from handrail.web.prescriber.orders import orders
from handrail.web.prescriber.place_order import catalogue_part, edit_draft, place_order
from handrail.web.prescriber.review_order import review_order
from handrail.web.prescriber.vouchers import cancel_voucher, issue_voucher, voucher

app_name = "prescriber"

urlpatterns = [
    path("", home, name="home"),
    path("catalogue/", catalogue, name="catalogue"),
    path("catalogue/found/", catalogue_part, name="catalogue_part"),
    path("people/<uuid:person_id>/order/", place_order, name="place_order"),
    path("people/<uuid:person_id>/ask/", request_visit_page, name="request_visit"),
    path("drafts/<uuid:draft_id>/", edit_draft, name="draft"),
    path("drafts/<uuid:draft_id>/review/", review_order, name="review_order"),
    path("drafts/<uuid:draft_id>/drop/", drop_draft, name="drop_draft"),
    path("orders/", orders, name="orders"),
    path("orders/<uuid:order_id>/", order, name="order"),
    path("orders/<uuid:order_id>/change/", amend_order, name="amend_order"),
    path("orders/<uuid:order_id>/cancel/", cancel_lines, name="cancel_lines"),
    path("orders/<uuid:order_id>/take-up-again/", reinstate_lines, name="reinstate_lines"),
    path("vouchers/<uuid:voucher_id>/", voucher, name="voucher"),
    path("vouchers/<uuid:voucher_id>/cancel/", cancel_voucher, name="cancel_voucher"),
    path("vouchers/<uuid:voucher_id>/issue-again/", issue_voucher, name="issue_voucher"),
    path("approvals/<uuid:release_id>/answer/", answer_return, name="answer_return"),
]
