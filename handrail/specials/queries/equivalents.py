"""Reads what lies ready in the stores of a contract and might do the job of a special.
Refuses nothing; what is recalled or due for a test does not lie ready."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from handrail.catalogue.queries import orderable, products
from handrail.catalogue.rules.specials import is_special
from handrail.identity.scope import Scope
from handrail.partners.queries import depots
from handrail.specials.rules.searching import Equivalent, Wish, close_equivalents
from handrail.stock.queries.levels import ready_counts
from handrail.stock.queries.recalls import recalled_products


def equivalents(scope: Scope, wish: Wish, today: date) -> tuple[Equivalent, ...]:
    """Owned specials and catalogue products of a kind that lie ready in depots and satellite stores. Two statements
    beside what is remembered."""
    owned = [record for record in products(scope).values() if is_special(record.facts.code)]
    recalled = recalled_products(scope)
    known = {
        record.id: record.facts
        for record in (*owned, *orderable(scope, today))
        if record.facts.category == wish.category and record.id not in recalled
    }
    names = {store.id: store.name for store in depots(scope.contract_id)}
    where: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for count in ready_counts(scope, today=today, product_ids=list(known)) if known else ():
        if count.place_id in names and count.total:
            where[count.product_id].append((names[count.place_id], count.total))
    found = [Equivalent(product_id, facts, tuple(sorted(where[product_id]))) for product_id, facts in known.items()]
    return close_equivalents(found, wish)
