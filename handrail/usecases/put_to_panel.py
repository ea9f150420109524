"""Put releases to a panel: they wait on, and everybody sees until which day.
Refuses a day that is past or far off, and whoever may not answer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.rules.releasing import reasons_against_panel
from handrail.usecases._releasing import load_scene, require_answerer, touch


@dataclass(frozen=True, slots=True)
class ReleaseToPanel:
    """Which releases a panel decides, and on which day."""

    release_ids: tuple[UUID, ...]
    panel_on: date | None


@use_case(Event.RELEASE_TO_PANEL, needs=Permission.SEE_ORDERS)
def put_to_panel(change: Change, *, request: ReleaseToPanel) -> None:
    """The releases stay pending, with the day of the panel. Raises `Refused`."""
    scene = load_scene(change, request.release_ids)
    require_answerer(change, scene)
    if (reasons := reasons_against_panel(request.panel_on, today=change.at.today)) or request.panel_on is None:
        raise Refused(reasons)
    actions.put_to_panel(request.release_ids, on=request.panel_on)
    touch(change, scene.asked)
