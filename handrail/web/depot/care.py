"""The steps of the workshop by scan: contamination statement, clean, inspect and test, repair, put away.
Refuses nothing itself; each page is one form and one use case."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.identity.calls import reading
from handrail.identity.queries.users import colleagues
from handrail.identity.roles import Permission, Role
from handrail.partners.queries import code_lists
from handrail.stock.codes import InspectionVerdict
from handrail.stock.rules.care import NOT_RETURNED, NOT_TO_ISSUE, ONE_PERSON, InfectionRisk, InspectionKind, Statement
from handrail.stock.rules.scan_lines import read_line
from handrail.usecases.decontaminate import Cleaned, CleanStep, OwnClean, decontaminate
from handrail.usecases.inspect import Inspected, InspectedItem, inspect
from handrail.usecases.put_away import PutAway, put_away
from handrail.usecases.repair import Repaired, repair
from handrail.usecases.state_contamination import ContaminationStated, state_contamination
from handrail.web.depot.needs import check_needs, cleaning_alerts, cleaning_needs, inspection_alerts
from handrail.web.depot.returns import CONTACTS, RISKS, StatementFields
from handrail.web.depot.scanning import (
    HOME,
    MOST_LINES,
    OwnFields,
    StoreForm,
    store_form,
    submit_work,
    submitted,
    what_was_done,
    work_page,
)
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import When
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb
from handrail.web.shared.views import go, page
from handrail.wording import say

WORKSHOP = (HOME, Crumb("Workshop", "/depot/workshop/"))
DEPOT_DAY = 24 * 60
# Of so many things the page has boxes for what differs; a longer list is recorded in parts.
MOST_OWN = 40


# What happens to a repair in a home, and to none in the workshop.
AT_HOME = frozenset({"mended_in_home", "taken_to_workshop", "no_access"})


def codes_of(request: PageRequest, *lists: str) -> dict[str, list[tuple[str, str]]]:
    """The contract's code lists as choices."""
    found = code_lists(request.scope.contract_id, lists, now().astimezone(LONDON).date())
    return {name: [(choice.code, choice.label) for choice in choices] for name, choices in found.items()}


class ContaminationForm(StatementFields):
    """The statement about items that stand in a store."""

    def to_request(self) -> ContaminationStated:
        """The same statement for all of them."""
        said = self.statement()
        return ContaminationStated(self.store, self.scans, said.contact_with, said.infection_risk, said.precautions)


@page(Permission.CARE_FOR_EQUIPMENT)
def contamination(request: PageRequest) -> HttpResponseBase:
    """States what returned items were in contact with."""
    form = store_form(request, ContaminationForm)
    if request.method == "POST" and (done := submit_work(request, form, state_contamination)):
        return go(request, "depot:workshop", flash=what_was_done(done, "with a statement"))
    intro = "Nobody inspects, repairs or moves a returned item before this is known. Write no diagnosis."
    return work_page(request, form, title="Contamination statement", intro=intro, button="State it", crumbs=WORKSHOP)


class CleanForm(StoreForm):
    """How items were cleaned."""

    method = fields.SelectField("Method", missing="Choose the method")
    minutes = fields.NumberField("Minutes for each item", unit="minutes", least=1, most=DEPOT_DAY)
    added = fields.SelectField(
        "Added step", required=False, blank="None", hint="Such as chlorine after a known infection"
    )
    added_minutes = fields.NumberField(
        "Minutes for the added step", unit="minutes", least=1, most=DEPOT_DAY, required=False
    )

    by = fields.SelectField(
        "Who cleaned them?", required=False, says_optional=False, blank="I did",
        hint="Your name is kept too: you write it down",
    )  # fmt: skip

    infection_risk = fields.SelectField(
        "Risk of infection",
        RISKS,
        required=False,
        says_optional=False,
        blank="It was stated already",
        hint="Needed if nobody has said since it came back what the item was in contact with",
    )
    contact_with = fields.CheckboxesField("In contact with", CONTACTS, required=False)
    reason = fields.TextField(
        "Why is it not the usual clean?", required=False, says_optional=False, longest=500,
        hint="Needed if the method is another, the time is shorter, or the step after a known infection is left out. "
        "It is kept with the item",
    )  # fmt: skip

    field_order = ("place", "items", "method", "minutes", "by", "added", "added_minutes")
    own_after = "by"

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.own = tuple(
            OwnFields(code, (f"own_minutes_{key}", f"own_by_{key}")) for code, key in self._several().items()
        )
        for one in self.own:
            minutes, by = one.names
            self.fields[minutes] = fields.NumberField(
                f"Minutes of {one.code}", unit="minutes", least=1, most=DEPOT_DAY, required=False, says_optional=False
            )
            self.fields[by] = fields.SelectField(
                f"Who cleaned {one.code}?", required=False, says_optional=False, blank="As for all"
            )

    def _several(self) -> dict[str, str]:
        """The codes that were scanned, each with a key for the names of its boxes; none for one thing only, or for
        more than a page can hold boxes of."""
        lines = str(self["items"].value() or "").splitlines()
        codes = dict.fromkeys(read_line(line.strip()).code for line in lines[:MOST_LINES] if line.strip())
        several = 1 < len(codes) <= MOST_OWN
        return {code: re.sub(r"[^0-9a-z]", _spelt, code.lower()) for code in codes} if several else {}

    @property
    def own_is_used(self) -> bool:
        """Whether something is said, or wrong, about a single thing, so that it must be seen."""
        return any(self[name].value() or name in self.errors for one in self.own for name in one.names)

    def offer_cleaners(self, cleaners: Sequence[tuple[str, str]], mine: str) -> None:
        """Who may be named as having cleaned; whoever writes it down is named where that differs from all others."""
        offer(self, "by", [one for one in cleaners if one[0] != mine])
        for own in self.own:
            offer(self, own.names[1], cleaners)

    def _own_cleans(self) -> tuple[OwnClean, ...]:
        names, given = {one.code: one.names for one in self.own}, self.cleaned_data
        return tuple(
            OwnClean(index, given[names[scan.code][0]], _id(given[names[scan.code][1]]))
            for index, scan in enumerate(self.scans)
            if scan.code in names
        )

    def to_request(self) -> Cleaned:
        """One step, or two, with what differs for single things."""
        given = self.cleaned_data
        steps = [CleanStep(given["method"], given["minutes"])]
        if given["added"]:
            steps.append(CleanStep(given["added"], given["added_minutes"] or given["minutes"]))
        risk = given["infection_risk"]
        said = Statement(given["contact_with"], InfectionRisk(risk)) if risk else None
        return Cleaned(
            self.store, self.scans, tuple(steps), said, given["reason"], _id(given["by"]), self._own_cleans()
        )


