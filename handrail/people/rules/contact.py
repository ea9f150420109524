"""How a person is reached, and by which NHS number they are known, as all their records say it: the record in front
first, and what it does not know from those that are read through it.
Refuses to overrule "do not contact": it binds on whichever record it stands."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from handrail.people.rules.finding import national_digits
from handrail.people.states import ContactBy


@dataclass(frozen=True, slots=True)
class RecordWays:
    """What one record knows. `number`: the record's, for where two say different things."""

    number: int
    nhs_number: str
    nhs_number_status: str
    phone: str
    mobile: str
    email: str
    contact_by: ContactBy

    @property
    def phones(self) -> tuple[str, ...]:
        """Its numbers, the mobile first."""
        return tuple(number for number in (self.mobile, self.phone) if number)

    @property
    def has_said_how(self) -> bool:
        """Whether somebody chose that: a phone without a number is how a record begins, and a letter is what is left
        where neither a number nor an e-mail address is known."""
        match self.contact_by:
            case ContactBy.PHONE:
                return bool(self.phones)
            case ContactBy.LETTER:
                return bool(self.phones or self.email)
            case _:
                return True


@dataclass(frozen=True, slots=True)
class ContactWays:
    """How the person is reached. `phones`, `emails`: each once, the one to take first; `nhs_number`: the one that the
    person is shown with; `records`: what each record knows of all this, the one in front first."""

    nhs_number: str
    nhs_number_status: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    contact_by: ContactBy
    records: tuple[RecordWays, ...]

    @property
    def phone(self) -> str:
        """The number to ring; empty where none is known."""
        return self.phones[0] if self.phones else ""

    @property
    def email(self) -> str:
        """The address to write to; empty where none is known."""
        return self.emails[0] if self.emails else ""

    @property
    def nhs_numbers(self) -> tuple[RecordWays, ...]:
        """The records that know an NHS number, one for each number: more than one is a mistake, or two people."""
        first = {one.nhs_number: one for one in reversed(self.records) if one.nhs_number}
        return tuple(one for one in self.records if first.get(one.nhs_number) is one)


def contact_of(records: Sequence[RecordWays]) -> ContactWays:
    """How the person of these records is reached; the one in front comes first, and there is at least one."""
    known = next((one for one in records if one.nhs_number), records[0])
    return ContactWays(
        nhs_number=known.nhs_number,
        nhs_number_status=known.nhs_number_status,
        phones=_each_once((number for one in records for number in one.phones), national_digits),
        emails=_each_once((one.email for one in records if one.email), str.lower),
        contact_by=_wish(records),
        records=tuple(records),
    )


def after_join(front: ContactWays, behind: ContactWays) -> ContactWays:
    """How the person would be reached once the one's records are read through the other's."""
    first, *others = front.records
    return contact_of((first, *sorted((*others, *behind.records), key=lambda one: one.number)))


def _wish(records: Sequence[RecordWays]) -> ContactBy:
    if any(one.contact_by is ContactBy.NONE for one in records):
        return ContactBy.NONE
    return next((one.contact_by for one in records if one.has_said_how), records[0].contact_by)


def _each_once(found: Iterable[str], key: Callable[[str], str]) -> tuple[str, ...]:
    once: dict[str, str] = {}
    for one in found:
        once.setdefault(key(one), one)
    return tuple(once.values())
