"""Give someone a post under the contract: as whom they sign in, for which partner and team, as what.
Refuses a second post for the same e-mail address, and a post that names what the contract does not know."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password

from handrail.core.refusal import Reason, Refused
from handrail.identity import actions as identity_actions
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.models import Post, User
from handrail.identity.queries.locked import users_by_email, users_with_post
from handrail.identity.roles import Permission, Role
from handrail.identity.rules import PostWanted, UserReason, reasons_against_post
from handrail.usecases._post_facts import post_facts


@dataclass(frozen=True, slots=True)
class UserWanted:
    """A user with a post. Without a password they sign in by the organisation's own sign-in, or set one by e-mail."""

    name: str
    email: str
    partner_id: UUID
    roles: tuple[Role, ...]
    from_on: date
    job_category: str = ""
    team_id: UUID | None = None
    depot_id: UUID | None = None
    supervisor_id: UUID | None = None
    on_call: bool = False
    phone: str = ""
    professional_number: str = ""
    is_system: bool = False
    applied_only: bool = False


@use_case(Event.USER_ADDED, needs=Permission.ADMINISTER)
def add_user(change: Change, *, users: tuple[UserWanted, ...]) -> tuple[UUID, ...]:
    """Make users with their posts, active at once unless `applied_only`. Gives their ids in the order asked.

    Someone who works under another contract already gets a post here too, under the same sign-in."""
    known = users_by_email([_address(user) for user in users])
    _refuse_wrong(change, users, known)
    people = {user.email: known.get(_address(user)) or _user(change, user) for user in users}
    identity_actions.add_users([person for email, person in people.items() if email.strip().lower() not in known])
    for applied_only, path in ((False, ["APPLIED", "TRAINED", "ACTIVE"]), (True, ["APPLIED"])):
        posts = [_post(change, user, people[user.email].id) for user in users if user.applied_only is applied_only]
        identity_actions.add_posts(posts, path=path)
    for person in people.values():
        change.touched("user", person.id)
    return tuple(people[user.email].id for user in users)


def _address(user: UserWanted) -> str:
    return user.email.strip().lower()


def _refuse_wrong(change: Change, users: tuple[UserWanted, ...], known: dict[str, User]) -> None:
    """The system's own users are made with the contract; for all others the contract must know what they name."""
    here = users_with_post(change.scope, [user.id for user in known.values()])
    reasons = [Reason(UserReason.EMAIL_TAKEN, "email") for user in known.values() if user.id in here]
    reasons += [Reason(UserReason.NAME_MISSING, "name") for user in users if not user.name.strip()]
    people = [user for user in users if not user.is_system]
    if people:
        facts = post_facts(change.scope, max(change.at.today, min(user.from_on for user in people)))
        for user in people:
            reasons += reasons_against_post(_wanted(user), facts)
    if reasons:
        raise Refused(reasons)


def _wanted(user: UserWanted) -> PostWanted:
    return PostWanted(
        user.partner_id, user.roles, user.from_on, None, user.job_category, user.team_id, user.depot_id,
        user.supervisor_id, user.on_call,
    )  # fmt: skip


def _user(change: Change, user: UserWanted) -> User:
    return User(
        id=change.new_id(),
        email=_address(user),
        name=user.name.strip(),
        phone=user.phone,
        professional_number=user.professional_number,
        is_system=user.is_system,
        password=make_password(None),
    )


def _post(change: Change, user: UserWanted, user_id: UUID) -> Post:
    return Post(
        id=change.new_id(),
        contract_id=change.scope.contract_id,
        user_id=user_id,
        partner_id=user.partner_id,
        team_id=user.team_id,
        depot_id=user.depot_id,
        job_category=user.job_category,
        roles=[role.value for role in user.roles],
        supervisor_id=user.supervisor_id,
        on_call=user.on_call,
        from_on=user.from_on,
    )
