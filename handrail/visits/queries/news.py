"""Reads what people have not been told yet: an order received, a visit booked, changed, called off, on its way or done.
Refuses what is older than half a day, and those who died: nobody is told of the past."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.deaths import DIED_ON, deaths_of
from handrail.people.queries.reaching import HELPER, REACHABLE_COLUMNS, reachable_of
from handrail.people.rules.telling import Reachable
from handrail.visits.queries.parcels import BY_POST

# A service that begins, or a worker that stood still, does not tell a whole county what is long over.
TOLD_WITHIN = timedelta(hours=12)
# So long a parcel may be on its way until somebody is told that it came.
PARCEL_DAYS = 14


class News(StrEnum):
    """What a person is told."""

    ORDER_RECEIVED = "ORDER_RECEIVED"
    VISIT_BOOKED = "VISIT_BOOKED"
    VISIT_CHANGED = "VISIT_CHANGED"
    VISIT_OFF = "VISIT_OFF"
    ON_THE_WAY = "ON_THE_WAY"
    VISIT_DONE = "VISIT_DONE"
    VISIT_NOT_DONE = "VISIT_NOT_DONE"


# What somebody rings or writes a letter for. The rest is said at the door, or is no news by the time the letter comes.
TOLD_BY_HAND = frozenset({News.VISIT_BOOKED, News.VISIT_CHANGED, News.VISIT_OFF, News.VISIT_NOT_DONE})
# Why a message was withdrawn: nobody may or can be told, or the desk told it as it booked.
NO_WAY, SAID = "no way to tell", "told by the desk"
# What was sent, or said by the desk. What waits, or was tried in vain, nobody has heard of.
WAS_TOLD = f"({{of}}.state = 'SENT' OR {{of}}.state = 'WITHDRAWN' AND '{SAID}' = ANY ({{of}}.failures))"


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One thing to tell. `key` makes it go once; `said_by_desk`: the desk told it as it was booked; `again`: another
    day is to be found; `was_told`: of a visit that is off, that the person expects it; `brings`, `lends`, `takes`: what
    the visit is or was for; `by_post`: nobody comes, the post brings it."""

    news: News
    about_id: UUID
    key: str
    person_id: UUID
    slot_from: datetime | None
    slot_until: datetime | None
    due_at: datetime | None
    said_by_desk: bool
    again: bool
    was_told: bool
    brings: bool
    lends: bool
    takes: bool
    by_post: bool
    service: str
    phone: str
    known: Reachable


