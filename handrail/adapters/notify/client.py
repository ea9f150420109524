"""Sends e-mail through the mail server of the settings; in demo mode it is printed where Handrail runs. A text message
leaves as an e-mail to its number at the gateway of SMS_MAIL_DOMAIN. Refuses letters and calls: people do those."""

from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email


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
    if letter.channel not in ("EMAIL", "SMS"):
        raise NotSent(f"nobody sends {letter.channel} here", for_good=True)
    if letter.channel == "SMS" and not settings.SMS_MAIL_DOMAIN and not settings.DEMO_MODE:
        raise NotSent("no gateway for text messages is set (SMS_MAIL_DOMAIN)", for_good=True)
    if not settings.MAIL_HOST and not settings.DEMO_MODE:
        raise NotSent("no mail server is set (MAIL_HOST)", for_good=False)
    address = _address(letter)
    try:
        validate_email(address)
        EmailMessage(letter.subject, letter.body, to=[address]).send()
    except (ValidationError, ValueError) as error:
        # What is written there is no address at all: "ann@b@c", or two with a comma.
        raise NotSent("the address is none", for_good=True) from error
    except SMTPRecipientsRefused as error:
        raise NotSent("the mail server refuses the address", for_good=True) from error
    except (SMTPException, OSError) as error:
        raise NotSent(type(error).__name__, for_good=False) from error


def _address(letter: Letter) -> str:
    """Where the mail goes: gateways take a number as 447700900123."""
    if letter.channel == "EMAIL":
        return letter.recipient
    digits = "".join(sign for sign in letter.recipient if sign.isdigit())
    number = "44" + digits.removeprefix("0044").removeprefix("44").removeprefix("0")
    return f"{number}@{settings.SMS_MAIL_DOMAIN or 'texts.invalid'}"
