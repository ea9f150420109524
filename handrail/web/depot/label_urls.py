"""The short addresses that the QR codes of labels hold: of an item, and of a counted product.
Refuses anything else, and what no label can hold."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from handrail.web.depot.asset import asset
from handrail.web.depot.stock import labelled_product


class LabelConverter(StringConverter):
    """What a label says: a control character in an address is none of it."""

    regex = r"[^/\x00-\x1f\x7f]{1,200}"


register_converter(LabelConverter, "label")
app_name = "asset"
urlpatterns = [
    path("a/<label:number>", asset, name="asset"),
    path("01/<label:gtin>", labelled_product, name="labelled_product"),
]
