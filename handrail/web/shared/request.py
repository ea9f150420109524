"""What a view is given: a request with the user's scope on it.
Refuses to find the scope itself: `middleware.WorkingScope` does."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from handrail.identity.scope import Scope
from handrail.web.shared.navigation import Area


class PageRequest(HttpRequest):
    """A request as views see it. `scope` is set for every view behind `views.page`; `scopes` are all their posts;
    `refused_megabytes`: how much was sent that was too large to read, to a page that says so itself."""

    user: Any
    htmx: HtmxDetails
    scope: Scope
    scopes: tuple[Scope, ...]
    area: Area | None
    refused_megabytes: int


def chosen_contract(request: HttpRequest) -> UUID | None:
    """The contract that the user last chose to work in, in this session."""
    chosen = request.session.get("contract_id", "")
    return UUID(chosen) if chosen else None


def ids_of(values: Iterable[str]) -> list[str]:
    """Those that are ids at all, of what a page sent as ticked."""

    def is_id(value: str) -> bool:
        try:
            UUID(value)
        except ValueError:
            return False
        return True

    return [value for value in values if is_id(value)]
