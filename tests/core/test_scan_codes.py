"""Codes of things: the published GS1 example, our own labels, other owners' labels, plain numbers, anything else."""

from datetime import date
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.scan_codes import (
    LabelCodes,
    ScanKind,
    ScannedCode,
    ScanProblem,
    ScanSettings,
    giai_of,
    gtin_check_digit,
    internal_gtin,
    is_gtin,
    label_codes,
    read_code,
)

GS = "\x1d"
SETTINGS = ScanSettings(company_prefix="5060123", separator_stand_ins=("~", "{GS}"))
BED = {"gtin": "05012345678900", "made_on": date(2024, 1, 15), "lot": "L2401", "serial": "SN98765"}
BED_TEXT = f"01050123456789001124011510L2401{GS}21SN98765"


@pytest.mark.parametrize(
    "text",
    [
        f"]d2{BED_TEXT}",
        f"]C1{BED_TEXT}",
        f"]Q3{BED_TEXT}",
        BED_TEXT,
        f"{GS}{BED_TEXT}{GS}\r\n",
        BED_TEXT.replace(GS, "~"),
        f"]d2{BED_TEXT.replace(GS, '{GS}')}",
        "(01)05012345678900(11)240115(10)L2401(21)SN98765",
        "(01) 05012345678900 (11) 240115 (10) L2401 (21) SN98765",
        "https://id.gs1.org/01/05012345678900/10/L2401/21/SN98765?11=240115",
    ],
)
def test_gs1_product_codes(text: str) -> None:
    assert read_code(text, SETTINGS) == ScannedCode(ScanKind.PRODUCT, text, **BED)  # type: ignore[arg-type]  # mixed values


def test_an_expiry_without_a_day_is_the_last_of_its_month() -> None:
    assert read_code("]d2010501234567890017280200").expires_on == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["(01)05012345678900(17)000000", "]d2010501234567890017000000"])
def test_an_impossible_date_does_not_hide_the_product(text: str) -> None:
    assert read_code(text) == ScannedCode(ScanKind.PRODUCT, text, gtin="05012345678900")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Our own labels: DataMatrix, bracketed text, QR on any host, path alone.
        ("]d280045060123HR-000123", ("ASSET", "HR-000123")),
        ("80045060123HR-000123", ("ASSET", "HR-000123")),
        ("(8004)5060123HR-000123", ("ASSET", "HR-000123")),
        ("https://old.example/a/HR-000123", ("ASSET", "HR-000123")),
        ("HTTP://127.0.0.1:8000/a/hr-000123/?from=qr#top", ("ASSET", "HR-000123")),
        ("/a/HR-000123", ("ASSET", "HR-000123")),
        ("]Q1https://x.example/a/HR%2D000123", ("ASSET", "HR-000123")),
        # Plain numbers, a maker's serial, a HIBCC label, eight digits that could be a GTIN-8.
        (" hr-000123 \t", ("PLAIN", "HR-000123")),
        ("]C0HR-000123", ("PLAIN", "HR-000123")),
        ("+A123BJC5D6E71", ("PLAIN", "+A123BJC5D6E71")),
        ("96385074", ("PLAIN", "96385074")),
        ("80041234", ("PLAIN", "80041234")),
        ("0105012345", ("PLAIN", "0105012345")),
        ("0105012345678901", ("PLAIN", "0105012345678901")),
        ("80030501234567892", ("PLAIN", "80030501234567892")),
        ("SN  12 34", ("PLAIN", "SN 12 34")),
        # A GTIN with a wrong check digit is only a number.
        ("5012345678901", ("PLAIN", "5012345678901")),
    ],
)
def test_asset_numbers_and_plain_text(text: str, expected: tuple[str, str]) -> None:
    found = read_code(text, SETTINGS)
    assert (found.kind, found.asset_number, found.raw) == (ScanKind(expected[0]), expected[1], text)


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("5012345678900", "05012345678900"),
        ("]E05012345678900", "05012345678900"),
        ("614141123452", "00614141123452"),
        ("05012345678900", "05012345678900"),
    ],
)
def test_shop_bar_codes(text: str, gtin: str) -> None:
    assert read_code(text) == ScannedCode(ScanKind.PRODUCT, text, gtin=gtin)


@pytest.mark.parametrize(
    ("text", "giai", "grai"),
    [
        ("]d280049999999WALKER-1", "9999999WALKER-1", None),
        # Ours by its prefix, but no number of ours.
        ("]d280045060123HR(1)", "5060123HR(1)", None),
        ("]d280030501234567890012ABC", None, "501234567890012ABC"),
        ("80030501234567890012ABC", None, "501234567890012ABC"),
    ],
)
def test_labels_of_other_owners(text: str, giai: str | None, grai: str | None) -> None:
    assert read_code(text, SETTINGS) == ScannedCode(ScanKind.FOREIGN_ASSET, text, giai=giai, grai=grai)


