"""The API as a whole: its operations, how bodies are read and answers written, its addresses.
Refuses HTML: whatever is asked for under its address is answered as JSON, but for the page that explains it."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic_core import from_json, to_json

from handrail.api.rest import (
    allocation,
    assessment,
    assets,
    authorisation,
    beside,
    care,
    catalogue,
    counting,
    cover,
    drafts,
    helpers,
    life,
    loading,
    loans,
    measuring,
    orders,
    people,
    photos,
    recalls,
    runs,
    satellites,
    specials,
    store,
    visits,
    vouchers,
    whoami,
)
from handrail.api.rest.description import Description
from handrail.api.rest.problems import answer, handle_problems, plain
from handrail.api.rest.reasons import ApiReason
from handrail.core.refusal import refuse

VERSION = "1.0"
NOUNS = (
    whoami, people, life, helpers, catalogue, drafts, orders, assessment, authorisation, cover, allocation, runs,
    visits, beside, photos, loading, loans, measuring, specials, vouchers, care, store, recalls, satellites, counting,
    assets,
)  # fmt: skip


class Json(BaseRenderer):
    """Answers by pydantic, which writes them ten times as fast as the standard library."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """The answer as bytes."""
        return to_json(data)


class Bodies(Parser):
    """Bodies by pydantic: halves of surrogate pairs are refused here, U+0000 too, which no text column can hold."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python values. Raises `Refused(NOT_JSON)`."""
        try:
            body = request.body
            if b"\\u0000" in body:
                raise refuse(ApiReason.NOT_JSON)
            return from_json(body, allow_inf_nan=False)
        except ValueError as error:
            raise refuse(ApiReason.NOT_JSON) from error


class Api(NinjaAPI):
    """The API with its own description."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Description:
        """The description, under the address where it lies itself."""
        root = reverse("api_openapi").removesuffix("openapi.json")
        return Description(self, root if path_prefix is None else path_prefix)


def _made() -> Api:
    made = Api(
        title=f"Handrail API {VERSION}",
        version=VERSION,
        description="The loan cycle for other systems. docs/api.md tells it as a sequence of calls.",
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        renderer=Json(),
        parser=Bodies(),
    )
    handle_problems(made)
    for noun in NOUNS:
        made.add_router("", noun.router)
    return made


api = _made()


def _problems_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A wrong method told as a problem; all else as it is."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            return answer(plain(405, ApiReason.WRONG_METHOD), {"Allow": response.headers["Allow"]})
        return response

    return told


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """404 as a problem."""
    return answer(plain(404, ApiReason.UNKNOWN_ADDRESS))


@cache
def description() -> Description:
    """The description, which is the same at each call."""
    return api.get_openapi_schema()


@cache_control(max_age=300, public=True)
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The description for machines."""
    return HttpResponse(to_json(description()), content_type="application/json")


def operations() -> list[URLPattern]:
    patterns: list[URLPattern] = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = _problems_only(pattern.callback)
            patterns.append(pattern)
    return patterns
