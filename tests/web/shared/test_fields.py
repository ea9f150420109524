"""What each field reads, refuses and shows again."""

import base64
from datetime import date, time
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from handrail.web.shared import fields
from handrail.web.shared.fields.dates import DateParts
from handrail.web.shared.fields.files import MEGABYTE


def message_of(field: fields.TextField | fields.DateField | fields.FileField, value: object) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return str(refused.value.messages[0])


def picture(kind: str = "JPEG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (4, 4), "white").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("typed", "part", "text"),
    [
        (("31", "2", "2026"), "day", "Birth must be a real date. February 2026 has only 28 days"),
        (("31", "4", "2026"), "day", "Birth must be a real date. April 2026 has only 30 days"),
        (("0", "1", "1942"), "day", "Birth must have a day from 1 to 31"),
        (("1", "13", "1942"), "month", "Birth must have a month from 1 to 12"),
        (("1", "1", "42"), "year", "Birth must have a year of 4 numbers, like 1942"),
        (("31", "12", "9999"), "year", "Birth must have a year up to 2199"),
        (("1", "1", "2200"), "year", "Birth must have a year up to 2199"),
        (("1", "", ""), "month", "Birth must include a month and a year"),
        (("x", "1", "1942"), "day", "Birth must have a day from 1 to 31"),
        (("4", "3", "2026"), "invalid", "Birth must be today or in the past"),
    ],
)
def test_impossible_dates_say_what_is_wrong(typed: tuple[str, str, str], part: str, text: str) -> None:
    field = fields.DateField("Birth", past=True)
    field.bound_by(date(2026, 3, 3))
    with pytest.raises(ValidationError) as refused:
        field.clean(DateParts(*typed))
    assert refused.value.messages == [text]
    assert refused.value.code == part


@pytest.mark.parametrize("month", ["2", "02", "feb", "February"])
def test_a_date_is_read_however_its_month_is_typed(month: str) -> None:
    assert fields.DateField("Birth").clean(DateParts("29", month, "1944")) == date(1944, 2, 29)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("16:30", time(16, 30)),
        ("4.30pm", time(16, 30)),
        ("4 pm", time(16)),
        ("0930", time(9, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("midday", time(12)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, read: time) -> None:
    assert fields.TimeField("Time").clean(typed) == read


@pytest.mark.parametrize("typed", ["25:00", "4", "13pm", "16:60", "soon", "4:5"])
def test_times_that_no_clock_shows_are_refused(typed: str) -> None:
    assert message_of(fields.TimeField("Time"), typed).startswith("Time must")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("0", "Quantity must be 1 or more"),
        ("-3", "Quantity must be 1 or more"),
        ("99999999999999999999", "Quantity must be 50 or less"),
        ("1.5", "Quantity must be a whole number, like 12"),
        ("two", "Quantity must be a whole number, like 12"),
        ("", "Enter quantity"),
    ],
)
def test_quantities_have_bounds(typed: str, text: str) -> None:
    assert message_of(fields.NumberField("Quantity", least=1, most=50), typed) == text


def test_numbers_are_read_with_their_unit_and_commas() -> None:
    assert fields.NumberField("Weight", unit="kg").clean("1,200 kg") == 1200
    assert fields.DecimalField("Reading", unit="Ω", places=3).clean("0.125") == Decimal("0.125")
    assert fields.DecimalField("Leakage").clean("0,2") == Decimal("0.2")
    assert message_of(fields.NumberField("Weight"), "12,5") == "Weight must be a whole number, like 12"
    told = message_of(fields.DecimalField("Reading", places=3), "1,234")
    assert told == "Reading could be read in two ways. Write 1234 or 1.234"
    assert message_of(fields.DecimalField("Reading", places=1), "0.25") == "Reading must have 1 decimal places or fewer"
    assert fields.MoneyField("Price").clean("£1,234.50") == 123450
    assert fields.MoneyField("Price").shown(123450) == "1,234.50"
    assert message_of(fields.MoneyField("Price"), "12.345") == "Price must have 2 decimal places or fewer"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (fields.MoneyField("Price", exact=True), "1,50", "Price has a comma for the pence. Write a point before them"),
        (fields.MoneyField("Price", exact=True), "£1.50", "Price has a currency sign. Leave it out"),
        (fields.MoneyField("Price", exact=True), "1.50 €", "Price has a currency sign. Leave it out"),
        (
            fields.DecimalField("Rate", unit="%", exact=True),
            "20,5 %",
            "Rate has a comma for the decimals. Write a point before them",
        ),
    ],
)
def test_what_money_is_reckoned_by_is_read_exactly_as_it_is_written(
    field: fields.TextField, typed: str, told: str
) -> None:
    assert message_of(field, typed) == told


