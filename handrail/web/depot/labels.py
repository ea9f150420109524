"""Labels to print: number, product, a QR code that opens the item's page, and a GS1 DataMatrix for scanners.
Refuses to make numbers: goods in does."""

from dataclasses import dataclass

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.scan_codes import label_codes
from handrail.core.symbols import Symbol, gs1_data_matrix, qr_code
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.stock.queries import AssetRow, ScannedKind, assets, what_are
from handrail.web.depot.scanning import HOME, ScansField
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb
from handrail.web.shared.views import page, render

MOST = 200


class LabelsForm(HandrailForm):
    """Which items."""

    items = ScansField("Which items?", hint="One asset number on each line")


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its words and its two codes; without a GS1 company prefix there is only the QR code."""

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
    """The labels of the items in the address: `?code=A200001&code=A200002`, or lines in `items`."""
    wanted = [*request.GET.getlist("code"), *request.GET.get("items", "").split()][:MOST]
    form = LabelsForm(initial={"items": "\n".join(wanted)})
    scope = request.scope
    with reading(scope):
        scanned = what_are(scope, wanted) if wanted else ()
        found = assets(scope, [one.id for one in scanned if one.kind is ScannedKind.ASSET and one.id])
        prefix = contract_data(scope.contract_id, now().astimezone(LONDON).date()).terms.gs1_company_prefix
    unknown = tuple(one.code for one in scanned if one.kind is not ScannedKind.ASSET)
    made = tuple(_label(request, row, prefix) for row in found)
    return render(request, "depot/labels.html", LabelsPage(form, made, unknown, (HOME,)))


def _label(request: PageRequest, row: AssetRow, prefix: str) -> Label:
    address = request.build_absolute_uri(f"/a/{row.number}")
    lines = [f"Serial {row.serial}"] if row.serial else []
    matrix = None
    if prefix:
        codes = label_codes(row.number, prefix)
        lines.append(codes.human_text)
        matrix = gs1_data_matrix(codes.element_string)
    return Label(row.number, row.product_name, tuple(lines), qr_code(address), matrix)
