"""Pairs of records as a clerk meets them, and what should come of each."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.matching import POINTS, Likeness, LikenessReason, PersonTraits, Verdict, compare

MARGARET = PersonTraits(
    "Margaret",
    "O'Brien",
    born_on=date(1943, 5, 12),
    nhs_number="9990000018",
    postcode="ME10 2AB",
    address_line="12 High Street",
    phone="01622 000123",
)
PLAIN = replace(MARGARET, nhs_number=None, postcode="", address_line="", phone="")
R = LikenessReason


@pytest.mark.parametrize(
    ("one", "change", "verdict", "reasons"),
    [
        (MARGARET, {}, Verdict.SAME, (R.NHS_NUMBER_SAME, R.NAME_SAME, R.BIRTH_DATE_SAME, R.ADDRESS_SAME, R.PHONE_SAME)),
        (PLAIN, {}, Verdict.LIKELY, (R.NAME_SAME, R.BIRTH_DATE_SAME)),
        (
            MARGARET,
            {"nhs_number": None, "phone": "+44 1622 000 123"},
            Verdict.SAME,
            (R.NAME_SAME, R.BIRTH_DATE_SAME, R.ADDRESS_SAME, R.PHONE_SAME),
        ),
        (
            MARGARET,
            {"nhs_number": None, "address_line": "14 High Street", "phone": ""},
            Verdict.LIKELY,
            (R.NAME_SAME, R.BIRTH_DATE_SAME, R.POSTCODE_SAME),
        ),
        # A number keyed wrong, or another person.
        (
            MARGARET,
            {"nhs_number": "9990000026"},
            Verdict.LIKELY,
            (R.NHS_NUMBER_DIFFERENT, R.NAME_SAME, R.BIRTH_DATE_SAME, R.ADDRESS_SAME, R.PHONE_SAME),
        ),
        (
            replace(PLAIN, nhs_number="9990000018"),
            {"nhs_number": "9990000026"},
            Verdict.POSSIBLE,
            (R.NHS_NUMBER_DIFFERENT, R.NAME_SAME, R.BIRTH_DATE_SAME),
        ),
        # One number on two people's records.
        (
            replace(PLAIN, nhs_number="9990000018"),
            {"given_name": "John", "family_name": "Smith", "born_on": date(2001, 1, 9)},
            Verdict.POSSIBLE,
            (R.NHS_NUMBER_SAME, R.NAME_DIFFERENT, R.BIRTH_DATE_DIFFERENT),
        ),
        # Names.
        (
            PLAIN,
            {"given_name": "O'Brien", "family_name": "margaret"},
            Verdict.LIKELY,
            (R.NAME_SWAPPED, R.BIRTH_DATE_SAME),
        ),
        (PLAIN, {"given_name": "Peggy"}, Verdict.LIKELY, (R.GIVEN_NAME_NICKNAME, R.BIRTH_DATE_SAME)),
        (PLAIN, {"given_name": "Margraet"}, Verdict.POSSIBLE, (R.NAME_CLOSE, R.BIRTH_DATE_SAME)),
        (PLAIN, {"given_name": "Ann Margaret"}, Verdict.POSSIBLE, (R.NAME_CLOSE, R.BIRTH_DATE_SAME)),
        (PLAIN, {"given_name": "M"}, Verdict.POSSIBLE, (R.NAME_CLOSE, R.BIRTH_DATE_SAME)),
        (PLAIN, {"family_name": "O’Brien-Jones"}, Verdict.POSSIBLE, (R.NAME_CLOSE, R.BIRTH_DATE_SAME)),
        (PLAIN, {"family_name": "OBrian"}, Verdict.POSSIBLE, (R.NAME_CLOSE, R.BIRTH_DATE_SAME)),
        (PLAIN, {"family_name": "O'Bryan"}, Verdict.POSSIBLE, (R.NAME_CLOSE, R.BIRTH_DATE_SAME)),
        (PLAIN, {"family_name": "Khan"}, Verdict.POSSIBLE, (R.GIVEN_NAME_ONLY_SAME, R.BIRTH_DATE_SAME)),
        (PLAIN, {"family_name": ""}, Verdict.POSSIBLE, (R.GIVEN_NAME_ONLY_SAME, R.BIRTH_DATE_SAME)),
        (
            replace(MARGARET, nhs_number=None),
            {"family_name": "Khan"},
            Verdict.LIKELY,
            (R.GIVEN_NAME_ONLY_SAME, R.BIRTH_DATE_SAME, R.ADDRESS_SAME, R.PHONE_SAME),
        ),
        # Twins.
        (
            replace(MARGARET, nhs_number=None),
            {"given_name": "Kathleen"},
            Verdict.DIFFERENT,
            (R.FAMILY_NAME_ONLY_SAME, R.BIRTH_DATE_SAME, R.ADDRESS_SAME, R.PHONE_SAME),
        ),
        # Father and son.
        (
            replace(MARGARET, nhs_number=None),
            {"born_on": date(1971, 8, 30)},
            Verdict.DIFFERENT,
            (R.NAME_SAME, R.BIRTH_DATE_DIFFERENT, R.ADDRESS_SAME, R.PHONE_SAME),
        ),
        (
            PLAIN,
            {"given_name": "John", "family_name": "Smith"},
            Verdict.DIFFERENT,
            (R.NAME_DIFFERENT, R.BIRTH_DATE_SAME),
        ),
        # Birth dates.
        (PLAIN, {"born_on": date(1943, 12, 5)}, Verdict.POSSIBLE, (R.NAME_SAME, R.BIRTH_DATE_DAY_MONTH_SWAPPED)),
        (PLAIN, {"born_on": date(1943, 5, 13)}, Verdict.POSSIBLE, (R.NAME_SAME, R.BIRTH_DATE_ONE_SLIP)),
        (PLAIN, {"born_on": date(1934, 5, 12)}, Verdict.POSSIBLE, (R.NAME_SAME, R.BIRTH_DATE_ONE_SLIP)),
        (PLAIN, {"born_on": date(1953, 5, 13)}, Verdict.DIFFERENT, (R.NAME_SAME, R.BIRTH_DATE_DIFFERENT)),
        (PLAIN, {"born_on": date(1942, 5, 13)}, Verdict.DIFFERENT, (R.NAME_SAME, R.BIRTH_DATE_DIFFERENT)),
        (PLAIN, {"born_on": date(1956, 5, 12)}, Verdict.DIFFERENT, (R.NAME_SAME, R.BIRTH_DATE_DIFFERENT)),
        (PLAIN, {"born_on": None}, Verdict.DIFFERENT, (R.NAME_SAME,)),
        (PLAIN, {"born_on": date(1900, 1, 1)}, Verdict.DIFFERENT, (R.NAME_SAME,)),
        (
            replace(MARGARET, nhs_number=None, phone=""),
            {"born_on": None},
            Verdict.POSSIBLE,
            (R.NAME_SAME, R.ADDRESS_SAME),
        ),
        # What says nothing.
        (replace(PLAIN, postcode="ZZ99 3VZ"), {}, Verdict.LIKELY, (R.NAME_SAME, R.BIRTH_DATE_SAME)),
        (replace(PLAIN, phone="123"), {}, Verdict.LIKELY, (R.NAME_SAME, R.BIRTH_DATE_SAME)),
        (
            replace(PLAIN, postcode="ME10 2AB"),
            {"postcode": "CT1 1AB"},
            Verdict.LIKELY,
            (R.NAME_SAME, R.BIRTH_DATE_SAME),
        ),
        (
            replace(PLAIN, family_name="محمد"),
            {"family_name": "خالد"},
            Verdict.POSSIBLE,
            (R.GIVEN_NAME_ONLY_SAME, R.BIRTH_DATE_SAME),
        ),
    ],
)
def test_pairs(
    one: PersonTraits, change: dict[str, str | date | None], verdict: Verdict, reasons: tuple[LikenessReason, ...]
) -> None:
    other = replace(one, **change)  # type: ignore[arg-type]  # each row of the table changes other fields
    found = compare(one, other)
    assert (found.verdict, found.reasons) == (verdict, reasons)
    assert compare(other, one) == found


def test_the_score_stays_between_0_and_100() -> None:
    assert compare(MARGARET, MARGARET).score == 100
    stranger = PersonTraits("John", "Smith", born_on=date(2001, 1, 9), nhs_number="9990000026")
    assert compare(MARGARET, stranger) == Likeness(
        0, (R.NHS_NUMBER_DIFFERENT, R.NAME_DIFFERENT, R.BIRTH_DATE_DIFFERENT), Verdict.DIFFERENT
    )


def test_every_reason_has_points() -> None:
    assert set(POINTS) == set(LikenessReason)


names = (
    st.sampled_from(["", "Ann", "ANN", "Peggy", "Margaret", "O'Brien", "Obrein", "Smith", "Smyth", "محمد", "A"])
    | st.text()
)
traits = st.builds(
    PersonTraits,
    names,
    names,
    st.none() | st.dates(date(1943, 5, 1), date(1943, 12, 31)),
    st.sampled_from([None, "9990000018", "9990000026"]),
    st.sampled_from(["", "ME10 2AB", "me102ab", "junk"]),
    st.sampled_from(["", "12 High Street", "12, HIGH STREET"]),
    st.sampled_from(["", "01622 000123", "+441622000123"]),
)


@given(traits, traits)
def test_any_two_records_compare_the_same_both_ways(one: PersonTraits, other: PersonTraits) -> None:
    found = compare(one, other)
    assert found == compare(other, one)
    assert 0 <= found.score <= 100
    assert len(set(found.reasons)) == len(found.reasons)
