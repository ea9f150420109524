"""What comes back for each of an activity beyond so many in a year of the contract, by date; the pool manager's form.
Refuses nothing itself: the rules and `change_bands` decide."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.forms import Field
from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.contract import contract_facts
from handrail.ledger.queries.terms import bands_held, charged_between
from handrail.ledger.rules.bands import (
    MOST_ABOVE,
    MOST_BACK,
    Band,
    back_in_year,
    counted,
    reasons_against_bands,
    year_of,
)
from handrail.ledger.rules.repriced import previous_quarter
from handrail.ledger.rules.terms import plan_set
from handrail.partners.effective import Held
from handrail.usecases.change_bands import BandsChange, TermsWithdrawal, change_bands, withdraw_bands
from handrail.web.admin.shapes import london_today
from handrail.web.shared import fields
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Notice, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.terms.behind import months_address
from handrail.web.terms.prices import prices_today
from handrail.web.terms.rows import QUIET, RowsForm
from handrail.web.terms.shapes import (
    HOME,
    Proposal,
    TakingBack,
    TermsPage,
    buttons_of,
    by_date,
    changes_to_come,
    propose,
    take_back,
    told_of,
)
from handrail.wording.shown import short_day

TITLE = "What comes back beyond so many"


@page(Permission.SEE_MONEY, methods=("GET",))
def bands(request: PageRequest) -> HttpResponseBase:
    """What holds, what is to come, what has ended."""
    today = london_today()
    with reading(request.scope):
        held, (_, labels) = bands_held(request.scope), prices_today(request)
        begins = year_of(contract_facts(request.scope).starts_on, today)
    columns = (
        Column("Activity"), Column("After the first", numeric=True), Column("Comes back for each", numeric=True),
        Column("Holds"),
    )  # fmt: skip
    table = Table(
        TITLE, columns, by_date(held, today, lambda band: _cells(band, labels)), Empty("Nothing comes back by volume"),
        caption_hidden=True,
    )  # fmt: skip
    coming = changes_to_come(held, today)
    buttons = buttons_of(request, "terms:change_bands", "terms:withdraw_bands", coming)
    intro = (
        f"Counted in each year of the contract; this one began on {short_day(begins)}.",
        "It is settled once a month is over, and goes back to the funds that bore the activity.",
    )
    return render(request, "terms/list.html", TermsPage(TITLE, (table,), (HOME,), intro, buttons=buttons))


def _cells(band: Band, labels: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        Cell(labels.get(band.activity, band.activity)), Cell(f"{band.above:,}"), Cell(shown_pounds(band.back_pence)),
    )  # fmt: skip


class BandsForm(RowsForm):
    """All bands, from a day on. A row without an activity is left out."""

    said, told_by = "bands", "activity"
    at_fields = MappingProxyType({"activity": "activity", "above": "above", "back_pence": "back"})

    def __init__(
        self, data: Mapping[str, Any] | None, *, held: Sequence[Band], labels: Mapping[str, str], **rest: Any
    ) -> None:
        self.labels = labels
        shown = [{"activity": one.activity, "above": one.above, "back": one.back_pence} for one in held]
        super().__init__(data, held=shown, **rest)

    def row_fields(self, number: int) -> Mapping[str, Field]:
        """A band."""
        named = f"Band {number}"
        return {
            "activity": fields.SelectField(
                f"{named}: activity", list(self.labels.items()), blank="Leave this band out", **QUIET
            ),
            "above": fields.NumberField(f"{named}: after the first how many?", most=MOST_ABOVE, **QUIET),
            "back": fields.MoneyField(f"{named}: comes back for each further one", most=MOST_BACK, **QUIET, exact=True),
        }

    def to_request(self) -> BandsChange:
        """What the form asks for."""
        bands = (Band(one["activity"], one["above"] or 0, one["back"] or 0) for one in self.given())
        return BandsChange(tuple(bands), self.cleaned_data["from_on"])


@page(Permission.KEEP_POOL)
def change_banded(request: PageRequest) -> HttpResponseBase:
    """All bands from a day on; what would have come back last quarter is shown before they are saved."""
    today = london_today()
    with reading(request.scope):
        held, (prices, labels) = bands_held(request.scope), prices_today(request)
    listed = {price.activity for price in prices}
    now = [one.row for one in held if one.holds_on(today)]
    offered = {activity: label for activity, label in labels.items() if activity in listed}
    form = BandsForm(request.POST if request.method == "POST" else None, held=now, labels=offered)
    proposal = Proposal(
        lambda wanted: _against(wanted, held, offered),
        lambda wanted: _would_come_back(request, wanted, held, labels),
        change_bands,
    )
    back = reverse("terms:bands")
    intro = ("These take the place of all bands that hold until then. What came back stays as it is.",)
    return propose(
        request, form, proposal, title="Change the bands", back=back, crumbs=(Crumb(TITLE, back),), intro=intro
    )


def _against(wanted: BandsChange, held: Sequence[Held[Band]], labels: Mapping[str, str]) -> list[Reason]:
    reasons = list(reasons_against_bands(wanted.bands, labels))
    plan = plan_set(held, wanted.bands, from_on=wanted.from_on, today=london_today())
    return [*reasons, plan] if isinstance(plan, Reason) else reasons


def _would_come_back(
    request: PageRequest, wanted: BandsChange, held: Sequence[Held[Band]], labels: Mapping[str, str]
) -> tuple[Notice, tuple[Table, ...]]:
    """What came back, and would have, of the year of the contract until the last quarter ended."""
    _, after = previous_quarter(london_today())
    with reading(request.scope):
        first = year_of(contract_facts(request.scope).starts_on, after - timedelta(days=1))
        found = counted(charged_between(request.scope, first, after))
    always = [Held(request.scope.contract_id, band, date.min, None) for band in wanted.bands]
    named = {band.activity for band in wanted.bands} | {one.row.activity for one in held}
    rows = [
        Row((
            Cell(labels.get(activity, activity), months_address(activity, wanted.bands)),
            Cell(f"{sum(found.get(activity, {}).values()):,}"),
            *(Cell(shown_pounds(back_in_year(activity, found.get(activity, {}), by))) for by in (held, always)),
        ))
        for activity in sorted(named) if named & found.keys()
    ]  # fmt: skip
    when = f"{short_day(first)} to {short_day(after - timedelta(days=1))}"
    columns = (
        Column("Activity"), Column("Charged", numeric=True), Column("Came back", numeric=True),
        Column("Would have come back", numeric=True),
    )  # fmt: skip
    empty = "Nothing of these was charged then, so nothing can be said" if named else "There is no band"
    table = Table(f"What these bands would have done, {when}", columns, rows, Empty(empty), id="shown")
    lines = ["The year of the contract, until the last quarter ended.", "Nothing is saved yet. Nothing posted changes."]
    if rows:
        lines.append("Each row leads to its months.")
    return told_of(when, lines, is_silent=bool(named) and not rows), (table,)


@page(Permission.KEEP_POOL)
def withdraw_banded(request: PageRequest) -> HttpResponseBase:
    """Take back the change of a day to come."""
    return take_back(request, TakingBack("terms:bands", TITLE, withdraw_bands, TermsWithdrawal))
