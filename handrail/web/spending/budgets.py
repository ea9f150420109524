"""What teams may spend this year and what they have used; the pool manager sets it.
Refuses nothing itself: `set_budget` decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.moment import year_of
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.queries import holders_of
from handrail.identity.roles import Permission
from handrail.partners.queries.registers import team_register
from handrail.spending.budgets import BudgetRow, budgets_of
from handrail.spending.codes import By
from handrail.usecases.set_budget import BudgetWanted, set_budget
from handrail.web.admin.shapes import FormPage, london_today
from handrail.web.money.paid_in import FORM
from handrail.web.shared import fields
from handrail.web.shared.export import file_of
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.web.spending.crossed import pounds
from handrail.wording.money import year_words
from handrail.wording.shown import short_day_and_time

HEADS = ("Team", "Owner", "Budget", "Spent and kept", "Left")


@dataclass(frozen=True, slots=True)
class BudgetsPage:
    """The list. `button`: the pool manager's."""

    title: str
    crumbs: tuple[Crumb, ...]
    button: Link | None
    counted: str
    table: Table


@page(Permission.SEE_MONEY, methods=("GET",))
def budgets(request: PageRequest) -> HttpResponseBase:
    """The budgets of this year."""
    listing, year = listing_of(request, sorts=(), default=""), year_of(london_today())
    with reading(request.scope):
        found = budgets_of(request.scope, year)
    if listing.file_kind:
        rows = [cells(one.team, one.owner, *(None if p is None else pounds(p) for p in _pence(one))) for one in found]
        return file_of(request.scope, listing.file_kind, "budgets", HEADS, lambda: rows)
    table = Table(
        f"Budgets {year_words(year)}",
        [Column(head, numeric=place > 1) for place, head in enumerate(HEADS)],
        [_row(one, year) for one in found],
        Empty("No team has a budget this year"),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
    )
    button = Link("Set a budget", reverse("spending:budget")) if request.scope.may(Permission.KEEP_POOL) else None
    crumbs = (Crumb("Spending", reverse("spending:spending")),)
    shown = BudgetsPage("Budgets of teams", crumbs, button, _counted(found), table)
    return render(request, "spending/budgets.html", shown)


def _counted(found: Sequence[BudgetRow]) -> str:
    at = max((one.counted_at for one in found if one.counted_at), default=None)
    return f"Counted on {short_day_and_time(at)}. What was posted since is not in it yet." if at else ""


def _pence(one: BudgetRow) -> tuple[int | None, ...]:
    left = None if one.used_pence is None else one.pence - one.used_pence
    return (one.pence, one.used_pence, left)


def _row(one: BudgetRow, year: date) -> Row:
    asks = urlencode({"rows": By.PRODUCT, f"only_{By.TEAM}": one.team_id, "period": year.year})
    amounts = ["Not counted yet" if pence is None else shown_pounds(pence) for pence in _pence(one)]
    href = f"{reverse('spending:spending')}?{asks}"
    return Row([Cell(one.team, href=href), Cell(one.owner), *(Cell(amount) for amount in amounts)])


class BudgetForm(HandrailForm):
    """A team's budget of a year."""

    team_id = fields.SelectField("Team")
    year = fields.SelectField("Year")
    pence = fields.MoneyField("Budget", least=1, most=10**12, exact=True)
    owner_id = fields.SelectField("Owner", hint="Told when 80% is used, and when all of it is")

    def to_request(self) -> BudgetWanted:
        """What the form asks for."""
        given = self.cleaned_data
        begins = date(int(given["year"]), 4, 1)
        return BudgetWanted(UUID(given["team_id"]), begins, given["pence"], UUID(given["owner_id"]))


@page(Permission.KEEP_POOL)
def budget(request: PageRequest) -> HttpResponseBase:
    """Set a budget, first or anew."""
    today, scope = london_today(), request.scope
    with reading(scope):
        teams = [row for row in team_register(scope.contract_id, today) if row.closed_on is None]
        owners = {
            str(one.user_id): one.name for may in (Permission.RELEASE_ORDER, Permission.SEE_MONEY)
            for one in holders_of(scope, may, today=today)
        }  # fmt: skip
    form = BudgetForm(request.POST if request.method == "POST" else None)
    offer(form, "team_id", [(str(row.id), row.name) for row in teams])
    by_name = sorted(owners.items(), key=lambda owner: owner[1])
    offer(form, "owner_id", by_name)
    this = year_of(today)
    offer(form, "year", [(str(one.year), year_words(one)) for one in (this, this.replace(year=this.year + 1))])
    back = reverse("spending:budgets")
    if request.method == "POST" and submit(request, form, set_budget) is not None:
        return go(request, back, flash="The budget was set.")
    shown = FormPage("Set a budget", form, "Set it", Link("Cancel", back), (Crumb("Budgets of teams", back),))
    return render(request, FORM, shown, form=form)
