"""The funds that pay, with the shares in which partners pay into each by date; the pool manager's forms.
Refuses nothing itself: `change_shares` and `add_fund` decide."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import FundKind
from handrail.ledger.queries.terms import FundRow, ShareOf, funds
from handrail.partners.queries import partners_of
from handrail.usecases.change_payers import NewFund, SharesChange, add_fund, change_shares
from handrail.web.admin.shapes import FormPage, held_tag, held_words, london_today
from handrail.web.money.agreeing import PERCENT
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.web.terms.shapes import FORM, HOME, TermsPage
from handrail.wording.money import percent_of_parts

TITLE = "Funds and shares"
KINDS = (
    (FundKind.OWN.value, "One partner's own money"), (FundKind.POOL.value, "A pool of several partners"),
    (FundKind.RECHARGE.value, "Paid for others and asked back"),
)  # fmt: skip


@page(Permission.SEE_MONEY, methods=("GET",))
def all_funds(request: PageRequest) -> HttpResponseBase:
    """Each fund with its shares: what holds, what is to come, what has ended."""
    today = london_today()
    with reading(request.scope):
        found = funds(request.scope)
    keeps = request.scope.may(Permission.KEEP_POOL)
    rows = [
        Row(
            (
                Cell(fund.name, links=_links(fund, keeps=keeps), note=dict(KINDS)[fund.kind.value]),
                Cell(_shares(one.row)),
                Cell(held_words(one.from_on, one.until_on), tag=held_tag(one.from_on, one.until_on, today)),
            )
        )
        for fund in found
        for one in reversed(fund.shares)
    ]
    columns = (Column("Fund"), Column("Who pays into it"), Column("Holds"))
    table = Table(TITLE, columns, rows, Empty("There are no funds yet"), caption_hidden=True)
    buttons = (Link("Add a fund", reverse("terms:add_fund")),) if keeps else ()
    intro = ("What was bought under shares stays under them: also its credit.",)
    return render(request, "terms/list.html", TermsPage(TITLE, (table,), (HOME,), intro, buttons=buttons))


def _links(fund: FundRow, *, keeps: bool) -> tuple[Link, ...]:
    if not keeps:
        return ()
    if fund.agreed:
        return (Link("Agree the year", reverse("money:agreement", args=[fund.id]), fund.name),)
    return (Link("Change the shares", reverse("terms:change_shares", args=[fund.id]), fund.name),)


def _shares(shares: Sequence[ShareOf]) -> str:
    return ", ".join(f"{one.partner} {percent_of_parts(one.parts)}" for one in shares)


class SharesForm(HandrailForm):
    """Who pays into a fund, from a day on."""

    from_on = fields.DateField("From which day?")

    fund_id: UUID

    def __init__(self, data: Mapping[str, Any] | None, *, partners: Sequence[tuple[UUID, str]], **rest: Any) -> None:
        super().__init__(data, **rest)
        self.partners = tuple(partner for partner, _ in partners)
        for at, (_, name) in enumerate(partners):
            self.fields[f"parts_{at}"] = fields.DecimalField(
                name, unit="%", least=0, most=100, places=4, required=False, says_optional=False, exact=True
            )

    def shares(self) -> tuple[tuple[UUID, int], ...]:
        """Partners that pay, with parts of a million."""
        given = [(partner, self.cleaned_data[f"parts_{at}"]) for at, partner in enumerate(self.partners)]
        return tuple((partner, int(percent * PERCENT)) for partner, percent in given if percent)

    def to_request(self) -> SharesChange:
        """What the form asks for."""
        return SharesChange(self.fund_id, self.shares(), self.cleaned_data["from_on"])

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """Shares that are not whole stand at the first of them."""
        super().refuse(refused, {"shares": "parts_0"} | dict(renamed or {}))


class FundForm(SharesForm):
    """A new fund with who pays into it."""

    name = fields.TextField("Name", longest=120)
    code = fields.TextField("Code", longest=40, width="20", hint="Small letters, numbers and _")
    kind = fields.RadiosField("What is it?", KINDS)
    field_order = ("name", "code", "kind", "from_on")

    def to_request(self) -> NewFund:  # type: ignore[override]  # the same shares, for a fund that is new
        """What the form asks for."""
        given = self.cleaned_data
        return NewFund(given["code"], given["name"], FundKind(given["kind"]), self.shares(), given["from_on"])


def _partners(request: PageRequest) -> list[tuple[UUID, str]]:
    return [(one.id, one.name) for one in partners_of(request.scope.contract_id, london_today())]


@page(Permission.KEEP_POOL)
def change_fund_shares(request: PageRequest, fund_id: UUID) -> HttpResponseBase:
    """Other shares of a fund from a day on; the form begins with those that hold."""
    today = london_today()
    with reading(request.scope):
        fund = next((one for one in funds(request.scope) if one.id == fund_id), None)
        partners = _partners(request)
    if fund is None:
        raise Http404
    held = {one.partner_id: one.parts for one in fund.shares_on(today)}
    starts: dict[str, Any] = {"from_on": today + timedelta(days=1)}
    starts |= {f"parts_{at}": Decimal(held[one]) / PERCENT for at, (one, _) in enumerate(partners) if one in held}
    form = SharesForm(request.POST if request.method == "POST" else None, partners=partners, initial=starts)
    form.fund_id = fund_id
    facts = (Fact("Fund", fund.name), Fact("Today", _shares(fund.shares_on(today)) or "Nobody"))
    return _answer(request, form, change_shares, title="Change the shares", flash="The shares were saved.", facts=facts)


@page(Permission.KEEP_POOL)
def new_fund(request: PageRequest) -> HttpResponseBase:
    """Add a fund."""
    with reading(request.scope):
        partners = _partners(request)
    starts = {"from_on": london_today()}
    form = FundForm(request.POST if request.method == "POST" else None, partners=partners, initial=starts)
    flash = "The fund was added. It pays for nobody before a rule names it."
    return _answer(request, form, add_fund, title="Add a fund", flash=flash)


def _answer(
    request: PageRequest, form: HandrailForm, use_case: Any, *, title: str, flash: str, facts: tuple[Fact, ...] = ()
) -> HttpResponseBase:
    back = reverse("terms:funds")
    if request.method == "POST" and submit(request, form, use_case) is not None:
        return go(request, back, flash=flash)
    crumbs = (HOME, Crumb(TITLE, back))
    intro = ("The shares must add up to 100%.",)
    return render(request, FORM, FormPage(title, form, "Save", Link("Cancel", back), crumbs, intro, facts), form=form)
