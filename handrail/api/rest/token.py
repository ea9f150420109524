"""Who calls: a token stands for one user under one contract, within its scopes, so many calls a minute.
Refuses a token that is unknown, revoked or expired, and the call after the last of the minute."""

from hashlib import sha256
from math import ceil

from django.http import HttpRequest
from ninja.errors import Throttled
from ninja.security import HttpBearer

from handrail.api.rest.reasons import ApiReason
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.refusal import refuse
from handrail.identity.api_scopes import ApiScope
from handrail.identity.queries import enter_by_token
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope


class CallerRequest(HttpRequest):
    """A request whose token was accepted: `auth` is whose eyes it sees with."""

    auth: Scope


class Token(HttpBearer):
    """`Authorization: Bearer TOKEN`, for one operation. One statement finds the scope and counts the call."""

    openapi_description = "A token made by an administrator. It acts as one user under one contract."

    def __init__(self, api_scope: ApiScope | None, permission: Permission | None) -> None:
        super().__init__()
        self.api_scope = api_scope
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Scope | None:
        """The scope behind the token; None leads to 401. Raises Throttled, and `Refused` for a scope or permission
        that is missing."""
        at = now()
        entry = enter_by_token(sha256(token.encode()).hexdigest(), at=at, today=at.astimezone(LONDON).date())
        if entry is None:
            return None
        if entry.calls > entry.calls_per_minute:
            raise Throttled(wait=ceil(60 - at.timestamp() % 60))
        if self.api_scope is not None and self.api_scope.value not in (entry.scope.api_scopes or ()):
            raise refuse(ApiReason.SCOPE_MISSING, scope=self.api_scope.value)
        if self.permission is not None:
            entry.scope.require(self.permission)
        return entry.scope