def _spelt(sign: re.Match[str]) -> str:
    """A sign that no name of a box should have, so that two codes never share one."""
    return f"_{ord(sign[0])}_"


def _id(chosen: str) -> UUID | None:
    return UUID(chosen) if chosen else None


@page(Permission.CARE_FOR_EQUIPMENT)
def clean(request: PageRequest) -> HttpResponseBase:
    """Records that items were cleaned."""
    form = store_form(request, CleanForm)
    listed = codes_of(request, "decontamination_method")["decontamination_method"]
    with reading(request.scope):
        people = colleagues(request.scope, Role.DEPOT, today=now().astimezone(LONDON).date())
    form.offer_cleaners([(str(user_id), name) for user_id, name in people], str(request.scope.user_id))
    methods = [one for one in listed if one[0] not in (ONE_PERSON, NOT_RETURNED)]
    for name in ("method", "added"):
        offer(form, name, methods)
    if submitted(request) and (done := submit_work(request, form, decontaminate)):
        return go(request, "depot:workshop", flash=what_was_done(done, "cleaned"))
    intro = (
        "Write down how the items were cleaned: several with one method together. Your name and the time are kept with "
        "each."
    )
    return work_page(
        request, form, title="Clean", intro=intro, button="Record the clean", crumbs=WORKSHOP,
        asks="Show how they are cleaned", needs=lambda: cleaning_needs(request, form, dict(listed)),
        alerts=lambda: cleaning_alerts(request, form, dict(listed)),
    )  # fmt: skip


