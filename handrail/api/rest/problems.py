"""Refusals and mistakes as problem details (RFC 9457): a stable code, the offending field, words for people.
Refuses to tell what went wrong inside: an unexpected error says only that it happened."""

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import BaseModel, Field
from pydantic_core import to_json

from handrail.api.rest.reasons import WORDS, ApiReason
from handrail.core.refusal import CallReason, Reason, Refused
from handrail.orders.rules.facts import OrderReason
from handrail.vouchers.codes import VoucherReason
from handrail.wording import say

CONTENT_TYPE = "application/problem+json"
_LOG = logging.getLogger("handrail.api")
_FOR_REASONS = HTTPStatus(422)
_SOON = {"Retry-After": "5"}
# The gravest first: it gives the status when there are several reasons.
_STATUS: Mapping[str, HTTPStatus] = {
    CallReason.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    CallReason.NOT_FOUND: HTTPStatus.NOT_FOUND,
    VoucherReason.UNKNOWN: HTTPStatus.NOT_FOUND,
    CallReason.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    ApiReason.SCOPE_MISSING: HTTPStatus.FORBIDDEN,
    CallReason.KEY_REUSED: HTTPStatus.CONFLICT,
    CallReason.STALE: HTTPStatus.CONFLICT,
    OrderReason.PRICE_CHANGED: HTTPStatus.CONFLICT,
    ApiReason.NOT_JSON: HTTPStatus.BAD_REQUEST,
    ApiReason.BAD_CURSOR: HTTPStatus.BAD_REQUEST,
    ApiReason.KEY_TOO_LONG: HTTPStatus.BAD_REQUEST,
}


class Fault(BaseModel):
    """One reason. A code never changes its meaning; `field` is the path of the value at fault in what was sent."""

    code: str = Field(examples=["STOCK_SCAN_UNKNOWN"])
    field: str | None = Field(default=None, examples=["items.0"])
    detail: str = Field(examples=["We do not know the code 12345"])
    params: dict[str, str | int] = Field(default={}, description="The numbers and names behind the words.")


class Problem(BaseModel):
    """Problem details as RFC 9457 has them. `code` and `detail` are those of the first of the `faults`."""

    type: str = Field(default="about:blank", examples=["about:blank"])
    title: str = Field(examples=["This cannot be done"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["We do not know the code 12345"])
    code: str = Field(examples=["STOCK_SCAN_UNKNOWN"])
    faults: list[Fault] = []


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The problem as a response of its status."""
    body = to_json(problem, exclude_none=True)
    return HttpResponse(body, status=problem.status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def problem_of(reasons: Iterable[Reason]) -> Problem:
    """The problem for a refusal. The gravest reason gives the status; one that is about the work alone is 422."""
    told = list(reasons)
    codes = {reason.code.value for reason in told}
    status = next((status for code, status in _STATUS.items() if code in codes), _FOR_REASONS)
    faults = faults_of(told)
    title = "This cannot be done" if status >= HTTPStatus.FORBIDDEN else status.phrase
    return Problem(title=title, status=status.value, detail=faults[0].detail, code=faults[0].code, faults=faults)


def faults_of(reasons: Iterable[Reason]) -> list[Fault]:
    """Each reason with its words."""
    return [_fault(reason) for reason in reasons]


def _fault(reason: Reason) -> Fault:
    params = dict(reason.params)
    words = WORDS[reason.code].format(**params) if isinstance(reason.code, ApiReason) else say(reason.code, **params)
    return Fault(code=reason.code.value, field=reason.field, detail=words, params=params)


def plain(status: int, code: ApiReason) -> Problem:
    """A problem that is about the call itself."""
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=WORDS[code], code=code.value)


def _invalid(error: ValidationError) -> Problem:
    faults = [
        Fault(code=f"INVALID_{str(item['type']).upper()}", field=_path(item["loc"]), detail=str(item["msg"]))
        for item in error.errors
    ]
    return Problem(title=WORDS[ApiReason.INVALID], status=422, detail=faults[0].detail, code="INVALID", faults=faults)


def _path(location: Iterable[Any]) -> str:
    """`("body", "body", "lines", 0, "quantity")` as `lines.0.quantity`: the names that the caller wrote."""
    source, *steps = (str(step) for step in location)
    return ".".join(steps[1:] if source == "body" else steps) or source


# Ninja types its handlers as if an exception's class could be handed to them; it hands over the exception.
type Raised[E: Exception] = Any


def handle_problems(api: NinjaAPI) -> None:
    """Answer every refusal and mistake of the API as problem details."""

    def on_refused(request: HttpRequest, error: Raised[Refused]) -> HttpResponse:
        problem = problem_of(error.reasons)
        return answer(problem, _SOON if problem.status == HTTPStatus.SERVICE_UNAVAILABLE else None)

    def on_invalid(request: HttpRequest, error: Raised[ValidationError]) -> HttpResponse:
        return answer(_invalid(error))

    def on_unknown(request: HttpRequest, error: Raised[AuthenticationError]) -> HttpResponse:
        return answer(plain(401, ApiReason.NOT_SIGNED_IN), {"WWW-Authenticate": "Bearer"})

    def on_too_many(request: HttpRequest, error: Raised[Throttled]) -> HttpResponse:
        return answer(plain(429, ApiReason.TOO_MANY_CALLS), {"Retry-After": str(error.wait or 60)})

    def on_http(request: HttpRequest, error: Raised[HttpError]) -> HttpResponse:
        # Ninja raises this for one thing only: a body that its parser cannot read.
        return answer(plain(error.status_code, ApiReason.NOT_JSON))

    def on_too_large(request: HttpRequest, error: Raised[RequestDataTooBig]) -> HttpResponse:
        return answer(plain(413, ApiReason.TOO_LARGE))

    def on_no_database(request: HttpRequest, error: Raised[OperationalError]) -> HttpResponse:
        _LOG.exception("No answer from the database", exc_info=error)
        return answer(plain(503, ApiReason.NOT_READY), _SOON)

    def on_failure(request: HttpRequest, error: Raised[Exception]) -> HttpResponse:
        _LOG.exception("%s %s failed", request.method, request.path, exc_info=error)
        return answer(plain(500, ApiReason.FAILED))

    api.add_exception_handler(Refused, on_refused)
    api.add_exception_handler(ValidationError, on_invalid)
    api.add_exception_handler(AuthenticationError, on_unknown)
    api.add_exception_handler(Throttled, on_too_many)
    api.add_exception_handler(HttpError, on_http)
    api.add_exception_handler(RequestDataTooBig, on_too_large)
    api.add_exception_handler(OperationalError, on_no_database)
    api.add_exception_handler(Exception, on_failure)
