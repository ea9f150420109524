"""Decides what may be said of a user, a post or a token: facts in, reasons against out.
Refuses nothing itself; use cases raise what is returned here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from handrail.core.moves import events_from, next_state
from handrail.core.refusal import Reason
from handrail.identity.roles import Role
from handrail.identity.states import MOVES, AccountEvent, AccountState

LONGEST_TOKEN_DAYS = 366
MOST_CALLS_PER_MINUTE = 6_000
# Only another system may act as it; nobody is given it by hand.
NOT_GIVEN: frozenset[Role] = frozenset({Role.SYSTEM})
NEED_A_JOB: frozenset[Role] = frozenset({Role.PRESCRIBER, Role.AUTHORISER})
NEED_A_DEPOT: frozenset[Role] = frozenset({Role.DEPOT, Role.DRIVER})
NEED_A_REASON: frozenset[AccountEvent] = frozenset({AccountEvent.SUSPEND, AccountEvent.LEAVE})


class UserReason(StrEnum):
    """Why a user, a post or a token cannot be as asked."""

    NAME_MISSING = "USER_NAME_MISSING"
    EMAIL_TAKEN = "USER_EMAIL_TAKEN"
    WORKS_ELSEWHERE = "USER_WORKS_ELSEWHERE"
    OWN_ACCOUNT = "USER_OWN_ACCOUNT"
    LAST_ADMINISTRATOR = "USER_LAST_ADMINISTRATOR"
    NO_ROLE = "POST_NO_ROLE"
    ROLE_NOT_GIVEN = "POST_ROLE_NOT_GIVEN"
    PARTNER_UNKNOWN = "POST_PARTNER_UNKNOWN"
    TEAM_OF_ANOTHER = "POST_TEAM_OF_ANOTHER"
    DEPOT_UNKNOWN = "POST_DEPOT_UNKNOWN"
    DEPOT_NEEDED = "POST_DEPOT_NEEDED"
    JOB_UNKNOWN = "POST_JOB_UNKNOWN"
    JOB_NEEDED = "POST_JOB_NEEDED"
    SUPERVISOR_UNKNOWN = "POST_SUPERVISOR_UNKNOWN"
    DATES_CROSS = "POST_DATES_CROSS"
    ACCOUNT_CANNOT = "ACCOUNT_CANNOT"
    ACCOUNT_REASON_NEEDED = "ACCOUNT_REASON_NEEDED"
    TOKEN_NAME_MISSING = "TOKEN_NAME_MISSING"
    TOKEN_NO_SCOPE = "TOKEN_NO_SCOPE"
    TOKEN_SCOPE_UNKNOWN = "TOKEN_SCOPE_UNKNOWN"
    TOKEN_TOO_LONG = "TOKEN_TOO_LONG"
    TOKEN_ENDED = "TOKEN_ENDED"
    TOKEN_RATE = "TOKEN_RATE"
    TOKEN_REVOKED = "TOKEN_REVOKED"
    TOKEN_TAKEN = "TOKEN_TAKEN"


@dataclass(frozen=True, slots=True)
class PostWanted:
    """What a post shall be: for which partner, as what, from when until when (the day after the last)."""

    partner_id: UUID
    roles: tuple[Role, ...]
    from_on: date
    until_on: date | None = None
    job_category: str = ""
    team_id: UUID | None = None
    depot_id: UUID | None = None
    supervisor_id: UUID | None = None
    on_call: bool = False


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What the contract knows on that day: its partners, teams by partner, stores, job categories, users."""

    user_id: UUID | None
    partners: Collection[UUID]
    teams: dict[UUID, UUID]
    depots: Collection[UUID]
    jobs: Collection[str]
    users: Collection[UUID]