def test_without_a_company_prefix_no_giai_is_ours() -> None:
    assert read_code("]d280045060123HR-000123").kind is ScanKind.FOREIGN_ASSET
    assert read_code("80045060123HR-000123").kind is ScanKind.PLAIN


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ScanProblem.EMPTY),
        (" \r\n", ScanProblem.EMPTY),
        ("]d2", ScanProblem.EMPTY),
        (GS, ScanProblem.EMPTY),
        ("A" * 501, ScanProblem.TOO_LONG),
        ("A" * 61, ScanProblem.NOT_A_CODE),
        ("-- DROP", ScanProblem.NOT_A_CODE),
        ("bed 🛏", ScanProblem.NOT_A_CODE),
        ("http://[bad", ScanProblem.NOT_A_CODE),
        ("]d2hello", ScanProblem.BROKEN_GS1),
        ("]d210L2401", ScanProblem.BROKEN_GS1),
        (f"10L{GS}", ScanProblem.BROKEN_GS1),
        ("(hello)", ScanProblem.BROKEN_GS1),
        (f"HR-1{GS}2", ScanProblem.BROKEN_GS1),
        (f"01050123456789{GS}", ScanProblem.BROKEN_GS1),
        ("]d20105012345678901", ScanProblem.WRONG_CHECK_DIGIT),
        ("(8003)05012345678902ABC", ScanProblem.WRONG_CHECK_DIGIT),
        ("https://shop.example/basket", ScanProblem.FOREIGN_ADDRESS),
        ("https://x.example/people/a/HR-000123", ScanProblem.FOREIGN_ADDRESS),
        ("https://x.example/a/", ScanProblem.FOREIGN_ADDRESS),
        ("/a/<script>", ScanProblem.FOREIGN_ADDRESS),
    ],
)
def test_what_cannot_be_read_says_why(text: str, problem: ScanProblem) -> None:
    found = read_code(text, SETTINGS)
    assert (found.kind, found.problem, found.raw) == (ScanKind.UNREADABLE, problem, text[:500])


gs1_like = st.lists(
    st.sampled_from(
        ["01", "10", "11", "17", "21", "8003", "8004", "3103", "391", "]d2", "]C1", "(", ")", GS, "/a/", "http://"]
    )
    | st.text("0123456789", max_size=16)
    | st.text(st.characters(), max_size=4)
).map("".join)


@given(gs1_like | st.text(st.characters()))
def test_any_text_has_an_answer(text: str) -> None:
    found = read_code(text, SETTINGS)
    assert (found.kind is ScanKind.UNREADABLE) == (found.problem is not None)
    assert found.gtin is None or is_gtin(found.gtin)


@pytest.mark.parametrize(
    ("digits", "check"), [("0501234567890", 0), ("9638507", 4), ("61414112345", 2), ("629104150021", 3)]
)
def test_check_digits(digits: str, check: int) -> None:
    assert gtin_check_digit(digits) == check
    assert is_gtin(f"{digits}{check}")
    assert not is_gtin(f"{digits}{(check + 1) % 10}")


@pytest.mark.parametrize("text", ["", "٠١٢٣٤٥٦٧", "abcdefgh", "123456789"])
def test_texts_that_are_no_gtin(text: str) -> None:
    assert not is_gtin(text)


def test_an_internal_gtin_is_a_restricted_number_that_scans_as_a_product() -> None:
    gtin = internal_gtin("BED-010")
    assert gtin == f"0020020504010{gtin_check_digit('0020020504010')}"
    assert read_code(gtin[1:]) == ScannedCode(ScanKind.PRODUCT, gtin[1:], gtin=gtin)
    assert read_code(f"]d201{gtin}").gtin == gtin


codes = st.tuples(st.text(ascii_uppercase, min_size=3, max_size=3), st.integers(0, 999))


@given(codes, codes)
def test_internal_gtins_are_one_to_one(one: tuple[str, int], other: tuple[str, int]) -> None:
    first, second = (internal_gtin(f"{letters}-{number:03}") for letters, number in (one, other))
    assert is_gtin(first)
    assert (first == second) == (one == other)


@pytest.mark.parametrize("code", ["", "bed-010", "BED010", "BEDS-010", "BED-0100", "ÄBC-010", "BED-٠١٠"])
def test_other_product_codes_have_no_internal_gtin(code: str) -> None:
    with pytest.raises(ValueError, match="internal GTIN"):
        internal_gtin(code)


def test_label_codes_are_read_back() -> None:
    codes = label_codes("HR-000123", "5060123")
    assert codes == LabelCodes("80045060123HR-000123", "(8004)5060123HR-000123", "/a/HR-000123")
    for text in (f"]d2{codes.element_string}", codes.human_text, f"https://any.example{codes.path}"):
        assert read_code(text, SETTINGS).asset_number == "HR-000123"


@pytest.mark.parametrize(
    ("number", "prefix"),
    [("HR-1", ""), ("HR-1", "12a4"), ("HR-1", "1234567890123"), ("", "5060123"), ("A" * 24, "5060123")],
)
def test_labels_that_gs1_would_not_allow_are_refused(number: str, prefix: str) -> None:
    with pytest.raises(ValueError, match=r"GS1|GIAI"):
        giai_of(number, prefix)