_TOLD_POST = "coalesce((o.content->>'by_post')::boolean, false)"
_DIED_ON = DIED_ON.format(records="people_records(p.id)")
# Four sources, each bounded by an index of what is open or of this half day; the last message about a visit's slot says
# whether the slot is news, which it is until it is over: who is booked into hours that have begun needs the call most.
# `person_told_at` goes with the slot: where it stands, this one was told. A visit has moved, or is off, for whoever was
# told of it: to all others a new time is the first.
_FOUND = """
    WITH visit AS (
        SELECT v.* FROM visits_visit v
        WHERE v.contract_id = %(contract)s AND v.state NOT IN ('COMPLETED', 'PART_COMPLETED', 'FAILED', 'CANCELLED')
        AND v.state_at > %(since)s
        UNION ALL
        SELECT v.* FROM visits_visit v
        WHERE v.contract_id = %(contract)s AND v.state = 'CANCELLED' AND v.state_at > %(since)s
        UNION ALL
        SELECT v.* FROM visits_run r JOIN visits_visit v ON v.run_id = r.id
        WHERE r.contract_id = %(contract)s AND r."on" BETWEEN %(yesterday)s AND %(today)s
        AND v.state IN ('COMPLETED', 'PART_COMPLETED', 'FAILED') AND v.finished_at > %(since)s
        UNION ALL
        -- A parcel takes its time.
        SELECT v.* FROM visits_van w JOIN visits_run r ON r.van_id = w.id JOIN visits_visit v ON v.run_id = r.id
        WHERE w.contract_id = %(contract)s AND w.by_post AND r.state <> 'CANCELLED'
        AND r."on" BETWEEN %(yesterday)s::date - {parcel_days} AND %(yesterday)s::date - 1
        AND v.state IN ('COMPLETED', 'PART_COMPLETED', 'FAILED') AND v.finished_at > %(since)s
    ), slot AS (
        SELECT v.id, coalesce(m.n, 0) AS n, m.kind AS last, t.kind AS told, t.slot_from, t.slot_until,
            m.slot_until AS last_until, w.by_post, coalesce(t.by_post, false) AS told_by_post,
            (t.slot_from, t.slot_until, t.by_post) = (v.slot_from, v.slot_until, w.by_post) AS is_as_told,
            coalesce(v.slot_until > %(now)s AND v.state IN ('BOOKED', 'PLANNED', 'RELEASED')
                AND (m.n IS NULL OR m.kind = 'VISIT_OFF' OR (m.slot_from, m.slot_until, m.by_post)
                    IS DISTINCT FROM (v.slot_from, v.slot_until, w.by_post)), false) AS is_news
        FROM visit v CROSS JOIN LATERAL ({by_post}) w LEFT JOIN LATERAL (
            SELECT split_part(o.key, ':', 4)::int AS n, o.kind, (o.content->>'slot_from')::timestamptz AS slot_from,
                (o.content->>'slot_until')::timestamptz AS slot_until, {told_post} AS by_post
            FROM core_outboxmessage o
            WHERE o.person_id = v.person_id AND o.content->>'about_id' = v.id::text
            AND o.kind IN ('VISIT_BOOKED', 'VISIT_CHANGED', 'VISIT_OFF')
            ORDER BY 1 DESC LIMIT 1
        ) m ON true LEFT JOIN LATERAL (
            SELECT o.kind, (o.content->>'slot_from')::timestamptz AS slot_from,
                (o.content->>'slot_until')::timestamptz AS slot_until, {told_post} AS by_post
            FROM core_outboxmessage o
            WHERE o.person_id = v.person_id AND o.content->>'about_id' = v.id::text
            AND o.kind IN ('VISIT_BOOKED', 'VISIT_CHANGED', 'VISIT_OFF') AND {told}
            ORDER BY split_part(o.key, ':', 4)::int DESC LIMIT 1
        ) t ON true
    ), news (news, id, key, person_id, slot_from, slot_until, due_at, depot_id, said, again, was_told,
            by_post) AS (
        SELECT 'ORDER_RECEIVED', o.id, 'tell:order:' || o.id, o.person_id, NULL::timestamptz, NULL::timestamptz,
            (SELECT max(l.due_at) FROM orders_orderline l WHERE l.order_id = o.id AND l.state <> 'CANCELLED'),
            NULL::uuid, false, false, true, false
        FROM orders_order o WHERE o.contract_id = %(contract)s AND o.submitted_at > %(since)s
        AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id
            AND l.state NOT IN ('DELIVERED', 'CANCELLED', 'REFUSED'))
        UNION ALL
        SELECT CASE WHEN coalesce(s.told, 'VISIT_OFF') = 'VISIT_OFF' OR s.is_as_told THEN 'VISIT_BOOKED'
                ELSE 'VISIT_CHANGED' END,
            v.id, 'tell:visit:' || v.id || ':' || s.n + 1, v.person_id, v.slot_from, v.slot_until, NULL, v.depot_id,
            v.person_told_at IS NOT NULL, false, true, s.by_post
        FROM visit v JOIN slot s ON s.id = v.id WHERE s.is_news
        UNION ALL
        SELECT 'VISIT_OFF', v.id, 'tell:visit:' || v.id || ':' || s.n + 1, v.person_id, s.slot_from, s.slot_until,
            NULL, v.depot_id, false, v.state = 'UNBOOKED', coalesce(s.told, 'VISIT_OFF') <> 'VISIT_OFF',
            s.told_by_post
        FROM visit v JOIN slot s ON s.id = v.id
        WHERE v.state IN ('UNBOOKED', 'CANCELLED') AND s.last IN ('VISIT_BOOKED', 'VISIT_CHANGED')
        AND greatest(s.slot_until, s.last_until) > %(now)s
        UNION ALL
        -- Told as it was booked, and called off before this was looked at.
        SELECT 'VISIT_OFF', v.id, 'tell:visit:' || v.id || ':1', v.person_id, v.slot_from, v.slot_until, NULL,
            v.depot_id, false, false, true, s.by_post
        FROM visit v JOIN slot s ON s.id = v.id
        WHERE v.state = 'CANCELLED' AND s.n = 0 AND v.person_told_at IS NOT NULL AND v.slot_until > %(now)s
        UNION ALL
        SELECT 'ON_THE_WAY', v.id, 'tell:visit:' || v.id || ':way:' || coalesce(v.slot_from::text, ''), v.person_id,
            v.slot_from, v.slot_until, NULL, v.depot_id, false, false, true, false
        FROM visit v WHERE v.state = 'EN_ROUTE'
        UNION ALL
        SELECT CASE WHEN v.state = 'FAILED' THEN 'VISIT_NOT_DONE' ELSE 'VISIT_DONE' END, v.id,
            'tell:visit:' || v.id || ':end:' || v.state_seq, v.person_id, v.slot_from, v.slot_until, NULL, v.depot_id,
            false, v.state <> 'COMPLETED', true, w.by_post
        FROM visit v CROSS JOIN LATERAL ({by_post}) w WHERE v.state IN ('COMPLETED', 'PART_COMPLETED', 'FAILED')
    )
    SELECT {columns}
    FROM news n
    JOIN people_person p ON p.id = people_root(n.person_id)
    JOIN partners_contract c ON c.id = %(contract)s
    JOIN partners_partner w ON w.id = c.provider_id
    LEFT JOIN partners_depot d ON d.id = n.depot_id
    {joins}
    WHERE {died_on} IS NULL
    AND NOT EXISTS (SELECT FROM core_outboxmessage o WHERE o.contract_id = %(contract)s AND o.key = n.key)
    ORDER BY n.key LIMIT %(most)s
"""
_COLUMNS = f"""n.news, n.id, n.key, n.person_id, n.slot_from, n.slot_until, n.due_at, n.said, n.again,
        n.was_told,
        coalesce(t.brings, false), coalesce(t.lends, false), coalesce(t.takes, false),
        n.by_post, c.name,
        coalesce(nullif(d.phone, ''), w.phone), {REACHABLE_COLUMNS}"""
