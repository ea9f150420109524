"""Reads whatever a scanner or a person gives us as the code of a thing, and makes the codes for our own labels.
Refuses nothing: what cannot be read is answered as UNREADABLE with the reason. Whose a code is, stock says.

Sources: GS1 General Specifications (application identifiers, check digits, restricted circulation numbers, FNC1 and
symbology identifiers); HIBCC labels begin with "+" and are taken as plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import import_module
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from handrail.core.text_guard import clean_line

GROUP_SEPARATOR: Final = "\x1d"
LONGEST_CODE: Final = 500
LONGEST_GIAI: Final = 30
# Letters, digits and the marks that scanners and labels use; always begins with a letter or digit, or HIBCC's plus.
_PLAIN: Final = re.compile(r"[0-9A-Z+][0-9A-Z+\-./$%*_: ]{0,59}")
_ASSET_NUMBER: Final = re.compile(r"[0-9A-Z][0-9A-Z\-./_]{0,29}")
_SYMBOLOGY: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_GTIN_LENGTHS: Final = (12, 13, 14)
_CATALOGUE_CODE: Final = re.compile(r"([A-Z])([A-Z])([A-Z])-(\d{3})", re.ASCII)


class ScanKind(StrEnum):
    """What a code names."""

    ASSET = "ASSET"
    PRODUCT = "PRODUCT"
    FOREIGN_ASSET = "FOREIGN_ASSET"
    PLAIN = "PLAIN"
    UNREADABLE = "UNREADABLE"


class ScanProblem(StrEnum):
    """Why a code could not be read."""

    EMPTY = "SCAN_EMPTY"
    TOO_LONG = "SCAN_TOO_LONG"
    NOT_A_CODE = "SCAN_NOT_A_CODE"
    BROKEN_GS1 = "SCAN_BROKEN_GS1"
    WRONG_CHECK_DIGIT = "SCAN_WRONG_CHECK_DIGIT"
    FOREIGN_ADDRESS = "SCAN_FOREIGN_ADDRESS"


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """`company_prefix`: our GS1 company prefix, which marks a GIAI as our own; empty: we have none.

    `separator_stand_ins`: what keyboard scanners send in place of the group separator, such as "~" or "{GS}"."""

    company_prefix: str = ""
    separator_stand_ins: tuple[str, ...] = ()


NO_SETTINGS: Final = ScanSettings()


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """What a code says. `gtin` always has 14 digits; dates are those printed in the code.

    By kind: ASSET, our own label, has `asset_number`. PRODUCT has `gtin`. FOREIGN_ASSET, another owner's label, has
    `giai` or `grai` (13 digits and a serial). PLAIN has `asset_number`: the text in capitals, which may be one of our
    numbers, a maker's serial number or a HIBCC label. UNREADABLE has `problem`."""

    kind: ScanKind
    raw: str
    gtin: str | None = None
    serial: str | None = None
    lot: str | None = None
    made_on: date | None = None
    expires_on: date | None = None
    asset_number: str | None = None
    giai: str | None = None
    grai: str | None = None
    problem: ScanProblem | None = None


def clean_code(text: str) -> str:
    """A code as it is kept and shown: one line, like `clean_line`, but the separators within GS1 codes stay."""
    return GROUP_SEPARATOR.join(clean_line(part) for part in text.split(GROUP_SEPARATOR))


def read_code(text: str, settings: ScanSettings = NO_SETTINGS) -> ScannedCode:
    """What a scanned or typed text names. Never raises: UNREADABLE carries the reason."""
    if len(text) > LONGEST_CODE:
        return _unreadable(text[:LONGEST_CODE], ScanProblem.TOO_LONG)
    code = text.strip(" \t\r\n\ufeff\x00")
    for stand_in in settings.separator_stand_ins:
        code = code.replace(stand_in, GROUP_SEPARATOR)
    symbology = _SYMBOLOGY.match(code)
    payload = code[3:] if symbology else code
    if not payload.strip(GROUP_SEPARATOR):
        return _unreadable(text, ScanProblem.EMPTY)
    if payload.lower().startswith(("http://", "https://", "/a/")):
        return _read_address(text, payload, settings)
    if payload.startswith("("):
        return _read_bracketed(text, payload, settings)
    if _is_gs1(symbology[0] if symbology else "", payload, settings):
        return _read_element_strings(text, payload, settings)
    return _read_plain(text, payload)


def gtin_check_digit(digits: str) -> int:
    """The check digit that follows these digits: modulus 10, weights 3 and 1 from the right (GTIN, GLN, GRAI)."""
    return -sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits))) % 10


def is_gtin(text: str) -> bool:
    """Whether a text is 8, 12, 13 or 14 digits with the right check digit."""
    digits = text.isascii() and text.isdigit() and len(text) in {8, *_GTIN_LENGTHS}
    return digits and gtin_check_digit(text[:-1]) == int(text[-1])


def internal_gtin(product_code: str) -> str:
    """A 14-digit GTIN for our own shelf labels, from GS1's range 02 for restricted circulation, always the same for
    the same code, and never the same for two codes of three letters and three digits such as BED-010.

    Raises `ValueError` for a code of any other form: such a product needs a GTIN of its own."""
    read = _CATALOGUE_CODE.fullmatch(product_code)
    if read is None:
        raise ValueError("only codes of three letters, a dash and three digits have an internal GTIN")
    letters = "".join(f"{ord(letter) - ord('A') + 1:02}" for letter in read.groups()[:3])
    digits = f"0020{letters}{read[4]}"
    return f"{digits}{gtin_check_digit(digits)}"


