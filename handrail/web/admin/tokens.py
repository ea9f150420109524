"""API tokens: the list, offering one to the user that it will act as, and switching one off.
Refuses to show a key: only the user who takes the token sees it (`web.shared.keys`)."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.moment import LONDON
from handrail.identity.api_scopes import ApiScope
from handrail.identity.calls import reading
from handrail.identity.queries.users import TokenRow, UserFilters, tokens, users
from handrail.identity.roles import Permission
from handrail.identity.rules import MOST_CALLS_PER_MINUTE, TokenWanted
from handrail.usecases.edit_tokens import offer_token, revoke_token
from handrail.web.admin.shapes import HOME, FormPage, ListPage, crumb, london_today
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.keys import scopes_in_words, state_tag
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.shown import short_day_and_time


@page(Permission.ADMINISTER, methods=("GET",))
def token_list(request: PageRequest) -> HttpResponseBase:
    """The tokens of the contract."""
    with reading(request.scope):
        found = tokens(request.scope)
    table = Table(
        "API tokens",
        (Column("Token"), Column("Acts as"), Column("May"), Column("Calls a minute", numeric=True), Column("State")),
        tuple(_row(row) for row in found),
        Empty("There is no token yet", "Other systems need one to work here."),
    )
    intro = (
        "A token is a key with which another system works here, as one user and never more than that user may.",
        "You offer it. The user takes it on their own page, and only they see the key.",
    )
    buttons = (Link("Offer a token", reverse("admin:token_new")),)
    return render(request, "admin/list.html", ListPage("API tokens", table, intro=intro, buttons=buttons))


def _row(row: TokenRow) -> Row:
    href = "" if row.revoked_at else reverse("admin:token_revoke", args=[row.id])
    return Row(
        (
            Cell(row.name, href, note=f"Offered by {row.offered_by}"),
            Cell(row.user),
            Cell(scopes_in_words(row)),
            Cell(f"{row.calls_per_minute:,}"),
            Cell(tag=state_tag(row), note=f"Last call {short_day_and_time(row.used_at)}" if row.used_at else ""),
        )
    )


class TokenForm(HandrailForm):
    """A token: for what system, as which user, for what, until when."""

    name = fields.TextField("Which system is it for?", longest=80)
    user_id = fields.SelectField("As which user does it act?", hint="It can do no more than this user")
    scopes = fields.CheckboxesField("What is it for?", tuple((scope.value, say(scope)) for scope in ApiScope))
    calls_per_minute = fields.NumberField("Calls a minute", least=1, most=MOST_CALLS_PER_MINUTE, initial=600)
    expires_on = fields.DateField("Last day", future=True, hint="1 year from today at most")

    def to_request(self) -> TokenWanted:
        """What the form asks for; the token ends with its last day."""
        given = self.cleaned_data
        return TokenWanted(
            given["name"], UUID(given["user_id"]), given["scopes"], end_of(given["expires_on"]),
            given["calls_per_minute"],
        )  # fmt: skip


def end_of(day: date) -> datetime:
    """The end of a day in London."""
    return datetime.combine(day + timedelta(days=1), time(0), LONDON).astimezone(UTC)


@page(Permission.ADMINISTER)
def token_new(request: PageRequest) -> HttpResponseBase:
    """Offer a token to a user."""
    form = TokenForm(
        request.POST if request.method == "POST" else None, initial={"expires_on": london_today() + timedelta(days=365)}
    )
    with reading(request.scope):
        found = users(
            request.scope, UserFilters(state="ACTIVE"), today=london_today(), sort="name", descending=False, limit=None,
            offset=0,
        )  # fmt: skip
    offer(form, "user_id", [(str(row.user_id), f"{row.name} ({row.partner})") for row in found])
    if request.method == "POST" and (made := submit(request, form, offer_token)) is not None:
        return go(request, "admin:tokens", flash=f"{made.name} was offered. Ask the user to take it.")
    shown = FormPage(
        "Offer a token", form, "Offer it", Link("Cancel", reverse("admin:tokens")),
        (HOME, crumb("API tokens", "admin:tokens")),
        ("The user that you choose takes the token on their page Your API keys and sees its key there, once.",
         "For a system of its own, add a user for it first, with an email address that its keepers read."),
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)


class RevokeForm(HandrailForm):
    """Switching a token off needs nothing but the wish."""

    token_id: UUID

    def to_request(self) -> UUID:
        """Which token."""
        return self.token_id


@page(Permission.ADMINISTER)
def token_revoke(request: PageRequest, token_id: UUID) -> HttpResponseBase:
    """Ask, then switch a token off for good."""
    with reading(request.scope):
        row = next((row for row in tokens(request.scope) if row.id == token_id), None)
    if row is None:
        raise Http404
    form = RevokeForm(request.POST if request.method == "POST" else None)
    form.token_id = token_id
    if request.method == "POST" and submit(request, form, revoke_token) is not None:
        return go(request, "admin:tokens", flash=f"{row.name} was switched off.")
    shown = FormPage(
        f"Switch off {row.name}?", form, "Switch it off", Link("No, keep it", reverse("admin:tokens")),
        (HOME, crumb("API tokens", "admin:tokens")),
        ("The other system is refused from its next call. This cannot be undone.",), kind="warning",
    )  # fmt: skip
    return render(request, "admin/form.html", shown, form=form)
