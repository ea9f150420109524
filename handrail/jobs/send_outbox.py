"""Sends the messages that wait in the outbox.
Refuses to send inside a transaction: a slow mail server must not hold a lock. Each is looked at again just before it
leaves and written down as soon as it has: a death stops the rest, and a worker that dies repeats one at most."""

import logging

from handrail.adapters.notify.client import Letter, NotSent, send
from handrail.core import outbox
from handrail.core.outbox import Waiting
from handrail.identity.calls import Call, reading
from handrail.usecases.send_messages import Sending, claim_messages, record_sending
from handrail.wording.messages import words_of
from handrail.wording.to_people import TO_PEOPLE, words_to_person

LOG = logging.getLogger("handrail.jobs")


def send_waiting(call: Call) -> int:
    """Claim one batch, and send and write down each; how many were sent."""
    return sum(_sent(call, message) for message in claim_messages(call))


def _sent(call: Call, message: Waiting) -> bool:
    with reading(call.scope):
        mine = outbox.is_still_taken(message)
    return mine and record_sending(call, request=_sending(message))


def _sending(message: Waiting) -> Sending:
    try:
        send(_letter(message))
    except NotSent as wrong:
        return Sending(message.id, message.attempts, wrong.why, wrong.for_good)
    except Exception as error:
        # What nobody foresaw about one message must not hold up those behind it.
        LOG.exception("message %s could not be sent", message.id)
        return Sending(message.id, message.attempts, type(error).__name__)
    return Sending(message.id, message.attempts)


def _letter(message: Waiting) -> Letter:
    try:
        subject, body = (words_to_person if message.kind in TO_PEOPLE else words_of)(message.kind, message.content)
    except LookupError as error:
        # A kind without words, or content without what its words need: it must not hold up the messages behind it.
        raise NotSent(f"no words for {message.kind}", for_good=True) from error
    return Letter(message.channel, message.recipient, subject, body)
