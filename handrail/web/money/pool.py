"""The page of a pool in a year: budget, received, reserved, spent, credited, left; whose share it is; over or under.
Refuses to read postings: all sums come from the balances of accounts by month."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.contract import extensions_of
from handrail.ledger.queries.gain import gain_held
from handrail.ledger.queries.pool import AgreementRow, ContributionRow
from handrail.ledger.rules.figures import net_by_partner
from handrail.ledger.rules.pool import Instalment, Standing
from handrail.ledger.rules.risk import Fallen, falls_on
from handrail.web.admin.shapes import london_today
from handrail.web.money.foreseen import foreseen_fact, foreseen_for, foreseen_risk, foreseen_shares
from handrail.web.money.gain_foreseen import GainForeseen, gain_foreseen
from handrail.web.money.months import HEADS, MonthBar, bars, months, outside, table
from handrail.web.money.pools import pools_page, read_pools
from handrail.web.money.reading import PoolYearRead, apart_words, differing, read_year
from handrail.web.money.suspense import waits_notice
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import cells
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Fact, Link, Notice, Row, Table, Tone
from handrail.web.shared.views import page, render
from handrail.web.terms.contract import notice_of
from handrail.wording import say
from handrail.wording.money import percent_of_parts, year_words
from handrail.wording.shown import short_day

# A tenth of a per cent, in parts of a million.
FAR_APART = 1_000


@dataclass(frozen=True, slots=True)
class PoolPage:
    """All of the page. `risk` says in words what becomes of a difference."""

    title: str
    year: str
    others: Sequence[Link]
    links: Sequence[Link]
    notices: Sequence[Notice]
    facts: Sequence[Fact]
    partners: Table
    risk: Sequence[str]
    gain: GainForeseen | None
    bars: Sequence[MonthBar]
    months: Table


@page(Permission.SEE_MONEY, methods=("GET",))
def pool(request: PageRequest, fund_id: UUID | None = None) -> HttpResponseBase:
    """A pool in a year; without one in the address their list, where there are several. `?year=2026`: that from April
    2026; `?format=csv` or `xlsx`: its months as a file."""
    read = read_year(request, fund_id, london_today())
    if fund_id is None and len(read.pools) > 1:
        return pools_page(request, read_pools(request, read.today), read.today)
    found = months(read.gained, read.begins, min(read.today, read.ends.replace(month=3)), read.came)
    beyond = tuple(outside(read.came, read.begins, read.ends))
    rows = [
        *(cells(one.begins, *(Decimal(pence).scaleb(-2) for pence in one.pence)) for one in found),
        *(cells(words, Decimal(pence).scaleb(-2), *[""] * (len(HEADS) - 2)) for words, pence in beyond),
    ]
    name = f"{read.pool.code}-{read.begins.year}"
    if (kind := request.GET.get("format")) in ("csv", "xlsx"):
        return file_of(request.scope, kind, name, HEADS, lambda: rows)
    with reading(request.scope):
        to_decide = notice_of(extensions_of(request.scope), read.today)
        foreseen, gain = foreseen_for(request.scope, read), gain_held(request.scope)
    over = read.figures.net_pence - read.budget_pence
    fallen = _fallen(read, over)
    shown = PoolPage(
        read.pool.name,
        year_words(read.begins),
        (*read.year_links("money:pool_of"), *_other_pools(read)),
        (
            Link("Instalments and receipts", read.href("money:paid_in")),
            Link("The agreement", reverse("money:agreement", args=[read.pool.id])),
            Link("Quarterly and annual reports", reverse("money:report", args=[read.pool.id])),
            Link("Closed months", reverse("money:closing")),
            Link("The contract", reverse("terms:contract")),
            Link("Total system cost", reverse("system_cost:cost")),
            Link("Waiting for a price or a fund", reverse("money:suspense")),
        ),
        (*_notices(read), *((to_decide,) if to_decide else ())),
        (*_facts(read), *foreseen_fact(read, foreseen)),
        _partners(read, fallen, foreseen_shares(read, foreseen)),
        (*_risk(read, over, fallen), *foreseen_risk(read, foreseen)),
        gain_foreseen(request.scope, read, gain, foreseen[0] if foreseen else None) if gain else None,
        bars(found),
        table(found, beyond, read.href("money:pool_of")),
    )
    return render(request, "money/pool.html", shown)


def _other_pools(read: PoolYearRead) -> tuple[Link, ...]:
    return tuple(
        Link(one.name, reverse("money:pool_of", args=[one.id])) for one in read.pools if one.id != read.pool.id
    )


def _notices(read: PoolYearRead) -> Iterator[Notice]:
    if not read.agreement and read.starts_on:
        yield Notice(f"The agreement begins on {short_day(read.starts_on)}", ("None holds before that.",))
    elif not read.agreement:
        yield Notice("No agreement is recorded for this year", ("Somebody must record it first.",), Tone.WARN)
    elif not read.year:
        yield Notice("No contributions are agreed for this year", ("So there is no budget yet.",), Tone.WARN)
    else:
        beyond = read.figures.net_pence + read.figures.reserved_pence - read.budget_pence
        if beyond >= 0:
            more = f"{shown_pounds(beyond)} more than the budget" if beyond else "the whole budget"
            lines = (f"What was spent and what is reserved come to {more}.", "Orders go on. Tell the partners.")
            yield Notice("The budget is used up", lines, Tone.STOP)
    if apart := differing(read.contributions):
        yield _apart_notice(apart)
    if waits := waits_notice(read.waits):
        yield waits
    late = [one for one in read.instalments if one.standing is Standing.LATE]
    if late:
        total = shown_pounds(sum(one.missing_pence for one in late))
        yield Notice(f"{total} from partners is late", tuple(_late(read, late)), Tone.WARN)


def _apart_notice(apart: Sequence[tuple[ContributionRow, int]]) -> Notice:
    far = any(abs(one.parts - paid) >= FAR_APART for one, paid in apart)
    lines = tuple(apart_words(one, paid) for one, paid in apart)
    why = "What the pool costs is shared by the shares, so a partner may get back more or less than its part paid in."
    return Notice("Shares are not what partners pay in", (*lines, why), Tone.WARN if far else Tone.CALM)


def _late(read: PoolYearRead, late: Sequence[Instalment]) -> Iterator[str]:
    for partner, name in read.partners.items():
        if of_partner := [one for one in late if one.partner_id == partner]:
            missing = shown_pounds(sum(one.missing_pence for one in of_partner))
            yield f"{name}: {missing}, the oldest due {short_day(of_partner[0].due_on)}"


def _facts(read: PoolYearRead) -> Iterator[Fact]:
    of = read.figures
    due = [one for one in read.instalments if one.due_on <= read.today]
    came, owed = sum(read.received.values()), sum(one.pence for one in due)
    late = sum(one.missing_pence for one in due if one.standing is Standing.LATE)
    note = f"Due by today: {shown_pounds(owed)}. " + (f"Late: {shown_pounds(late)}." if late else "Nothing is late.")
    budget = shown_pounds(read.budget_pence) if read.year else "Not agreed yet"
    yield Fact("Budget", budget, "What partners agreed to pay in")
    yield Fact("Received", shown_pounds(came), note)
    yield Fact("Spent on equipment", shown_pounds(of.equipment_pence))
    yield Fact("Spent on activity", shown_pounds(of.activity_pence), "Visits, fitting, cleaning and repairs")
    yield Fact("VAT", shown_pounds(of.vat_pence), "What is not got back")
    if of.vat_back_pence:
        yield Fact("VAT that is got back", shown_pounds(of.vat_back_pence), "No cost, so it is not in net")
    yield Fact("Credited", shown_pounds(of.credited_pence), "For equipment that came back")
    yield Fact("Net", shown_pounds(of.net_pence), "Spent, with VAT, less credited")
    yield Fact("Reserved", shown_pounds(of.reserved_pence), "Kept for orders that are not delivered yet")
    if not read.year:
        return
    left = read.budget_pence - of.net_pence - of.reserved_pence
    yield Fact("Left", shown_pounds(left), "Budget less net, less reserved")


def _fallen(read: PoolYearRead, over: int) -> Fallen | None:
    """What the rule of the agreement makes of the difference, once it is one: the year is over, or so is the budget."""
    if not read.agreement or not read.year or not (read.is_over or over > 0):
        return None
    partners = {one.partner_id: one.in_pool for one in read.contributions}
    return falls_on(over, read.agreement.risk, read.agreement.host_id, partners)


def _partners(read: PoolYearRead, fallen: Fallen | None, foreseen: Mapping[UUID, int]) -> Table:
    cost = net_by_partner(read.gained, {one.id: one.parts for one in read.shares}, read.begins, read.ends)
    rows = []
    for one in read.contributions:
        bears = fallen.by_partner[one.partner_id] if fallen else None
        missing = one.amount.pence - read.received[one.partner_id]
        rows.append(
            Row(
                (
                    Cell(one.partner), Cell(percent_of_parts(one.parts)), Cell(shown_pounds(one.amount.pence)),
                    Cell(shown_pounds(read.received[one.partner_id])), Cell(shown_pounds(cost.get(one.partner_id, 0))),
                    Cell(shown_pounds(foreseen[one.partner_id]) if foreseen else "Not yet"),
                    Cell("Not yet") if bears is None else _over(bears, missing),
                )
            )
        )  # fmt: skip
    not_yet = (Cell("Not yet"), Cell("Not yet"))
    for name, partner_id, parts in read.unpaid_shares:
        came, bears_now = (of.get(partner_id, 0) for of in (read.received, cost))
        amounts = (Cell("Not agreed"), Cell(shown_pounds(came)), Cell(shown_pounds(bears_now)))
        rows.append(Row((Cell(name), Cell(percent_of_parts(parts)), *amounts, *not_yet)))
    columns = (
        Column("Partner"), Column("Share", numeric=True), Column("Pays in", numeric=True),
        Column("Received", numeric=True), Column("Its share of net", numeric=True),
        Column("Its share of the forecast", numeric=True), Column("Over or under"),
    )  # fmt: skip
    return Table("Each partner", columns, rows, Empty("No contributions are agreed"), id="partners")


def _over(bears: int, missing: int) -> Cell:
    """What a partner bears or gets, against what was agreed; and with what it has not paid in yet."""
    note = "Against what was agreed."
    if missing:
        owes = "is not paid in yet" if missing > 0 else "was paid in beyond that"
        note += f" {shown_pounds(abs(missing))} {owes}: with that, {_bears(bears + missing).lower()}."
    return Cell(_bears(bears), note=note)


def _bears(pence: int) -> str:
    if not pence:
        return "Nothing"
    return f"Pays {shown_pounds(pence)} more" if pence > 0 else f"Gets {shown_pounds(-pence)} back"


def risk_words(agreement: AgreementRow) -> str:
    """The risk-share rule of an agreement as a sentence."""
    return say(agreement.risk.rule, percent=percent_of_parts(agreement.risk.parts))


def _risk(read: PoolYearRead, over: int, fallen: Fallen | None) -> Iterator[str]:
    if not read.agreement or not read.year:
        return
    if over > 0:
        yield f"The pool cost {shown_pounds(over)} more than its budget."
    elif read.is_over:
        yield f"The pool cost {shown_pounds(-over)} less than its budget."
    else:
        yield f"The year ends on {short_day(read.ends - timedelta(days=1))}. Nothing is shared before that."
    yield risk_words(read.agreement)
    if fallen is None and (over > 0 or read.is_over):
        yield "Nobody has recorded yet what each partner's people used. Until then nothing can be shared."
    if fallen and fallen.kept_pence:
        yield f"{shown_pounds(abs(fallen.kept_pence))} of it stays in the pool."
