"""Which known people a new record may be about already, and why.
Refuses to decide: a clerk is shown the reasons and says what is so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.matching import Likeness, LikenessReason, PersonTraits, Verdict, compare
from handrail.core.refusal import Reason
from handrail.people.states import PersonReason


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A record that someone may be confused with. `record_ids`, where it is out of reach: it and those joined to it."""

    person_id: UUID
    number: int
    traits: PersonTraits
    record_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A known person with how alike the two are."""

    known: KnownPerson
    likeness: Likeness


def lookalikes(new: PersonTraits, known: Iterable[KnownPerson]) -> tuple[Lookalike, ...]:
    """Those that may be the same person, likeliest first."""
    compared = [Lookalike(one, compare(new, one.traits)) for one in known]
    alike = [one for one in compared if one.likeness.verdict is not Verdict.DIFFERENT]
    return tuple(sorted(alike, key=lambda one: (-one.likeness.score, one.known.number)))


def reasons_against_adding(alike: Iterable[Lookalike], *, why_new: str, most: int = 5) -> tuple[Reason, ...]:
    """One reason for each lookalike, unless the user says why this is someone else."""
    if why_new:
        return ()
    return tuple(
        Reason(
            PersonReason.LOOKS_ALIKE,
            "why_new",
            (
                ("person_id", str(one.known.person_id)),
                ("number", one.known.number),
                ("name", f"{one.known.traits.given_name} {one.known.traits.family_name}"),
                ("born_on", one.known.traits.born_on.isoformat() if one.known.traits.born_on else ""),
                ("postcode", one.known.traits.postcode),
                ("address", one.known.traits.address_line),
                ("score", one.likeness.score),
                ("verdict", one.likeness.verdict.value),
                ("reasons", " ".join(reason.value for reason in one.likeness.reasons)),
            ),
        )
        for one in list(alike)[:most]
    )


_NEAR_NAMES = frozenset(
    {
        LikenessReason.NAME_SAME,
        LikenessReason.NAME_SWAPPED,
        LikenessReason.NAME_CLOSE,
        LikenessReason.GIVEN_NAME_NICKNAME,
    }
)
_PLACES = frozenset({LikenessReason.ADDRESS_SAME, LikenessReason.POSTCODE_SAME})


def alike_out_of_sight(
    new: PersonTraits, known: Iterable[KnownPerson]
) -> tuple[tuple[KnownPerson, ...], PersonReason | None]:
    """Of those whom the user may not see, the ones with a near name and the birth date or the postcode; and which of
    the two the likeliest has. Nothing else of them is to be told, not even how many there are."""
    found = [
        (one.known, by)
        for one in lookalikes(new, known)
        if _NEAR_NAMES.intersection(one.likeness.reasons) and (by := _beside_the_name(one.likeness))
    ]
    return tuple(one for one, _ in found), found[0][1] if found else None


def _beside_the_name(likeness: Likeness) -> PersonReason | None:
    born = LikenessReason.BIRTH_DATE_SAME in likeness.reasons
    if _PLACES.intersection(likeness.reasons):
        return PersonReason.ALIKE_ELSEWHERE_BY_BOTH if born else PersonReason.ALIKE_ELSEWHERE_BY_POSTCODE
    return PersonReason.ALIKE_ELSEWHERE_BY_BIRTH if born else None


OUT_OF_SIGHT = frozenset(
    {
        PersonReason.ALIKE_ELSEWHERE_BY_BIRTH,
        PersonReason.ALIKE_ELSEWHERE_BY_POSTCODE,
        PersonReason.ALIKE_ELSEWHERE_BY_BOTH,
    }
)


def birth_dates_to_try(birth_on: date) -> tuple[date, ...]:
    """The birth date, and the one with day and month changed over where there is such a day."""
    try:
        swapped = birth_on.replace(month=birth_on.day, day=birth_on.month)
    except ValueError:
        return (birth_on,)
    return (birth_on,) if swapped == birth_on else (birth_on, swapped)
