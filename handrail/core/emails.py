"""What has the form of an e-mail address, as Django's own check sees it; rules may ask here without Django.
Refuses to ask whether anybody reads it."""

import re

LONGEST = 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LETTERS = r"A-Za-z0-9\u00a1-\uffff"
_LABEL = rf"[{_LETTERS}](?:[{_LETTERS}-]{{0,61}}[{_LETTERS}])?"
_LAST = r"(?![0-9-])[A-Za-z\u00a1-\uffff-]{2,63}(?<!-)"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LAST}")


def is_email(text: str) -> bool:
    """Whether a message can be addressed to it."""
    return len(text) <= LONGEST and _EMAIL.fullmatch(text) is not None
