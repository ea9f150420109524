"""Labels to print, of items and of counted products: a QR code that opens the page, a GS1 DataMatrix for scanners.
Refuses to make numbers: goods in does. Of a product whose items have numbers each item has its own label."""

from dataclasses import dataclass

from django.http import HttpResponseBase

from handrail.catalogue.queries import ProductRecord, products
from handrail.catalogue.states import Tracking
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.scan_codes import label_codes, product_label_codes
from handrail.core.symbols import Symbol, gs1_data_matrix, qr_code
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.stock.queries import AssetRow, Scanned, ScannedKind, assets, what_are
from handrail.web.depot.scanning import HOME, ScansField
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb
from handrail.web.shared.views import page, render

MOST = 200


class LabelsForm(HandrailForm):
    """Which items and counted products."""

    items = ScansField(
        "Which items or counted products?", hint="One number on each line. For counted things the product's code"
    )


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its words and its two codes. An item's has only the QR code without a GS1 company prefix."""

    number: str
    product: str
    lines: tuple[str, ...]
    qr: Symbol
    matrix: Symbol | None


@dataclass(frozen=True, slots=True)
class LabelsPage:
    """The labels, and the form that asks for others."""

    form: LabelsForm
    labels: tuple[Label, ...]
    unknown: tuple[str, ...]
    crumbs: tuple[Crumb, ...]


@page(Permission.KEEP_STOCK, Permission.CARE_FOR_EQUIPMENT, methods=("GET",))
def labels(request: PageRequest) -> HttpResponseBase:
    """The labels of what is in the address: `?code=A200001&code=BDA-020`, or lines in `items`."""
    wanted = [*request.GET.getlist("code"), *request.GET.get("items", "").split()][:MOST]
    form = LabelsForm(initial={"items": "\n".join(wanted)})
    scope = request.scope
    with reading(scope):
        scanned = what_are(scope, wanted) if wanted else ()
        found = assets(scope, [one.id for one in scanned if one.kind is ScannedKind.ASSET and one.id])
        counted = products(scope, ids=[one.id for one in scanned if _is_counted(one) and one.id])
        prefix = contract_data(scope.contract_id, now().astimezone(LONDON).date()).terms.gs1_company_prefix
    unknown = tuple(one.code for one in scanned if one.kind is not ScannedKind.ASSET and not _is_counted(one))
    made = (
        *(_label(request, row, prefix) for row in found),
        *(_product_label(request, record) for record in counted.values()),
    )
    return render(request, "depot/labels.html", LabelsPage(form, made, unknown, (HOME,)))


def _is_counted(one: Scanned) -> bool:
    return one.kind is ScannedKind.PRODUCT and one.tracking == Tracking.COUNTED


def _label(request: PageRequest, row: AssetRow, prefix: str) -> Label:
    address = request.build_absolute_uri(f"/a/{row.number}")
    lines = [f"Serial {row.serial}"] if row.serial else []
    matrix = None
    if prefix:
        codes = label_codes(row.number, prefix)
        lines.append(codes.human_text)
        matrix = gs1_data_matrix(codes.element_string)
    return Label(row.number, row.product_name, tuple(lines), qr_code(address), matrix)


def _product_label(request: PageRequest, record: ProductRecord) -> Label:
    """For the shelf or box of a counted product. Every product has a GTIN, if only one of our own."""
    codes = product_label_codes(record.gtin)
    address = request.build_absolute_uri(codes.path)
    return Label(
        record.facts.code, record.facts.name, (codes.human_text,), qr_code(address),
        gs1_data_matrix(codes.element_string),
    )  # fmt: skip
