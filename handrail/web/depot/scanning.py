"""What the pages of scan work share: a box that takes one code on each line, a store, and one way to send it.
Refuses to say what a code is: the use case does, and its refusals come back beside the box."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.stock.plans import ItemDone, ItemScan, StockDone
from handrail.stock.queries import PlaceRow, places
from handrail.stock.rules.scan_lines import MOST_OF_A_LINE, read_line, wrong_count
from handrail.web.shared import fields
from handrail.web.shared.fields.base import WrittenField
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.fields.text import TextAreaField
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Alert, Crumb, Table
from handrail.web.shared.views import call_of, render
from handrail.wording import say
from handrail.wording.shown import plural

MOST_LINES = 500
HOME = Crumb("Depot", "/depot/")


class ScansField(TextAreaField):
    """Codes, one on each line, as a scanner types them; "x 4" after the code of a counted product says how many.

    `first`: the scanner may type at once, as nothing above the box is asked."""

    def __init__(self, label: str = "Scan the items", *, hint: str = "", first: bool = True, **base: Any) -> None:
        text = hint or "One code on each line. For counted things write how many, like BDA-020 x 4"
        super().__init__(
            label, **{"rows": 4, "longest": 20_000, "missing": "Scan at least one item", "hint": text, **base}
        )
        self.look["spellcheck"] = False
        self.first = first

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        """The focus goes to the box while it is empty; after a refusal the summary of errors has it."""
        waits = self.first and not bound.form.is_bound and not bound.value()
        return {**self.look, "autofocus": waits}

    def clean_text(self, text: str) -> str:
        """The lines as they were scanned: GS1 codes hold a control character that matters."""
        return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \n\t")

    def read(self, text: str) -> tuple[ItemScan, ...]:
        """The scans. Refuses more lines than one call may hold, and a count that is none."""
        lines = [line.strip(" \t") for line in text.split("\n")]
        lines = [line for line in lines if line]
        if len(lines) > MOST_LINES:
            raise self.fail(f"Scan at most {MOST_LINES} items at once. You scanned {len(lines)}")
        for at, line in enumerate(lines, 1):
            if said := wrong_count(line):
                raise self.fail(
                    f"Line {at}: write how many as a number up to {MOST_OF_A_LINE:,} after the x, "
                    f"like BDA-020 x 4. It says \u201c{said}\u201d"
                )
        return tuple(read_line(line) for line in lines)

    def nothing(self) -> tuple[ItemScan, ...]:
        return ()


class StoreForm(HandrailForm):
    """Work in one store: which store, and what was scanned there."""

    place = fields.SelectField("Store", missing="Choose the store")
    items = ScansField()

    @property
    def store(self) -> UUID:
        """The store chosen."""
        return UUID(self.cleaned_data["place"])

    @property
    def scans(self) -> tuple[ItemScan, ...]:
        """What was scanned."""
        scans: tuple[ItemScan, ...] = self.cleaned_data["items"]
        return scans


@dataclass(frozen=True, slots=True)
class OwnFields:
    """The boxes about one of several things: its code, and the names of the boxes."""

    code: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of scan work: what it is for, its form, and where it belongs."""

    title: str
    intro: str
    button: str
    form: HandrailForm
    crumbs: tuple[Crumb, ...]
    asks: str = ""
    needs: Table | None = None
    alerts: tuple[Alert, ...] = ()

    @property
    def own(self) -> tuple[OwnFields, ...]:
        """The boxes about single things, where the form has some."""
        return getattr(self.form, "own", ())

    @property
    def fields(self) -> tuple[str, ...]:
        """The boxes that are about all of them."""
        names = [field.name for field in self.form.visible_fields()]
        apart = {name for one in self.own for name in one.names}
        return tuple(name for name in names if name not in apart)


def stores_of(request: PageRequest, kinds: Iterable[str] = ("DEPOT", "SATELLITE")) -> tuple[PlaceRow, ...]:
    """The stores to choose from, the user's own first."""
    with reading(request.scope):
        found = places(request.scope, tuple(kinds))
    return tuple(sorted(found, key=lambda place: place.id != request.scope.depot_id))


