"""Sends e-mail through the mail server of the settings; in demo mode it is printed where Handrail runs.
Refuses other ways of sending until a deployment brings them: a letter or text message is given back as not possible."""

from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage


class NotSent(Exception):
    """The message did not leave. `for_good`: no other try will help, the address or the way is wrong."""

    def __init__(self, why: str, *, for_good: bool) -> None:
        super().__init__(why)
        self.why = why
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Letter:
    """A written message, ready to leave."""

    channel: str
    recipient: str
    subject: str
    body: str


def send(letter: Letter) -> None:
    """Send it. Raises NotSent."""
    if letter.channel != "EMAIL":
        raise NotSent(f"nobody sends {letter.channel} here", for_good=True)
    if not settings.MAIL_HOST and not settings.DEMO_MODE:
        raise NotSent("no mail server is set (MAIL_HOST)", for_good=False)
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.recipient]).send()
    except SMTPRecipientsRefused as error:
        raise NotSent("the mail server refuses the address", for_good=True) from error
    except (SMTPException, OSError) as error:
        raise NotSent(type(error).__name__, for_good=False) from error
