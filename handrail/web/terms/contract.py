"""The page of a contract: how long it lasts, which extension waits for a decision, what was varied, and its terms.
Refuses to change anything; the pool manager's forms do."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.moment import months_before
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.queries.contract import (
    ContractFacts,
    VariationRow,
    contract_facts,
    extensions_of,
    variations_of,
)
from handrail.ledger.rules.extensions import (
    REMINDED,
    ExtensionRow,
    lasts_until,
    may_last_until,
    reminder_at,
    waits_for_decision,
)
from handrail.web.admin.shapes import last_day, london_today
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Notice, Row, Table, Tag, Tone
from handrail.web.shared.views import page, render
from handrail.web.terms.shapes import TermsPage
from handrail.wording.shown import short_day


@page(Permission.SEE_MONEY, methods=("GET",))
def contract(request: PageRequest) -> HttpResponseBase:
    """The contract with its provider."""
    scope, today = request.scope, london_today()
    with reading(scope):
        facts, extensions, variations = contract_facts(scope), extensions_of(scope), variations_of(scope)
    keeps = scope.may(Permission.KEEP_POOL)
    shown = TermsPage(
        facts.name,
        (extensions_table(extensions, today, keeps=keeps), _variations(variations)),
        (Crumb("Money", address_of("money:pool")),),
        notice=notice_of(extensions, today),
        buttons=_buttons(keeps=keeps),
        facts=tuple(_facts(facts, extensions)),
    )
    return render(request, "terms/list.html", shown)


def notice_of(extensions: Sequence[ExtensionRow], today: date) -> Notice | None:
    """The extension that must be decided next, from twelve months before its day on."""
    waits = next(iter(waits_for_decision(extensions)), None)
    if waits is None or reminder_at(waits.decide_by, today) is None:
        return None
    lines = (f"It would go on until {short_day(waits.last_day)}.", "The pool manager records what was decided.")
    link = Link("The contract", reverse("terms:contract"))
    if waits.decide_by < today:
        return Notice(f"An extension was to be decided by {short_day(waits.decide_by)}", lines, Tone.STOP, link)
    return Notice(f"Decide by {short_day(waits.decide_by)} whether to extend", lines, Tone.WARN, link)


def _facts(facts: ContractFacts, extensions: Sequence[ExtensionRow]) -> Iterator[Fact]:
    yield Fact("Provider", facts.provider)
    yield Fact("Council", facts.council)
    yield Fact("NHS board", facts.nhs_board)
    yield Fact("Began", short_day(facts.starts_on))
    yield Fact("Ends", _last(lasts_until(facts.ends_on, extensions)), f"As signed: {_last(facts.ends_on)}")
    longest = may_last_until(facts.ends_on, extensions)
    if longest != lasts_until(facts.ends_on, extensions):
        yield Fact("May go on until", _last(longest))
    yield Fact("Money", Link("Funds and shares", reverse("terms:funds")))
    yield Fact("Payers", Link("Who pays", reverse("terms:payers")))
    yield Fact("Credit", Link("Credit for what comes back", reverse("terms:credit")))
    yield Fact("Elsewhere", Link("What total system cost is reckoned by", reverse("terms:system_cost")))
    yield Fact("Rented", Link("What is rented by the week", reverse("terms:rentals")))
    yield Fact("Volume", Link("What comes back beyond so many", reverse("terms:bands")))
    yield Fact("VAT", Link("VAT on what is bought", reverse("terms:vat")))
    yield Fact("Savings", Link("Sharing savings with the provider", reverse("terms:gain")))
    yield Fact("Performance", Link("What is promised of the provider's work", reverse("terms:kpi")))
    yield Fact("Prices", Link("Price list", reverse("terms:prices")))


def _buttons(*, keeps: bool) -> tuple[Link, ...]:
    if not keeps:
        return ()
    return (
        Link("Record a variation", reverse("terms:vary")), Link("Record an extension", reverse("terms:extend")),
    )  # fmt: skip


def extensions_table(extensions: Sequence[ExtensionRow], today: date, *, keeps: bool) -> Table:
    """Each with the day to decide by, and what was decided."""
    waits = waits_for_decision(extensions)
    rows = [
        Row(
            (
                Cell(short_day(one.from_on), note=f"until {short_day(one.last_day)}"),
                Cell(short_day(one.decide_by), note=_reminders(one, today) if one in waits else ""),
                _decision(one, waits=one in waits, keeps=keeps),
            )
        )
        for one in extensions
    ]  # fmt: skip
    columns = (Column("Extension from", whole=True), Column("Decide by", whole=True), Column("Decision"))
    return Table("Extensions", columns, rows, Empty("The contract has no extensions"), id="extensions")


def _reminders(one: ExtensionRow, today: date) -> str:
    """When those who commission are reminded of one that waits."""
    coming = [at for months in REMINDED if (at := months_before(one.decide_by, months)) > today]
    return f"Next reminder: {short_day(coming[0])}" if coming else "All reminders were sent"


def _decision(one: ExtensionRow, *, waits: bool, keeps: bool) -> Cell:
    if one.is_taken is None and not waits:
        return Cell(tag=Tag("Cannot be taken", "grey"), note="It follows one that was not taken")
    if one.is_taken is None:
        decide = Link("Record the decision", reverse("terms:decide", args=[one.id]), short_day(one.from_on))
        return Cell(tag=Tag("Waits for a decision", "orange"), links=(decide,) if keeps else ())
    when = short_day(one.decided_on) if one.decided_on else ""
    tag = Tag("Taken", "green") if one.is_taken else Tag("Not taken", "grey")
    return Cell(tag=tag, note=f"{when}: {one.why}")


def _variations(variations: Sequence[VariationRow]) -> Table:
    rows = [
        Row(
            (
                Cell(str(one.number)), Cell(short_day(one.from_on), note=f"Agreed on {short_day(one.agreed_on)}"),
                Cell(one.what), Cell(one.document),
            )
        )
        for one in variations
    ]  # fmt: skip
    columns = (Column("Number"), Column("From", whole=True), Column("What changed"), Column("Document"))
    return Table("Variations", columns, rows, Empty("Nothing was varied"), id="variations")


def _last(ends_on: date) -> str:
    """The last day of a time that is kept with the first day after it."""
    return short_day(last_day(ends_on) or ends_on)