_JOINS = f"""LEFT JOIN LATERAL (
        SELECT bool_or(t.kind = 'DELIVER') AS brings, bool_or(l.supply_route = 'loan') AS lends,
            bool_or(t.kind = 'COLLECT') AS takes
        FROM visits_visittask t LEFT JOIN orders_orderline l ON l.id = t.line_id
        WHERE t.visit_id = n.id AND t.outcome IN ('OPEN', 'DONE', 'PART_DONE')
    ) t ON true
    {HELPER}"""
_HOW = {
    "died_on": _DIED_ON,
    "told": WAS_TOLD.format(of="o"),
    "by_post": BY_POST,
    "told_post": _TOLD_POST,
    "parcel_days": PARCEL_DAYS,
}
_NEWS = _FOUND.format(columns=_COLUMNS, joins=_JOINS, **_HOW)
_ANY = _FOUND.format(columns="true", joins="", **_HOW)


def _asked(scope: Scope, at: datetime, today: date, most: int) -> dict[str, Any]:
    return {
        "contract": scope.contract_id,
        "now": at,
        "since": at - TOLD_WITHIN,
        "today": today,
        "yesterday": today - timedelta(days=1),
        "most": most,
    }


def anything_to_tell(scope: Scope, *, at: datetime, today: date) -> bool:
    """Whether a person is to be told something; one statement."""
    return bool(rows(bool, _ANY, _asked(scope, at, today, 1)))


def news_to_tell(scope: Scope, *, at: datetime, today: date, most: int) -> tuple[NewsRow, ...]:
    """What is to be told, with how each person can be reached; one statement."""
    return rows(_row, _NEWS, _asked(scope, at, today, most))


def _row(*row: Any) -> NewsRow:
    return NewsRow(*[News(row[0]), *row[1:16], reachable_of(*row[16:])])


def slot_key(visit_id: UUID, n: int) -> str:
    """The key of the n-th news of a visit's time, as the statement above writes it."""
    return f"tell:visit:{visit_id}:{n}"


def said_of_slots(scope: Scope, visit_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The message by which the person of each of these visits was told of its time, where they were."""
    told = rows(
        lambda visit_id, message_id, kind: (visit_id, message_id, kind),
        f"""SELECT DISTINCT ON (v.id) v.id, o.id, o.kind
           FROM visits_visit v JOIN core_outboxmessage o
               ON o.person_id = v.person_id AND o.content->>'about_id' = v.id::text
           WHERE v.contract_id = %(contract)s AND v.id = ANY (%(ids)s)
           AND o.kind IN ('VISIT_BOOKED', 'VISIT_CHANGED', 'VISIT_OFF')
           AND {WAS_TOLD.format(of="o")}
           ORDER BY v.id, o.put_at DESC, o.id DESC""",
        {"contract": scope.contract_id, "ids": list(visit_ids)},
    )
    return {visit_id: message_id for visit_id, message_id, kind in told if kind != News.VISIT_OFF}


def living(scope: Scope, person_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these records whose person lives, held until the change ends: a death waits, then stops what was put."""
    ids = frozenset(person_ids)
    return ids - deaths_of(scope, ids).keys()
