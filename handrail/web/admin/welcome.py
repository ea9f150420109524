"""The email by which a new user gets in for the first time: a link to choose a password, and what comes then.
Refuses to send it to whoever has signed in before, or may not: the link would be of no use to them."""

from datetime import timedelta
from uuid import UUID

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.adapters.notify.client import Letter, NotSent, send
from handrail.identity.queries.users import UserPost
from handrail.identity.roles import Permission
from handrail.web.admin.shapes import HOME, FormPage, crumb
from handrail.web.admin.users import found_user, is_new
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link
from handrail.web.shared.sign_in import sign_in_providers
from handrail.web.shared.views import go, page, render
from handrail.wording.users import Welcome, welcome_words


def welcome(request: PageRequest, row: UserPost) -> None:
    """Send the email, and say on the next page whether it left and what the user does now."""
    subject, body = welcome_words(_facts(request, row))
    try:
        send(Letter("EMAIL", row.email, subject, body))
    except NotSent as wrong:
        text = f"No email was sent to {row.email}: {wrong.why}. Once that is put right, send it from the user's page."
        messages.warning(request, text)
        return
    if settings.DEMO_MODE:
        messages.info(
            request,
            f"This is a demo, so no email leaves: the one to {row.email} was put into the folder “mail” where the demo "
            f"keeps its data. {row.name} stands on the sign-in page too, where one click is enough.",
        )
        return
    messages.info(
        request,
        f"An email is on its way to {row.email}, with a link to choose a password. The link works once, for "
        f"{_days()} days. At the first sign-in {row.name} sets up a second step.",
    )


def _days() -> int:
    return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days


def _facts(request: PageRequest, row: UserPost) -> Welcome:
    user = get_user_model().objects.get(pk=row.user_id)
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    with context.request_context(request):
        link = get_adapter(request).get_reset_password_from_key_url(f"{user_pk_to_url_str(user)}-{token}")
    return Welcome(
        name=row.name, email=row.email, partner=row.partner, by=request.scope.user_name, link=link, days=_days(),
        sign_in=request.build_absolute_uri(reverse("account_login")), service=settings.SERVICE_NAME,
        providers=tuple(provider.name for provider in sign_in_providers(request)), from_on=row.from_on,
        second_step=not settings.DEMO_MODE,
    )  # fmt: skip


@page(Permission.ADMINISTER)
def user_welcome(request: PageRequest, user_id: UUID) -> HttpResponseBase:
    """Send the email once more, when it was lost or its link is too old."""
    row = found_user(request, user_id)
    if not is_new(row):
        raise Http404
    form = HandrailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        welcome(request, row)
        return go(request, "admin:user", user_id)
    back = reverse("admin:user", args=[user_id])
    intro = (
        f"It goes to {row.email}, with a new link to choose a password. "
        "Links that were sent before work until one of them was used, or they are too old."
    )
    crumbs = (HOME, crumb("Users", "admin:users"))
    title = f"Email {row.name} how to get in"
    shown = FormPage(title, form, "Send the email", Link("Cancel", back), crumbs, (intro,))
    return render(request, "admin/form.html", shown, form=form)
