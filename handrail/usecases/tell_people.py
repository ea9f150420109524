"""Write to people what they wait to hear: that the order is here, when we come, that it changed, what to do afterwards.
Refuses the dead and those who want no contact. It stands beside the changes, so that no van waits for a text."""

from datetime import datetime, time, timedelta

from handrail.core import outbox
from handrail.core.moment import LONDON
from handrail.core.outbox import Channel, Message
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.people.rules.telling import Way, way_to_tell
from handrail.visits.queries.news import NO_WAY, SAID, TOLD_BY_HAND, News, NewsRow, living, news_to_tell

AT_ONCE = 200
# Texts wake people: what can wait is written in the hours of the day.
FIRST_HOUR, LAST_HOUR = time(8), time(20)
SLOT_NEWS = frozenset({News.VISIT_BOOKED.value, News.VISIT_CHANGED.value, News.VISIT_OFF.value})
NOT_BY_HAND, NEVER_TOLD = "not told by hand", "nobody was told that we would come"


@use_case(Event.PERSON_TOLD, needs=Permission.RUN_JOBS)
def tell_people(change: Change) -> int:
    """Put so many messages to people into the outbox; how many leave, by themselves or by hand."""
    at = change.at.recorded_at
    found = news_to_tell(change.scope, at=at, today=change.at.today, most=AT_ONCE)
    alive = living(change.scope, [row.person_id for row in found])
    messages = [_message(change, row) for row in found if row.person_id in alive]
    newer = [message for message in messages if message.kind in SLOT_NEWS]
    outbox.withdraw_about(
        [message.content["about_id"] for message in newer],
        SLOT_NEWS,
        person_ids={message.person_id for message in newer if message.person_id},
    )
    outbox.put(messages, contract_id=change.scope.contract_id, at=at)
    for message in messages:
        change.touched("message", message.id, message.person_id)
    return sum(1 for message in messages if not message.withheld)


def _message(change: Change, row: NewsRow) -> Message:
    way = way_to_tell(row.known, today=change.at.today)
    return Message(
        id=change.new_id(),
        key=row.key,
        kind=row.news.value,
        channel=way.channel if way else Channel.LETTER,
        recipient=way.recipient if way else "",
        content={
            "about_id": str(row.about_id),
            "service": row.service,
            "phone": row.phone,
            "helper": way is not None and way.to_helper,
            "again": row.again,
            "brings": row.brings,
            "lends": row.lends,
            "takes": row.takes,
            "by_post": row.by_post,
            **{name: moment.isoformat() for name in ("slot_from", "slot_until", "due_at")
               if (moment := getattr(row, name))},
        },
        person_id=row.person_id,
        send_after=_send_after(row, way, change.at.recorded_at),
        withheld=_withheld(row, way),
    )  # fmt: skip


def _send_after(row: NewsRow, way: Way | None, at: datetime) -> datetime:
    """What the desk tells is on its list at once: who is on duty sees it coming, and knows not to ring at night."""
    by_hand = way is not None and way.by_hand
    return at if by_hand or row.news is News.ON_THE_WAY else in_daytime(at)


def _withheld(row: NewsRow, way: Way | None) -> str:
    if way is None:
        return NO_WAY
    if row.news is News.VISIT_OFF and not row.was_told:
        return NEVER_TOLD
    if not way.by_hand:
        return ""
    return SAID if row.said_by_desk else "" if row.news in TOLD_BY_HAND else NOT_BY_HAND


def in_daytime(at: datetime) -> datetime:
    """This moment, or the next morning where it is night."""
    there = at.astimezone(LONDON)
    if FIRST_HOUR <= there.time() < LAST_HOUR:
        return at
    day = there.date() + timedelta(days=1 if there.time() >= LAST_HOUR else 0)
    return datetime.combine(day, FIRST_HOUR, LONDON)
