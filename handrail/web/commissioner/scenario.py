"""One saved scenario: what it comes to, how each number is made, its versions, and its files.
Refuses one of another contract: it is not found."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.forecasting.draws import SEED
from handrail.forecasting.model import Scenario
from handrail.forecasting.reading import read_scenario
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.scenarios.queries import SavedVersion, versions_of
from handrail.web.admin.shapes import london_today
from handrail.web.commissioner.outcome import OutcomePart, outcome_part
from handrail.web.commissioner.scenario_fields import PercentField
from handrail.web.shared import fields
from handrail.web.shared.listing import FilterForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Link, Notice, Row, Table
from handrail.web.shared.views import page, render
from handrail.web.spending.self_bought import percent, self_bought_part
from handrail.web.system_cost.beside import beside_saving
from handrail.wording.shown import day_and_time, short_day_and_time

FILES = (
    ("csv", "Figures and formulas (CSV)"),
    ("json", "Figures and formulas (JSON)"),
    ("xlsx", "Figures and formulas (Excel)"),
    ("file", "The scenario itself, to be read again (JSON)"),
)


class LookForm(FilterForm):
    """How the scenario is looked at: where chance begins, and how far the tornado moves each rate."""

    seed = fields.NumberField("Seed", hint="Any whole number. The same seed draws the same figures", width="10")
    points = PercentField(
        "Move each rate by",
        unit="points",
        required=False,
        hint="To see which moves the saving most. Empty: over the ranges, or by 5",
    )


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """One version. `saved` says which of how many, by whom and when."""

    crumbs: Sequence[Crumb]
    title: str
    saved: str
    is_newest: bool
    newest_href: str
    change: Link
    another: Link
    files: Sequence[Link]
    look: LookForm
    version: int
    outcome: OutcomePart
    elsewhere: Notice | None
    versions: Table
    bought: Sequence[str]


@page(Permission.PLAN_SCENARIOS, methods=("GET",))
def scenario(request: PageRequest, scenario_id: UUID) -> HttpResponseBase:
    """The newest version, or the one that is asked for."""
    with reading(request.scope):
        versions = versions_of(request.scope, scenario_id)
        elsewhere = beside_saving(request.scope) if request.scope.may(Permission.SEE_MONEY) else None
        bought = self_bought_part(request.scope, london_today())
    shown = chosen(versions, request.GET.get("version", ""))
    look = LookForm(request.GET)
    given = look.cleaned_data if look.is_valid() else {}
    seed, points = given.get("seed"), given.get("points")
    given_scenario = read_scenario(shown.content.encode())
    outcome = outcome_part(given_scenario, seed=SEED if seed is None else seed, points=points)
    address = reverse("commissioner:scenario", args=[scenario_id])
    newest = versions[0]
    return render(
        request,
        "commissioner/scenario.html",
        ScenarioPage(
            crumbs=(Crumb("Scenarios", reverse("commissioner:scenarios")),),
            title=shown.name,
            saved=f"Version {shown.version} of {newest.version}, saved by {shown.saved_by}, "
            f"{day_and_time(shown.saved_at)}",
            is_newest=shown is newest,
            newest_href=address,
            change=Link("Change it", reverse("commissioner:scenario_change", args=[scenario_id])),
            another=Link("Begin another from it", f"{reverse('commissioner:scenario_new')}?from={scenario_id}"),
            files=tuple(_file(scenario_id, kind, words, shown.version, seed) for kind, words in FILES),
            look=look,
            version=shown.version,
            outcome=outcome,
            elsewhere=elsewhere,
            versions=_versions(versions, address),
            bought=(bought.fact, _assumed(given_scenario)),
        ),
    )


def _assumed(given: Scenario) -> str:
    """What the scenario takes it to be, year by year."""
    years = ", ".join(f"{year.label}: {percent(float(year.rates['self_purchase_rate']))}" for year in given.years)
    return f"This scenario assumes, of equipment that would have been ordered: {years}."


def chosen(versions: Sequence[SavedVersion], asked: str) -> SavedVersion:
    """The version that an address asks for; the newest where it asks for none. Raises Http404."""
    if not asked:
        return versions[0]
    found = next((one for one in versions if str(one.version) == asked), None)
    if found is None:
        raise Http404
    return found


def _file(scenario_id: UUID, kind: str, words: str, version: int, seed: int | None) -> Link:
    """The file of what is on the page, with the same luck."""
    address = reverse("commissioner:scenario_file", args=[scenario_id, kind])
    return Link(words, f"{address}?version={version}" + ("" if seed is None else f"&seed={seed}"))


def _versions(versions: Sequence[SavedVersion], address: str) -> Table:
    return Table(
        "Versions",
        (Column("Version"), Column("Name"), Column("Saved"), Column("By")),
        tuple(
            Row(
                (
                    Cell(f"Version {one.version}", href=f"{address}?version={one.version}"),
                    Cell(one.name),
                    Cell(short_day_and_time(one.saved_at)),
                    Cell(one.saved_by),
                )
            )
            for one in versions
        ),
        Empty("No version is saved"),
        id="versions",
    )
