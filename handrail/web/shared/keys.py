"""A user's own API keys: what other systems may do as them, taking a key that was offered, switching one off.
Refuses to show a key twice, and the keys of anybody else: those are not found."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.api_scopes import ApiScope
from handrail.identity.calls import reading
from handrail.identity.queries.users import TokenRow, tokens
from handrail.usecases.edit_tokens import TokenToTake, fresh_key, hash_of, revoke_token, take_token
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table, Tag
from handrail.web.shared.views import call_of, go, render, signed_in, submit
from handrail.wording import say
from handrail.wording.shown import day_and_time, short_day, short_day_and_time


@dataclass(frozen=True, slots=True)
class KeysPage:
    """The user's tokens."""

    table: Table
    crumbs: Sequence[Crumb]


@dataclass(frozen=True, slots=True)
class KeyPage:
    """One token: what it may do, and the button that takes it or switches it off. `key`: shown this once."""

    title: str
    form: HandrailForm
    button: str
    kind: str
    facts: Sequence[Fact]
    lines: Sequence[str]
    crumbs: Sequence[Crumb]
    off: Link | None = None
    key: str = ""


def scopes_in_words(row: TokenRow) -> str:
    """What a token is for, in words."""
    return ", ".join(say(ApiScope(scope)) for scope in row.scopes if scope in set(ApiScope))


def state_tag(row: TokenRow) -> Tag:
    """Whether a token opens: not yet taken, until when, ended, or switched off."""
    if row.revoked_at:
        return Tag(f"Switched off {short_day(row.revoked_at)}", "grey")
    if row.expires_at <= now():
        return Tag(f"Ended {short_day(row.expires_at)}", "grey")
    if row.taken_at is None:
        return Tag("Not yet taken", "yellow")
    return Tag(f"Until {short_day(row.expires_at)}", "green")


class KeyForm(HandrailForm):
    """Taking a key or switching one off needs nothing but the wish."""

    token_id: UUID

    def to_request(self) -> UUID:
        """Which token."""
        return self.token_id


@signed_in(methods=("GET",))
def keys(request: PageRequest) -> HttpResponseBase:
    """The tokens that act as the user, in the contract in which they work."""
    with reading(request.scope):
        found = tokens(request.scope, user_id=request.scope.user_id)
    table = Table(
        "Your API keys",
        (Column("System"), Column("May"), Column("State")),
        tuple(_row(row) for row in found),
        Empty("You have no API keys", "An administrator can offer you one, so that another system can work as you."),
        caption_hidden=True,
    )
    return render(request, "keys.html", KeysPage(table, (_account(),)))


def _row(row: TokenRow) -> Row:
    href = "" if row.revoked_at else reverse("key_off" if row.taken_at else "key_take", args=[row.id])
    used = f"Last call {short_day_and_time(row.used_at)}" if row.used_at else ""
    return Row(
        (
            Cell(row.name, href, note=f"Offered by {row.offered_by}"),
            Cell(scopes_in_words(row)),
            Cell(tag=state_tag(row), note=used),
        )
    )


@signed_in()
def key_take(request: PageRequest, token_id: UUID) -> HttpResponseBase:
    """What is offered, and taking it: the key is shown in the answer and never again."""
    row, form = _own(request, token_id)
    key = ""
    if request.method == "POST" and form.is_valid():
        made = fresh_key()
        try:
            take_token(call_of(request, form.key), request=TokenToTake(token_id, hash_of(made)))
        except Refused as refused:
            form.refuse(refused)
        else:
            key = made
    lines = ("With this key another system works here as you. What it does is written down as done by you, by token.",)
    off = Link("I do not want it: switch it off", reverse("key_off", args=[token_id]))
    shown = KeyPage(
        f"{row.name}: copy the key now" if key else row.name, form, "Take the key", "primary", _facts(row), lines,
        (_account(), _keys()), off, key,
    )  # fmt: skip
    return render(request, "key.html", shown, form=form)


@signed_in()
def key_off(request: PageRequest, token_id: UUID) -> HttpResponseBase:
    """Ask, then switch one of the user's own tokens off for good."""
    row, form = _own(request, token_id)
    if request.method == "POST" and submit(request, form, revoke_token) is not None:
        return go(request, "keys", flash=f"{row.name} was switched off.")
    lines = ("The other system is refused from its next call. This cannot be undone.",)
    shown = KeyPage(
        f"Switch off {row.name}?", form, "Switch it off", "warning", _facts(row), lines, (_account(), _keys())
    )
    return render(request, "key.html", shown, form=form)


def _own(request: PageRequest, token_id: UUID) -> tuple[TokenRow, KeyForm]:
    """The user's own token with an empty form; 404 for any other."""
    with reading(request.scope):
        found = tokens(request.scope, user_id=request.scope.user_id)
    row = next((row for row in found if row.id == token_id), None)
    if row is None:
        raise Http404
    form = KeyForm(request.POST if request.method == "POST" else None)
    form.token_id = token_id
    return row, form


def _facts(row: TokenRow) -> tuple[Fact, ...]:
    return (
        Fact("May", scopes_in_words(row)),
        Fact("Calls a minute", f"{row.calls_per_minute:,}"),
        Fact("Ends", day_and_time(row.expires_at)),
        Fact("Offered by", row.offered_by),
    )


def _account() -> Crumb:
    return Crumb("Your account", reverse("mfa_index"))


def _keys() -> Crumb:
    return Crumb("Your API keys", reverse("keys"))
