"""What scanned things need, shown beside the box before anything is answered: how they are cleaned, which checks.
Refuses to judge a code: what is no item is left out here, and the use case says so when the work is recorded."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.stock.queries import AssetRow, ProductRow, ScannedKind, assets, product_rows, what_are
from handrail.stock.queries.passport import DiscrepancyRow, open_about
from handrail.stock.queries.stated import StatedRisk, last_cleans, stated_of, states_before_apart
from handrail.stock.rules.care import (
    CHLORINE,
    NOT_RETURNED,
    ONE_PERSON,
    READING_LIMITS,
    CheckIntervals,
    CheckNeeded,
    DueDates,
    InfectionRisk,
    InspectionKind,
    ReadingLimit,
    checks_needed,
)
from handrail.stock.rules.doubt import must_be_cleaned
from handrail.stock.rules.fitness import NEVER_DONE
from handrail.stock.states import AssetState
from handrail.visits.rules.aftermath import TO_BE_ANSWERED
from handrail.web.depot.asset import finding
from handrail.web.depot.readings import READINGS
from handrail.web.depot.scanning import ScansField, StoreForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Alert, Cell, Column, Empty, Row, Table, Tone
from handrail.web.shared.stated import CONTACT_WORDS
from handrail.wording import say
from handrail.wording.family import Tag
from handrail.wording.shown import ago, plural, short_day
from handrail.wording.stored import in_words

MIXED = "These are cleaned in different ways. Record the items of one way together, then the rest."
NOTHING = Empty("Scan an item first", "Then press the button again.")


@dataclass(frozen=True, slots=True)
class Things:
    """What was scanned, as far as it is known: items, and counted products."""

    items: tuple[AssetRow, ...] = ()
    products: tuple[ProductRow, ...] = ()


def _things(request: PageRequest, form: StoreForm) -> Things:
    box = form.fields["items"]
    if not isinstance(box, ScansField):
        raise TypeError("the form has no box for scans")
    try:
        scans = box.clean(form["items"].value())
    except ValidationError:
        return Things()
    with reading(request.scope):
        found = what_are(request.scope, [scan.code for scan in scans])
        ids = {one.id for one in found if one.kind is ScannedKind.ASSET and one.id}
        kinds = {one.id for one in found if one.kind is ScannedKind.PRODUCT and one.id}
        return Things(
            assets(request.scope, ids) if ids else (),
            tuple(product_rows(request.scope, kinds).values()) if kinds else (),
        )


def cleaning_needs(request: PageRequest, form: StoreForm, methods: Mapping[str, str]) -> Table:
    """How each thing is usually cleaned; `methods` are the contract's labels."""
    things = _things(request, form)
    given = [row.id for row in things.items if row.decontamination_method == NOT_RETURNED]
    with reading(request.scope):
        last = last_cleans(request.scope, given) if given else {}
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for row in things.items:
        usual = last.get(row.id, (row.decontamination_method, row.decontamination_minutes))
        since = "As last time; the catalogue has no clean for it" if row.id in last else ""
        grouped.setdefault((row.product_name, *_usual(*usual, since, methods)), []).append(row.number)
    for kind in things.products:
        usual = (kind.decontamination_method, kind.decontamination_minutes)
        grouped.setdefault((kind.name, *_usual(*usual, "", methods)), []).append(kind.code)
    together: dict[str, list[str]] = {}
    for (_, usual_words, _), names in grouped.items():
        together.setdefault(usual_words, []).extend(names)
    alone = (Column("Items"), Column("Method and time"))
    return Table(
        "How they are cleaned",
        (*alone, Column("Record")) if len(together) > 1 else alone,
        tuple(
            Row(
                (
                    Cell(", ".join(names), note=product),
                    Cell(way, note=since),
                    *((Cell("Only these", _only(together[way], form)),) if len(together) > 1 else ()),
                )
            )
            for (product, way, since), names in grouped.items()
        ),
        NOTHING,
        id="needs",
    )


