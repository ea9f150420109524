"""The catalogue as administrators keep it: the list, and the forms that add, change and retire a line.
Refuses nothing itself: `edit_catalogue` decides."""

from collections.abc import Sequence
from dataclasses import fields as columns_of
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.catalogue.queries import product_lines, questions_held
from handrail.catalogue.reference.cells import ReferenceReason
from handrail.catalogue.reference.check import ONE_PERSON_KG
from handrail.catalogue.reference.held import product_row, product_version
from handrail.catalogue.reference.rows import ProductRow
from handrail.catalogue.states import StockClass, SupplyRoute, Tracking
from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.states import AuthorityStep
from handrail.partners.queries import code_lists
from handrail.usecases.edit_catalogue import ProductDates, ProductsChange, change_products, retire_product
from handrail.web.admin.editing import EditForm, Standing, submit_edit
from handrail.web.admin.shapes import (
    HOME,
    FormPage,
    ListPage,
    crumb,
    day_after,
    held_tag,
    held_words,
    last_day,
    london_today,
)
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import FilterForm, Listing, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit

ROUTES = (("loan", "Loan"), ("gift", "Gift"), ("retail_voucher", "Voucher"), ("adaptation", "Fitted to the home"))
STEPS = tuple((step.value, step.value.replace("_", " ").capitalize()) for step in AuthorityStep)
LISTS = {"category": "product_category", "size_group": "size_group", "decontamination_method": "decontamination_method"}


class ProductFilters(FilterForm):
    """What the list is narrowed to."""

    words = fields.SearchField("Name or code")
    category = fields.SelectField("Category", blank="Any category", required=False, says_optional=False)
    state = fields.SelectField(
        "Shown", (("now", "Can be ordered now"), ("ended", "Retired")), blank="All", required=False, says_optional=False
    )


@page(Permission.ADMINISTER, methods=("GET",))
def products(request: PageRequest) -> HttpResponseBase:
    """Catalogue lines, retired ones too."""
    today = london_today()
    form = ProductFilters(request.GET or None, auto_id="%s")
    with reading(request.scope):
        lines = product_lines(request.scope)
        lists = code_lists(request.scope.contract_id, ["product_category"], today)
    offer(form, "category", [(code.code, code.label) for code in lists["product_category"]])
    listing = listing_of(request, sorts=("code", "name", "price"), default="code", filters=form)
    asked = {name: str(listing.filters.get(name) or "") for name in ("words", "category", "state")}
    shown = [
        line
        for line in lines
        if asked["words"].casefold() in f"{line.name} {line.code}".casefold()
        and asked["category"] in ("", line.category)
        and (
            not asked["state"] or (asked["state"] == "ended") == (line.until_on is not None and line.until_on <= today)
        )
    ]
    keys: dict[str, Any] = {
        "code": lambda r: r.code,
        "name": lambda r: r.name.casefold(),
        "price": lambda r: r.price_pence,
    }
    shown.sort(key=keys[listing.sort], reverse=listing.descending)
    if listing.wants_csv:
        head = tuple(field.name for field in columns_of(ProductRow))
        rows = [tuple(getattr(product_row(line), name) for name in head) for line in shown]
        return stream_csv(request.scope, "products", head, lambda: rows)
    table = _table(listing, shown)
    buttons = (Link("Add a product", reverse("admin:product_new")), Link("Upload a file", reverse("admin:upload")))
    page_shown = ListPage("Catalogue", table, buttons=buttons, listing=listing, filters=("words", "category", "state"))
    return render(request, "admin/list.html", page_shown)


def _table(listing: Listing, shown: Sequence[Any]) -> Table:
    today = london_today()
    piece = shown[listing.offset : listing.offset + listing.size]
    return Table(
        "Catalogue",
        (
            Column("Product", "name"),
            Column("Code", "code"),
            Column("Kind"),
            Column("Price", "price", numeric=True),
            Column("Can be ordered"),
        ),
        tuple(
            Row(
                (
                    Cell(line.name, reverse("admin:product", args=[line.code])),
                    Cell(line.code, note=line.category.replace("_", " ")),
                    Cell(dict(ROUTES)[line.supply_route], note=line.tracking),
                    Cell(shown_pounds(line.price_pence)),
                    Cell(held_words(line.from_on, line.until_on), tag=held_tag(line.from_on, line.until_on, today)),
                )
            )
            for line in piece
        ),
        Empty("No product fits these filters"),
        sorting=listing.sorting(),
        pager=listing.pager(shown=len(piece), total=len(shown)),
        csv_href=listing.csv_href,
    )


