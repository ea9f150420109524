"""How every change is made: one transaction that is scoped, audited and answered once, and how every read is scoped.
Refuses a change inside a change, a missing permission, and a key that was used for another call."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, get_type_hints
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from pydantic import TypeAdapter
from pydantic_core import to_json

from handrail.core.ids import NewId, fresh_id
from handrail.core.moment import Moment
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.core.remembered import standing
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope

# A deadlock is undone whole by the database, so the same call may be tried again: here first, then by whoever called.
_TRY_AGAIN = {"40P01", "40001"}
_TRIES = 4
_BEGIN = "SELECT * FROM core_begin(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_FINISH = "SELECT core_finish(%s, %s::jsonb, %s::text[], %s::uuid[])"

# How the constraints are called that hold a row's second moment after its first: promise 9 of what has no states.
_IN_ORDER = "_in_order"
# What the triggers and constraints say when a rule upstream was passed by; see docs/invariants.md.
_PROMISE_BROKEN = {
    "HR003": CallReason.STALE,
    "HR004": CallReason.STALE,
    "HR005": CallReason.STALE,
    "HR009": CallReason.HAPPENED_BEFORE_LAST_STEP,
    "HR012": CallReason.HAPPENED_IN_FUTURE,
    "23505": CallReason.STALE,
    "23P01": CallReason.STALE,
    **dict.fromkeys(_TRY_AGAIN, CallReason.BUSY),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One wish to change something: who, when, under which key it is carried out once, and how new ids are made."""

    scope: Scope
    at: Moment
    key: str = ""
    why: str = ""
    on_behalf_of_id: UUID | None = None
    new_id: NewId = fresh_id


@dataclass(slots=True)
class Change:
    """An open change, given to a use case as its first argument. Rows touched are listed for the audit."""

    call: Call
    audit_id: int
    subjects: list[tuple[str, UUID | None]] = field(default_factory=list)
    told: list[tuple[Event, tuple[tuple[str, UUID | None], ...]]] = field(default_factory=list)
    last: list[tuple[str, str]] = field(default_factory=list)

    @property
    def scope(self) -> Scope:
        """Whose change it is."""
        return self.call.scope

    @property
    def at(self) -> Moment:
        """When it happened and when it was recorded."""
        return self.call.at

    def new_id(self) -> UUID:
        """A new id for a row of this change; the same ones for the same seed in a simulation."""
        return self.call.new_id()

    def touched(self, kind: str, row_id: UUID | int, person_id: UUID | None = None) -> None:
        """List a row for the audit: `order:<id>`, with the person whose record it belongs to."""
        self.subjects.append((f"{kind}:{row_id}", person_id))

    def at_last(self, function: str, given: str) -> None:
        """Have the change's last statement call a function of the database, with what is given as JSON: to send it by
        itself costs more than much of what such functions do. Nothing of the change may read what it writes."""
        self.last.append((function, given))

    def tells(self, event: Event, *subjects: tuple[str, UUID | None]) -> None:
        """List what a refusal is about to tell: it is written down though nothing else of the change is kept."""
        self.told.append((event, subjects))


type UseCase[**P, R] = Callable[Concatenate[Change, P], R]


def use_case[**P, R](
    event: Event, *, needs: Permission, lays_down: bool = False
) -> Callable[[UseCase[P, R]], Callable[Concatenate[Call, P], R]]:
    """Make a function a use case: checks the permission, opens the one transaction, audits, replays a used key.

    `lays_down`: it changes what the contract lays down (terms, codes, stores, catalogue), so it reads all of that anew.
    The function's return annotation is the answer's type; it must survive JSON (dataclasses of plain values)."""

    def decorate(function: UseCase[P, R]) -> Callable[Concatenate[Call, P], R]:
        answers: _Answers[R] = _Answers(function)

        @wraps(function)
        def carry_out(call: Call, /, *args: P.args, **kwargs: P.kwargs) -> R:
            call.scope.require(needs)
            fingerprint = _fingerprint(args, kwargs) if call.key else ""
            for attempt in range(_TRIES):
                try:
                    return _once(
                        event, call, fingerprint, answers, lambda c: function(c, *args, **kwargs), lays_down=lays_down
                    )
                except DatabaseError as error:
                    if attempt + 1 < _TRIES and _sqlstate(error) in _TRY_AGAIN:
                        continue
                    raise _refusal_of(error) from error
            raise AssertionError("the last try returns or raises")

        carry_out.event = event  # type: ignore[attr-defined]  # read by tests and by the list of what the service can do
        return carry_out

    return decorate


