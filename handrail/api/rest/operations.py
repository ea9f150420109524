"""What every operation of the API shares: its name, its scope, the answers it can give, and how it becomes a call.
Refuses an operation that is not in the table, and a key that could not be kept."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from handrail.api.rest.fields import Told
from handrail.api.rest.reasons import ApiReason
from handrail.api.rest.scopes import OPERATIONS
from handrail.api.rest.token import CallerRequest, Token
from handrail.core.clock import now
from handrail.core.moment import Moment, now_is
from handrail.core.refusal import refuse
from handrail.identity.calls import Call, opened
from handrail.identity.scope import Scope

LONGEST_KEY = 120
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    "description": "A new key of your own for each change. Sent again with the same body, it changes nothing and gives "
    "the same answer; with another body it is refused (409).",
}


def reads(operation_id: str, summary: str, answer: Any) -> dict[str, Any]:
    """How a GET is described to ninja. `answer` is the type of what it gives."""
    return _described(operation_id, summary, answer, 200)


def writes(operation_id: str, summary: str, answer: Any, *, makes: bool = False) -> dict[str, Any]:
    """How a write is described to ninja; `makes`: it answers 201, because something new has an id now."""
    described = _described(operation_id, summary, answer, 201 if makes else 200)
    described["openapi_extra"]["parameters"] = [_KEY]
    return described


def _described(operation_id: str, summary: str, answer: Any, status: int) -> dict[str, Any]:
    api_scope, permission = OPERATIONS[operation_id]
    return {
        "operation_id": operation_id,
        "summary": summary,
        "response": {status: answer},
        "auth": Token(api_scope, permission),
        "openapi_extra": {"x-scope": api_scope.value if api_scope else None},
    }


def call_of(request: CallerRequest, body: Told) -> Call:
    """The call that a body asks for, under the request's `Idempotency-Key`; without one each sending is its own.

    Raises `Refused`: KEY_TOO_LONG, HAPPENED_IN_FUTURE."""
    recorded_at = now()
    at = Moment(body.happened_at, recorded_at) if body.happened_at else now_is(recorded_at)
    return Call(request.auth, at, _key_of(request))


def looked_at(scope: Scope, person_id: UUID | None, found: object) -> None:
    """Inside `reading`: an answer about one person is an opening of their record, which the audit keeps (promise 8)."""
    if person_id is not None and found:
        opened(scope, person_id, now_is(now()))


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    # An empty key or one with spaces is a slip: carried out without it, a repeat would be done twice.
    if not 1 <= len(key) <= LONGEST_KEY or not all("!" <= letter <= "~" for letter in key):
        raise refuse(ApiReason.KEY_TOO_LONG, "Idempotency-Key", most=LONGEST_KEY)
    return key
