"""The addresses of the provider's statement and invoices.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.invoices.entries import entries
from handrail.web.invoices.invoice import invoice
from handrail.web.invoices.invoices import invoice_columns, invoice_list, invoice_new
from handrail.web.invoices.lines import invoice_line, invoice_lines, invoice_not_invoiced
from handrail.web.invoices.settle import answer_all, answer_line, pay, send_back, write, write_line
from handrail.web.invoices.statement import statement

app_name = "invoices"
urlpatterns = [
    path("statement/", statement, name="statement"),
    path("statement/entries/", entries, name="entries"),
    path("invoices/", invoice_list, name="invoices"),
    path("invoices/new/", invoice_new, name="new"),
    path("invoices/<uuid:invoice_id>/", invoice, name="invoice"),
    path("invoices/<uuid:invoice_id>/columns/", invoice_columns, name="columns"),
    path("invoices/<uuid:invoice_id>/lines/", invoice_lines, name="lines"),
    path("invoices/<uuid:invoice_id>/not-invoiced/", invoice_not_invoiced, name="not_invoiced"),
    path("invoices/<uuid:invoice_id>/answer/", answer_all, name="answer_all"),
    path("invoices/<uuid:invoice_id>/write/", write, name="write"),
    path("invoices/<uuid:invoice_id>/pay/", pay, name="pay"),
    path("invoices/<uuid:invoice_id>/send-back/", send_back, name="send_back"),
    path("invoices/lines/<uuid:line_id>/", invoice_line, name="line"),
    path("invoices/lines/<uuid:line_id>/answer/", answer_line, name="answer"),
    path("invoices/lines/<uuid:line_id>/write/", write_line, name="write_line"),
]
