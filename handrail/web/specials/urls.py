"""The addresses of specials.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.specials.asking import ask, withdraw
from handrail.web.specials.buying import buy, order
from handrail.web.specials.listed import specials
from handrail.web.specials.quoting import choose, quote
from handrail.web.specials.searching import search
from handrail.web.specials.special import special

app_name = "specials"
urlpatterns = [
    path("", specials, name="specials"),
    path("for/<uuid:person_id>/", ask, name="ask"),
    path("<uuid:special_id>/", special, name="special"),
    path("<uuid:special_id>/look/", search, name="search"),
    path("<uuid:special_id>/quote/", quote, name="quote"),
    path("<uuid:special_id>/choose/", choose, name="choose"),
    path("<uuid:special_id>/order/", order, name="order"),
    path("<uuid:special_id>/buy/", buy, name="buy"),
    path("<uuid:special_id>/withdraw/", withdraw, name="withdraw"),
]
