"""The only writer of users, posts, authorities, cover and tokens.
Refuses nothing itself: use cases decide."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.steps import move
from handrail.identity.models import ApiToken, Authority, Cover, Post, User


def add_users(rows: Iterable[User]) -> None:
    """New users, in one statement."""
    User.objects.bulk_create(list(rows))


def change_user(user_id: UUID, **columns: Any) -> None:
    """New values for a user's columns."""
    User.objects.filter(pk=user_id).update(**columns)


def add_posts(rows: Sequence[Post], *, path: Sequence[str]) -> None:
    """New posts that have passed the account states of `path`."""
    for row in rows:
        row.state_path = list(path)
    Post.objects.bulk_create(rows)


def change_post(post_id: UUID, **columns: Any) -> None:
    """New values for a post's columns."""
    Post.objects.filter(pk=post_id).update(**columns)


def move_posts(ids: Sequence[UUID], *, expected: Sequence[str], path: Sequence[str], reason: str = "") -> None:
    """Move accounts along their table; raises `Refused(STALE)`."""
    move(Post, ids, expected=expected, path=path, reason=reason)


def add_authorities(rows: Iterable[Authority]) -> None:
    """New authorities, in one statement."""
    Authority.objects.bulk_create(list(rows))


def end_authorities(ids: Sequence[UUID], *, until_on: date) -> None:
    """The authorities hold no longer from `until_on`."""
    Authority.objects.filter(pk__in=ids).update(until_on=until_on)


def add_cover(row: Cover) -> None:
    """One authoriser stands in for another."""
    Cover.objects.bulk_create([row])


def end_cover(cover_id: UUID, *, until_at: datetime) -> None:
    """The absence ends earlier, or later, than said."""
    Cover.objects.filter(pk=cover_id).update(until_at=until_at)


def add_token(row: ApiToken) -> None:
    """A token for another system, offered or taken already."""
    ApiToken.objects.bulk_create([row])


def take_token(token_id: UUID, *, token_hash: str, at: datetime) -> None:
    """The key opens from now on; only its hash is stored."""
    ApiToken.objects.filter(pk=token_id, token_hash=None).update(token_hash=token_hash, taken_at=at)


def revoke_token(token_id: UUID, *, at: datetime) -> None:
    """The key opens nothing from now on."""
    ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=at)
