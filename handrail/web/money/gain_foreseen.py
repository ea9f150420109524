"""What sharing savings with the provider would come to, if a year of the contract ended as it is forecast.
Refuses a contract without a target, a year that is over, and one of the contract that is no year of the forecast."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.inputs import SpendKind
from handrail.forecasting.forecast.year_explained import YearExplained
from handrail.forecasts.queries.made import Foreseen, latest_workings
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import balances, money_terms
from handrail.ledger.queries.contract import contract_facts
from handrail.ledger.queries.gain import cost_of, people_served
from handrail.ledger.rules.bands import year_of
from handrail.ledger.rules.fees import FEE
from handrail.ledger.rules.gain import Counts, GainTerm, Outcome, term_of_year
from handrail.ledger.rules.gain_foretold import Foretold, foretold, without_vat
from handrail.partners.effective import Held
from handrail.web.money.foreseen import year_label
from handrail.web.money.reading import PoolYearRead
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.wording.money import percent_of_parts
from handrail.wording.shown import plural, short_day

TITLE = "Sharing savings with the provider, if the year ends as forecast"


@dataclass(frozen=True, slots=True)
class GainForeseen:
    """The table of the sum, or why there is none."""

    said: str
    table: Table | None = None


def gain_foreseen(
    scope: Scope, read: PoolYearRead, held: Sequence[Held[GainTerm]], found: Foreseen | None
) -> GainForeseen | None:
    """The formula with its numbers; nothing where no such terms run."""
    term = term_of_year(held, read.begins)
    if read.is_over or term is None:
        return None
    with reading(scope):
        if year_of(contract_facts(scope).starts_on, read.begins) != read.begins:
            return GainForeseen("Savings are shared by years of the contract, which are not those of the forecast.")
        workings = latest_workings(scope) if found else None
        years = workings.workings.years.get(year_label(read)) if workings else None
        if found is None or years is None:
            return GainForeseen("What is shared with the provider is foretold once there is a forecast.")
        made, pool_pence = _foretold(scope, read, found, term, list(years.values()))
    return _shown(read, found, term, made, pool_pence)


def _foretold(
    scope: Scope, read: PoolYearRead, found: Foreseen, term: GainTerm, years: Sequence[YearExplained]
) -> tuple[Foretold, int]:
    """With what of the cost so far this pool bore."""
    first, after = read.begins, found.as_at + timedelta(days=1)
    costs = {counted: cost_of(scope, counted, first, after) for counted in {term.counted, Counts.EVERYTHING}}
    so_far, everything = (sum(costs[counted].values()) for counted in (term.counted, Counts.EVERYTHING))
    coming = to_come_of(term.counted, years)
    if term.counted not in {*Counts, FEE}:
        activity = sum(cost_of(scope, Counts.ACTIVITY, first, after).values())
        coming = round(coming * so_far / activity) if activity else 0
    vat = sum(one.amount_pence for one in balances(scope, first, read.ends) if one.kind is AccountKind.VAT)
    people = people_served(scope, term.counted, first, after) if term.per_people else 0
    made = foretold(term, so_far, without_vat(coming, everything, vat), people)
    of_pool = {share_set for fund, share_set in money_terms(scope).share_sets.ever() if fund == read.pool.id}
    return made, sum(pence for share_set, pence in costs[term.counted].items() if share_set in of_pool)


def to_come_of(counted: str, years: Sequence[YearExplained]) -> int:
    """What the forecast says is to come of it, by all funds; of one row of the price list, of all activity. What is
    told ahead of equipment is its VAT alone, which does not count."""
    equipment = _spent(years, SpendKind.EQUIPMENT)
    activity = _spent(years, SpendKind.ACTIVITY)
    back = sum(sum(row.pence for row in year.back) + sum(row.pence for row in year.again) for year in years)
    fees = sum(row.pence for year in years for row in year.fees)
    match counted:
        case Counts.EVERYTHING:
            return equipment + activity + fees - back
        case Counts.EQUIPMENT:
            return equipment - back
        case Counts.ACTIVITY:
            return activity + fees
        case _ if counted == FEE:
            return fees
    return activity


def _spent(years: Sequence[YearExplained], kind: SpendKind) -> int:
    return sum(
        sum(row.pence for row in year.kept if row.kind is kind)
        + sum(row.pence for row in year.coming if row.kind is kind)
        + sum(row.pence for row in year.told if row.kind is kind is SpendKind.ACTIVITY)
        for year in years
    )


def _shown(read: PoolYearRead, found: Foreseen, term: GainTerm, made: Foretold, pool_pence: int) -> GainForeseen:
    if made.outcome is None:
        return GainForeseen("What is shared with the provider is for people served, and nobody was served yet.")
    rows = [
        Row((Cell(what), Cell(how), Cell(amount)))
        for what, how, amount in _rows(read, found, term, made, made.outcome, pool_pence)
    ]
    columns = (Column("What"), Column("How"), Column("Amount", numeric=True))
    words = "For the contract as a whole, whichever fund pays. It is settled by what happened, once the year is over."
    return GainForeseen(words, Table(TITLE, columns, rows, Empty("Nothing"), id="gain"))


def _rows(
    read: PoolYearRead, found: Foreseen, term: GainTerm, made: Foretold, of: Outcome, pool_pence: int
) -> Iterator[tuple[str, str, str]]:
    served = "The year's target"
    if of.people:
        people = plural(of.people, "person", "people")
        served = (
            f"{shown_pounds(term.target_pence)} for {term.per_people:,} people served; {people}, if as many as so far "
        )
        served += "are served for each pound"
    yield "Target", served, shown_pounds(of.target_pence)
    yield "Cost so far", f"What counts, without VAT, until {short_day(found.as_at)}", shown_pounds(made.so_far_pence)
    yield (
        "Still to come",
        f"From the forecast of {short_day(found.as_at)}, without VAT",
        shown_pounds(made.to_come_pence),
    )
    cost = f"{shown_pounds(made.so_far_pence)} + {shown_pounds(made.to_come_pence)}"
    yield "Cost at the end of the year", cost, shown_pounds(of.cost_pence)
    saved = of.target_pence - of.cost_pence
    difference = f"{shown_pounds(of.target_pence)} − {shown_pounds(of.cost_pence)}"
    yield ("Saved" if saved >= 0 else "Cost more"), difference, shown_pounds(abs(saved))
    band = f"Nothing is shared within {percent_of_parts(term.band_parts)} of the target: {shown_pounds(of.band_pence)}"
    yield "Beyond what is not shared", band, shown_pounds(abs(of.beyond_pence))
    parts, cap = (term.gain_parts, term.gain_cap_pence) if saved >= 0 else (term.pain_parts, term.pain_cap_pence)
    limit = f", at most {shown_pounds(cap)}" if cap is not None else ""
    share = f"{percent_of_parts(parts)} of {shown_pounds(abs(of.beyond_pence))}{limit}"
    yield f"The provider would {'get' if saved >= 0 else 'bear'}", share, shown_pounds(abs(of.pence))
    if made.so_far_pence > 0:
        part = pool_pence / made.so_far_pence
        how = f"{part:.1%} of it, as the pool bore of the cost so far"
        yield "Of that, this pool", how, shown_pounds(abs(round(of.pence * part)))
