"""The addresses of the provider's statement and invoices.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.invoices.entries import entries
from handrail.web.invoices.statement import statement

app_name = "invoices"
urlpatterns = [
    path("statement/", statement, name="statement"),
    path("statement/entries/", entries, name="entries"),
]
