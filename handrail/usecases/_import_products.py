"""Brings catalogue lines in; a line that is here already is left as it is.
Refuses a line whose codes point to nothing in the contract: the category, the question set, the size group."""

import csv
import io
from collections.abc import Sequence

from handrail.catalogue import actions as catalogue_actions
from handrail.catalogue.queries import products
from handrail.catalogue.reference.parse import PRODUCTS, parse
from handrail.catalogue.reference.rows import ProductRow
from handrail.core.refusal import Refused
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.rules.reading import ReadRow
from handrail.partners.queries import code_lists
from handrail.usecases._import_shapes import Ground, Taken, faults_of_refusal
from handrail.usecases._reference_rows import ReferenceRows

# What a file of another provider may leave out: of no weight for safety, or the careful answer.
LEFT_OUT = {
    "description": "", "iso9999_class": "", "weight_kg": "0", "packed_volume_l": "0", "fitting_minutes": "0",
    "demonstration_required": "yes", "decontamination_minutes": "0", "expected_life_months": "120",
    "collect_when_done": "yes", "credit_eligible": "no", "stock_class": "C", "weekly_demand_per_100k": "0",
    "return_probability": "0", "median_loan_days": "", "clinical_questions": "", "child": "no", "bariatric": "no",
}  # fmt: skip
# Codes that must be in a list of the contract.
LISTED = {"category": "product_category", "decontamination_method": "decontamination_method"}


class ProductsImporter:
    """Rows of catalogue lines, read as the reference file reads them."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        scope = ground.change.scope
        self.known = set(products(scope))
        lists = code_lists(scope.contract_id, [*LISTED.values()], ground.today)
        self.lists = {column: {code.code for code in lists[name]} for column, name in LISTED.items()}

    def take(self, rows: Sequence[ReadRow]) -> Taken:
        """Bring the new lines of a piece in, orderable from the day of the import."""
        taken = Taken()
        new: list[ProductRow] = []
        for row in rows:
            code = row.values["code"]
            if code in self.known:
                taken.known += not row.faults
                continue
            product = self._read(row)
            if isinstance(product, list):
                taken.wrong(*product)
            elif not row.faults:
                self.known.add(code)
                new.append(product)
        change = self.ground.change
        made = [ReferenceRows(change.scope.contract_id, self.ground.today, change.new_id).product(row) for row in new]
        catalogue_actions.add_products(made)
        for added in made:
            change.touched("product", added.pk)
        taken.added = len(made)
        return taken

    def _read(self, row: ReadRow) -> ProductRow | list[Fault]:
        values = {name: row.values[name] or LEFT_OUT.get(name, "") for name in PRODUCTS.columns}
        values["description"] = values["description"] or values["name"]
        values["size_group"] = values["size_group"] or values["code"].lower().replace("-", "_")
        product, faults = None, []
        try:
            (product,) = parse(PRODUCTS, _as_file(values))
        except Refused as refused:
            faults = faults_of_refusal(row, refused)
        wrong = {one.column for one in faults}
        faults += [
            row.fault(column, ImportReason.POINTS_NOWHERE, list=LISTED[column], codes=", ".join(sorted(known)))
            for column, known in self.lists.items()
            if values[column] not in known and row.headers.get(column, column) not in wrong
        ]
        return product if product is not None and not faults else faults


def _as_file(values: dict[str, str]) -> str:
    """One line as the reference file has it, so that it is read by the same reader."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(values)
    writer.writerow(values.values())
    return written.getvalue()
