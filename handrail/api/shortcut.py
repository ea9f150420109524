"""Leads calls of the API past what only pages need: sessions, sign-in, messages, the scope of a signed-in user.
Refuses a body that is larger than any call takes; the security headers round it hold for the API too."""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve

from handrail.api.rest.problems import answer, plain
from handrail.api.rest.reasons import ApiReason

ADDRESS = "/api/v1/"
# A photo of 10 MB and its wrapping. What is larger is refused before a byte of it is written to disk.
MOST_BYTES = 10_500_000


@lru_cache(maxsize=256)
def _match(address: str) -> ResolverMatch:
    """The operation behind an address: most calls go to the same few, and a hundred patterns stand before them."""
    return resolve(address)


class ApiShortcut:
    """Stands before the session's middleware. A call has its token; a browser's session must never act in its place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The operation itself; every exception under this address is answered there as a problem."""
        if not request.path_info.startswith(ADDRESS):
            return self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > MOST_BYTES:
            return answer(plain(413, ApiReason.TOO_LARGE))
        match = _match(request.path_info)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return response
