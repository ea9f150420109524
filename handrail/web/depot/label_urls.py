"""The short addresses that the QR codes of labels hold: of an item, and of a counted product.
Refuses anything else."""

from django.urls import path

from handrail.web.depot.asset import asset
from handrail.web.depot.stock import labelled_product

app_name = "asset"
urlpatterns = [
    path("a/<str:number>", asset, name="asset"),
    path("01/<str:gtin>", labelled_product, name="labelled_product"),
]
