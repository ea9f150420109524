"""Reads posts and users under lock, as use cases change them.
Refuses rows of another contract: they are not found."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from handrail.identity.models import ApiToken, Post, User
from handrail.identity.roles import Role
from handrail.identity.rules import Administering
from handrail.identity.scope import Scope


def post_for_update(scope: Scope, user_id: UUID) -> Post | None:
    """The user's post in the contract, locked with its user until the change ends; None where there is none."""
    return (
        Post.objects.select_for_update(of=("self", "user"))
        .select_related("user")
        .filter(contract_id=scope.contract_id, user_id=user_id, user__is_system=False)
        .first()
    )


def administrators(scope: Scope, today: date) -> tuple[Administering, ...]:
    """Who may administer the contract today or later. Locked: two cannot take each other's right at the same moment."""
    found = (
        Post.objects.select_for_update(of=("self",))
        .filter(
            Q(until_on=None) | Q(until_on__gt=today), contract_id=scope.contract_id, state="ACTIVE",
            roles__contains=[Role.ADMINISTRATOR], user__is_active=True, user__is_system=False,
        )
        .order_by("id")
    )  # fmt: skip
    return tuple(Administering(*row) for row in found.values_list("user_id", "from_on", "until_on"))


def has_post_elsewhere(scope: Scope, user_id: UUID) -> bool:
    """Whether the user works under another contract too."""
    return Post.objects.filter(user_id=user_id).exclude(contract_id=scope.contract_id).exclude(state="LEFT").exists()


def users_by_email(emails: list[str]) -> dict[str, User]:
    """Users by their address in small letters."""
    return {user.email.lower(): user for user in User.objects.filter(email__in=emails)}


def users_with_post(scope: Scope, user_ids: list[UUID] | None = None, *, people_only: bool = False) -> frozenset[UUID]:
    """Users who have a post in the contract: all, or those among `user_ids`; `people_only` without the system's own."""
    found = Post.objects.filter(contract_id=scope.contract_id)
    if people_only:
        found = found.filter(user__is_system=False)
    if user_ids is not None:
        found = found.filter(user_id__in=user_ids)
    return frozenset(found.values_list("user_id", flat=True))


def token_for_update(scope: Scope, token_id: UUID) -> ApiToken | None:
    """A token of the contract, locked; None where there is none."""
    return ApiToken.objects.select_for_update().filter(contract_id=scope.contract_id, pk=token_id).first()