def reasons_against_post(wanted: PostWanted, facts: PostFacts) -> tuple[Reason, ...]:
    """Everything that is wrong with a post; empty when it may be so."""
    roles = set(wanted.roles)
    return tuple(
        Reason(code, field)
        for wrong, code, field in (
            (not roles, UserReason.NO_ROLE, "roles"),
            (bool(roles & NOT_GIVEN), UserReason.ROLE_NOT_GIVEN, "roles"),
            (wanted.partner_id not in facts.partners, UserReason.PARTNER_UNKNOWN, "partner_id"),
            (
                wanted.team_id is not None and facts.teams.get(wanted.team_id) != wanted.partner_id,
                UserReason.TEAM_OF_ANOTHER,
                "team_id",
            ),
            (
                wanted.depot_id is not None and wanted.depot_id not in facts.depots,
                UserReason.DEPOT_UNKNOWN,
                "depot_id",
            ),
            (wanted.depot_id is None and bool(roles & NEED_A_DEPOT), UserReason.DEPOT_NEEDED, "depot_id"),
            (
                bool(wanted.job_category) and wanted.job_category not in facts.jobs,
                UserReason.JOB_UNKNOWN,
                "job_category",
            ),
            (not wanted.job_category and bool(roles & NEED_A_JOB), UserReason.JOB_NEEDED, "job_category"),
            (
                wanted.supervisor_id is not None
                and (wanted.supervisor_id not in facts.users or wanted.supervisor_id == facts.user_id),
                UserReason.SUPERVISOR_UNKNOWN,
                "supervisor_id",
            ),
            (
                wanted.until_on is not None and wanted.until_on <= wanted.from_on,
                UserReason.DATES_CROSS,
                "until_on",
            ),
        )
        if wrong
    )


def settle_account(state: AccountState, event: AccountEvent, *, reason: str) -> AccountState | Reason:
    """The state after the event, or why it cannot happen now."""
    if event not in events_from(MOVES, state):
        return Reason(UserReason.ACCOUNT_CANNOT, None, (("state", state.value), ("event", event.value)))
    if event in NEED_A_REASON and not reason:
        return Reason(UserReason.ACCOUNT_REASON_NEEDED, "reason")
    return next_state(MOVES, state, event)


@dataclass(frozen=True, slots=True)
class Administering:
    """Who may administer the contract from a day on, up to but not including another; None: for good."""

    user_id: UUID
    from_on: date
    until_on: date | None = None


def leaves_no_administrator(
    now: Collection[Administering], user_id: UUID, then: Administering | None, *, today: date
) -> bool:
    """Whether the contract would come sooner to a day on which nobody may give people back their rights, if this user
    administered as in `then`, None: not at all."""
    others = [one for one in now if one.user_id != user_id]
    return _alone_from([*others, then] if then else others, today) < _alone_from(now, today)


def _alone_from(posts: Collection[Administering], today: date) -> date:
    """The first day from today on that nobody of these administers."""
    day = today
    for post in sorted(posts, key=lambda one: one.from_on):
        if post.from_on <= day:
            day = max(day, post.until_on or date.max)
    return day


@dataclass(frozen=True, slots=True)
class TokenWanted:
    """A key for another system: as which user it acts, what it may do, until when, how often a minute."""

    name: str
    user_id: UUID
    scopes: tuple[str, ...]
    expires_at: datetime
    calls_per_minute: int = 600


def reasons_against_token(
    wanted: TokenWanted, *, known_scopes: Sequence[str], users: Collection[UUID], at: datetime
) -> tuple[Reason, ...]:
    """Everything that is wrong with a token; it lasts a year and a day at most, so that keys are changed."""
    unknown = [scope for scope in wanted.scopes if scope not in known_scopes]
    return tuple(
        Reason(code, field)
        for wrong, code, field in (
            (not wanted.name, UserReason.TOKEN_NAME_MISSING, "name"),
            (wanted.user_id not in users, UserReason.SUPERVISOR_UNKNOWN, "user_id"),
            (not wanted.scopes, UserReason.TOKEN_NO_SCOPE, "scopes"),
            (bool(unknown), UserReason.TOKEN_SCOPE_UNKNOWN, "scopes"),
            (wanted.expires_at <= at, UserReason.TOKEN_ENDED, "expires_on"),
            (
                wanted.expires_at > at + timedelta(days=LONGEST_TOKEN_DAYS),
                UserReason.TOKEN_TOO_LONG,
                "expires_on",
            ),
            (not 1 <= wanted.calls_per_minute <= MOST_CALLS_PER_MINUTE, UserReason.TOKEN_RATE, "calls_per_minute"),
        )
        if wrong
    )
