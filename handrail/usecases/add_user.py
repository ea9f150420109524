"""Give someone a post under the contract: as whom they sign in, for which partner and team, as what.
Refuses an e-mail address that another user has."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password

from handrail.identity import actions as identity_actions
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.models import Post, User
from handrail.identity.roles import Permission, Role


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


@use_case(Event.USER_ADDED, needs=Permission.ADMINISTER)
def add_user(change: Change, *, users: tuple[UserWanted, ...]) -> tuple[UUID, ...]:
    """Make users with their posts, active at once (trained elsewhere). Gives their ids in the order asked."""
    people = [
        User(
            id=change.new_id(),
            email=user.email.strip().lower(),
            name=user.name,
            phone=user.phone,
            professional_number=user.professional_number,
            is_system=user.is_system,
            password=make_password(None),
        )
        for user in users
    ]
    identity_actions.add_users(people)
    identity_actions.add_posts(
        [_post(change, user, person.id) for user, person in zip(users, people, strict=True)],
        path=["APPLIED", "TRAINED", "ACTIVE"],
    )
    for person in people:
        change.touched("user", person.id)
    return tuple(person.id for person in people)


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
