"""What is wrong with a file of another system, and how to mend it, for pages and for the command line.
Refuses to decide anything by a code."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from handrail.catalogue.reference.cells import ReferenceReason
from handrail.core.csv_reading import CsvProblem
from handrail.core.money import MoneyProblem
from handrail.core.nhs_number import NhsNumberProblem
from handrail.core.postcodes import PostcodeProblem
from handrail.core.typed_dates import DateProblem
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.people.states import PersonReason
from handrail.wording import invoices
from handrail.wording.shown import short_day

IMPORT: Mapping[str, str] = {
    ImportReason.COLUMN_NOT_MAPPED: "No column was chosen for “{label}”",
    ImportReason.ONE_COLUMN_OF: "Choose a column for at least one of: {labels}",
    ImportReason.MAPPED_TWICE: "“{value}” was chosen for two columns",
    ImportReason.HEADER_UNKNOWN: "The file has no column “{value}”",
    ImportReason.COLUMN_UNKNOWN: "There is no “{value}” to fill",
    ImportReason.VALUE_MISSING: "This is empty",
    ImportReason.TOO_LONG: "This has {found} characters; the most is {most}",
    ImportReason.FORMULA: "This begins like a spreadsheet formula",
    ImportReason.NOT_A_NUMBER: "This is not a whole number",
    ImportReason.OUT_OF_RANGE: "This must be from {least} to {most}",
    ImportReason.NOT_LISTED: "We do not know this word",
    ImportReason.NOT_A_PHONE: "This is not a phone number",
    ImportReason.NOT_AN_EMAIL: "This is not an email address",
    ImportReason.NOT_A_NUMBER_OF_AN_ITEM: "This cannot be the number of an item",
    ImportReason.DATE_TOO_LONG_AGO: "This day is too long ago to be right",
    ImportReason.DATE_IN_FUTURE: "This day is still to come",
    ImportReason.TWICE_IN_FILE: "This number stands in the file twice",
    ImportReason.OTHER_BIRTH_DATE: "The person with this number was born on {held} in our records, "
    "or earlier in this file",
    ImportReason.PERSON_NOT_FOUND: "We do not know this person, and the row says too little to add them",
    ImportReason.NO_ADDRESS: "We know no address for this person",
    ImportReason.POSTCODE_NO_PLACE: "We know no place with this postcode",
    ImportReason.PARTNER_UNKNOWN: "No partner of this contract has this name or code",
    ImportReason.PRODUCT_UNKNOWN: "The catalogue has no product with this code",
    ImportReason.NOT_SERIALISED: "Things of this product are counted, not numbered",
    ImportReason.NOT_COUNTED: "A numbered item is lent one at a time",
    ImportReason.NOT_LENT: "This product is given or fitted, not lent",
    ImportReason.ITEM_NOT_NAMED: "The row does not say which item it is",
    ImportReason.ITEM_NOT_FOUND: "We have no item with this number, and no product code to add it by",
    ImportReason.OTHER_PRODUCT: "Item {number} is another product in our records",
    ImportReason.SERIAL_TAKEN: "Item {number} has this serial number already",
    ImportReason.STORE_UNKNOWN: "There is no depot or store with this name",
    ImportReason.ITEM_IN_STORE: "Item {number} is at {place} in our records",
    ImportReason.ITEM_ON_LOAN: "Item {number} is on another loan in our records, or earlier in this file",
    ImportReason.POINTS_NOWHERE: "This code is not in the contract's list {list}",
    ImportReason.HELD_OTHERWISE: "Item {number} has “{here}” in our records, or earlier in this file. That stands",
    ImportReason.HELD_WITH_OTHER_DAY: "Item {number} has {held} in our records, or earlier in this file. That stands",
}
CSV: Mapping[str, str] = {
    CsvProblem.EMPTY_FILE: "The file is empty",
    CsvProblem.FILE_TOO_BIG: "The file is too big",
    CsvProblem.NOT_A_CSV_FILE: "This is not a CSV file",
    CsvProblem.TOO_MANY_COLUMNS: "The file has too many columns",
    CsvProblem.EMPTY_HEADER: "A column has no name in the first line",
    CsvProblem.DUPLICATE_HEADER: "Two columns have the same name",
    CsvProblem.MISSING_HEADER: "A column is missing",
    CsvProblem.TOO_MANY_ROWS: "The file has too many rows",
    CsvProblem.LINE_TOO_LONG: "A line is too long",
    CsvProblem.UNCLOSED_QUOTE: "A quotation mark is never closed",
    CsvProblem.BROKEN_QUOTES: "The quotation marks on this line do not fit",
    CsvProblem.TOO_FEW_CELLS: "This line has fewer cells than the first",
    CsvProblem.TOO_MANY_CELLS: "This line has more cells than the first",
    CsvProblem.NUL_CHARACTER: "This holds a character that no text has",
    CsvProblem.UNREADABLE_CHARACTER: "A character here could not be read",
}
DATES: Mapping[str, str] = {
    DateProblem.EMPTY: "There is no date",
    DateProblem.NOT_A_DATE: "This is not a date",
    DateProblem.TWO_DIGIT_YEAR: "The year has 2 figures, so it could be 2 different years",
    DateProblem.IMPOSSIBLE: "There is no such day",
}
# What belongs to other subjects, in the words of a report.
_OTHERS: Mapping[StrEnum, str] = {
    **dict.fromkeys(MoneyProblem, "This is not an amount of money"),
    MoneyProblem.DECIMAL_COMMA: "This has a comma for the pence",
    **dict.fromkeys(NhsNumberProblem, "This is not a valid NHS number"),
    NhsNumberProblem.WRONG_CHECK_DIGIT: "A figure of this NHS number is wrong or swapped",
    NhsNumberProblem.TEST_NOT_ALLOWED: "This is a test number, which no person has",
    NhsNumberProblem.ONLY_TEST_ALLOWED: "This is a demo: only test numbers, which begin with 999",
    **dict.fromkeys(PostcodeProblem, "This cannot be a postcode"),
    **dict.fromkeys(ReferenceReason, "This does not fit its column"),
    ReferenceReason.VALUE_MISSING: "This is empty",
    ReferenceReason.NOT_A_NUMBER: "This is not a number",
    ReferenceReason.OUT_OF_RANGE: "This must be {expected}",
    ReferenceReason.NOT_YES_OR_NO: "This must be yes or no",
    ReferenceReason.NOT_A_CODE: "This must be a code: small letters, numbers and _",
    ReferenceReason.NOT_LISTED: "This must be one of: {expected}",
    **dict.fromkeys(PersonReason, "This cannot be so"),
    PersonReason.BIRTH_IN_FUTURE: "The date of birth is still to come",
    PersonReason.BIRTH_TOO_LONG_AGO: "The date of birth is more than {years} years ago",
    PersonReason.NHS_NUMBER_TAKEN: "Another person has this NHS number",
}

_SPLIT = "Open the file in a text editor. A cell with the separator in it needs quotation marks round it"
_SAVE = "Save it as “CSV UTF-8” in your spreadsheet"
MENDS: Mapping[StrEnum, str] = {
    ImportReason.COLUMN_NOT_MAPPED: "Choose the column, or add it to the file",
    ImportReason.ONE_COLUMN_OF: "Choose one of them",
    ImportReason.MAPPED_TWICE: "Leave one of them out",
    ImportReason.HEADER_UNKNOWN: "Take it out of the mapping",
    ImportReason.COLUMN_UNKNOWN: "Look at the list of columns in docs/importing.md",
    ImportReason.VALUE_MISSING: "Fill it in",
    ImportReason.TOO_LONG: "Shorten it",
    ImportReason.FORMULA: "Take away the sign at its beginning",
    ImportReason.NOT_A_NUMBER: "Write figures only, like 12",
    ImportReason.OUT_OF_RANGE: "Check the number",
    ImportReason.NOT_LISTED: "Use one of: {listed}",
    ImportReason.NOT_A_PHONE: "Write it like 01632 960001, or leave it empty",
    ImportReason.NOT_AN_EMAIL: "Write it like name@example.com, or leave it empty",
    ImportReason.NOT_A_NUMBER_OF_AN_ITEM: "Use letters, numbers, dashes and dots: at most 30",
    ImportReason.DATE_TOO_LONG_AGO: "Check the year. Leave it empty if nobody knows",
    ImportReason.DATE_IN_FUTURE: "Check day, month and year",
    ImportReason.TWICE_IN_FILE: "Keep one of the two rows",
    ImportReason.OTHER_BIRTH_DATE: "Find out which is right. It may be another person",
    ImportReason.PERSON_NOT_FOUND: "Give first name, last name and date of birth, or bring the people in first",
    ImportReason.NO_ADDRESS: "Give an address with its postcode",
    ImportReason.POSTCODE_NO_PLACE: "Check it. If it is right, such as for someone without a home, put the row on the "
    "list to be mended and tick there that it is right",
    ImportReason.PARTNER_UNKNOWN: "Use the name or the code as it stands under Partners, or leave it empty",
    ImportReason.PRODUCT_UNKNOWN: "Use a code of the catalogue, or bring the products in first",
    ImportReason.NOT_SERIALISED: "Leave the item number empty and give the quantity",
    ImportReason.NOT_COUNTED: "Write 1, and one row for each item",
    ImportReason.NOT_LENT: "Leave the row out: there is nothing to bring back",
    ImportReason.ITEM_NOT_NAMED: "Give the number on the item's label",
    ImportReason.ITEM_NOT_FOUND: "Give the product code too",
    ImportReason.OTHER_PRODUCT: "Look at the label of the item",
    ImportReason.SERIAL_TAKEN: "Look at both items. Leave the serial number empty if nobody knows",
    ImportReason.STORE_UNKNOWN: "Use one of: {stores}",
    ImportReason.ITEM_IN_STORE: "Find out where it is. Book it out of the store first",
    ImportReason.ITEM_ON_LOAN: "Find out who has it. End the other loan first",
    ImportReason.POINTS_NOWHERE: "Use one of: {codes}. Or add it to the list first",
    ImportReason.HELD_OTHERWISE: "Look at the item. It may be another one with the wrong number",
    ImportReason.HELD_WITH_OTHER_DAY: "Look at the item's papers. It may be another one with the wrong number",
    CsvProblem.EMPTY_FILE: "Choose another file",
    CsvProblem.FILE_TOO_BIG: "Split it into several files",
    CsvProblem.NOT_A_CSV_FILE: _SAVE,
    CsvProblem.TOO_MANY_COLUMNS: "Take out the columns that are not needed",
    CsvProblem.EMPTY_HEADER: "Give it a name",
    CsvProblem.DUPLICATE_HEADER: "Give one of them another name",
    CsvProblem.MISSING_HEADER: "Add it",
    CsvProblem.TOO_MANY_ROWS: "Split it into several files",
    CsvProblem.LINE_TOO_LONG: _SPLIT,
    CsvProblem.UNCLOSED_QUOTE: _SPLIT,
    CsvProblem.BROKEN_QUOTES: _SPLIT,
    CsvProblem.TOO_FEW_CELLS: _SPLIT,
    CsvProblem.TOO_MANY_CELLS: _SPLIT,
    CsvProblem.NUL_CHARACTER: "Type it anew",
    CsvProblem.UNREADABLE_CHARACTER: _SAVE,
    DateProblem.EMPTY: "Fill it in",
    DateProblem.NOT_A_DATE: "Write it like 12/05/1943 or 1943-05-12",
    DateProblem.TWO_DIGIT_YEAR: "Write the year with 4 figures",
    DateProblem.IMPOSSIBLE: "Check day, month and year",
    **dict.fromkeys(NhsNumberProblem, "Check it with the person's papers, or leave it empty"),
    **dict.fromkeys(PostcodeProblem, "Check it, like ME10 2AB"),
    **dict.fromkeys(ReferenceReason, "Look at the same column of the reference file for what it may hold"),
    **dict.fromkeys(PersonReason, "Check it with the person's papers"),
    **dict.fromkeys(MoneyProblem, "Write it like 45 or 45.50"),
    MoneyProblem.DECIMAL_COMMA: "Write a point before the pence, like 41.50",
}  # fmt: skip
WRONGS: Mapping[str, str] = {
    **{code.value: words for code, words in _OTHERS.items()},
    **IMPORT,
    **CSV,
    **DATES,
    **invoices.FAULTS,
}
_MENDS_BY_CODE = {**{code.value: words for code, words in MENDS.items()}, **invoices.MENDS}


class _NotKnown(dict[str, str]):
    """A number that a fault does not carry must not turn a report into a failure."""

    def __missing__(self, key: str) -> str:
        return "not known"


def what_is_wrong(fault: Fault) -> str:
    """The sentence for a fault; a code without words becomes its own letters."""
    words = WRONGS.get(fault.code, fault.code.replace("_", " ").capitalize())
    return words.format_map(_NotKnown({name: _shown(name, value) for name, value in fault.params}))


def _shown(name: str, value: str | int) -> str:
    """A value as a report writes it: the day that a record holds as a day."""
    try:
        return short_day(date.fromisoformat(str(value))) if name == "held" else str(value)
    except ValueError:
        return str(value)


def how_to_mend(fault: Fault) -> str:
    """What to do about a fault."""
    words = _MENDS_BY_CODE.get(fault.code, "Check it")
    return words.format_map(_NotKnown({name: str(value) for name, value in fault.params}))