class _Answers[R]:
    """Turns a use case's answer into JSON and back, by its return annotation (read late: it may name later types)."""

    def __init__(self, function: Callable[..., R]) -> None:
        self.function = function
        self.adapter: TypeAdapter[R] | None = None

    def _adapter(self) -> TypeAdapter[R]:
        if self.adapter is None:
            self.adapter = TypeAdapter(get_type_hints(self.function)["return"])
        return self.adapter

    def dump(self, answer: R) -> str:
        return self._adapter().dump_json(answer).decode()

    def load(self, stored: Any) -> R:
        return self._adapter().validate_json(stored if isinstance(stored, str) else to_json(stored))


def _once[R](
    event: Event,
    call: Call,
    fingerprint: str,
    answers: _Answers[R],
    function: Callable[[Change], R],
    *,
    lays_down: bool,
) -> R:
    change = Change(call, 0)
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(_BEGIN, _beginning(event, call, call.key, fingerprint, lays_down=lays_down))
            change.audit_id, replay, replayed, reused, laid_down = cursor.fetchone()
            if reused:
                raise refuse(CallReason.KEY_REUSED, "idempotency_key")
            if replayed:
                return answers.load(replay)
            with standing(call.scope.contract_id, None if lays_down else laid_down):
                answer = function(change)
            stored = answers.dump(answer) if call.key else None
            cursor.execute(*_finish(change, call.key, stored))
            return answer
    except Refused:
        _keep_told(change)
        raise


def _finish(change: Change, key: str, stored: str | None) -> tuple[str, list[Any]]:
    """The last statement, which calls also what was left for it."""
    calls = "".join(f", {function}(%s::jsonb)" for function, _ in change.last)
    values = [key, stored, *_parted(change.subjects), *(given for _, given in change.last)]
    return _FINISH + calls, values


def _beginning(event: Event, call: Call, key: str, fingerprint: str, *, lays_down: bool) -> list[Any]:
    scope, at = call.scope, call.at
    return [
        scope.contract_id, scope.partner_id, scope.reach, scope.user_id, event.value, at.happened_at,
        at.recorded_at, f"{scope.late_after_minutes} minutes", call.why, call.on_behalf_of_id, key,
        fingerprint, scope.token_id, lays_down,
    ]  # fmt: skip


def _parted(subjects: Sequence[tuple[str, UUID | None]]) -> list[list[Any]]:
    once = dict.fromkeys(subjects)
    return [[subject for subject, _ in once], [person for _, person in once]]


def _keep_told(change: Change) -> None:
    """What a refusal tells of a record is an opening of a kind: its audit row stays when the change is undone."""
    for event, subjects in change.told:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(_BEGIN, _beginning(event, change.call, "", "", lays_down=False))
            cursor.execute(_FINISH, ["", None, *_parted(subjects)])


def _fingerprint(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    return sha256(to_json([args, kwargs])).hexdigest()


def _sqlstate(error: DatabaseError) -> str:
    return str(getattr(error.__cause__, "sqlstate", "") or "")


def _refusal_of(error: DatabaseError) -> Exception:
    """A broken promise in the words of a refusal; any other database error as it is."""
    reason = _PROMISE_BROKEN.get(_sqlstate(error))
    detail = str(getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or "")
    if reason is CallReason.HAPPENED_BEFORE_LAST_STEP and detail:
        # The trigger names the step and when it was.
        step, _, at = detail.partition(" ")
        return refuse(reason, "happened_at", step=step, at=at)
    if str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")).endswith(_IN_ORDER):
        reason = CallReason.HAPPENED_BEFORE_LAST_STEP
    at_field = "happened_at" if reason is CallReason.HAPPENED_BEFORE_LAST_STEP else None
    return refuse(reason, at_field) if reason else error


@contextmanager
def reading(scope: Scope) -> Iterator[None]:
    """The single transaction of a page's read: row security sees the scope, and nothing is written."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_scope(%s, %s, %s, %s, %s)",
            [scope.contract_id, scope.partner_id, scope.reach, scope.user_id, scope.token_id],
        )
        (laid_down,) = cursor.fetchone()
        with standing(scope.contract_id, laid_down):
            yield


def opened(scope: Scope, person_id: UUID, at: Moment, event: Event = Event.PERSON_OPENED) -> None:
    """Inside `reading`: write down that this user opened this person's record (promise 8)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_opened(%s, %s, %s, %s)", [event.value, person_id, at.happened_at, at.recorded_at])


__all__ = ["Call", "Change", "Refused", "opened", "reading", "use_case"]
