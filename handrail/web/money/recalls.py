"""Who is the cause of each recall, and so who pays for telling people of it; the pool manager decides.
Refuses people: it names none of those who were told."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.stock.queries.recall_causes import causes_of, causes_said
from handrail.stock.queries.recalls import RecallRow, recall_row, recalls
from handrail.stock.rules.recall_causes import CauseSaid, is_charged, proposed_of
from handrail.usecases.keep_recall_cause import decide_recall_cause
from handrail.visits.queries.recall_told import recall_progress
from handrail.web.admin.shapes import DetailPage, FormPage, ListPage
from handrail.web.shared.navigation import address_of
from handrail.web.shared.recall_cause import CauseForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table, Tag, Tone
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.recalls import cause_in_words
from handrail.wording.shown import short_day, short_day_and_time

MOST = 200
INTRO = (
    "Telling people of a recall is charged for each thing that they were told of, from the price list.",
    "It is not charged where the provider or its supplier is the cause, nor until the cause is decided here.",
)
WHAT_IT_DOES = (
    "Neither (the maker, or a public notice): telling people is charged, also of those who were told before today.",
    "Anything else: telling people is not charged, and what was charged is taken back.",
)


@page(Permission.SEE_MONEY, methods=("GET",))
def recall_list(request: PageRequest) -> HttpResponseBase:
    """Every recall with its cause: those that hold first."""
    with reading(request.scope):
        found = recalls(request.scope, limit=MOST)
        causes = causes_of(request.scope, [one.id for one in found])
    table = Table(
        "Recalls",
        (Column("Product"), Column("Alert"), Column("Began", whole=True), Column("Cause"), Column("Telling people")),
        [_row(one, causes.get(one.id, ())) for one in found],
        Empty("Nothing was recalled"),
        caption_hidden=True,
    )
    shown = ListPage("Recalls", table, crumbs=(Crumb("Money", address_of("money:pool")),), intro=INTRO)
    return render(request, "admin/list.html", shown)


def _row(one: RecallRow, said: Sequence[CauseSaid]) -> Row:
    cause, note = cause_in_words(said)
    return Row(
        (
            Cell(one.product_name, reverse("money:recall", args=[one.id]), note=one.lot and f"Lot {one.lot}"),
            Cell(one.reference, note=one.reason),
            Cell(short_day(one.begun_at)),
            Cell(cause, note=note),
            Cell(tag=Tag("Charged", "blue") if is_charged(said) else Tag("Not charged", "grey")),
        ),
        tone=Tone.WARN if proposed_of(said) else Tone.CALM,
    )


@page(Permission.SEE_MONEY)
def recall(request: PageRequest, recall_id: UUID) -> HttpResponseBase:
    """One recall with all that was said and decided of its cause; the pool manager decides here."""
    with reading(request.scope):
        found, said = recall_row(request.scope, recall_id), causes_said(request.scope, recall_id)
        if found is None:
            raise Http404
        told = recall_progress(request.scope, found)
    cause, note = cause_in_words(said)
    charged = "Charged" if is_charged(said) else "Not charged"
    facts = (
        Fact("Product", found.product_name, note=found.lot and f"Lot {found.lot}"),
        Fact("Alert", found.reference, note=found.reason),
        Fact("Began", short_day(found.begun_at)),
        Fact("Cause", cause, note=note),
        Fact("Telling people", charged, note=f"Told of {told.told:,}, not told yet of {told.not_told:,}"),
    )
    title, crumbs = f"Recall of {found.product_name}", (Crumb("Recalls", reverse("money:recalls")),)
    history = _history(said)
    if not request.scope.may(Permission.KEEP_POOL):
        if request.method == "POST":
            request.scope.require(Permission.KEEP_POOL)
        return render(request, "admin/detail.html", DetailPage(title, facts, crumbs, tables=(history,)))
    form = CauseForm(request.POST) if request.method == "POST" else CauseForm(initial={"recall": recall_id})
    if request.method == "POST" and submit(request, form, decide_recall_cause) is not None:
        return go(request, "money:recall", recall_id, flash="The cause was decided.")
    back = Link("Back to the recalls", reverse("money:recalls"))
    shown = FormPage(title, form, "Decide", back, crumbs, WHAT_IT_DOES, facts, shown=history)
    return render(request, "admin/form.html", shown, form=form)


def _history(said: Sequence[CauseSaid]) -> Table:
    rows = [
        Row((
            Cell(short_day_and_time(one.happened_at)), Cell(one.by, note="Decided" if one.decided else "Said"),
            Cell(say(one.cause)), Cell(one.reason),
        ))
        for one in reversed(said)
    ]  # fmt: skip
    columns = (Column("When", whole=True), Column("Who"), Column("Cause"), Column("Why"))
    return Table("What was said of its cause", columns, rows, Empty("Nobody has said anything yet"))
