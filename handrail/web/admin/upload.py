"""Uploading a reference file: codes, speeds, prices, authorities, products, rules, questions, bundles.
Refuses the whole file when one value is wrong; every fault is listed by line, column and value."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.catalogue.reference import parse
from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.parse import FileKind
from handrail.core.refusal import Reason, Refused
from handrail.core.versions import version_of
from handrail.identity.calls import Call
from handrail.identity.roles import Permission
from handrail.usecases.change_contract_data import DataChange, DataChanged, change_contract_data
from handrail.usecases.edit_catalogue import (
    CatalogueChanged,
    ProductsChange,
    RulesChange,
    change_products,
    change_rules,
)
from handrail.web.admin.questions import send_changes, show_changes
from handrail.web.admin.shapes import HOME, FormPage, crumb, london_today
from handrail.web.admin.term_preview import Preview, preview_of, shown_first
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording import say

type Send = Callable[[Call, tuple[Any, ...], date], DataChanged | CatalogueChanged]


def _data(kind: DataKind) -> Send:
    return lambda call, rows, day: change_contract_data(call, request=DataChange(kind, rows, day))


def _rules(call: Call, rows: tuple[Any, ...], _day: date) -> CatalogueChanged:
    return change_rules(call, request=RulesChange(rows))


# What each file is called, how it is read, and where its rows go.
FILES: Mapping[str, tuple[str, FileKind[Any], Send]] = {
    "codes": ("Code lists (codes.csv)", parse.CODES, _data(DataKind.CODE)),
    "speeds": ("Speeds (speeds.csv)", parse.SPEEDS, _data(DataKind.SPEED)),
    "prices": ("Activity prices (price_list.csv)", parse.PRICES, _data(DataKind.PRICE)),
    "authorities": ("Authorities (authorities.csv)", parse.AUTHORITIES, _data(DataKind.AUTHORITY)),
    "products": (
        "Products (products.csv)",
        parse.PRODUCTS,
        lambda call, rows, day: change_products(call, request=ProductsChange(rows, day)),
    ),
    "compatibility": (
        "Rules of fit (compatibility.csv)",
        parse.COMPATIBILITY,
        _rules,
    ),
    "questions": (
        "Questions (question_sets.csv)",
        parse.QUESTIONS,
        _rules,
    ),
    "bundles": (
        "Bundles (bundles.csv)",
        parse.BUNDLES,
        _rules,
    ),
}


class UploadForm(HandrailForm):
    """A reference file, and from which day it holds."""

    what = fields.RadiosField("What is in the file?", tuple((key, label) for key, (label, _, _) in FILES.items()))
    file = fields.FileField(
        "File",
        endings=(".csv",),
        most_megabytes=5,
        hint="UTF-8, with commas. The file of questions is the download of their list: one left out is asked no longer",
    )
    from_on = fields.DateField(
        "From which day do changes hold?",
        hint="Tomorrow or later for rows that are here already. Products, rules, questions and bundles change at once",
    )


@page(Permission.ADMINISTER)
def upload(request: PageRequest) -> HttpResponseBase:
    """Upload a reference file; rows that say what holds already are passed over. What a file of questions changes is
    shown first, and what prices would have done."""
    posted = request.method == "POST"
    if posted and "kept" in request.POST:
        return send_changes(request)
    form = UploadForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"from_on": london_today(), "what": request.GET.get("what", "")},
    )
    faults: tuple[Reason, ...] = ()
    if posted and form.is_valid():
        given = form.cleaned_data
        label, kind, send = FILES[given["what"]]
        try:
            text = given["file"].read().decode("utf-8")
            rows = parse.parse(kind, text)
            if given["what"] == "questions":
                return show_changes(request, text, rows)
            if given["what"] == "prices" and (seen := _prices_first(request, form, rows)):
                return _shown(request, form, seen=seen)
            done = send(call_of(request, form.key), rows, given["from_on"])
        except UnicodeDecodeError:
            form.add_error("file", "The file is not in UTF-8. Save it as “CSV UTF-8” and choose it again")
        except Refused as refused:
            faults = refused.reasons
            form.add_error(
                "file", f"Nothing was changed. {len(faults)} things are wrong with the file. They are listed below"
            )
            form.renew_key()
        else:
            return go(
                request, "admin:contract",
                flash=f"{label}: {done.added} added, {done.changed} changed, {done.unchanged} as they were.",
            )  # fmt: skip
    return _shown(request, form, faults)


def _prices_first(request: PageRequest, form: UploadForm, rows: tuple[Any, ...]) -> Preview | None:
    """What these prices would have done, where that was not shown yet of just them. A browser keeps no file, so it is
    chosen again."""
    wanted = DataChange(DataKind.PRICE, rows, form.cleaned_data["from_on"])
    version = version_of(wanted)
    if form.version == version or (seen := preview_of(request, wanted)) is None:
        return None
    form.carry_version(version)
    form.fields["file"].help_text = "To save these prices, choose the same file again"
    return seen


def _shown(
    request: PageRequest, form: UploadForm, faults: tuple[Reason, ...] = (), *, seen: Preview | None = None
) -> HttpResponseBase:
    shown = FormPage(
        "Upload a file", form, "Upload it", Link("Cancel", reverse("admin:contract")),
        (HOME, crumb("Contract data", "admin:contract")), faults=_table(faults) if faults else None, files=True,
        **shown_first(seen),
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)


def _table(faults: tuple[Reason, ...]) -> Table:
    rows = []
    for reason in faults:
        params = dict(reason.params)
        where = str(params.get("line") or params.get("row") or "")
        value = str(params.get("value", ""))
        rows.append(
            Row(
                (
                    Cell(where),
                    Cell(str(params.get("column", reason.field or ""))),
                    Cell(value),
                    Cell(say(reason.code, **params)),
                )
            )
        )
    columns = (Column("Line or row"), Column("Column"), Column("Value"), Column("What is wrong"))
    return Table("What is wrong with the file", columns, rows, Empty("Nothing"))
