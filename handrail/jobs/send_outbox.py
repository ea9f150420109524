"""Sends the messages that wait in the outbox.
Refuses to send inside a transaction: a slow mail server must not hold a lock."""

from handrail.adapters.notify.client import Letter, NotSent, send
from handrail.core.outbox import Waiting
from handrail.identity.calls import Call
from handrail.usecases.send_messages import WAITS_MINUTES, Sending, claim_messages, record_sending
from handrail.wording.messages import words_of
from handrail.wording.to_people import TO_PEOPLE, words_to_person


def send_waiting(call: Call) -> int:
    """Claim, send and write down one batch; how many were sent."""
    sent, failed, for_good = [], {}, []
    taken = claim_messages(call)
    for message in taken:
        try:
            send(_letter(message))
            sent.append(message.id)
        except NotSent as wrong:
            failed[message.id] = wrong.why
            if wrong.for_good or message.attempts >= len(WAITS_MINUTES):
                for_good.append(message.id)
    if not taken:
        return 0
    return record_sending(call, request=Sending(tuple(sent), failed, tuple(for_good)))


def _letter(message: Waiting) -> Letter:
    try:
        subject, body = (words_to_person if message.kind in TO_PEOPLE else words_of)(message.kind, message.content)
    except LookupError as error:
        # A kind without words, or content without what its words need: it must not hold up the messages behind it.
        raise NotSent(f"no words for {message.kind}", for_good=True) from error
    return Letter(message.channel, message.recipient, subject, body)
