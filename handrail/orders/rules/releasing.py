"""Owns: who may give, return or refuse a release.
Refuses: nothing; it returns every reason against, and an empty answer means that they may."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.facts import StaffFacts
from handrail.orders.rules.special_rules import SpecialRules, TeamReach, special_rules
from handrail.orders.states import ReleaseState


class ReleasingReason(StrEnum):
    """Why someone may not give a release."""

    NOT_PENDING = "RELEASE_NOT_PENDING"
    NOT_ACTIVE = "RELEASE_NOT_ACTIVE"
    OWN_ORDER = "RELEASE_OWN_ORDER"
    GAVE_THE_OTHER = "RELEASE_GAVE_THE_OTHER"
    ASKED_OF_ANOTHER = "RELEASE_ASKED_OF_ANOTHER"
    MAY_NOT_AUTHORISE = "RELEASE_MAY_NOT_AUTHORISE"
    SPENDING_ONLY = "RELEASE_SPENDING_ONLY"
    ABOVE_AUTHORISE_LIMIT = "RELEASE_ABOVE_AUTHORISE_LIMIT"
    STEP_TOO_LOW = "RELEASE_STEP_TOO_LOW"
    CATEGORY_NOT_COVERED = "RELEASE_CATEGORY_NOT_COVERED"
    OTHER_TEAM = "RELEASE_OTHER_TEAM"
    PANEL_MISSING = "RELEASE_PANEL_MISSING"
    PANEL_DAY_MISSING = "RELEASE_PANEL_DAY_MISSING"
    PANEL_DAY_TO_COME = "RELEASE_PANEL_DAY_TO_COME"
    PANEL_DAY_PAST = "RELEASE_PANEL_DAY_PAST"
    PANEL_DAY_FAR = "RELEASE_PANEL_DAY_FAR"
    NOTE_MISSING = "RELEASE_NOTE_MISSING"


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release that someone wants to answer. `gave_other_kind`: who gave the other kind of release for any of its
    lines. `made_by_ids`: who asked for the release by an amendment, and who put its lines on the order. The team is
    the prescriber's."""

    state: ReleaseState
    kind: ReleaseKind
    prescriber_id: UUID
    entered_by_id: UUID
    team_id: UUID | None
    team_kind: str
    step: AuthorityStep
    categories: frozenset[str]
    order_pence: int
    asked_of: UUID | None = None
    made_by_ids: frozenset[UUID] = frozenset()
    gave_other_kind: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Cover:
    """Those whose absence someone covers now, and their teams."""

    user_ids: frozenset[UUID] = frozenset()
    team_ids: frozenset[UUID] = frozenset()


NO_COVER = Cover()
# A panel later than this is a slip of the year.
FURTHEST_PANEL = 180


def reasons_against_releasing(
    authoriser: StaffFacts, release: ReleaseFacts, cover: Cover = NO_COVER
) -> tuple[Reason, ...]:
    """Why this person may not answer this release: give it, return it or refuse it. Empty: they may."""
    return tuple(_reasons(authoriser, release, cover))


def nobody_else_may(release: ReleaseFacts, staff: Iterable[tuple[StaffFacts, Cover]], *, but: UUID) -> bool:
    """Whether nobody but this user may answer a release: once they gave the other kind for one of its lines, it would
    wait for ever."""
    others = ((one, cover) for one, cover in staff if one.user_id != but)
    return all(reasons_against_releasing(one, release, cover) for one, cover in others)


def asked_now(release: ReleaseFacts, on_call: UUID | None, may: Collection[UUID]) -> frozenset[UUID]:
    """Of whom a pending release is asked, of those who `may` answer it: who was named or is on call; where they may not
    (one person does not give both kinds), or where only one may, of all who may. Empty: of nobody by name."""
    named = {one for one in (release.asked_of, on_call) if one is not None}
    able = named & set(may)
    if able:
        return frozenset(able)
    return frozenset(may) if named or len(may) == 1 else frozenset()


def _reasons(authoriser: StaffFacts, release: ReleaseFacts, cover: Cover) -> Iterator[Reason]:
    rules = special_rules(authoriser.authority.job_category)
    if release.state is not ReleaseState.PENDING:
        yield Reason(ReleasingReason.NOT_PENDING, None, (("state", release.state.value),))
    if not authoriser.active:
        yield Reason(ReleasingReason.NOT_ACTIVE)
    # Nobody releases their own order, entered by themselves or for them, nor what they made of another's.
    if authoriser.user_id in {release.prescriber_id, release.entered_by_id} | release.made_by_ids:
        yield Reason(ReleasingReason.OWN_ORDER)
    if authoriser.user_id in release.gave_other_kind:
        yield Reason(ReleasingReason.GAVE_THE_OTHER)
    yield from _authority_against(authoriser, rules, release)
    if release.asked_of == authoriser.user_id:
        # The named supervisor or colleague answers as the professional behind the order, within what they may order.
        return
    if release.asked_of is not None and release.asked_of not in cover.user_ids and not rules.covers_absence:
        yield Reason(ReleasingReason.ASKED_OF_ANOTHER)
    yield from _office_against(authoriser, rules, release, cover)