def giai_of(asset_number: str, company_prefix: str) -> str:
    """The GIAI (Global Individual Asset Identifier) of one of our assets: the company prefix and its number.

    Raises `ValueError` when the prefix is no GS1 company prefix, or the two do not fit together into 30 characters."""
    if not re.fullmatch("[0-9]{4,12}", company_prefix):
        raise ValueError("a GS1 company prefix has 4 to 12 digits")
    giai = f"{company_prefix}{asset_number}"
    if not _ASSET_NUMBER.fullmatch(asset_number) or len(giai) > LONGEST_GIAI:
        raise ValueError("the asset number does not fit into a GIAI")
    return giai


@dataclass(frozen=True, slots=True)
class LabelCodes:
    """The codes printed on a label: `element_string` for the GS1 DataMatrix symbol (without the leading FNC1,
    which the symbol adds), `human_text` beside it, `path` for the QR code."""

    element_string: str
    human_text: str
    path: str


def label_codes(asset_number: str, company_prefix: str) -> LabelCodes:
    """What to print on an asset's label. Raises `ValueError` as `giai_of` does."""
    giai = giai_of(asset_number, company_prefix)
    return LabelCodes(element_string=f"8004{giai}", human_text=f"(8004){giai}", path=f"/a/{asset_number}")


def product_label_codes(gtin: str) -> LabelCodes:
    """What to print on the label of a counted product: its GTIN, and its GS1 Digital Link as the path."""
    return LabelCodes(element_string=f"01{gtin}", human_text=f"(01){gtin}", path=f"/01/{gtin}")


def _is_gs1(symbology: str, payload: str, settings: ScanSettings) -> bool:
    """Whether to read a payload as GS1 element strings. Without a symbology identifier only an unmistakable beginning
    counts, because an asset number may begin with any digits."""
    if symbology:
        return symbology in {"]C1", "]e0", "]d2", "]Q3", "]J1"}
    if GROUP_SEPARATOR in payload:
        return True
    if payload.startswith("01") and len(payload) >= 16:
        return is_gtin(payload[2:16])
    if payload.startswith("80030"):
        return is_gtin(payload[5:18])
    return bool(settings.company_prefix) and payload.startswith(f"8004{settings.company_prefix}")


def _read_address(text: str, payload: str, settings: ScanSettings) -> ScannedCode:
    """Our own QR code, on whatever host it was printed for, or a GS1 Digital Link."""
    try:
        path = urlsplit(payload).path
    except ValueError:
        return _unreadable(text, ScanProblem.NOT_A_CODE)
    before, found, number = path.rstrip("/").rpartition("/a/")
    number = unquote(number).upper()
    if found and not before.strip("/") and _ASSET_NUMBER.fullmatch(number):
        return ScannedCode(ScanKind.ASSET, text, asset_number=number)
    try:
        elements = _gs1().of_address(payload)
    except ValueError:
        return _unreadable(text, ScanProblem.FOREIGN_ADDRESS)
    return _from_elements(text, elements, settings)


def _read_bracketed(text: str, payload: str, settings: ScanSettings) -> ScannedCode:
    try:
        elements = _gs1().of_bracketed(payload)
    except ValueError:
        return _unreadable(text, ScanProblem.BROKEN_GS1)
    return _from_elements(text, elements, settings)


def _read_element_strings(text: str, payload: str, settings: ScanSettings) -> ScannedCode:
    try:
        elements = _gs1().of_message(payload.strip(GROUP_SEPARATOR))
    except ValueError:
        return _unreadable(text, ScanProblem.BROKEN_GS1)
    return _from_elements(text, elements, settings)


def _gs1() -> Any:
    """Read in with the first code that needs it: see there."""
    return import_module("handrail.core.gs1_reading")


def _from_elements(text: str, elements: Mapping[str, tuple[str, date | None]], settings: ScanSettings) -> ScannedCode:
    values = {identifier: value for identifier, (value, _) in elements.items()}
    dates = {identifier: day for identifier, (_, day) in elements.items()}
    gtin, giai, grai = values.get("01"), values.get("8004"), values.get("8003")
    if any(code is not None and not is_gtin(code) for code in (gtin, grai and grai[1:14])):
        return _unreadable(text, ScanProblem.WRONG_CHECK_DIGIT)
    number = _our_number(giai, settings)
    if gtin is None and giai is None and grai is None:
        return _unreadable(text, ScanProblem.BROKEN_GS1)
    kind = ScanKind.FOREIGN_ASSET if gtin is None else ScanKind.PRODUCT
    return ScannedCode(
        kind=kind if number is None else ScanKind.ASSET,
        raw=text,
        gtin=gtin,
        serial=values.get("21"),
        lot=values.get("10"),
        made_on=dates.get("11"),
        expires_on=dates.get("17"),
        asset_number=number,
        giai=giai,
        grai=grai and grai[1:],
    )


def _our_number(giai: str | None, settings: ScanSettings) -> str | None:
    prefix = settings.company_prefix
    if giai is None or not prefix or not giai.startswith(prefix):
        return None
    number = giai.removeprefix(prefix).upper()
    return number if _ASSET_NUMBER.fullmatch(number) else None


def _read_plain(text: str, payload: str) -> ScannedCode:
    """A GTIN without its application identifier, as shop bar codes have it, or a number as printed.

    Eight digits stay a number: they are more often somebody's own numbering than a GTIN-8."""
    if len(payload) in _GTIN_LENGTHS and is_gtin(payload):
        return ScannedCode(ScanKind.PRODUCT, text, gtin=payload.zfill(14))
    number = " ".join(payload.upper().split())
    if not _PLAIN.fullmatch(number):
        return _unreadable(text, ScanProblem.NOT_A_CODE)
    return ScannedCode(ScanKind.PLAIN, text, asset_number=number)


def _unreadable(text: str, problem: ScanProblem) -> ScannedCode:
    return ScannedCode(ScanKind.UNREADABLE, text, problem=problem)
