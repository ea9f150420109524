"""The addresses of total system cost.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.system_cost.cost import cost
from handrail.web.system_cost.orders import orders

app_name = "system_cost"
urlpatterns = [
    path("", cost, name="cost"),
    path("orders/", orders, name="orders"),
]
