"""The front page, which sends each user to the home of their main role, and the choice of what to work as.
Refuses content of its own beyond the list of an area's pages."""

from dataclasses import dataclass

from django.http import HttpResponseBase

from handrail.identity.roles import Role
from handrail.identity.scope import Scope
from handrail.web.shared.navigation import Area, MenuLink, address_of, area_for, areas_for, navigation_for
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import error_page, go, render, signed_in


@dataclass(frozen=True, slots=True)
class HomePage:
    """The pages of an area, for a user whose area has no home of its own."""

    area: str
    links: tuple[MenuLink, ...]


@dataclass(frozen=True, slots=True)
class WorkingOption:
    """One contract and one area that the user may work in."""

    contract_id: str
    contract: str
    role: Role
    area: str
    current: bool


@dataclass(frozen=True, slots=True)
class WorkingAsPage:
    """All that the user may work as."""

    options: tuple[WorkingOption, ...]


@signed_in(methods=("GET",))
def home(request: PageRequest) -> HttpResponseBase:
    """To the home of the area chosen, else of the user's main role."""
    area = request.area
    if area is None:
        lines = ("Your post gives you no pages.", "Ask your administrator for a role.")
        return error_page(request, 403, "There is nothing here for your role yet", lines)
    return go(request, area.home) if address_of(area.home) else area_page(request, area)


def area_page(request: PageRequest, area: Area) -> HttpResponseBase:
    """The entries of the area as a list of links."""
    return render(request, "home.html", HomePage(area.label, navigation_for(request.scope, area)))


@signed_in()
def working_as(request: PageRequest) -> HttpResponseBase:
    """Shows and takes the choice of contract and area; it holds for this session."""
    options = tuple(option for scope in request.scopes for option in options_in(request, scope))
    if request.method == "POST":
        wanted = (request.POST.get("contract_id", ""), request.POST.get("role", ""))
        chosen = next((option for option in options if (option.contract_id, option.role) == wanted), None)
        if chosen is not None:
            request.session["contract_id"], request.session["area"] = chosen.contract_id, chosen.role.value
            return go(request, "home", flash=f"You now work in {chosen.area}, {chosen.contract}.")
    return render(request, "working_as.html", WorkingAsPage(options))


def options_in(request: PageRequest, scope: Scope) -> list[WorkingOption]:
    """The areas of the user's roles in one contract."""
    now_in = area_for(request.scope, request.session.get("area", ""))
    here = scope.contract_id == request.scope.contract_id
    return [
        WorkingOption(
            str(scope.contract_id),
            scope.contract_name,
            area.role,
            area.label,
            here and now_in is not None and area == now_in,
        )
        for area in areas_for(scope)
    ]
