"""The short address that the QR code on an item's label holds.
Refuses anything else."""

from django.urls import path

from handrail.web.depot.asset import asset

app_name = "asset"
urlpatterns = [path("a/<str:number>", asset, name="asset")]
