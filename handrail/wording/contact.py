"""How somebody is reached, and by which NHS number they are known, in words.
Refuses to choose in silence where joined records say different things: each NHS number is said, with its record."""

from handrail.people.rules.contact import ContactWays
from handrail.people.states import ContactBy
from handrail.wording import say
from handrail.wording.shown import nhs_number, phone

NOT_KNOWN = "Not known"
TWO_NUMBERS = "A person has one NHS number: these may be two people, or one number is wrong"


def nhs_numbers(ways: ContactWays) -> tuple[str, ...]:
    """The NHS number, or each that a record says."""
    known = ways.nhs_numbers
    if len(known) < 2:
        return (nhs_number(ways.nhs_number) or NOT_KNOWN,)
    return tuple(f"{nhs_number(one.nhs_number)} (record {one.number})" for one in known)


def phones(ways: ContactWays) -> tuple[str, ...]:
    """The numbers to ring, the first one first."""
    return tuple(phone(number) for number in ways.phones) or (NOT_KNOWN,)


def emails(ways: ContactWays) -> tuple[str, ...]:
    """The addresses to write to."""
    return ways.emails or (NOT_KNOWN,)


def no_contact_by(ways: ContactWays) -> str:
    """Which record asks for no contact, where it is not the one in front; empty else."""
    front, *others = ways.records
    asking = next((one for one in others if one.contact_by is ContactBy.NONE), None)
    return f"Record {asking.number} says so" if asking and front.contact_by is not ContactBy.NONE else ""


def stands_in_front(ways: ContactWays) -> str:
    """What everybody is shown of the person, in one line."""
    shown = (
        f"NHS number {nhs_number(ways.nhs_number)}" if ways.nhs_number else "no NHS number",
        f"phone {phone(ways.phone)}" if ways.phone else "no phone",
        f"email {ways.email}" if ways.email else "no email",
        f"likes to be told by: {say(ways.contact_by).lower()}",
    )
    return f"Shown then: {', '.join(shown)}"


def two_numbers(ways: ContactWays) -> str:
    """What is to be done where the records know different NHS numbers; empty where they do not."""
    return TWO_NUMBERS if len(ways.nhs_numbers) > 1 else ""