def _only(codes: Collection[str], form: StoreForm) -> str:
    """The page with these things alone, of counted ones as many as were scanned."""
    scanned = {line.split(" x ")[0].strip().upper(): line.strip() for line in str(form["items"].value()).splitlines()}
    return f"/depot/clean/?{urlencode([('code', scanned.get(code, code)) for code in codes])}"


def cleaning_alerts(request: PageRequest, form: StoreForm, methods: Mapping[str, str]) -> tuple[Alert, ...]:
    """What is to be known before these things are cleaned: the risks, and that one record holds one way of cleaning."""
    needs = cleaning_needs(request, form, methods)
    several = (Alert(MIXED),) if len(needs.columns) > 2 else ()
    return (*cleaning_risks(request, form, methods), *several)


def inspection_alerts(request: PageRequest, form: StoreForm) -> tuple[Alert, ...]:
    """What cannot be inspected yet: it is cleaned first."""
    dirty = [row.number for row in _things(request, form).items if row.state is AssetState.RETURNED_DIRTY]
    if not dirty:
        return ()
    return (Alert(f"Clean first: {', '.join(dirty)}. Nothing is inspected or tested before it is clean."),)


def clearing_alerts(request: PageRequest, form: StoreForm) -> tuple[Alert, ...]:
    """What is to be known before things are cleared: which were set apart dirty, and what was stated."""
    things = _things(request, form)
    apart = [row for row in things.items if row.state is AssetState.QUARANTINED]
    with reading(request.scope):
        before = states_before_apart(request.scope, [row.id for row in apart])
    dirty = [row.number for row in apart if must_be_cleaned(before.get(row.id))]
    said = (Alert(f"Not cleaned since they came back: {', '.join(dirty)}. Clear them to be cleaned."),) if dirty else ()
    return (*said, *stated_alerts(_stated(request, form, things)))


def cleaning_risks(request: PageRequest, form: StoreForm, methods: Mapping[str, str]) -> tuple[Alert, ...]:
    """What was stated of what was scanned, by whom and when, and the step that a known risk of infection adds."""
    return stated_alerts(
        _stated(request, form, _things(request, form)), step=f" Add the step {methods.get(CHLORINE, CHLORINE)}."
    )


def stated_alerts(found: Iterable[StatedRisk], *, step: str = "") -> tuple[Alert, ...]:
    """Each statement in words; `step`: what is said besides of a known risk of infection."""
    at = now()
    return tuple(
        Alert(f"{stated_in_words(one, at)}{step}", Tone.STOP)
        if one.risk is InfectionRisk.YES
        else Alert(stated_in_words(one, at), Tone.WARN)
        for one in found
    )


def _stated(request: PageRequest, form: StoreForm, things: Things) -> tuple[StatedRisk, ...]:
    """What was stated of these things, of pieces in this store alone."""
    place = str(form["place"].value())
    with reading(request.scope):
        found = stated_of(request.scope, [row.id for row in things.items], [kind.id for kind in things.products])
    return tuple(one for one in found if one.asset_id or str(one.place_id) == place)


def stated_in_words(one: StatedRisk, at: datetime) -> str:
    """A statement: "A200001: known risk of infection. In contact with body fluids. Stated by …"."""
    contact = ", ".join(CONTACT_WORDS.get(code, code.replace("_", " ")) for code in one.contact_with).lower()
    parts = (
        f"{one.name}{f', lot {one.lot}' if one.lot else ''}: {say(one.risk).lower()}",
        f"In contact with {contact}" if contact else "",
        one.precautions.strip().rstrip("."),
        f"Stated by {one.by or 'someone'}, {ago(one.at, at)}",
    )
    return "".join(f"{part}. " for part in parts if part).strip()


def _usual(method: str, minutes: int, since: str, methods: Mapping[str, str]) -> tuple[str, str]:
    if method == ONE_PERSON:
        return "Not cleaned", "For one person only. Scrap it, or say why it is cleaned"
    if method == NOT_RETURNED:
        return "The catalogue does not say", "It was given for good. Choose the method that suits it"
    return f"{methods.get(method, method)}, {plural(minutes, 'minute')} or more for each", since


def check_needs(request: PageRequest, form: StoreForm) -> Table:
    """Which checks each thing has, what passes, and what it cannot pass without today."""
    things, today = _things(request, form), now().astimezone(LONDON).date()
    with reading(request.scope):
        reported = open_about(request.scope, [row.id for row in things.items])
    grouped: dict[tuple[str, tuple[CheckNeeded, ...]], list[str]] = {}
    for row in things.items:
        every = CheckIntervals(row.electrical_test_months, row.examination_months, row.service_months)
        due = DueDates(row.electrical_test_due_on, row.examination_due_on, row.service_due_on)
        grouped.setdefault((row.product_name, checks_needed(row.state, due, every, today)), []).append(row.number)
    for kind in things.products:
        grouped.setdefault((kind.name, ()), []).append(kind.code)
    return Table(
        "What they need to pass",
        (Column("Items"), Column("Check"), Column("When")),
        (
            *(_reported(one) for one in reported),
            *(row for (product, checks), names in grouped.items() for row in _rows(product, names, checks, today)),
        ),
        NOTHING,
        id="needs",
    )


def _reported(one: DiscrepancyRow) -> Row:
    """What is open about an item: what was not safe must be answered before it passes."""
    unsafe = one.kind in TO_BE_ANSWERED
    tag = Tag("Answer it to pass", "red") if unsafe else Tag("Not settled", "orange")
    said = in_words("; ".join(one.detail.splitlines()))
    item = Cell(one.asset_number, f"/a/{one.asset_number}", note=one.product_name)
    what = Cell(f"Reported: {finding(one.kind)}", note=said)
    return Row((item, what, Cell("", tag=tag, note=short_day(one.happened_at))))


def _rows(product: str, names: Sequence[str], checks: Iterable[CheckNeeded], today: date) -> Iterable[Row]:
    items = Cell(", ".join(names), note=product)
    yield Row((items, Cell(say(InspectionKind.LOOK), note="Whole, clean and working as it should"), _now(needed=True)))
    for check in checks:
        limits = f"Passes with: {limits_in_words()}" if check.kind is InspectionKind.ELECTRICAL_TEST else ""
        yield Row((items, Cell(say(check.kind), note=limits), _when(check, today)))


def _now(*, needed: bool, note: str = "") -> Cell:
    return Cell("", tag=Tag("Needed now", "orange") if needed else Tag("In date", "green"), note=note)


def _when(check: CheckNeeded, today: date) -> Cell:
    every = f"every {plural(check.every_months, 'month')}"
    if check.kind is InspectionKind.ELECTRICAL_TEST and check.now:
        return _now(needed=True, note=f"After each return, and {every}")
    unknown = check.due_on is None or check.due_on == NEVER_DONE
    late = check.due_on is None or check.due_on < today
    due = f"{'Was due' if late else 'Due'} {short_day(check.due_on)}" if check.due_on else ""
    note = f"{'No date is known' if unknown else due}, {every}"
    if late and not check.now:
        return Cell("", tag=Tag("Due", "yellow"), note=f"{note}. It passes and may go out without it")
    return _now(needed=check.now, note=note)


def limits_in_words() -> str:
    """What each reading must be, from the limits that the rule holds it against."""
    return "; ".join(f"{name} {_limit(READING_LIMITS[code])} {unit}" for code, (name, unit) in READINGS.items())


def _limit(limit: ReadingLimit) -> str:
    return f"at least {limit.at_least}" if limit.at_least is not None else f"at most {limit.at_most}"


__all__ = ["check_needs", "cleaning_alerts", "cleaning_needs", "inspection_alerts", "limits_in_words"]
