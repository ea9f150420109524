"""Owns: what can be wrong with a row of an imported file, as codes with the numbers behind them.
Refuses: English; `wording.import_faults` says what is wrong and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_VALUE = 200


class ImportReason(StrEnum):
    """What is wrong with a row, or with the file as a whole. Codes of core (dates, postcodes) stand beside them."""

    COLUMN_NOT_MAPPED = "IMPORT_COLUMN_NOT_MAPPED"
    ONE_COLUMN_OF = "IMPORT_ONE_COLUMN_OF"
    MAPPED_TWICE = "IMPORT_MAPPED_TWICE"
    HEADER_UNKNOWN = "IMPORT_HEADER_UNKNOWN"
    COLUMN_UNKNOWN = "IMPORT_COLUMN_UNKNOWN"
    VALUE_MISSING = "IMPORT_VALUE_MISSING"
    TOO_LONG = "IMPORT_TOO_LONG"
    FORMULA = "IMPORT_FORMULA"
    NOT_A_NUMBER = "IMPORT_NOT_A_NUMBER"
    OUT_OF_RANGE = "IMPORT_OUT_OF_RANGE"
    NOT_LISTED = "IMPORT_NOT_LISTED"
    NOT_A_PHONE = "IMPORT_NOT_A_PHONE"
    NOT_AN_EMAIL = "IMPORT_NOT_AN_EMAIL"
    NOT_A_NUMBER_OF_AN_ITEM = "IMPORT_NOT_AN_ASSET_NUMBER"
    DATE_TOO_LONG_AGO = "IMPORT_DATE_TOO_LONG_AGO"
    DATE_IN_FUTURE = "IMPORT_DATE_IN_FUTURE"
    TWICE_IN_FILE = "IMPORT_TWICE_IN_FILE"
    OTHER_BIRTH_DATE = "IMPORT_OTHER_BIRTH_DATE"
    PERSON_NOT_FOUND = "IMPORT_PERSON_NOT_FOUND"
    NO_ADDRESS = "IMPORT_NO_ADDRESS"
    POSTCODE_NO_PLACE = "IMPORT_POSTCODE_NO_PLACE"
    PARTNER_UNKNOWN = "IMPORT_PARTNER_UNKNOWN"
    PRODUCT_UNKNOWN = "IMPORT_PRODUCT_UNKNOWN"
    NOT_SERIALISED = "IMPORT_NOT_SERIALISED"
    NOT_COUNTED = "IMPORT_NOT_COUNTED"
    NOT_LENT = "IMPORT_NOT_LENT"
    ITEM_NOT_NAMED = "IMPORT_ITEM_NOT_NAMED"
    ITEM_NOT_FOUND = "IMPORT_ITEM_NOT_FOUND"
    OTHER_PRODUCT = "IMPORT_OTHER_PRODUCT"
    SERIAL_TAKEN = "IMPORT_SERIAL_TAKEN"
    STORE_UNKNOWN = "IMPORT_STORE_UNKNOWN"
    ITEM_IN_STORE = "IMPORT_ITEM_IN_STORE"
    ITEM_ON_LOAN = "IMPORT_ITEM_ON_LOAN"
    POINTS_NOWHERE = "IMPORT_POINTS_NOWHERE"
    HELD_OTHERWISE = "IMPORT_HELD_OTHERWISE"
    HELD_WITH_OTHER_DAY = "IMPORT_HELD_WITH_OTHER_DAY"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which line (0: the file itself), column, with what value, and the code for it."""

    line: int
    column: str
    value: str
    code: str
    params: tuple[tuple[str, str | int], ...] = ()


def fault(line: int, column: str, value: str, code: StrEnum, **params: str | int) -> Fault:
    """A fault, with its value cut to a length that a report can show."""
    return Fault(line, column, value[:LONGEST_VALUE], code.value, tuple(params.items()))