def test_a_comma_between_thousands_is_read_all_the_same() -> None:
    assert fields.MoneyField("Price", exact=True).clean("1,250.50") == 125050
    assert fields.DecimalField("Cost", most=9_999_999, exact=True).clean("1,250,000.5") == Decimal("1250000.5")


def test_nhs_numbers_of_the_demo_are_test_numbers(settings: object) -> None:
    settings.DEMO_MODE = True  # type: ignore[attr-defined]
    field = fields.NhsNumberField()
    assert message_of(field, "999 123 4568") == "This is not an NHS number. Check for a wrong or swapped number"
    assert "test NHS number" in message_of(field, "401 023 2137")
    settings.DEMO_MODE = False  # type: ignore[attr-defined]
    assert field.clean("401 023 2137") == "4010232137"


def test_postcodes_are_put_in_order() -> None:
    assert fields.PostcodeField().clean("me102ab") == "ME10 2AB"
    assert message_of(fields.PostcodeField(), "ME1") == "Enter a full UK postcode, like ME10 2AB"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("01632 960 001", "+441632960001"), ("0044 1632 960001", "+441632960001"), ("+33 123456789", "+33123456789")],
)
def test_phone_numbers_are_stored_in_one_form(typed: str, read: str) -> None:
    assert fields.PhoneField().clean(typed) == read


@pytest.mark.parametrize("typed", ["12345", "0163", "call me", "+1", "0770090012", "+44 770 090 012"])
def test_impossible_phone_numbers_are_refused(typed: str) -> None:
    assert message_of(fields.PhoneField(), typed).startswith("Phone number must")


def test_text_is_cleaned_and_its_length_told() -> None:
    assert fields.TextField("Name", longest=5).clean("  a\u200bb\x00  ") == "ab"
    assert (
        message_of(fields.TextField("Name", longest=5), "abcdefg") == "Name must be 5 characters or fewer. You typed 7"
    )


def test_a_question_ends_its_sentence() -> None:
    assert message_of(fields.TextField("Who came?", longest=5), "abcdefg") == (
        "Who came? It must be 5 characters or fewer. You typed 7"
    )


def test_a_text_file_named_jpg_is_no_photo() -> None:
    field = fields.PhotoField()
    assert "not a photo" in message_of(field, SimpleUploadedFile("bed.jpg", b"hello, I am text"))
    assert field.clean(SimpleUploadedFile("bed.txt", picture())) is not None


def test_a_broken_picture_of_a_kind_that_is_not_taken_is_no_photo() -> None:
    broken = picture("AVIF").replace(b"pitm", b"free")
    assert "not a photo" in message_of(fields.PhotoField(), SimpleUploadedFile("bed.jpg", broken))


@pytest.mark.parametrize(("size", "says"), [(40 * MEGABYTE, "40 MB"), (10 * MEGABYTE + 1, "11 MB")])
def test_a_photo_above_the_limit_is_refused_with_its_size(size: int, says: str) -> None:
    huge = SimpleUploadedFile("bed.jpg", b"")
    huge.size = size
    assert message_of(fields.PhotoField(), huge) == f"Photo: the file is {says}. The most is 10 MB"


def test_a_signature_is_a_name_and_perhaps_a_drawing() -> None:
    drawn = "data:image/png;base64," + base64.b64encode(picture("PNG")).decode()
    signature = fields.SignatureField().clean(("Ada Okafor", drawn))
    assert signature.name == "Ada Okafor"
    assert signature.drawing == picture("PNG")
    assert fields.SignatureField().clean(("Ada Okafor", "")).drawing is None
    for broken in ("data:text/html;base64,AAAA", "data:image/png;base64,!!", "data:image/png;base64,AAAA"):
        with pytest.raises(ValidationError):
            fields.SignatureField().clean(("Ada", broken))


def test_a_drawing_of_far_more_pixels_than_bytes_is_refused_at_its_field() -> None:
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    drawn = "data:image/png;base64," + base64.b64encode(bomb.getvalue()).decode()
    with pytest.raises(ValidationError):
        fields.SignatureField().clean(("Ada", drawn))


def test_choices_refuse_what_is_not_offered() -> None:
    assert message_of(fields.RadiosField("Speed", [("a", "A")]), "b") == "Speed: choose one of the list"  # type: ignore[arg-type]
    assert fields.CheckboxesField("Needs", [("a", "A"), ("b", "B")]).clean(["b", "a"]) == ("a", "b")
    assert fields.YesNoField("Alone").clean("no") is False
    assert fields.YesNoField("Alone", required=False).clean("") is None