def _authority_against(authoriser: StaffFacts, rules: SpecialRules, release: ReleaseFacts) -> Iterator[Reason]:
    """The step and the categories: of the clinical release, and where someone may release some categories only."""
    authority = authoriser.authority
    clinical = release.kind is ReleaseKind.CLINICAL
    if clinical and not authority.step.covers(release.step):
        has, needed = ("has", authority.step.value), ("needed", release.step.value)
        yield Reason(ReleasingReason.STEP_TOO_LOW, None, (needed, has))
    narrowed = rules.release_categories and release.asked_of != authoriser.user_id
    for category in sorted(release.categories):
        outside = category not in rules.release_categories if narrowed else not authority.covers_category(category)
        if outside and (clinical or narrowed):
            yield Reason(ReleasingReason.CATEGORY_NOT_COVERED, None, (("category", category),))


def _office_against(
    authoriser: StaffFacts, rules: SpecialRules, release: ReleaseFacts, cover: Cover
) -> Iterator[Reason]:
    """What comes with the office of an authoriser: whether they are one, how much, for which teams."""
    authority = authoriser.authority
    if not authority.may_authorise:
        yield Reason(ReleasingReason.MAY_NOT_AUTHORISE)
    elif release.order_pence > authority.authorise_limit_pence:
        amounts = (("order_pence", release.order_pence), ("limit_pence", authority.authorise_limit_pence))
        yield Reason(ReleasingReason.ABOVE_AUTHORISE_LIMIT, None, amounts)
    if rules.spending_only and release.kind is ReleaseKind.CLINICAL:
        yield Reason(ReleasingReason.SPENDING_ONLY)
    if not _reaches(authoriser, rules, release, cover):
        yield Reason(ReleasingReason.OTHER_TEAM)


def _reaches(authoriser: StaffFacts, rules: SpecialRules, release: ReleaseFacts, cover: Cover) -> bool:
    match rules.team_reach:
        case TeamReach.ANY_TEAM:
            return True
        case TeamReach.TEAM_KINDS:
            return release.team_kind in rules.team_kinds or release.team_id in cover.team_ids
        case TeamReach.OWN_TEAM:
            own = release.team_id is not None and release.team_id == authoriser.team_id
            return own or release.team_id in cover.team_ids
        case _ as never:
            assert_never(never)


@dataclass(frozen=True, slots=True)
class Yes:
    """What an answer that gives a release says: the note, and of a panel who was present on which day."""

    note: str = ""
    present: tuple[str, ...] = ()
    panel_on: date | None = None


def records_panel(job_category: str) -> bool:
    """Whether a yes of this job category is a panel's, which is recorded with the day, those present and the reason."""
    return special_rules(job_category).records_panel


def reasons_against_answer(authoriser: StaffFacts, yes: Yes, *, today: date) -> tuple[Reason, ...]:
    """What is missing from an answer that gives a release. Returning and refusing always need a note; the use case asks
    for it there."""
    found: list[Reason] = []
    if yes.panel_on is not None and yes.panel_on > today:
        found.append(Reason(ReleasingReason.PANEL_DAY_TO_COME, "panel_on", (("on", yes.panel_on.isoformat()),)))
    if not records_panel(authoriser.authority.job_category):
        return tuple(found)
    if yes.panel_on is None:
        found.append(Reason(ReleasingReason.PANEL_DAY_MISSING, "panel_on"))
    if not any(name.strip() for name in yes.present):
        found.append(Reason(ReleasingReason.PANEL_MISSING, "panel"))
    if not yes.note.strip():
        found.append(Reason(ReleasingReason.NOTE_MISSING, "note"))
    return tuple(found)


def reasons_against_panel(on: date | None, *, today: date) -> tuple[Reason, ...]:
    """Why something cannot be put to the panel of this day."""
    if on is None:
        return (Reason(ReleasingReason.PANEL_DAY_MISSING, "panel_on"),)
    if on < today:
        return (Reason(ReleasingReason.PANEL_DAY_PAST, "panel_on", (("on", on.isoformat()),)),)
    if on > today + timedelta(days=FURTHEST_PANEL):
        return (Reason(ReleasingReason.PANEL_DAY_FAR, "panel_on", (("days", FURTHEST_PANEL),)),)
    return ()


def escalates_at(asked_at: datetime, after_minutes: int) -> datetime:
    """When an unanswered on-call release goes to the next person."""
    return asked_at + timedelta(minutes=after_minutes)
