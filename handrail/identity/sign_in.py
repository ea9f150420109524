"""How Django finds a user by e-mail address when they sign in.
Refuses to make users: that is a use case."""

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class UserDirectory(BaseUserManager[Any]):
    """Looks users up; e-mail addresses are compared without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(email__iexact=username)
