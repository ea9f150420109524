"""What happens round every view: an idle session ends, a second factor is required, the scope is found.
Refuses to decide who may see a page: the page's own permission does."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from handrail.core.clock import now
from handrail.core.moment import LONDON, now_is
from handrail.identity.events import Event
from handrail.identity.queries import scopes_of
from handrail.identity.sessions import record_session
from handrail.web.shared.navigation import area_for
from handrail.web.shared.request import chosen_contract

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

LOST = "not-recorded"
SEEN_AT = "seen_at"
HAS_SECOND_FACTOR = "has_second_factor"
# Writing the session at each request would cost a write for every read.
SEEN_EVERY_SECONDS = 60
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "healthz",
    }
)


def page_of(request: HttpRequest) -> str:
    """The address to come back to after signing in: of a form, the page that showed it."""
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        parts = urlsplit(came_from)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


def was_lost(request: HttpRequest) -> bool:
    """Whether what was sent before signing in was not recorded, as the page says to which the user comes back."""
    return request.method == "GET" and (LOST in request.GET or f"{LOST}=" in request.GET.get("next", ""))


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, and from there back to the page where the user was. That something sent was lost is said
    by the address, as a stranger's request is not worth a session in the database."""
    back = page_of(request)
    loses = request.method not in ("GET", "HEAD") and request.path != resolve_url("account_logout")
    if loses and f"{LOST}=" not in back:
        back += f"{'&' if '?' in back else '?'}{LOST}=yes"
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else redirect(address)


def uploads(request: HttpRequest) -> bool:
    """Whether the request brings files, of more bytes than memory takes: they would be written to disk as they come."""
    length = request.META.get("CONTENT_LENGTH", "")
    return request.content_type == "multipart/form-data" and (
        not (length.isascii() and length.isdigit()) or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )


class IdleSession:
    """Signs out whoever has done nothing for SESSION_IDLE_MINUTES, and leads them back to where they were. Nobody sends
    files before they have signed in: looking for the form's token would already fill the disk with them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request) if uploads(request) else self.get_response(request)
        at = int(now().timestamp())
        seen_at = int(request.session.get(SEEN_AT, at))
        if at - seen_at > settings.SESSION_IDLE_MINUTES * 60:
            record_session(request.user.pk, Event.SIGNED_OUT, now_is(now()))
            logout(request)
            messages.info(request, "You were signed out because nothing happened for a while. Sign in to go on.")
            return to_sign_in(request)
        # A page that renews itself is not somebody working.
        renews_itself = "X-Handrail-Live" in request.headers
        if SEEN_AT not in request.session or (at - seen_at > SEEN_EVERY_SECONDS and not renews_itself):
            request.session[SEEN_AT] = at
        return self.get_response(request)


class SecondFactor:
    """Outside demo mode, leads a user without a second factor to set one up before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        """Runs once the page is known, because the pages that set the factor up must stay open."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        if settings.DEMO_MODE or not request.user.is_authenticated or name in WITHOUT_SECOND_FACTOR:
            return None
        if self.is_met(request):
            return None
        messages.info(request, "Set up a second way to prove who you are. It takes two minutes.")
        return redirect("mfa_activate_totp")

    def is_met(self, request: HttpRequest) -> bool:
        """Whether the user has a second factor of ours, or of a provider that asks for one itself."""
        if request.session.get(HAS_SECOND_FACTOR):
            return True
        methods: list[dict[str, Any]] = request.session.get("account_authentication_methods", [])
        by_provider = settings.SECOND_FACTOR_BY_PROVIDER and any(m.get("method") == "socialaccount" for m in methods)
        if by_provider or is_mfa_enabled(request.user):
            request.session[HAS_SECOND_FACTOR] = True
            return True
        return False


class WorkingScope:
    """Finds what the signed-in user may see and do today: `request.scope`, `request.scopes`, `request.area`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view: object, args: object, kwargs: object) -> None:
        """One query for a signed-in user, none for anybody else."""
        request.scope, request.scopes, request.area = None, (), None
        if not request.user.is_authenticated:
            return
        request.scopes = scopes_of(request.user.pk, today=now().astimezone(LONDON).date())
        chosen = chosen_contract(request)
        first = request.scopes[0] if request.scopes else None
        request.scope = next((scope for scope in request.scopes if scope.contract_id == chosen), first)
        if request.scope is not None:
            request.area = area_for(request.scope, request.session.get("area", ""))
