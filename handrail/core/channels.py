"""The ways on which messages travel, and which of them need somebody's hands.
Refuses nothing; `core.outbox` keeps the messages, `adapters.notify` sends them."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "EMAIL"
    SMS = "SMS"
    LETTER = "LETTER"
    PHONE = "PHONE"


# No machine sends these: somebody of the desk rings or writes, and says that it is done.
BY_HAND = frozenset({Channel.PHONE, Channel.LETTER})
