"""Decides how a person is told of their order or visit: themselves or who speaks for them, and by what way.
Refuses to reach those who do not want to be contacted; who cannot read a plain text is left to the desk to tell."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from handrail.core.channels import BY_HAND, Channel
from handrail.core.emails import is_email
from handrail.people.states import CommunicationNeed, ContactBy

# Below this age a parent is told (Gillick competence is for a clinician to judge, not for a text message).
OWN_MESSAGES_FROM_AGE = 16
# What a plain text or e-mail cannot give; somebody of the desk tells them in the way they need.
_NEEDS_SOMEBODY = frozenset(
    {CommunicationNeed.BRAILLE, CommunicationNeed.AUDIO, CommunicationNeed.EASY_READ, CommunicationNeed.PICTURES}
)
_MOBILE = re.compile(r"(?:\+44|0044|0)7\d{9}")


@dataclass(frozen=True, slots=True)
class Listener:
    """How one can be reached: the person, or a helper with authority to speak for them."""

    name: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class Reachable:
    """What is known of how to tell one person. `helper` has recorded authority; None where nobody has."""

    person: Listener
    helper: Listener | None
    birth_on: date
    contact_by: ContactBy
    needs: Collection[str]
    interpreter_needed: bool
    address: str


@dataclass(frozen=True, slots=True)
class Way:
    """Who is told and how. `to_helper`: the words speak of "the person you help"; no recipient: nobody is told."""

    channel: Channel
    recipient: str
    to_helper: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether somebody of the desk has to do it."""
        return self.channel in BY_HAND


def way_to_tell(known: Reachable, *, today: date) -> Way | None:
    """The way that the person chose, as near as what is recorded allows; None where they want none or none is known."""
    if known.contact_by is ContactBy.NONE:
        return None
    to_helper = known.helper is not None and _through_helper(known, today)
    listener = known.helper if to_helper and known.helper else known.person
    for channel in _wanted(known, to_helper=to_helper):
        recipient = _recipient(channel, listener, known.address)
        if recipient:
            return Way(channel, recipient, to_helper)
    return None


def _through_helper(known: Reachable, today: date) -> bool:
    age = today.year - known.birth_on.year - ((today.month, today.day) < (known.birth_on.month, known.birth_on.day))
    asked = known.contact_by is ContactBy.CARER or CommunicationNeed.WITH_CARER in known.needs
    return asked or age < OWN_MESSAGES_FROM_AGE


def _wanted(known: Reachable, *, to_helper: bool) -> tuple[Channel, ...]:
    """The ways to try, the wanted one first. A helper's own wish is not recorded: what is quickest and written."""
    if to_helper:
        return (Channel.SMS, Channel.EMAIL, Channel.PHONE, Channel.LETTER)
    spoken: tuple[Channel, ...] = () if CommunicationNeed.NO_PHONE in known.needs else (Channel.PHONE,)
    if known.interpreter_needed or _NEEDS_SOMEBODY & set(known.needs):
        return (*spoken, Channel.LETTER)
    # Who cannot use the phone and yet chose it: a text is nearer to that than a letter.
    spoken = spoken or (Channel.SMS, Channel.EMAIL)
    match known.contact_by:
        case ContactBy.TEXT:
            return (Channel.SMS, Channel.EMAIL, *spoken, Channel.LETTER)
        case ContactBy.EMAIL:
            return (Channel.EMAIL, Channel.SMS, *spoken, Channel.LETTER)
        case ContactBy.LETTER:
            return (Channel.LETTER,)
        case _:
            return (*spoken, Channel.LETTER)


def _recipient(channel: Channel, listener: Listener, address: str) -> str:
    match channel:
        case Channel.SMS:
            plain = (re.sub(r"[\s()-]", "", number) for number in listener.phones)
            return next((number for number in plain if _MOBILE.fullmatch(number)), "")
        case Channel.EMAIL:
            # One that was kept before addresses were checked would fail alone; the next way reaches them.
            return listener.email if is_email(listener.email) else ""
        case Channel.PHONE:
            return next((number for number in listener.phones if number), "")
        case Channel.LETTER:
            return address
