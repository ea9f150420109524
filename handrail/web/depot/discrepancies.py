"""What differs from the record: the list, how each was settled, and mending a wrong scan by new moves.
Refuses to erase anything: the use cases only add."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.roles import Permission, Role
from handrail.stock.queries.passport import DiscrepancyRow, discrepancy, open_discrepancies
from handrail.stock.states import AssetState
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from handrail.visits.codes import DoorFinding
from handrail.web.depot.asset import finding
from handrail.web.depot.scanning import HOME, stores_of, submit_work, work_page
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.navigation import address_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import go, page, render
from handrail.wording import say
from handrail.wording.shown import ago, plural
from handrail.wording.stored import in_words

MOST = 200
LIST = (HOME, Crumb("Differences", "/depot/differences/"))
OWNERS = {Role.DEPOT.value: "Depot", Role.CONTROLLER.value: "Service desk"}


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """What waits to be settled."""

    table: Table
    crumbs: tuple[Crumb, ...]


@page(Permission.SETTLE_DISCREPANCY, methods=("GET",))
def discrepancies(request: PageRequest) -> HttpResponseBase:
    """The open differences, oldest first."""
    with reading(request.scope):
        found = open_discrepancies(request.scope, limit=MOST)
    at = now()
    table = Table(
        f"{plural(len(found), 'difference')} to settle",
        (Column("What"), Column("Item"), Column("Where"), Column("Since"), Column("Whose")),
        tuple(
            Row(
                (
                    Cell(finding(one.kind).capitalize(), f"/depot/differences/{one.id}/", note=_said(one)),
                    Cell(one.asset_number or one.code_read, f"/a/{one.asset_number}" if one.asset_number else "",
                         note=_what(one)),
                    Cell(where(one)),
                    Cell(ago(one.happened_at, at), note=one.raised_by),
                    Cell(OWNERS.get(one.owner_role, one.owner_role.capitalize())),
                )
            )
            for one in found
        ),
        Empty("Nothing differs from the record"),
    )  # fmt: skip
    return render(request, "depot/discrepancies.html", DifferencesPage(table, (HOME,)))


class SettleForm(HandrailForm):
    """How it was settled."""

    discrepancy = fields.UuidField("Difference")
    how = fields.TextAreaField("How was it settled?", rows=3, longest=1000)
    to_clean = fields.RadiosField(
        "What happens to the item now?",
        [Choice("yes", "It goes to be cleaned and tested"), Choice("no", "It stays set apart")],
        missing="Choose what happens to the item now",
    )

    def to_request(self) -> Settled:
        """This one."""
        given = self.cleaned_data
        return Settled((given["discrepancy"],), given["how"], given.get("to_clean") == "yes")


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """One difference, and the form that settles it."""

    title: str
    facts: tuple[Fact, ...]
    form: SettleForm
    is_open: bool
    gone: Link | None
    crumbs: tuple[Crumb, ...]


@page(Permission.SETTLE_DISCREPANCY)
def settle(request: PageRequest, discrepancy_id: UUID) -> HttpResponseBase:
    """Shows one difference and settles it."""
    with reading(request.scope):
        found = discrepancy(request.scope, discrepancy_id)
    if found is None:
        raise Http404
    form = SettleForm(request.POST) if request.method == "POST" else SettleForm(initial={"discrepancy": discrepancy_id})
    if found.asset_state != AssetState.QUARANTINED.value:
        # Nothing is set apart, so there is nothing to ask about it.
        del form.fields["to_clean"]
    if request.method == "POST" and (done := submit_work(request, form, settle_discrepancy)) is not None:
        cleared = " The item goes to be cleaned and tested." if done.items else ""
        return go(request, "depot:discrepancies", flash=f"The difference is settled.{cleared}")
    shown = DifferencePage(
        finding(found.kind).capitalize(), _facts(found), form, found.settled_at is None, _gone(request, found), LIST
    )
    return render(request, "depot/discrepancy.html", shown, form=form)


def _gone(request: PageRequest, found: DiscrepancyRow) -> Link | None:
    """Where the loan of what nobody found is ended, for those who may see whose it is."""
    if (
        found.kind != DoorFinding.NOT_FOUND_AT_HOME
        or not found.person_id
        or not request.scope.may(Permission.SEE_PERSON)
    ):
        return None
    return Link("It is lost, sold or theirs now: end the loan", reverse("controller:end_lent", args=[found.person_id]))


def _facts(found: DiscrepancyRow) -> tuple[Fact, ...]:
    item: str | Link = Link(found.asset_number, f"/a/{found.asset_number}") if found.asset_number else found.code_read
    return (
        Fact("Item", item, note=found.product_name),
        *((Fact("State", say(AssetState(found.asset_state))),) if found.asset_state else ()),
        *((Fact("Code read", found.code_read),) if found.code_read not in ("", item, found.asset_number) else ()),
        Fact("How many", str(found.quantity)),
        Fact("Where", where(found) or "Not said"),
        *((_whose(found),) if found.person_id else ()),
        Fact("What was said", lines=in_words(found.detail).splitlines() or ["Nothing"]),
        Fact("Found by", found.raised_by),
        Fact("Whose to settle", OWNERS.get(found.owner_role, found.owner_role.capitalize())),
        *((Fact("Settled", found.settled_how, note=found.settled_by),) if found.settled_at else ()),
    )


def _said(found: DiscrepancyRow) -> str:
    return in_words("; ".join(found.detail.splitlines()))


def _what(found: DiscrepancyRow) -> str:
    """The product, and of pieces that carry no number how many."""
    if not found.product_name or found.asset_number:
        return found.product_name
    return f"{found.product_name}, {plural(abs(found.quantity), 'piece')}"


def where(found: DiscrepancyRow) -> str:
    """The place: a home is named by whose it is, to those who may see people."""
    if found.place_kind == "HOME":
        return f"At home: {found.person}" if found.person else "In a home"
    return found.place


def _whose(found: DiscrepancyRow) -> Fact:
    href = f"{address_of('person:find')}{found.person_id}/" if address_of("person:find") else ""
    return Fact("Person", Link(found.person, href) if href else found.person)


COUNTS = frozenset({MistakeKind.WRONG_COUNT.value, MistakeKind.WRONG_COUNT_BACK.value})


class MendForm(HandrailForm):
    """What was recorded wrongly, and how it really is."""

    kind = fields.RadiosField(
        "What was recorded wrongly?",
        [
            Choice("WRONG_ITEM", "Another item was handed over", reveal=("right_code",)),
            Choice("WRONG_RETURN", "It never came back: the person still has it"),
            Choice("WRONG_COUNT", "Another number was handed over"),
            Choice("WRONG_COUNT_BACK", "Another number came back"),
        ],
        missing="Choose what was recorded wrongly",
    )
    code = fields.CodeField(
        "The item that was scanned", longest=120, width="20", hint="For things without numbers, the product's code"
    )
    right_code = fields.CodeField(
        "The item that was really handed over", longest=120, width="20", required=False,
        missing="Scan the item that was really handed over",
    )  # fmt: skip
    order_number = fields.NumberField(
        "Number of the order", least=1, most=10**12, required=False, missing="Enter the number of the order",
        hint="Only for a wrong number",
    )  # fmt: skip
    right_quantity = fields.NumberField(
        "How many was it really?", least=0, most=1000, required=False, missing="Enter how many it really was",
        hint="Only for a wrong number: of this order in all, over all visits",
    )  # fmt: skip
    place = fields.SelectField(
        "Store", hint="Where the wrongly scanned item stands, or where the pieces lie or lay",
        missing="Choose the store",
    )  # fmt: skip
    reason = fields.TextField("How did it happen?", longest=300)
    whens = (
        When("kind", frozenset({"WRONG_ITEM"}), "right_code"),
        When("kind", COUNTS, "order_number"),
        When("kind", COUNTS, "right_quantity"),
    )

    def to_request(self) -> Mistake:
        """The mistake as told."""
        given = self.cleaned_data
        kind = MistakeKind(given["kind"])
        counted = kind in COUNTS
        return Mistake(
            kind, UUID(given["place"]), given["reason"], given["code"], given["right_code"] or "",
            order_number=given["order_number"] if counted else None,
            right_quantity=given["right_quantity"] if counted else None,
        )  # fmt: skip


@page(Permission.SETTLE_DISCREPANCY)
def mend(request: PageRequest) -> HttpResponseBase:
    """Puts a wrong scan right; what was recorded stays, and is named."""
    stores = stores_of(request)
    asked = {name: request.GET.get(name, "") for name in ("kind", "code", "order_number")}
    initial = {**asked, "place": str(stores[0].id) if stores else ""}
    form = MendForm(request.POST) if request.method == "POST" else MendForm(initial=initial)
    offer(form, "place", ((str(store.id), store.name) for store in stores))
    if request.method == "POST" and submit_work(request, form, mend_scan) is not None:
        counted = form.cleaned_data["kind"] in COUNTS
        to = "depot:discrepancies" if counted else f"/a/{form.cleaned_data['code']}"
        return go(request, to, flash=f"It is put right. The old steps stay in the history.{_what_follows(form)}")
    intro = (
        "Nothing is erased: new steps put it right and name the old ones. After a wrong number the next visit brings "
        "or fetches what is really left. Where more is owed and no visit is to come, one is opened."
    )
    return work_page(request, form, title="Put a wrong scan right", intro=intro, button="Put it right", crumbs=LIST)


def _what_follows(form: HandrailForm) -> str:
    """What a mended return leaves to be done."""
    if form.cleaned_data["kind"] != MistakeKind.WRONG_COUNT_BACK:
        return ""
    return " What the person still has stays lent: ask for a visit if it is to be fetched."
