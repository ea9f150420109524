"""Who has at home what is recalled: the list that the desk works through, and its file.
Refuses people's names to whoever may not see people."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.loans.states import LoanState
from handrail.stock.queries.recalls import RecallRow, recall_row
from handrail.visits.codes import AskedBy
from handrail.visits.queries.recall_visits import RecallTask, tasks_of_recall
from handrail.visits.queries.recalled import RECALLED_SORTS, RecalledThing, recalled_things
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.recalled_back import CALLED_BACK
from handrail.web.controller.listed import (
    ListPage,
    csv_of,
    everything_of,
    link_of,
    of_people,
    person_cell,
    sorts_of,
    table_of,
    wanted_of,
)
from handrail.web.shared.listing import cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Link, Row
from handrail.web.shared.views import page, render
from handrail.wording import say
from handrail.wording.held import HELD_FOR_GOOD
from handrail.wording.shown import phone, plural, short_day
from handrail.wording.speaking import died_in_words, speaking_with


def _lifted(recall: RecallRow, left: Sequence[RecallTask]) -> str:
    """That nothing is to be fetched for it any more, and how what was asked for before ends."""
    if not recall.lifted_at:
        return ""
    count = len({one.visit_id for one in left if not one.sent})
    stand = "stands until the depot ends it" if count == 1 else "stand until the depot ends them"
    asked = f"; {plural(count, 'visit')} for it {stand} on the page of the recall" if count else ""
    return f" (lifted {short_day(recall.lifted_at)}{asked})"


@page(Permission.SEE_STOCK, methods=("GET",))
def recalled(request: PageRequest, recall_id: UUID) -> HttpResponseBase:
    """What people have at home of what a recall names: lent, fitted, or their own."""
    at = now()
    named = request.scope.may(Permission.SEE_PERSON)
    listing = listing_of(request, sorts=sorts_of(RECALLED_SORTS, named=named), default="since")
    with reading(request.scope):
        recall = recall_row(request.scope, recall_id)
        if recall is None:
            raise Http404
        found, total = recalled_things(request.scope, wanted_of(request, listing, at), recall)
        left = tasks_of_recall(request.scope, recall) if recall.lifted_at else ()
    if listing.wants_csv:
        return csv_of(
            request, "recalled", ("Alert", "Product", "Item", "Lot", "Pieces", "Since", "State", "Person", "Phone",
             "Postcode", "Speaking with them"),
            lambda: recalled_things(request.scope, everything_of(request, listing, at), recall)[0],
            lambda r: cells(recall.reference, recall.product_name, r.asset_number, r.lot or "not known", r.pieces,
                            r.started_at, _how(r), r.person_name if named else "",
                            (died_in_words(r.died_on) or r.phone) if named else "",
                            r.postcode if named else "", _speaking(r) if named else ""),
        )  # fmt: skip
    columns = (
        of_people("Person", "person", named=named), Column("Phone"), Column("Item", "item"), Column("Lot"),
        Column("Pieces", numeric=True), Column("Since", "since"), Column("How"),
    )  # fmt: skip
    may_ask = named and recall.lifted_at is None and request.scope.may(Permission.ASK_FOR_VISIT)
    asks = _asks(found) if may_ask else {}
    rows = [_row(one, asks.get(one.person_id), named=named) for one in found]
    named_by = f"recall {recall.reference}{_lifted(recall, left)}"
    title = f"Who has {recall.product_name} at home, {named_by}: {plural(total, 'entry', 'entries')}"
    back = Link("Back to the recall", reverse("depot:recall", args=[recall_id]))
    collect = reverse("controller:collect_recalled", args=[recall_id])
    action = (
        Link("Ask for all of it back", collect)
        if may_ask and found and request.scope.may(Permission.PLAN_VISITS)
        else None
    )
    shown = ListPage(title, table_of(title, columns, rows, listing, total), listing, back=back, action=action)
    return render(request, "controller/list.html", shown)


def _asks(found: Sequence[RecalledThing]) -> dict[UUID, Link]:
    """For each person the page that asks for all of theirs in this list to be collected: one visit, not one a thing."""
    wanted: dict[UUID, list[UUID]] = {}
    for one in found:
        if _may_be_asked(one) and one.loan_id:
            wanted.setdefault(one.person_id, []).append(one.loan_id)
    whose = {one.person_id: _whose(one) for one in found}
    given = (("asked_for", AskedFor.COLLECTION.value), ("asked_by", AskedBy.DESK.value), ("reason", CALLED_BACK))
    return {
        person_id: Link(
            "Ask for collection",
            f"{link_of('controller:request_visit', person_id)}?"
            + urlencode([*given, *(("loan", str(loan_id)) for loan_id in loan_ids)]),
            whose[person_id],
        )
        for person_id, loan_ids in wanted.items()
    }


def _whose(one: RecalledThing) -> str:
    """What a link asks for, read out: somebody who died has nothing any more."""
    return f"of all that {one.person_name} {'had' if one.died_on else 'has'} of it"


def _may_be_asked(one: RecalledThing) -> bool:
    """Only what is lent is collected, and asked for once."""
    return one.state not in (None, LoanState.RETURN_REQUESTED)


def _how(one: RecalledThing) -> str:
    return say(one.state) if one.state else HELD_FOR_GOOD[one.kind]


def _row(one: RecalledThing, ask: Link | None, *, named: bool) -> Row:
    return Row(
        (
            person_cell(one.person_name, one.person_id, one.postcode, named=named),
            _to_ring(one) if named else Cell("Not shown"),
            Cell(one.asset_number or "Counted", f"/a/{one.asset_number}" if one.asset_number else ""),
            Cell(one.lot or "Not known"),
            Cell(str(one.pieces)),
            Cell(short_day(one.started_at)),
            Cell(_how(one), links=(ask,) if ask and _may_be_asked(one) else ()),
        )
    )


def _to_ring(one: RecalledThing) -> Cell:
    """Their number and how to speak with them; of the dead that they died, and the way to whoever stands on their
    record: their own phone is in the hands of those who mourn them."""
    if died := died_in_words(one.died_on):
        family = Link("Who to ring", link_of("person:person", one.person_id), f"about what {one.person_name} had")
        return Cell(died, links=(family,))
    return Cell(phone(one.phone) or "Not known", note=_speaking(one))


def _speaking(one: RecalledThing) -> str:
    """How the person communicates, before they are rung."""
    return ". ".join(speaking_with(one.died_on, one.speaking))
