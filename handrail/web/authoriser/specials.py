"""The specials that a decision is about: what was asked for, what was looked at first, and what suppliers ask.
Refuses: reading anything where no special is ordered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from handrail.catalogue.rules.specials import is_special
from handrail.identity.scope import Scope
from handrail.orders.queries import LineRow
from handrail.specials.queries.quotes import QuoteRow, quotes_for
from handrail.specials.queries.shown import LookedAt, ShownSpecial, looked_at_for, specials_ordered
from handrail.web.shared.shapes import Fact, Link, Table
from handrail.web.specials.tables import looked_table, quotes_table


@dataclass(frozen=True, slots=True)
class SpecialRead:
    """One request that became an item of the order."""

    shown: ShownSpecial
    looked: tuple[LookedAt, ...]
    quotes: tuple[QuoteRow, ...]


@dataclass(frozen=True, slots=True)
class SpecialPart:
    """Its part of the page."""

    title: str
    link: Link
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]


def specials_of(scope: Scope, person_id: UUID, lines: Sequence[LineRow]) -> tuple[SpecialRead, ...]:
    """The requests behind the specials among these lines: three statements, or none."""
    products = [line.product_id for line in lines if is_special(line.product_code)]
    found = specials_ordered(scope, person_id, products) if products else ()
    if not found:
        return ()
    ids = [one.id for one in found]
    looked, quotes = looked_at_for(scope, ids), quotes_for(scope, ids)
    return tuple(SpecialRead(one, looked[one.id], quotes[one.id]) for one in found)


def not_fitting(specials: Iterable[SpecialRead]) -> Mapping[str, Set[str]]:
    """By the code of a special: the codes of what was looked at instead of it, and will not do."""
    return {special.shown.product_code: {one.code for one in special.looked if one.why_not} for special in specials}


def special_parts(specials: Sequence[SpecialRead]) -> Iterator[SpecialPart]:
    """Each special of the decision. What is lent again was found in a store: it has no quotes of its own."""
    for one in specials:
        shown = one.shown
        of = f" for {shown.product_code}" if len(specials) > 1 else ""
        quotes = (quotes_table(one.quotes, of),) if one.quotes else ()
        yield SpecialPart(
            f"Special: {shown.product} ({shown.product_code})",
            Link("Open the special", reverse("specials:special", args=[shown.id]), shown.product_code),
            (
                Fact("Needed", shown.need),
                Fact("Measures", shown.measures or "None given"),
                Fact("Why nothing in the catalogue fits", shown.why_nothing_fits),
            ),
            (*quotes, looked_table(one.looked, of)),
        )
