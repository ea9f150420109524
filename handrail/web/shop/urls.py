"""The addresses of a shop or pharmacy.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.shop.owed import owed, undo
from handrail.web.shop.redeem import redeem
from handrail.web.shop.voucher import voucher

app_name = "shop"
urlpatterns = [
    path("", voucher, name="voucher"),
    path("take/", redeem, name="redeem"),
    path("owed/", owed, name="owed"),
    path("undo/", undo, name="undo"),
]