CONTRADICTIONS = {
    "crew": f"Two people must carry what weighs more than {ONE_PERSON_KG} kg",
    "min_user_height_cm": "The shortest person cannot be taller than the tallest",
}


class ProductForm(EditForm):
    """One catalogue line; each field as the reference file has it."""

    code = fields.TextField("Code", longest=7, width="10", hint="3 capital letters, a dash, 3 numbers: BED-010")
    name = fields.TextField("Name", longest=120)
    description = fields.TextAreaField("Description", rows=2, hint="One plain sentence to the person")
    category = fields.SelectField("Category")
    size_group = fields.SelectField("Size group")
    supply_route = fields.RadiosField("What does a delivery create?", ROUTES)
    tracking = fields.RadiosField(
        "Numbered or counted?", (("serialised", "Each item has its own number"), ("counted", "Counted"))
    )
    price_pence = fields.MoneyField(
        "Price when new, without VAT", hint="Orders placed already keep their price", exact=True
    )
    weight_kg = fields.DecimalField("Weight", unit="kg", least=0, most=2000)
    packed_volume_l = fields.DecimalField("Packed volume", unit="litres", least=0, most=20000)
    max_user_weight_kg = fields.NumberField("Heaviest person", unit="kg", least=1, most=1000, required=False)
    min_user_height_cm = fields.NumberField("Shortest person", unit="cm", least=20, most=250, required=False)
    max_user_height_cm = fields.NumberField("Tallest person", unit="cm", least=20, most=250, required=False)
    crew = fields.NumberField("People at the door", least=1, most=2, hint="2 above 32 kg")
    fitting_minutes = fields.NumberField("Time to fit and show", unit="minutes", most=2880)
    demonstration_required = fields.YesNoField("Must someone be shown how to use it?")
    decontamination_method = fields.SelectField("How is it cleaned?")
    decontamination_minutes = fields.NumberField("Time to clean", unit="minutes", most=1440)
    electrical_test_months = fields.NumberField(
        "Electrical test every", unit="months", least=1, most=600, required=False
    )
    examination_months = fields.NumberField(
        "Thorough examination every", unit="months", least=1, most=600, required=False
    )
    service_months = fields.NumberField("Service every", unit="months", least=1, most=600, required=False)
    expected_life_months = fields.NumberField("Planned life", unit="months", least=1, most=1200)
    collect_when_done = fields.YesNoField("Is it collected when it is no longer needed?")
    credit_eligible = fields.YesNoField("Does money come back on return?")
    stock_class = fields.SelectField(
        "How often does it move?", (("A", "A: often"), ("B", "B: weekly"), ("C", "C: seldom"))
    )
    weekly_demand_per_100k = fields.DecimalField("Issues a week per 100,000 people", places=3, most=1000)
    return_probability = fields.DecimalField("Share that comes back, 0 to 1", places=3, most=1)
    median_loan_days = fields.NumberField("Days out, half of those that come back", least=1, most=20000, required=False)
    minimum_authority = fields.SelectField("Lowest step that may order it", STEPS)
    clinical_questions = fields.SelectField("Question set", blank="Asks nothing", required=False)
    child = fields.YesNoField("Is it made for children?")
    bariatric = fields.YesNoField("Is it a heavy-duty version?")
    iso9999_class = fields.TextField("ISO 9999 class", longest=6, width="5", required=False)

    def words_for(self, reason: Reason) -> str:
        """What is wrong with the line, said of this form: whoever fills it in has no file and no columns."""
        if reason.field in self.fields and reason.code in {ReferenceReason.POINTS_NOWHERE, ReferenceReason.CONTRADICTS}:
            return CONTRADICTIONS.get(reason.field, "The contract no longer has this. Choose another")
        return super().words_for(reason)

    def to_request(self) -> ProductsChange:
        """What the form asks for."""
        given = dict(self.cleaned_data)
        row = ProductRow(
            **{field.name: given[field.name] for field in columns_of(ProductRow)}
            | {
                "supply_route": SupplyRoute(given["supply_route"]),
                "tracking": Tracking(given["tracking"]),
                "stock_class": StockClass(given["stock_class"]),
                "minimum_authority": AuthorityStep(given["minimum_authority"]),
            }
        )
        return ProductsChange((row,), london_today(), self.version)


