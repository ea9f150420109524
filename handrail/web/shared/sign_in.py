"""Signing in: what allauth may do here, the providers it offers, and the demo's users by one click.
Refuses new accounts made by visitors: an administrator adds users."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from handrail.core.clock import now
from handrail.core.moment import LONDON, now_is
from handrail.identity.events import Event
from handrail.identity.queries import DemoUser, demo_users
from handrail.identity.roles import Role
from handrail.identity.sessions import record_session
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import everyone, go, render, signed_in
from handrail.wording.account_mails import account_mail

# What allauth may say in its own name; everything else it would flash is left out.
SAID = {
    "account/messages/password_changed.txt": "Your password was changed.",
    "account/messages/password_set.txt": "Your password was set.",
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app was removed.",
    "mfa/messages/webauthn_added.txt": "Your security key was added.",
    "mfa/messages/webauthn_removed.txt": "Your security key was removed.",
    "mfa/messages/recovery_codes_generated.txt": "You have new recovery codes. The old ones no longer work.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """How allauth treats accounts here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are added by an administrator only."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **kwargs: Any
    ) -> None:
        """A flash in our own plain words, or none."""
        text = SAID.get(message_template)
        if text:
            messages.add_message(request, level, text)

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """Each mail about an account in our own plain words."""
        way = context.get("provider")
        subject, text = account_mail(
            template_prefix,
            service=settings.SERVICE_NAME,
            link=context.get("password_reset_url", ""),
            provider=way.name if way else "",
        )
        to = [email] if isinstance(email, str) else email
        return EmailMessage(subject, text, self.get_from_email(), to, headers=headers)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponseBase:
        """Every sign-in leaves an audit row (promise 8)."""
        record_session(user.pk, Event.SIGNED_IN, now_is(now()))
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        return response

    def logout(self, request: HttpRequest) -> None:
        """And so does every sign-out."""
        if request.user.is_authenticated:
            record_session(request.user.pk, Event.SIGNED_OUT, now_is(now()))
        super().logout(request)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """How allauth treats identities from an OpenID Connect provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """An identity signs in the user with the same verified e-mail address; it never makes a user."""
        return False


@dataclass(frozen=True, slots=True)
class ProviderLink:
    """One button of the sign-in page."""

    name: str
    href: str


def sign_in_providers(request: HttpRequest) -> tuple[ProviderLink, ...]:
    """The OpenID Connect providers of this installation. The buttons POST, so no other site can start one."""
    following = {"next": request.GET["next"]} if request.GET.get("next") else {}
    providers = get_social_adapter().list_providers(request)
    return tuple(
        ProviderLink(provider.name, provider.get_login_url(request, process="login", **following))
        for provider in providers
    )


def demo_users_offered() -> tuple[tuple[Role, tuple[DemoUser, ...]], ...]:
    """The users whom anybody may become in demo mode, by what they do; none outside it."""
    found = demo_users(today=now().astimezone(LONDON).date()) if settings.DEMO_MODE else ()
    return tuple((role, tuple(users)) for role, users in groupby(found, key=lambda user: user.role))


@everyone(methods=("POST",))
def demo_sign_in(request: PageRequest, user: UUID) -> HttpResponseBase:
    """Signs in as a demo user by one click. Outside demo mode there is no such page."""
    if not settings.DEMO_MODE:
        raise Http404
    found = get_object_or_404(get_user_model(), pk=user, is_active=True, is_system=False)
    login(request, found, backend="django.contrib.auth.backends.ModelBackend")
    record_session(found.pk, Event.SIGNED_IN, now_is(now()))
    following = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        return redirect(following)
    return redirect("home")


@signed_in(methods=("GET",))
def password_none(request: PageRequest) -> HttpResponseBase:
    """For whoever has no password: how they sign in, and how to get one. Only by email, so that an open screen is not
    enough to choose one for somebody else."""
    if request.user.has_usable_password():
        return go(request, "account_change_password")
    return render(request, "account/password_none.html")


def display_name(user: Any) -> str:
    """How mails and pages call a user."""
    return str(user.name)
