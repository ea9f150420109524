"""The conventions of every view: its permission, its call of a use case, its answer.
Refuses queries and rules; a view parses, calls one use case and redirects, or queries and renders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.shortcuts import render as django_render
from django.views.decorators.cache import never_cache

from handrail.core.clock import now
from handrail.core.moment import Moment, now_is
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import Call
from handrail.identity.roles import Permission
from handrail.web.shared.forms import HandrailForm, reasons_in_words
from handrail.web.shared.middleware import to_sign_in
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link


class Openness(StrEnum):
    """Who a page is for at all."""

    EVERYONE = "EVERYONE"
    SIGNED_IN = "SIGNED_IN"
    PERMITTED = "PERMITTED"


@dataclass(frozen=True, slots=True)
class Access:
    """What a page declares: any one of its permissions opens it. Tests walk every URL and find one of these.
    `most_megabytes`: it takes more than other pages do (`body_limit`), and says itself when it is too much."""

    openness: Openness
    permissions: frozenset[Permission] = frozenset()
    methods: frozenset[str] = frozenset({"GET", "HEAD", "POST"})
    most_megabytes: int = 0


type View[**P] = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def page[**P](
    *permissions: Permission, methods: Iterable[str] = ("GET", "POST"), most_megabytes: int = 0
) -> Callable[[View[P]], View[P]]:
    """A page for users who hold at least one of the permissions. Anonymous users are led to sign in and back.

    A `Refused` that the view lets through becomes a page: 404, 403, or, with the reasons in words, 409 or 503."""
    if not permissions:
        raise ValueError("a page names its permission; use signed_in or everyone if it needs none")
    access = Access(Openness.PERMITTED, frozenset(permissions), _with_head(methods), most_megabytes)
    return lambda view: _guarded(view, access)


def signed_in[**P](*, methods: Iterable[str] = ("GET", "POST")) -> Callable[[View[P]], View[P]]:
    """A page for any signed-in user who has a post, such as the choice of what to work as."""
    return lambda view: _guarded(view, Access(Openness.SIGNED_IN, methods=_with_head(methods)))


def everyone[**P](*, methods: Iterable[str] = ("GET", "POST")) -> Callable[[View[P]], View[P]]:
    """A page for anybody, signed in or not."""
    return lambda view: _guarded(view, Access(Openness.EVERYONE, methods=_with_head(methods)))


def _with_head(methods: Iterable[str]) -> frozenset[str]:
    given = frozenset(methods)
    return given | {"HEAD"} if "GET" in given else given


def _guarded[**P](view: View[P], access: Access) -> View[P]:
    @wraps(view)
    def inner(request: PageRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        stopped = _stopped(request, access)
        if stopped is not None:
            return stopped
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refused_page(request, refused)

    guarded = never_cache(inner)
    guarded.access = access  # type: ignore[attr-defined]  # read by `registry`, which walks every URL
    return guarded


def _stopped(request: PageRequest, access: Access) -> HttpResponseBase | None:
    """The answer for someone who may not open the page, or None."""
    if request.method not in access.methods:
        return error_page(request, 405, "This page cannot be used like that", ("Go back and try again.",))
    if access.openness is Openness.EVERYONE:
        return None
    if not request.user.is_authenticated:
        return to_sign_in(request)
    if getattr(request, "scope", None) is None:
        return error_page(
            request,
            403,
            "You have no post in a contract today",
            ("Your account works, but nobody has given it a role yet, or it has ended.", "Ask your administrator."),
        )
    if access.openness is Openness.PERMITTED and not access.permissions & request.scope.permissions:
        raise PermissionDenied
    return None


# Answers


def render(
    request: HttpRequest, template: str, page: object = None, *, form: HandrailForm | None = None, status: int = 200
) -> HttpResponse:
    """The page as HTML; templates read it as `page`. A form that was refused sets the status: 503 to be tried again,
    409 stale, 422 wrong."""
    if form is not None and form.is_bound and (form.errors or form.is_stale):
        status = 503 if form.is_busy else 409 if form.is_stale else 422
    return django_render(request, template, {"page": page}, status=status, using="jinja2")


def go(
    request: HttpRequest, to: str, *args: object, flash: str = "", recorded: str = "", **kwargs: object
) -> HttpResponse:
    """Redirects after a change, so that reloading repeats nothing; `flash` says there what happened. `recorded`: the
    submission key of a form that keeps what is typed, which needs it no more."""
    if flash:
        messages.success(request, flash, extra_tags=recorded)
    return redirect(resolve_url(to, *args, **kwargs))


def error_page(
    request: HttpRequest, status: int, title: str, lines: Iterable[str] = (), *, links: tuple[Link, ...] = ()
) -> HttpResponse:
    """A page that says in plain words what went wrong and what to do; `links`: where it goes on, else at the start."""
    wrong = {"title": title, "lines": tuple(lines), "status": status, "links": links}
    return django_render(request, "error.html", {"page": wrong}, status=status, using="jinja2")


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal that no form could show. Raises Http404 and PermissionDenied for those two reasons."""
    codes = {reason.code for reason in refused.reasons}
    if CallReason.NOT_FOUND in codes:
        raise Http404
    if CallReason.NOT_ALLOWED in codes:
        raise PermissionDenied
    status = 503 if CallReason.BUSY in codes else 409
    return error_page(request, status, "This cannot be done now", reasons_in_words(refused.reasons))


# Calls


def call_of(
    request: PageRequest,
    key: str = "",
    *,
    why: str = "",
    on_behalf_of_id: UUID | None = None,
    happened_at: datetime | None = None,
) -> Call:
    """The call of a use case from this request: the user's scope, the time now, the form's submission key."""
    at = now()
    moment = now_is(at) if happened_at is None else Moment(happened_at=happened_at, recorded_at=at)
    return Call(request.scope, moment, key, why, on_behalf_of_id)


class AsksFor[T](Protocol):
    """A form that gives the request of a use case."""

    def to_request(self) -> T:
        """The frozen request; called only when the form is valid."""


def submit[A, T](
    request: PageRequest,
    form: HandrailForm,
    use_case: Callable[..., A],
    **call_options: Any,
) -> A | None:
    """The answer of the use case, or None with the reasons in the form. `form` must have `to_request()`.

    The one line of a posted form: `if request.method == "POST" and (placed := submit(request, form, place_order)):`"""
    if not form.is_valid():
        return None
    try:
        wanted = form.to_request()  # type: ignore[attr-defined]  # AsksFor: HandrailForm itself asks for nothing
        return use_case(call_of(request, form.key, **call_options), request=wanted)
    except Refused as refused:
        form.refuse(refused)
        return None


def path_of(address: str) -> str:
    """The path of an address, without host and query."""
    return urlsplit(address).path
