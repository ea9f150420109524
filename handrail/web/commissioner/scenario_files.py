"""A saved scenario as a file: its figures with their formulas, or the scenario itself.
Refuses a kind of file that it does not make: the address is not found."""

from collections.abc import Callable, Mapping
from importlib import import_module
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.text import slugify

from handrail.forecasting.draws import SEED, Spreads, spreads_of
from handrail.forecasting.reading import read_scenario
from handrail.forecasting.savings import Outcome, outcome_of
from handrail.forecasting.written import as_csv, as_json
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.scenarios.queries import versions_of
from handrail.web.commissioner.scenario import LookForm, chosen
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import page

type Writer = Callable[[Outcome, Spreads | None], bytes]

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The kind in the address: the ending of the file, what browsers are told that it is, and who writes it.


def _as_workbook(outcome: Outcome, spreads: Spreads | None) -> bytes:
    """Read in with the first workbook: most web processes never make one, and each would hold 4 MB for it."""
    made: bytes = import_module("handrail.forecasting.sheets").as_workbook(outcome, spreads)
    return made


_FIGURES: Mapping[str, tuple[str, str, Writer]] = {
    "csv": ("csv", "text/csv; charset=utf-8", as_csv),
    "json": ("json", "application/json", as_json),
    "xlsx": ("xlsx", _WORKBOOK, _as_workbook),
}
_ITSELF = "file"


@page(Permission.PLAN_SCENARIOS, methods=("GET",))
def scenario_file(request: PageRequest, scenario_id: UUID, form: str) -> HttpResponseBase:
    """The file of a version, with the seed that the page was looked at with."""
    if form != _ITSELF and form not in _FIGURES:
        raise Http404
    with reading(request.scope):
        saved = chosen(versions_of(request.scope, scenario_id), request.GET.get("version", ""))
    content = saved.content.encode()
    ending, kind = "json", "application/json"
    if form != _ITSELF:
        ending, kind, write = _FIGURES[form]
        scenario = read_scenario(content)
        spreads = spreads_of(scenario, seed=_seed(request)) if scenario.has_ranges else None
        content = write(outcome_of(scenario), spreads)
    response = HttpResponse(content, content_type=kind)
    name = f"{slugify(saved.name)[:60] or 'scenario'}-{saved.version}"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _seed(request: PageRequest) -> int:
    look = LookForm(request.GET)
    seed = look.cleaned_data.get("seed") if look.is_valid() else None
    return SEED if seed is None else int(seed)
