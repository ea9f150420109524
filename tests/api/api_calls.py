"""What the tests of the API share: tokens made as the command makes them, and a client that speaks JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from handrail.core.clock import now
from handrail.identity.api_scopes import ApiScope
from handrail.identity.rules import TokenWanted
from handrail.simulation.set_up import County
from handrail.usecases.edit_tokens import NewToken, fresh_key, hash_of, make_token
from tests.situations import call_as

ROOT = "/api/v1"


def token_of(county: County, who: str, scopes: Sequence[str] = tuple(ApiScope), *, calls: int = 1000) -> str:
    """A token that stands for a member of staff."""
    key = fresh_key()
    wanted = TokenWanted(f"Tests of {who}", county.users[who], tuple(scopes), now() + timedelta(days=30), calls)
    make_token(call_as(county.scopes["system"]), request=NewToken(wanted, hash_of(key)))
    return key


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and body of an answer."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.body["code"])

    @property
    def fields(self) -> set[str]:
        """The fields that a problem names."""
        return {str(fault.get("field")) for fault in self.body["faults"]}


class Caller:
    """Calls the API with one token."""

    def __init__(self, key: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str, **query: Any) -> Answer:
        """A read."""
        return _answer(self.client.get(ROOT + path, query, headers=self.headers))

    def post(self, path: str, body: Any = None, *, key: str = "") -> Answer:
        """A write, under a key where one is given."""
        headers = self.headers | ({"idempotency-key": key} if key else {})
        return _answer(self.client.post(ROOT + path, body or {}, content_type="application/json", headers=headers))

    def put(self, path: str, body: Any) -> Answer:
        """A write over what is there."""
        return _answer(self.client.put(ROOT + path, body, content_type="application/json", headers=self.headers))


def _answer(response: Any) -> Answer:
    is_json = "json" in response.headers.get("Content-Type", "")
    return Answer(response.status_code, response.json() if is_json else None, response.headers)


def caller(county: County, who: str, scopes: Sequence[str] = tuple(ApiScope), *, calls: int = 1000) -> Caller:
    """A caller with a new token of a member of staff."""
    return Caller(token_of(county, who, scopes, calls=calls))