def store_form[F: HandrailForm](request: PageRequest, form: type[F], **initial: Any) -> F:
    """The form as posted, or anew with the user's store and the items that the address names (`?code=`)."""
    stores = stores_of(request)
    first = str(stores[0].id) if stores else ""
    starting = {"place": request.GET.get("place", first), "items": "\n".join(request.GET.getlist("code")), **initial}
    made = form(request.POST) if request.method == "POST" else form(initial=starting)
    if request.method == "POST" and not submitted(request):
        typed = {
            name: box.widget.value_from_datadict(request.POST, request.FILES, name) for name, box in made.fields.items()
        }
        made = form(initial=typed)
    offer(made, "place", ((str(store.id), store.name) for store in stores))
    return made


def submitted(request: PageRequest) -> bool:
    """Whether the work is to be recorded. The button beside the scans only shows what they need, and keeps the rest."""
    return request.method == "POST" and "needs" not in request.POST


def submit_work[A](request: PageRequest, form: HandrailForm, use_case: Callable[..., A]) -> A | None:
    """The answer of the use case, or None with its reasons beside the boxes that they are about."""
    if not form.is_valid():
        return None
    try:
        return use_case(call_of(request, form.key), request=form.to_request())  # type: ignore[attr-defined]  # each form of work has it
    except Refused as refused:
        form.refuse(refused, {reason.field: _box(form, reason.field) for reason in refused.reasons if reason.field})
        return None


def _box(form: HandrailForm, field: str) -> str:
    """The box that a reason about one of many scans belongs to: its own if the form has one, else the scans."""
    parts = [part for part in field.split(".") if not part.isdigit()]
    named = next((part for part in reversed(parts) if part in form.fields), None)
    if parts and parts[0] == "answers":
        named = field.replace("answers.", "answer-", 1)
    if named is None and parts and parts[0] == "place_id":
        named = "place"
    return named or ("items" if "items" in form.fields else field)


def work_page(
    request: PageRequest,
    form: HandrailForm,
    *,
    title: str,
    intro: str,
    button: str,
    crumbs: tuple[Crumb, ...] = (HOME,),
    asks: str = "",
    needs: Callable[[], Table] | None = None,
    alerts: Callable[[], tuple[Alert, ...]] | None = None,
) -> HttpResponse:
    """The page of one kind of scan work. `asks`: the button that shows what the scanned things need (`needs`), as the
    page does by itself once something was scanned. `alerts`: what is to be known of these things before anything;
    without `asks` it is said at once."""
    scanned = asks and (form["items"].value() or "needs" in request.POST)
    shown = needs() if needs and (scanned or not asks) else None
    said = alerts() if alerts and (scanned or not asks) else ()
    work = WorkPage(title, intro, button, form, crumbs, asks, shown, said)
    return render(request, "depot/work.html", work, form=form)


def what_was_done(done: StockDone, verb: str) -> str:
    """A sentence for the flash message: "3 items cleaned: A200001, A200002, A200003. Now: to be tested."; of several
    states, which of them are in which. What was done to them is not said again as their state."""
    by_state: dict[str, list[ItemDone]] = {}
    for item in done.items:
        by_state.setdefault(say(item.state).lower(), []).append(item)
    count = f"{plural(done.pieces, 'item')} {verb}"
    if len(by_state) == 1:
        state = next(iter(by_state))
        said = f"{count}: {_named(done.items)}."
        return said if state.startswith(verb) else f"{said} Now: {state}."
    states = "; ".join(f"{state}: {_named(items)}" for state, items in by_state.items())
    return f"{count}. Now {states}."


def _named(items: Sequence[ItemDone]) -> str:
    """The first few by their numbers, and how many more."""
    numbers = [item.number or f"{item.quantity} {item.product}" for item in items]
    return ", ".join(numbers[:6]) + (f" and {len(numbers) - 6} more" if len(numbers) > 6 else "")