def _form(request: PageRequest, standing: Standing | None = None, **initial: Any) -> ProductForm:
    form = ProductForm(request.POST if request.method == "POST" else None, standing=standing, initial=initial)
    with reading(request.scope):
        lists = code_lists(request.scope.contract_id, [*LISTS.values()], london_today())
        sets = dict.fromkeys(row.set_code for row in questions_held(request.scope.contract_id))
    offer(form, "clinical_questions", [(code, code) for code in sorted(sets)])
    for name, of in LISTS.items():
        offer(form, name, [(code.code, code.label) for code in lists[of]])
    return form


CRUMBS = ("Catalogue", "admin:products")


@page(Permission.ADMINISTER)
def product_new(request: PageRequest) -> HttpResponseBase:
    """Add a catalogue line, orderable from today."""
    form = _form(request, stock_class="C", crew=1, return_probability=Decimal(0), weekly_demand_per_100k=Decimal(0))
    if request.method == "POST" and submit(request, form, change_products) is not None:
        return go(request, "admin:products", flash=f"{form.cleaned_data['name']} was added.")
    shown = FormPage("Add a product", form, "Add it", Link("Cancel", reverse("admin:products")), (HOME, crumb(*CRUMBS)))
    return render(request, "admin/form.html", shown, form=form)


def _line(request: PageRequest, code: str) -> Any:
    """A line of the contract's catalogue, as `product_row` takes it; 404 for any other."""
    with reading(request.scope):
        line = next((line for line in product_lines(request.scope) if line.code == code), None)
    if line is None:
        raise Http404
    return line


def _standing(line: Any) -> Standing:
    row = product_row(line)
    values = {field.name: getattr(row, field.name) for field in columns_of(row)}
    return Standing(values, product_version(row), f"product:{line.id}")


@page(Permission.ADMINISTER)
def product(request: PageRequest, code: str) -> HttpResponseBase:
    """Change a catalogue line."""
    line = _line(request, code)
    form = _form(request, _standing(line))
    form.fields["code"].disabled = True
    if request.method == "POST" and submit_edit(
        request, form, change_products, lambda: _standing(_line(request, code))
    ):
        return go(request, "admin:products", flash=f"{form.cleaned_data['name']} was changed.")
    shown = FormPage(
        line.name, form, "Save", Link("Retire it, or take it back", reverse("admin:product_retire", args=[code])),
        (HOME, crumb(*CRUMBS)), (f"Can be ordered {held_words(line.from_on, line.until_on)}.",),
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)


class RetireForm(HandrailForm):
    """Until the end of which day a line may be ordered."""

    until_on = fields.DateField("Last day on which it can be ordered", required=False, hint="Leave it empty for no end")

    product_code: str

    def to_request(self) -> ProductDates:
        """What the form asks for."""
        return ProductDates(self.product_code, day_after(self.cleaned_data["until_on"]))


@page(Permission.ADMINISTER)
def product_retire(request: PageRequest, code: str) -> HttpResponseBase:
    """Retire a line from a day, or let it be ordered again."""
    line = _line(request, code)
    form = RetireForm(request.POST if request.method == "POST" else None, initial={"until_on": last_day(line.until_on)})
    form.product_code = code
    if request.method == "POST" and submit(request, form, retire_product) is not None:
        return go(request, "admin:products", flash=f"{line.name} was changed.")
    shown = FormPage(
        f"Retire {line.name}", form, "Save", Link("Cancel", reverse("admin:product", args=[code])),
        (HOME, crumb(*CRUMBS)), ("What is on loan and in stock stays as it is.",),
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)
