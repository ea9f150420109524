"""What has the form of an e-mail address.
Refuses to ask whether anybody reads it."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

LONGEST = 254
_VALID = EmailValidator()


def is_email(text: str) -> bool:
    """Whether a message can be addressed to it."""
    try:
        _VALID(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST
