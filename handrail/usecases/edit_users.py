"""Change a user, their post, and where their account stands.
Refuses what would leave the contract without an administrator, and a user of another contract (not found)."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.core.versions import version_of
from handrail.identity import actions as identity_actions
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.models import Post
from handrail.identity.queries.locked import (
    administrators,
    has_post_elsewhere,
    post_for_update,
)
from handrail.identity.queries.users import post_version
from handrail.identity.roles import Permission, Role
from handrail.identity.rules import (
    Administering,
    PostWanted,
    UserReason,
    leaves_no_administrator,
    reasons_against_post,
    settle_account,
)
from handrail.identity.states import AccountEvent, AccountState
from handrail.usecases._post_facts import post_facts


@dataclass(frozen=True, slots=True)
class UserChange:
    """New values for a user. `seen` is the version that the page showed; empty: not compared."""

    user_id: UUID
    name: str
    phone: str
    professional_number: str
    is_active: bool
    seen: str = ""


@dataclass(frozen=True, slots=True)
class PostChange:
    """A new shape for a user's post under the contract."""

    user_id: UUID
    post: PostWanted
    seen: str = ""


@dataclass(frozen=True, slots=True)
class AccountMove:
    """One step of an account: trained, active, suspended, restored, left, or applied anew."""

    user_id: UUID
    event: AccountEvent
    reason: str = ""


@use_case(Event.USER_CHANGED, needs=Permission.ADMINISTER)
def change_user(change: Change, *, request: UserChange) -> UUID:
    """Change name, telephone, professional number, and whether the user may sign in at all. Gives the user's id."""
    post = _post(change, request.user_id)
    user = post.user
    if request.seen and request.seen != version_of(user.name, user.phone, user.professional_number, user.is_active):
        raise refuse(CallReason.STALE)
    name = clean_line(request.name)
    reasons = [] if name else [Reason(UserReason.NAME_MISSING, "name")]
    if request.is_active != user.is_active:
        reasons += _against_switching(change, post, on=request.is_active)
    if reasons:
        raise Refused(reasons)
    identity_actions.change_user(
        user.id,
        name=name,
        phone=clean_line(request.phone),
        professional_number=clean_line(request.professional_number),
        is_active=request.is_active,
    )
    change.touched("user", user.id)
    return user.id


def _against_switching(change: Change, post: Post, *, on: bool) -> list[Reason]:
    """Nobody locks themselves out, another contract's staff, or the last administrator."""
    reasons = []
    if post.user_id == change.scope.user_id:
        reasons.append(Reason(UserReason.OWN_ACCOUNT, "is_active"))
    if has_post_elsewhere(change.scope, post.user_id):
        reasons.append(Reason(UserReason.WORKS_ELSEWHERE, "is_active"))
    if not on and _leaves_nobody(change, post.user_id, None):
        reasons.append(Reason(UserReason.LAST_ADMINISTRATOR, "is_active"))
    return reasons


@use_case(Event.USER_CHANGED, needs=Permission.ADMINISTER)
def change_post(change: Change, *, request: PostChange) -> UUID:
    """Change partner, team, depot, job, roles, supervisor, on call and dates of a user's post. Gives the user's id."""
    post, wanted = _post(change, request.user_id), request.post
    if request.seen and request.seen != _version(post):
        raise refuse(CallReason.STALE)
    facts = post_facts(change.scope, change.at.today, user_id=post.user_id)
    reasons = list(reasons_against_post(wanted, facts))
    still = Role.ADMINISTRATOR in wanted.roles and post.state == AccountState.ACTIVE and post.user.is_active
    then = Administering(post.user_id, wanted.from_on, wanted.until_on) if still else None
    if _leaves_nobody(change, post.user_id, then):
        reasons.append(Reason(UserReason.LAST_ADMINISTRATOR, "until_on" if still else "roles"))
    # Whoever gives out rights does not give them to themselves: it takes another administrator, and both are written.
    if post.user_id == change.scope.user_id and not set(wanted.roles) <= set(post.roles):
        reasons.append(Reason(UserReason.OWN_ACCOUNT, "roles"))
    if reasons:
        raise Refused(reasons)
    identity_actions.change_post(
        post.id,
        partner_id=wanted.partner_id,
        team_id=wanted.team_id,
        depot_id=wanted.depot_id,
        job_category=wanted.job_category,
        roles=[role.value for role in wanted.roles],
        supervisor_id=wanted.supervisor_id,
        on_call=wanted.on_call,
        from_on=wanted.from_on,
        until_on=wanted.until_on,
    )
    change.touched("user", post.user_id)
    return post.user_id


@use_case(Event.USER_CHANGED, needs=Permission.ADMINISTER)
def move_account(change: Change, *, request: AccountMove) -> AccountState:
    """Move an account one step along its table, with the reason where it is taken away. Gives the new state."""
    post = _post(change, request.user_id)
    if post.user_id == change.scope.user_id:
        raise refuse(UserReason.OWN_ACCOUNT)
    reason = clean_line(request.reason)
    settled = settle_account(AccountState(post.state), request.event, reason=reason)
    if isinstance(settled, Reason):
        raise Refused([settled])
    if settled is not AccountState.ACTIVE and _leaves_nobody(change, post.user_id, None):
        raise refuse(UserReason.LAST_ADMINISTRATOR)
    identity_actions.move_posts([post.id], expected=[post.state], path=[settled.value], reason=reason)
    change.touched("user", post.user_id)
    return settled


def _leaves_nobody(change: Change, user_id: UUID, then: Administering | None) -> bool:
    today = change.at.today
    return leaves_no_administrator(administrators(change.scope, today), user_id, then, today=today)


def _post(change: Change, user_id: UUID) -> Post:
    post = post_for_update(change.scope, user_id)
    if post is None:
        raise refuse(CallReason.NOT_FOUND)
    return post


def _version(post: Post) -> str:
    return post_version(
        post.partner_id, post.team_id, post.depot_id, post.job_category, post.roles, post.supervisor_id, post.on_call,
        post.from_on, post.until_on, post.state,
    )  # fmt: skip
