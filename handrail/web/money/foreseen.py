"""What is foreseen for a year of a pool: its net cost at the end, over or under its budget, and on whom that falls.
Refuses a year that is over: then what came stands on the page."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.forecasts.queries.made import Foreseen, latest_forecast
from handrail.forecasts.rules.written import Amount
from handrail.identity.scope import Scope
from handrail.ledger.rules.risk import falls_on
from handrail.ledger.rules.shares import by_partner
from handrail.web.money.reading import PoolYearRead
from handrail.web.shared.shapes import Fact, Link
from handrail.wording.shown import short_day


def foreseen_for(scope: Scope, read: PoolYearRead) -> tuple[Foreseen, Amount] | None:
    """The latest forecast and the net cost that it says of this pool and year. Inside `reading`."""
    if read.is_over:
        return None
    found = latest_forecast(scope)
    span = found.figures.years.get(year_label(read)) if found else None
    net = span.net.get(str(read.pool.id)) if span else None
    return (found, net) if found and net else None


def foreseen_fact(read: PoolYearRead, found: tuple[Foreseen, Amount] | None) -> Iterator[Fact]:
    """The forecast as a row beside what was spent."""
    if not found:
        if not read.is_over:
            yield Fact("Forecast", Link("Not yet: see from when", reverse("forecasts:forecast")))
        return
    made, net = found
    note = (
        f"Net by the end of the year, from what was known on {short_day(made.as_at)}. In 90 of 100 cases between "
        f"{shown_pounds(net.low)} and {shown_pounds(net.high)}"
    )
    href = f"{reverse('forecasts:forecast')}?{urlencode({'fund': read.pool.id, 'year': year_label(read)})}"
    yield Fact("Forecast", Link(shown_pounds(net.pence), href), note)


def foreseen_shares(read: PoolYearRead, found: tuple[Foreseen, Amount] | None) -> Mapping[UUID, int]:
    """Each partner's share of what is foreseen, by the shares of the year; nothing where there is no forecast."""
    if not found or not read.contributions:
        return {}
    return by_partner(found[1].pence, {one.partner_id: one.parts for one in read.contributions})


def foreseen_risk(read: PoolYearRead, found: tuple[Foreseen, Amount] | None) -> Iterator[str]:
    """What the risk-share rule makes of it, if the year ends so."""
    if not found or not read.agreement or not read.year:
        return
    over = found[1].pence - read.budget_pence
    if not over:
        yield "If the year ends as forecast, it costs as much as the budget."
        return
    yield f"If the year ends as forecast, it costs {_over(over)} than the budget."
    partners = {one.partner_id: one.in_pool for one in read.contributions}
    fallen = falls_on(over, read.agreement.risk, read.agreement.host_id, partners)
    if fallen is None:
        yield "Who pays or gets what cannot be said yet: nobody has recorded what each partner's people used."
        return
    yield " ".join(
        f"{read.partners[partner]} would {'pay' if pence > 0 else 'get back'} {shown_pounds(abs(pence))}"
        f"{' more' if pence > 0 else ''}."
        for partner, pence in fallen.by_partner.items()
        if pence
    )
    if fallen.kept_pence:
        yield f"{shown_pounds(abs(fallen.kept_pence))} of it would stay in the pool."
    low, high = found[1].low - read.budget_pence, found[1].high - read.budget_pence
    yield f"In 90 of 100 cases it ends between {_over(low)} and {_over(high)} than the budget."


def _over(pence: int) -> str:
    return f"{shown_pounds(abs(pence))} {'more' if pence > 0 else 'less'}"


def year_label(read: PoolYearRead) -> str:
    """The year as the forecast calls it."""
    return f"{read.begins.year}/{(read.begins.year + 1) % 100:02}"
