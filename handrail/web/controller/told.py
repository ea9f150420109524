"""Whether the person was told of the time of their visit, and how, in words.
Refuses to take a message that failed or waits, or news of an earlier time, for told."""

from dataclasses import dataclass
from datetime import datetime

from handrail.core.channels import BY_HAND, Channel
from handrail.wording import say
from handrail.wording.shown import short_day_and_time


@dataclass(frozen=True, slots=True)
class TimeNews:
    """What is known of the time that stands. `said_at`: the desk said it as it booked;
    `state`, `channel`, `at`: of the last message about it, empty where there is none."""

    said_at: datetime | None
    channel: str = ""
    state: str = ""
    at: datetime | None = None


def told_in_words(news: TimeNews) -> tuple[str, str]:
    """ "Yes" or "Not yet", and how."""
    if news.said_at:
        return "Yes", f"By the desk, {short_day_and_time(news.said_at)}"
    if not (news.channel and news.at) or news.state == "WITHDRAWN":
        return "Not yet", "Nothing was sent, and nobody has said that they told them"
    way = say(Channel(news.channel))
    if news.state == "SENT":
        return "Yes", f"{way}, {short_day_and_time(news.at)}"
    if news.state == "FAILED":
        return "Not yet", f"{way} could not be sent. They are on the list of people to tell"
    by_hand = Channel(news.channel) in BY_HAND
    return "Not yet", "They are on the list of people to tell" if by_hand else f"{way} waits to be sent"
