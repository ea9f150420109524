"""What the layout shows round every page: who is signed in, where they are, where they can go.
Refuses anything that a single page is about."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from handrail.core.clock import now
from handrail.core.shipped import ATTRIBUTION, LICENCE_ADDRESS
from handrail.identity.scope import Scope
from handrail.web.shared.middleware import was_lost
from handrail.web.shared.navigation import MenuLink, areas_for, navigation_for


@dataclass(frozen=True, slots=True)
class Shell:
    """The values of the layout. `now` is read once for a page, so that all its times agree. The publishers of the open
    data ask to be named on every page that shows it."""

    service_name: str
    demo_mode: bool
    county: str
    now: datetime
    not_recorded: bool = False
    user_id: str = ""
    user_name: str = ""
    area_label: str = ""
    contract_name: str = ""
    can_switch: bool = False
    links: tuple[MenuLink, ...] = ()
    attributions: tuple[str, ...] = ATTRIBUTION
    licence_address: str = LICENCE_ADDRESS


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor of the Jinja backend: `shell` in every template."""
    bare = Shell(settings.SERVICE_NAME, settings.DEMO_MODE, settings.DEMO_COUNTY, now(), not_recorded=was_lost(request))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": bare}
    bare = replace(bare, user_id=str(user.pk))
    scope: Scope | None = getattr(request, "scope", None)
    area = getattr(request, "area", None)
    if scope is None or area is None:
        return {"shell": replace(bare, user_name=user.name)}
    return {
        "shell": replace(
            bare,
            user_name=scope.user_name,
            area_label=area.label,
            contract_name=scope.contract_name,
            can_switch=len(getattr(request, "scopes", ())) > 1 or len(areas_for(scope)) > 1,
            links=navigation_for(scope, area, request.path),
        )
    }
