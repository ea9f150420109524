"""Unloading a van: what is on it, how each thing came back, and what of it goes into the store.
Refuses an empty box: all of the van is unloaded only by the button that says so, and never unasked while stops are to
come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.forms.boundfield import BoundField
from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.states import LineState
from handrail.partners.queries import code_lists
from handrail.stock.codes import CameBack
from handrail.usecases.unload_run import RunUnloaded, Unloading, unload_run
from handrail.visits.queries.depot import RunLine
from handrail.visits.queries.on_van import left_on_van
from handrail.visits.queries.unloading import AtItsDoor, at_doors
from handrail.visits.rules.unloading import SaidOfThing, as_said_at_door
from handrail.web.depot.pick import RUNS, run_or_404
from handrail.web.depot.scanning import HOME, ScansField, stores_of, submit_work
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.on_van import NOT_WANTED, stop_on_van, thing_on_van
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb
from handrail.web.shared.views import go, page, render
from handrail.wording import say
from handrail.wording.shown import plural

EVERYTHING = "everything"
HOW = [(how.value, say(how)) for how in CameBack]


@dataclass(frozen=True, slots=True)
class OnVan:
    """One thing on the van, what its stop says of it, and the boxes for how it came back."""

    name: str
    note: str
    said: str
    boxes: tuple[BoundField, ...]


class UnloadForm(HandrailForm):
    """What comes off the van, how it came back, and whether it waits for the same person."""

    items = ScansField("Scan what comes off", required=False)
    place = fields.SelectField("Into which store", missing="Choose the store")
    keep = fields.YesNoField("Keep it for the same orders?", missing="Choose whether it waits for the same orders")
    reason = fields.TextField("Why does it come back?", longest=200, missing="Say why it comes back")
    sure = fields.TickField("Yes, take it off although these stops are to come", required=False)

    run_id: UUID
    rows: Sequence[RunLine] = ()
    asks = False

    def offer_things(self, run_id: UUID, rows: Sequence[RunLine], doors: Mapping[UUID, AtItsDoor]) -> None:
        """Add the boxes of each thing; the reason given at the door is chosen for it."""
        self.run_id, self.rows = run_id, rows
        for row in rows:
            door = doors.get(row.line_id)
            name = row.number or row.product_name
            self.fields[f"how_{_key(row)}"] = fields.SelectField(
                f"How did {name} come back?", HOW, required=False, says_optional=False,
                initial=(CameBack.FAULTY if row.alert else as_said_at_door(door.reason if door else "")).value,
            )  # fmt: skip
            if row.kept > 1:
                self.fields[f"many_{_key(row)}"] = fields.NumberField(
                    f"{name}: how many need cleaning or are faulty?", least=1, most=row.kept, required=False,
                    hint=f"Empty: all {row.kept}. Leave it empty where all are fit",
                )  # fmt: skip

    def boxes(self, row: RunLine) -> tuple[BoundField, ...]:
        """The boxes of one thing."""
        return tuple(self[name] for name in (f"how_{_key(row)}", f"many_{_key(row)}") if name in self.fields)

    def clean(self) -> dict[str, object]:
        """An empty box is no order to empty the van."""
        cleaned = super().clean()
        if not self.everything and not cleaned.get("items") and "items" not in self.errors:
            self.add_error("items", "Scan what comes off, or press “Unload everything that came back”")
        return cleaned

    @property
    def everything(self) -> bool:
        """Whether the button for all of the van was pressed."""
        return bool(self.data.get("do") == EVERYTHING)

    def to_request(self) -> Unloading:
        """What was scanned, or all of it."""
        given = self.cleaned_data
        scans = () if self.everything else given["items"]
        return Unloading(
            self.run_id, UUID(given["place"]), scans, keep=given["keep"], reason=given["reason"],
            said=tuple(self._said()), sure=bool(given["sure"]),
        )  # fmt: skip

    def _said(self) -> Iterable[SaidOfThing]:
        for row in self.rows:
            how = self.cleaned_data.get(f"how_{_key(row)}")
            if how:
                many = self.cleaned_data.get(f"many_{_key(row)}")
                yield SaidOfThing(row.line_id, CameBack(how), row.asset_id, row.lot, many or None)

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """The tick stands on the page once it is asked for."""
        self.asks = any(reason.field == "sure" for reason in refused.reasons)
        super().refuse(refused, renamed)


def _key(row: RunLine) -> str:
    """The same name for the same thing, whatever came off the van meanwhile."""
    return f"{row.line_id.hex}_{row.asset_id.hex if row.asset_id else row.lot.encode().hex()}"


@dataclass(frozen=True, slots=True)
class UnloadPage:
    """What is on a van, and the form that takes it off."""

    title: str
    by_post: bool
    form: UnloadForm
    things: tuple[OnVan, ...]
    asks: bool
    crumbs: tuple[Crumb, ...]


@page(Permission.LOAD_RUN)
def unload(request: PageRequest, run_id: UUID) -> HttpResponseBase:
    """Takes off the van what was not handed over."""
    run, _ = run_or_404(request, run_id)
    with reading(request.scope):
        rows = left_on_van(request.scope, run_id, lock=False)
        doors = at_doors(request.scope, run_id)
        reasons = code_lists(request.scope.contract_id, ["failed_visit"], now().astimezone(LONDON).date())
    initial = {"place": str(run.depot_id), "keep": True}
    form = UnloadForm(request.POST) if request.method == "POST" else UnloadForm(initial=initial)
    offer(form, "place", ((str(store.id), store.name) for store in stores_of(request)))
    form.offer_things(run_id, rows, doors)
    if request.method == "POST" and (done := submit_work(request, form, unload_run)):
        return go(request, "depot:run_list", run_id, flash=_told(done))
    labels = {reason.code: reason.label for reason in reasons["failed_visit"]}
    things = tuple(_thing(form, row, doors.get(row.line_id), labels) for row in rows)
    crumbs = (HOME, RUNS, Crumb(run.van, f"/depot/runs/{run_id}/"))
    title = f"{run.van}: take in" if run.by_post else f"Unload {run.van}"
    shown = UnloadPage(title, run.by_post, form, things, form.asks or bool(request.POST.get("sure")), crumbs)
    return render(request, "depot/unload.html", shown, form=form)


def _thing(form: UnloadForm, row: RunLine, door: AtItsDoor | None, labels: Mapping[str, str]) -> OnVan:
    said = f"Recalled: {row.alert}" if row.alert else _at_the_door(row, door, labels)
    return OnVan(thing_on_van(row), stop_on_van(row), said, form.boxes(row))


def _at_the_door(row: RunLine, door: AtItsDoor | None, labels: Mapping[str, str]) -> str:
    if door and door.waits:
        return "It is still to come" if row.by_post else "The stop is still to come"
    if door and door.reason:
        return f"{'Recorded' if row.by_post else 'At the door'}: {labels.get(door.reason, door.reason)}"
    return "" if row.line_state is LineState.LOADED else NOT_WANTED


def _told(done: RunUnloaded) -> str:
    """What became of it, the empty kinds left out."""
    said = [
        f"{plural(done.kept_lines, 'line')} kept for the same order" if done.kept_lines else "",
        f"{plural(done.shelved, 'piece')} back on the shelf" if done.shelved else "",
        f"{plural(done.to_clean, 'piece')} to be cleaned" if done.to_clean else "",
        f"{plural(done.set_apart, 'piece')} set apart: test or repair before anyone gets it" if done.set_apart else "",
    ]
    return f"{', '.join(part for part in said if part)}."
