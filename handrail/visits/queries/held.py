"""Holds the visits that are about lines or loans, before these are held themselves: docs/locking.md.
Refuses to tell what they are: whoever needs that reads it under the lock."""

from collections.abc import Collection
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.states import OPEN

_ABOUT = {
    "lines": "SELECT t.visit_id FROM visits_visittask t WHERE t.line_id = ANY(%(lines)s)",
    "loans": "SELECT t.visit_id FROM visits_visittask t WHERE t.loan_id = ANY(%(loans)s)",
    "assets": """SELECT t.visit_id FROM visits_visittask t JOIN loans_loan l ON l.id = t.loan_id
        WHERE l.asset_id = ANY(%(assets)s) AND l.ended_at IS NULL""",
    "releases": """SELECT t.visit_id FROM visits_visittask t JOIN orders_orderline l ON l.id = t.line_id
        JOIN orders_release r ON r.order_id = l.order_id WHERE r.id = ANY(%(releases)s)""",
    "orders": """SELECT t.visit_id FROM visits_visittask t JOIN orders_orderline l ON l.id = t.line_id
        WHERE l.order_id = ANY(%(orders)s)""",
    "borrowed": """SELECT o.id FROM loans_loan l CROSS JOIN LATERAL unnest(people_records(l.person_id)) r (id)
        JOIN visits_visit o ON o.person_id = r.id WHERE l.id = ANY(%(borrowed)s)""",
    "beside": """SELECT o.id FROM visits_visit m CROSS JOIN LATERAL unnest(people_records(m.person_id)) r (id)
        JOIN visits_visit o ON o.person_id = r.id WHERE m.id = ANY(%(beside)s)""",
}


def hold_visits(scope: Scope, **about: Collection[UUID]) -> None:
    """Lock, in the order of their keys, the visits that may yet change and are about these `lines`, `loans`, `assets`
    on loan, or all that `releases` or `orders` are of; or that go to whoever has what is `borrowed`, or to the same
    person, on any record of theirs, as those that these are `beside`. One statement; none where nothing is named."""
    named = {name: list(ids) for name, ids in about.items() if ids}
    if not named:
        return
    rows(
        bool,
        f"""SELECT true FROM visits_visit v WHERE v.contract_id = %(contract)s
            AND v.id IN ({" UNION ".join(_ABOUT[name] for name in named)})
            AND (v.state = ANY(%(open)s) OR v.state IN ('FAILED', 'PART_COMPLETED') AND v.next_step_done_at IS NULL)
            ORDER BY v.id FOR NO KEY UPDATE OF v""",
        {"contract": scope.contract_id, "open": [state.value for state in OPEN], **named},
    )
