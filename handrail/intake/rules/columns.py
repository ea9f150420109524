"""Owns: the columns that a file of each kind may have, by what other systems call them, and how each is read.
Refuses: a file that lacks a column without which its rows would mean nothing, or would look safer than they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handrail.catalogue.reference.parse import PRODUCTS
from handrail.intake.rules import cells
from handrail.intake.rules.cells import ReadCell
from handrail.intake.states import FileKind


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """One column: our name, what it is called on pages, other names for it, how a cell is read. `needed`: there must
    be such a column; `filled`: and every cell of it says something."""

    name: str
    label: str
    also: Sequence[str]
    read: ReadCell
    needed: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class KindColumns:
    """The columns of a kind. `one_of`: of each of these groups at least one column must be there."""

    columns: tuple[ImportColumn, ...]
    one_of: tuple[tuple[str, ...], ...] = ()

    @property
    def by_name(self) -> Mapping[str, ImportColumn]:
        """The columns by our name."""
        return {column.name: column for column in self.columns}


SEXES = {
    **dict.fromkeys(("f", "female", "woman", "girl", "2"), "FEMALE"),
    **dict.fromkeys(("m", "male", "man", "boy", "1"), "MALE"),
    **dict.fromkeys(("o", "other", "x", "non binary", "indeterminate", "9"), "OTHER"),
    "0": "",
}
# What old systems call the places of an item; ON_LOAN comes with the open loans.
STATES = {
    **dict.fromkeys(("ready", "in stock", "stock", "available", "on shelf", "new", "refurbished", "clean"), "READY"),
    **dict.fromkeys(("dirty", "returned", "returned dirty", "awaiting decontamination", "collected"), "RETURNED_DIRTY"),
    **dict.fromkeys(("decontaminated", "cleaned", "awaiting test", "awaiting inspection"), "DECONTAMINATED"),
    **dict.fromkeys(("repair", "in repair", "awaiting repair", "faulty", "workshop"), "IN_REPAIR"),
    **dict.fromkeys(("quarantine", "quarantined", "on hold", "recalled"), "QUARANTINED"),
    **dict.fromkeys(("on loan", "loaned", "issued", "with client", "with person", "out"), "ON_LOAN"),
}
STATE_WORDS = "ready, dirty, decontaminated, in repair, quarantined, on loan"
_FREE, _CODE, _PAST, _ANY_DAY = cells.text, cells.code, cells.day(), cells.day(future=True)

_WHO = (
    ImportColumn("nhs_number", "NHS number", ("nhs", "nhs no", "nhs num"), cells.nhs_number),
    ImportColumn("given_name", "First name", ("forename", "first name", "christian name", "firstname"), _FREE(80)),
    ImportColumn("family_name", "Last name", ("surname", "last name", "lastname"), _FREE(80)),
    ImportColumn("birth_on", "Date of birth", ("dob", "date of birth", "birth date", "born"), _PAST),
    ImportColumn("phone", "Phone", ("telephone", "tel", "home phone", "phone number", "landline"), cells.phone),
    ImportColumn("mobile", "Mobile", ("mobile phone", "mobile number", "cell"), cells.phone),
    ImportColumn(
        "address", "Address", ("address line 1", "address 1", "address1", "street", "delivery address"), _FREE(200)
    ),
    ImportColumn("address_2", "Address, second line", ("address line 2", "address 2", "address2"), _FREE(120)),
    ImportColumn("town", "Town", ("city", "post town", "address line 3", "address 3"), _FREE(80)),
    ImportColumn("postcode", "Postcode", ("post code", "delivery postcode", "zip"), cells.postcode),
    ImportColumn("partner", "Partner that serves them", ("organisation", "trust", "commissioner"), _FREE(120)),
)
_TESTS = (
    ImportColumn("electrical_test_due_on", "Electrical test due", ("pat due", "pat test due", "next pat"), _ANY_DAY),
    ImportColumn("electrical_tested_on", "Last electrical test", ("pat date", "last pat", "pat tested"), _PAST),
    ImportColumn("examination_due_on", "Thorough examination due", ("loler due", "next loler"), _ANY_DAY),
    ImportColumn("examined_on", "Last thorough examination", ("loler date", "last loler", "loler tested"), _PAST),
    ImportColumn("service_due_on", "Service due", ("next service", "next service date"), _ANY_DAY),
    ImportColumn("serviced_on", "Last service", ("service date", "last service date", "last serviced"), _PAST),
)
_PRODUCT = ImportColumn(
    "product_code", "Product code", ("product", "catalogue code", "catalogue number", "item code", "sku"), _CODE(60)
)
_SERIAL = ImportColumn("serial", "Maker's serial number", ("serial no", "serial number", "sn"), _CODE(40))
_LOT = ImportColumn("lot", "Lot or batch", ("batch", "batch number", "lot number"), _CODE(20))


def _must(columns: Sequence[ImportColumn], *filled: str) -> tuple[ImportColumn, ...]:
    return tuple(
        ImportColumn(c.name, c.label, c.also, c.read, needed=True, filled=True) if c.name in filled else c
        for c in columns
    )


PEOPLE = KindColumns(
    (
        *_must(_WHO, "given_name", "family_name", "birth_on", "address", "postcode"),
        ImportColumn(
            "reference", "Old system's number", ("client id", "client number", "person id", "service user id", "id"),
            _CODE(60),
        ),
        ImportColumn("known_as", "Known as", ("preferred name",), _FREE(80)),
        ImportColumn("sex", "Sex", ("gender",), cells.one_of(SEXES, listed="female, male, other")),
        ImportColumn("email", "Email address", ("e mail", "email"), cells.email),
        ImportColumn("language", "Language", ("first language", "preferred language"), _CODE(40)),
        ImportColumn("gp_practice_code", "GP practice code", ("gp code", "practice code"), _CODE(10)),
        ImportColumn("gp_practice_name", "GP practice", ("gp", "surgery", "gp surgery", "practice name"), _FREE(120)),
    )
)  # fmt: skip
ASSETS = KindColumns(
    (
        ImportColumn(
            "number", "Item number", ("asset number", "asset no", "asset id", "tag", "barcode", "asset"),
            cells.asset_number, needed=True, filled=True,
        ),
        *_must((_PRODUCT,), "product_code"),
        ImportColumn(
            "store", "Depot or store", ("location", "depot", "warehouse", "place"), _FREE(120), needed=True
        ),
        ImportColumn(
            "state", "State", ("status", "asset status", "asset state"), cells.one_of(STATES, listed=STATE_WORDS),
            needed=True, filled=True,
        ),
        _SERIAL,
        _LOT,
        ImportColumn("made_on", "Made on", ("manufacture date", "date of manufacture"), _PAST),
        ImportColumn("bought_on", "Bought on", ("purchase date", "date purchased", "acquired"), _PAST),
        ImportColumn("price_paid", "Price paid in pounds", ("purchase price", "cost"), cells.pounds),
        ImportColumn("issues", "Times issued", ("issue count", "times loaned"), cells.whole(0, 10_000)),
        *_TESTS,
    )
)  # fmt: skip
OPEN_LOANS = KindColumns(
    (
        ImportColumn(
            "reference", "Loan number of the old system",
            ("loan id", "loan no", "loan number", "loan reference", "order line id"),
            _CODE(60), needed=True, filled=True,
        ),
        *_WHO,
        ImportColumn(
            "person_reference", "Person's number in the old system",
            ("client id", "client number", "person id", "service user id"), _CODE(60),
        ),
        ImportColumn("asset_number", "Item number", ("asset no", "asset id", "tag", "barcode"), cells.asset_number),
        _PRODUCT,
        _SERIAL,
        _LOT,
        ImportColumn("quantity", "Quantity", ("qty", "count"), cells.whole(1, 9_999)),
        ImportColumn(
            "started_on", "On loan since", ("delivery date", "delivered", "issue date", "loan date", "start date"),
            _PAST, needed=True, filled=True,
        ),
        ImportColumn("review_on", "Review on", ("review date", "next review"), _ANY_DAY),
        ImportColumn("price", "Price in pounds", ("charge", "unit price"), cells.pounds),
        *_TESTS,
    ),
    (("nhs_number", "person_reference", "family_name"), ("asset_number", "product_code")),
)  # fmt: skip


def _as_is(cell: str, _setting: cells.Setting) -> str:
    return cell.strip()


# A file of products is read as the reference file is. What decides on safety must be there, if only to say "none".
SAFETY = (
    "code", "name", "category", "supply_route", "tracking", "crew", "decontamination_method",
    "electrical_test_months", "examination_months", "service_months", "minimum_authority",
)  # fmt: skip
PRODUCT_COLUMNS = KindColumns(
    tuple(
        ImportColumn(name, name.replace("_", " ").capitalize(), (), _as_is, needed=name in (*SAFETY, "price_pence"))
        for name in PRODUCTS.columns
    )
)
COLUMNS: Mapping[FileKind, KindColumns] = {
    FileKind.PEOPLE: PEOPLE,
    FileKind.PRODUCTS: PRODUCT_COLUMNS,
    FileKind.ASSETS: ASSETS,
    FileKind.OPEN_LOANS: OPEN_LOANS,
}