class InspectForm(StoreForm):
    """What was checked, the readings and the verdict."""

    kinds = fields.CheckboxesField(
        "What was done", [(kind.value, say(kind)) for kind in InspectionKind], missing="Tick what was done"
    )
    insulation = fields.DecimalField(
        "Insulation", unit="megaohm", places=2, required=False, width="5", hint="1 or more passes"
    )
    earth = fields.DecimalField(
        "Earth continuity",
        unit="ohm",
        places=3,
        required=False,
        width="5",
        hint="0.5 or less passes. Not for double insulated items",
    )
    leakage = fields.DecimalField(
        "Leakage", unit="milliamp", places=2, required=False, width="5", hint="3.5 or less passes"
    )
    verdict = fields.RadiosField(
        "Verdict",
        [
            Choice("PASS", say(InspectionVerdict.PASS), reveal=("grade",)),
            Choice("REPAIR", say(InspectionVerdict.REPAIR)),
            Choice("SCRAP", say(InspectionVerdict.SCRAP), reveal=("scrap_reason",)),
            Choice("QUARANTINE", say(InspectionVerdict.QUARANTINE)),
        ],
        missing="Choose the verdict",
    )
    grade = fields.SelectField("Condition", required=False)
    scrap_reason = fields.SelectField("Why is it scrapped?", required=False, missing="Choose why it is scrapped")
    defects = fields.TextAreaField(
        "What is wrong with it?", required=False, says_optional=False, rows=2, hint="Needed unless it passed"
    )
    answer = fields.TextAreaField(
        "What did you find about what was reported?", required=False, says_optional=False, rows=2, longest=1000,
        hint="Needed to pass an item that was reported as not safe",
    )  # fmt: skip
    put_away = fields.TickField("Put on the shelf now if it passed", required=False)
    bin = fields.TextField("Shelf", required=False, longest=20, width="10")
    whens = (When("verdict", frozenset({"SCRAP"}), "scrap_reason"),)

    def clean(self) -> dict[str, Any]:
        """Readings are one item's own: a safety record must not say of one what was measured on another."""
        given = super().clean()
        if len(given.get("items", ())) > 1:
            for box in ("insulation", "earth", "leakage"):
                if given.get(box) is not None:
                    self.add_error(box, "Readings are of one item. Scan each item that was tested by itself")
        return given

    def readings(self) -> dict[str, Decimal]:
        """The readings that were taken, by the names that the rules know."""
        names = {"insulation": "insulation_megaohm", "earth": "earth_continuity_ohm", "leakage": "leakage_milliamp"}
        return {name: self.cleaned_data[box] for box, name in names.items() if self.cleaned_data[box] is not None}

    def to_request(self) -> Inspected:
        """The same result for every item scanned; one with readings is scanned by itself."""
        given = self.cleaned_data
        results = tuple(
            InspectedItem(
                scan,
                tuple(InspectionKind(kind) for kind in given["kinds"]),
                InspectionVerdict(given["verdict"]),
                self.readings(),
                given["grade"] or "",
                given["defects"],
                given["scrap_reason"] or "",
                given["answer"],
            )
            for scan in self.scans
        )
        return Inspected(self.store, results, put_away=given["put_away"], bin=given["bin"])


@page(Permission.CARE_FOR_EQUIPMENT)
def inspect_items(request: PageRequest) -> HttpResponseBase:
    """Records an inspection with its readings and verdict."""
    form = store_form(request, InspectForm, put_away=True)
    lists = codes_of(request, "condition_grade", "scrap_reason")
    # The grade stands under "Passed" alone.
    offer(form, "grade", [one for one in lists["condition_grade"] if one[0] not in NOT_TO_ISSUE])
    offer(form, "scrap_reason", lists["scrap_reason"])
    if submitted(request) and (done := submit_work(request, form, inspect)):
        return go(request, "depot:workshop", flash=what_was_done(done, "inspected"))
    intro = "Write down the readings that you took. A test without readings is no test."
    return work_page(
        request, form, title="Inspect and test", intro=intro, button="Record the result", crumbs=WORKSHOP,
        asks="Show what they need", needs=lambda: check_needs(request, form),
        alerts=lambda: inspection_alerts(request, form),
    )  # fmt: skip


class RepairForm(StoreForm):
    """The fault, what was done, how long it took and the parts."""

    fault = fields.SelectField("What was wrong?", missing="Choose what was wrong")
    actions = fields.CheckboxesField("What was done?", missing="Tick what was done", small=True)
    minutes = fields.NumberField("Minutes for each item", unit="minutes", least=0, most=2400)
    parts = fields.MoneyField("Cost of parts", required=False, most=1_000_000, exact=True)
    note = fields.TextAreaField("Note", required=False, rows=2)

    def to_request(self) -> Repaired:
        """The repair of all items scanned."""
        given = self.cleaned_data
        parts = given["parts"] or 0
        return Repaired(
            self.store, self.scans, given["fault"], given["actions"], given["minutes"], parts, given["note"]
        )


@page(Permission.CARE_FOR_EQUIPMENT)
def repair_items(request: PageRequest) -> HttpResponseBase:
    """Records a repair; the items are tested again."""
    form = store_form(request, RepairForm)
    lists = codes_of(request, "repair_fault", "repair_action")
    offer(form, "fault", lists["repair_fault"])
    offer(form, "actions", [one for one in lists["repair_action"] if one[0] not in AT_HOME])
    if request.method == "POST" and (done := submit_work(request, form, repair)):
        return go(request, "depot:workshop", flash=what_was_done(done, "repaired"))
    intro = "A repaired item is always tested again before it goes out."
    return work_page(request, form, title="Repair", intro=intro, button="Record the repair", crumbs=WORKSHOP)


class PutAwayForm(StoreForm):
    """Which shelf."""

    bin = fields.TextField("Shelf", required=False, longest=20, width="10")

    def to_request(self) -> PutAway:
        """All onto one shelf."""
        return PutAway(self.store, self.scans, self.cleaned_data["bin"])


@page(Permission.KEEP_STOCK)
def put_away_items(request: PageRequest) -> HttpResponseBase:
    """Puts passed items on the shelf."""
    form = store_form(request, PutAwayForm)
    if request.method == "POST" and (done := submit_work(request, form, put_away)):
        return go(request, "depot:workshop", flash=what_was_done(done, "put away"))
    intro = "From now on these items can be given to orders."
    return work_page(request, form, title="Put away", intro=intro, button="Put away", crumbs=WORKSHOP)
