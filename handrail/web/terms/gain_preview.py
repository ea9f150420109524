"""What a proposed gain-share would have come to: in the last full year of the contract or, in its first, in a quarter.
Refuses to estimate: what was posted is counted by the rules that settle."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.ledger.queries.contract import contract_facts
from handrail.ledger.queries.gain import cost_of, people_served
from handrail.ledger.rules.bands import year_after
from handrail.ledger.rules.gain import GainTerm, Outcome, last_full_year, of_a_quarter, outcome, term_of_year
from handrail.ledger.rules.repriced import previous_quarter
from handrail.partners.effective import Held
from handrail.web.admin.shapes import london_today
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Notice, Row, Table
from handrail.web.terms.shapes import told_of
from handrail.wording.shown import plural, short_day

NOT_RECORDED = "Nothing is recorded"


def would_have_shared(
    request: PageRequest, wanted: GainTerm | None, held: Sequence[Held[GainTerm]]
) -> tuple[Notice, tuple[Table, ...]]:
    """What was shared, and what would have been."""
    with reading(request.scope):
        begins = contract_facts(request.scope).starts_on
        year = last_full_year(begins, london_today())
        first, after = (year, year_after(begins, year)) if year else previous_quarter(london_today())
        terms = [term_of_year(held, first), wanted]
        if not year:
            terms = [term and of_a_quarter(term) for term in terms]
        found = [_outcome(request.scope, term, first, after) for term in terms]
    silent = any(instead == NOT_RECORDED for _, instead in found)
    lines = ["Nothing is saved yet. Nothing that was posted will change."]
    if year:
        lines.insert(0, "The last year of the contract that is over.")
    else:
        lines.insert(
            0, "No year of the contract is over yet. This is the last full quarter, with a quarter of the target."
        )
    if not year and wanted and wanted.per_people:
        lines.insert(
            1, "The target is taken as if just so many people had been served: a quarter is too short to tell."
        )
    if request.scope.reach != "ALL" and wanted and wanted.per_people:
        lines.append("Only people whom your organisation may see are counted.")
    when = f"{short_day(first)} to {short_day(after - timedelta(days=1))}"
    columns = (Column("What"), Column("As it was agreed", numeric=True), Column("As proposed", numeric=True))
    table = Table(f"What this would have come to, {when}", columns, _rows(found), Empty("Nothing"), id="shown")
    return told_of(when, lines, is_silent=silent), (table,)


def _outcome(scope: Scope, term: GainTerm | None, first: date, after: date) -> tuple[Outcome | None, str]:
    """What it would have come to; and what is said instead, where there is nothing to reckon with."""
    if term is None:
        return None, "Nothing is shared"
    cost = cost_of(scope, term.counted, first, after)
    if not cost:
        return None, NOT_RECORDED
    people = people_served(scope, term.counted, first, after) if term.per_people else 0
    return outcome(term, sum(cost.values()), people), "Nobody was served"


def _rows(found: Sequence[tuple[Outcome | None, str]]) -> list[Row]:
    says: dict[str, Callable[[Outcome], int]] = {
        "Target": lambda one: one.target_pence,
        "Cost": lambda one: one.cost_pence,
        "Saved": lambda one: max(0, one.target_pence - one.cost_pence),
        "Cost more": lambda one: max(0, one.cost_pence - one.target_pence),
        "Beyond what is not shared": lambda one: abs(one.beyond_pence),
        "The provider would get": lambda one: max(0, one.pence),
        "The provider would bear": lambda one: max(0, -one.pence),
    }

    def cell(words: str, one: Outcome | None, instead: str) -> Cell:
        if one is None:
            return Cell(instead)
        served = f"for {plural(one.people, 'person', 'people')} served" if one.people and words == "Target" else ""
        return Cell(shown_pounds(says[words](one)), note=served)

    return [Row((Cell(words), *(cell(words, *column) for column in found))) for words in says]
