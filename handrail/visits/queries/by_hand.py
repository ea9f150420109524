"""Reads which people somebody has to ring or write to: by their own wish, or because a text could not be sent.
Refuses what is no use any more: a visit whose time is over, and news that newer news took the place of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.core.channels import BY_HAND, Channel
from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.people.queries import HAS_NHS_NUMBER, MAY_BE_TOLD, SPEAKING, speaking_of
from handrail.people.queries.deaths import DIED_ON
from handrail.people.queries.reaching import HELPER, REACHABLE_COLUMNS, reachable_of
from handrail.people.rules.speaking import Speaking
from handrail.people.rules.telling import Reachable, way_to_tell
from handrail.visits.queries.news import WAS_TOLD

# After so long it is no news.
STILL_NEWS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class ToTell:
    """One person to tell. `channel`: the way that was meant; `recipient`: the number to ring or the address to write
    to, as it is known now; `tried`: how often in vain."""

    id: UUID
    kind: str
    channel: str
    recipient: str
    content: Mapping[str, Any]
    tried: int
    person_id: UUID
    person_name: str
    helper: str
    died_on: date | None
    speaking: tuple[Speaking, ...]
    put_at: datetime


# News of another visit about the same thing says what comes next after one that could not be done; and whoever is told
# of one at the hours of another that is off, or is to be, is not told that nobody comes then.
_FROM = "FROM core_outboxmessage m JOIN people_person p ON p.id = people_root(m.person_id)"
_WHOSE = f"""
    WHERE m.contract_id = %(contract)s AND m.person_id IS NOT NULL
    AND {DIED_ON.format(records="people_records(p.id)")} IS NULL
    AND {MAY_BE_TOLD.format(records="people_records(p.id)")} AND m.state IN ('WAITING', 'FAILED')
    AND (m.state = 'WAITING' AND m.channel IN ('PHONE', 'LETTER') AND m.send_after <= %(now)s
        OR m.state = 'FAILED' AND m.kind IN ('VISIT_BOOKED', 'VISIT_CHANGED', 'VISIT_OFF', 'VISIT_NOT_DONE'))
    AND m.put_at > %(since)s
    AND coalesce((m.content->>'slot_until')::timestamptz, m.put_at + interval '3 days') > %(now)s
    AND NOT EXISTS (SELECT FROM core_outboxmessage n
        WHERE n.person_id = m.person_id AND n.content->>'about_id' = m.content->>'about_id' AND n.put_at > m.put_at)
    AND NOT (m.kind IN ('VISIT_NOT_DONE', 'VISIT_OFF') AND EXISTS (SELECT FROM core_outboxmessage n
        JOIN visits_visittask t ON t.visit_id = (n.content->>'about_id')::uuid
        JOIN visits_visittask f ON f.visit_id = (m.content->>'about_id')::uuid
            AND (f.line_id = t.line_id OR f.loan_id = t.loan_id)
        WHERE n.person_id = ANY (people_records(p.id))
        AND CASE m.kind WHEN 'VISIT_OFF' THEN n.put_at >= m.put_at AND n.kind IN ('VISIT_BOOKED', 'VISIT_CHANGED')
                AND (n.content->>'slot_from')::timestamptz <= (m.content->>'slot_from')::timestamptz
                AND (n.content->>'slot_until')::timestamptz > (m.content->>'slot_from')::timestamptz
                AND ({WAS_TOLD.format(of="n")} OR n.state IN ('WAITING', 'FAILED') AND NOT EXISTS (
                    SELECT FROM core_outboxmessage x WHERE x.person_id = n.person_id
                    AND x.content->>'about_id' = n.content->>'about_id' AND x.put_at > n.put_at))
            ELSE n.put_at > m.put_at
                AND n.kind IN ('VISIT_BOOKED', 'VISIT_CHANGED', 'VISIT_OFF', 'VISIT_DONE', 'VISIT_NOT_DONE') END))
"""
# Part of a name, or an NHS number.
_CALLED = f"""
    AND (%(words)s = '' OR position(%(words)s IN upper(p.given_name || ' ' || p.family_name)) > 0
        OR {HAS_NHS_NUMBER})
"""
_TO_TELL = f"""
    SELECT m.id, m.kind, m.channel, m.recipient, m.content, m.attempts, p.id, p.given_name || ' ' || p.family_name,
        coalesce(h.name || ', ' || h.relationship, ''), p.died_on,
        {SPEAKING.format(records="people_records(p.id)")}, m.put_at, {REACHABLE_COLUMNS}
    {_FROM} {HELPER} {_WHOSE} {_CALLED}
    ORDER BY {{order}} {{way}}, m.id LIMIT %(limit)s OFFSET %(offset)s
"""
# How the list may be sorted: by the next visit, by name, by how long the news has waited, by how often it was tried.
SORTS = {
    "visit": "coalesce((m.content->>'slot_from')::timestamptz, m.put_at)",
    "name": "p.family_name || ' ' || p.given_name",
    "since": "m.put_at",
    "tried": "m.attempts",
}


def people_to_tell(
    scope: Scope,
    *,
    at: datetime,
    today: date,
    sort: str = "visit",
    descending: bool = False,
    words: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[ToTell, ...]:
    """Whom to ring or write to, the next visit first unless another order of `SORTS` is asked for; `words`: part of a
    name, or an NHS number. One statement."""
    asked = {**_asked(scope, at, words), "today": today, "limit": limit, "offset": offset}
    sql = _TO_TELL.format(order=SORTS[sort], way="DESC" if descending else "ASC")
    return tuple(_now(one, known, today) for one, known in rows(_to_tell, sql, asked))


def count_to_tell(scope: Scope, *, at: datetime, words: str = "") -> int:
    """How many there are; one statement."""
    return int(rows(int, f"SELECT count(*) {_FROM} {_WHOSE} {_CALLED}", _asked(scope, at, words))[0])


def _asked(scope: Scope, at: datetime, words: str) -> dict[str, Any]:
    return {
        "contract": scope.contract_id,
        "now": at,
        "since": at - STILL_NEWS,
        "words": words.strip().upper(),
        "digits": "".join(words.split()),
    }


def message_to_tell(scope: Scope, message_id: UUID) -> tuple[UUID, str]:
    """The person and the state of a message, locked. Raises `Refused(NOT_FOUND)` for one that is for no person."""
    found = rows(
        lambda person_id, state: (person_id, state),
        """SELECT person_id, state FROM core_outboxmessage
           WHERE contract_id = %(contract)s AND id = %(id)s AND person_id IS NOT NULL FOR UPDATE""",
        {"contract": scope.contract_id, "id": message_id},
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "message_id")
    return found[0]


def _to_tell(*row: Any) -> tuple[ToTell, Reachable]:
    values = list(row[:12])
    values[4], values[10] = value_of(values[4]), speaking_of(values[10])
    return ToTell(*values), reachable_of(*row[12:])


def _now(one: ToTell, known: Reachable, today: date) -> ToTell:
    """Since it was put, the person may have another number or nobody who speaks for them. Who is to be told by a text
    that failed or was tried by phone is rung."""
    way = way_to_tell(known, today=today)
    if way is None:
        return replace(one, recipient="", content={**one.content, "helper": False})
    channel = way.channel if way.by_hand else Channel.PHONE if one.channel in BY_HAND else Channel(one.channel)
    rung_at_no_number = way.channel is Channel.EMAIL and channel is not Channel.EMAIL
    recipient = "" if rung_at_no_number else way.recipient
    return replace(one, channel=channel, recipient=recipient, content={**one.content, "helper": way.to_helper})
