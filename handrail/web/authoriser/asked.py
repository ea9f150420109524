"""Of whom each release in the queue is asked, by who may answer it now, and why the reader may not.
Refuses nothing; the rules say who may."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.core.moment import now_is
from handrail.core.refusal import Reason
from handrail.identity.scope import Scope
from handrail.orders.queries.facts import staff_of_order
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.lists import WaitingRow
from handrail.orders.queries.releases import ReleaseRow, facts_of, releases_of_orders
from handrail.orders.rules.releasing import Cover, asked_now, reasons_against_releasing


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom a release is asked, and why the reader may not answer it; `against` empty: they may."""

    of: frozenset[UUID]
    against: tuple[Reason, ...]


def asked_of(scope: Scope, rows: Sequence[WaitingRow], at: datetime) -> Mapping[UUID, Asked]:
    """Each release by its id, as this user finds it. Three statements, inside `reading`."""
    orders = {row.order_id for row in rows}
    if not orders:
        return {}
    lines = {line.id: line for line in lines_of_orders(scope, orders)}
    named = {row.asked_of_id for row in rows if row.asked_of_id is not None}
    staff = staff_of_order(scope, [scope.user_id, *named], at=at, on=now_is(at).today, releasing=True)
    of_order: dict[UUID, list[ReleaseRow]] = defaultdict(list)
    for release in releases_of_orders(scope, orders):
        of_order[release.order_id].append(release)
    waiting = {row.id for row in rows}
    found = {}
    for beside in of_order.values():
        for release in beside:
            if release.id in waiting:
                facts = facts_of(release, lines, beside)
                against = {
                    user: reasons_against_releasing(one.facts, facts, Cover(one.covers, one.covered_teams))
                    for user, one in staff.items()
                }
                may = [user for user, reasons in against.items() if not reasons]
                found[release.id] = Asked(asked_now(facts, release.on_call_user_id, may), against[scope.user_id])
    return found
