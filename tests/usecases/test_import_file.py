"""Files of another system: what is brought in, every bad input, nothing twice, nothing half."""

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from handrail.core.csv_reading import CsvProblem, CsvRow, read_csv
from handrail.core.models import AuditSubject
from handrail.core.nhs_number import NhsNumberProblem, nth_test_number
from handrail.core.postcodes import PostcodeProblem
from handrail.core.progress import Progress
from handrail.core.typed_dates import DateProblem
from handrail.identity.calls import Call, reading
from handrail.intake.models import FilePart, ImportFile, ImportRow, OldReference
from handrail.intake.queries import import_file_row, remembered_mapping, wrong_rows
from handrail.intake.rules.faults import ImportReason
from handrail.intake.rules.reading import faults_of_mapping, guess_mapping
from handrail.intake.states import FileKind, FileState
from handrail.jobs.imports import LIMITS, bring_in, waits
from handrail.jobs.work import work_once
from handrail.loans.models import Loan, LoanHistory
from handrail.people.models import Address, Person, Reach
from handrail.simulation.northdown import COUNCIL, HOSPICE, MAIN_DEPOT
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, AssetMove, StockCell
from handrail.usecases.import_file import FileToImport, ImportReport, import_file
from handrail.usecases.keep_imports import (
    ImportStart,
    NewFile,
    RowMend,
    drop_import,
    leave_row_out,
    mend_row,
    receive_file,
    start_import,
)
from handrail.visits.queries.story import what_happened
from tests.ordering import seen_by
from tests.situations import call_as, northdown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
NHS = [nth_test_number(index).digits for index in range(9)]
PEOPLE = "NHS No;Client ID;Forename;Surname;DOB;Address 1;Town;Post code;Telephone;Sex\n"
LOANS = (
    "Loan ID,NHS Number,Client ID,Forename,Surname,DOB,Address 1,Postcode,Asset No,Product code,Qty,Delivery date,"
    "Last LOLER,PAT date,Serial No\n"
)
STORE = ImportReason.STORE_UNKNOWN
ASSETS = "Asset number,Product code,Location,Status,Serial No,PAT date,Last LOLER,Last service\n"


@pytest.fixture
def demo(settings: Any) -> None:
    """Test NHS numbers only, as in the demo."""
    settings.DEMO_MODE = True


class Quiet(Progress):
    """Progress that nobody watches, and that starts no thread."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def watch(self, done: int) -> None:
        self.seen.append(done)


def run(county: County, kind: FileKind, text: str | bytes, **options: Any) -> tuple[FileState, ImportReport]:
    content = text if isinstance(text, bytes) else text.encode()
    csv = read_csv(io.BytesIO(content), LIMITS)
    mapping = options.pop("mapping", None) or guess_mapping(kind, csv.headers)
    wanted = FileToImport(
        kind, "old.csv", len(content), "", "", "", csv.headers, mapping, options.pop("demo", True), **options
    )
    return bring_in(county.scopes["admin"], wanted, csv, Quiet())


def codes(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for row in report.bad for fault in row.faults]


def person(index: int, **other: str) -> str:
    cells = {
        "nhs": NHS[index], "id": f"C{index}", "given": "Ada", "family": f"Okafor{index}", "born": "12/05/1943",
        "address": "12 Mill Lane", "town": "Ely", "postcode": "CB7 4AB", "phone": "01632 960 001", "sex": "F",
    } | other  # fmt: skip
    return ";".join(cells.values()) + "\n"


def loan(number: int, **other: str) -> str:
    cells = {
        "id": f"L{number}", "nhs": NHS[number], "client": "", "given": "Ada", "family": f"Okafor{number}",
        "born": "1943-05-12", "address": "12 Mill Lane", "postcode": "CB7 4AB", "asset": f"OLD-{number}",
        "product": "BED-010", "qty": "1", "since": "03/06/2024", "loler": "", "pat": "", "serial": f"S{number}",
    } | other  # fmt: skip
    return ",".join(cells.values()) + "\n"


def test_people_come_in_once_whatever_the_form_of_the_file() -> None:
    county = northdown()
    text = PEOPLE + person(0) + person(1, given="Siân")
    state, report = run(county, FileKind.PEOPLE, text.encode("latin-1"))
    assert (state, report.added, report.known, report.wrong) == (FileState.DONE, 2, 0, 0)
    row = Person.objects.get(nhs_number=NHS[1])
    assert (row.given_name, row.birth_on, row.phone, row.sex) == ("Siân", date(1943, 5, 12), "+441632960001", "FEMALE")
    address = Address.objects.get(person=row)
    assert (address.lines, address.town, address.postcode, address.is_home) == ("12 Mill Lane", "Ely", "CB7 4AB", True)
    assert OldReference.objects.get(person=row).reference == "C1"
    again = run(county, FileKind.PEOPLE, b"\xef\xbb\xbf" + text.replace(";", ",").encode())[1]
    assert (again.added, again.known) == (0, 2)
    by_number = run(county, FileKind.PEOPLE, PEOPLE + person(1, nhs="", given="Sian"))[1]
    assert (by_number.added, by_number.known) == (0, 1)
    by_name = run(county, FileKind.PEOPLE, PEOPLE + person(0, nhs="", id=""))[1]
    assert (by_name.added, by_name.known) == (0, 1)
    assert Person.objects.count() == 2


def test_a_home_in_the_county_is_the_countys_to_pay_for_as_by_hand() -> None:
    county = northdown()
    outside = person(1, address="1 Quay", town="Leeds", postcode="LS1 4AP")
    run(county, FileKind.PEOPLE, PEOPLE + person(0) + outside)
    paid = dict(Person.objects.values_list("nhs_number", "residence_council_id"))
    assert paid == {NHS[0]: county.scopes["therapist"].partner_id, NHS[1]: None}


def test_how_far_it_is_is_told_after_each_piece_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    monkeypatch.setattr("handrail.usecases.import_file.ROWS_AT_A_TIME", 2)
    csv = read_csv(io.BytesIO((PEOPLE + "".join(map(person, range(5)))).encode()), LIMITS)
    mapping = guess_mapping(FileKind.PEOPLE, csv.headers)
    wanted = FileToImport(FileKind.PEOPLE, "old.csv", 1, "", "", "", csv.headers, mapping, demo=True)
    seen: list[int] = []
    import_file(call_as(county.scopes["admin"], key=""), wanted=wanted, rows=csv.rows, watch=seen.append)
    assert seen == [2, 4, 5]


def test_the_number_of_a_loan_is_guessed_by_its_plainest_names() -> None:
    for name in ("Loan No", "Loan Number", "loan_id", "reference"):
        assert guess_mapping(FileKind.OPEN_LOANS, [name, "Start date"])[name] == "reference"


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"nhs": "9990000019"}, "NHS No", NhsNumberProblem.WRONG_CHECK_DIGIT),
        ({"nhs": "4010232137"}, "NHS No", NhsNumberProblem.ONLY_TEST_ALLOWED),
        ({"born": "31/02/1943"}, "DOB", DateProblem.IMPOSSIBLE),
        ({"born": "12/05/43"}, "DOB", DateProblem.TWO_DIGIT_YEAR),
        ({"born": "1/1/2027"}, "DOB", ImportReason.DATE_IN_FUTURE),
        ({"born": "1/1/1800"}, "DOB", ImportReason.DATE_TOO_LONG_AGO),
        ({"born": "n/a"}, "DOB", ImportReason.VALUE_MISSING),
        ({"family": ""}, "Surname", ImportReason.VALUE_MISSING),
        ({"given": "=HYPERLINK(1)"}, "Forename", ImportReason.FORMULA),
        ({"given": "x" * 90}, "Forename", ImportReason.TOO_LONG),
        ({"postcode": "ELY 123"}, "Post code", PostcodeProblem.IMPOSSIBLE),
        ({"phone": "ask Bob"}, "Telephone", ImportReason.NOT_A_PHONE),
        ({"sex": "yes"}, "Sex", ImportReason.NOT_LISTED),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_kept(cells: dict[str, str], column: str, code: str) -> None:
    county = northdown()
    state, report = run(county, FileKind.PEOPLE, PEOPLE + person(0) + person(1, **cells))
    assert state is FileState.REFUSED
    assert codes(report) == [(3, column, code)]
    assert Person.objects.count() == 0
    file = ImportFile.objects.get()
    assert (file.state, file.rows_wrong, file.rows_added) == ("REFUSED", 1, 1)
    assert ImportRow.objects.get(file=file).parked is False


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", CsvProblem.EMPTY_FILE),
        (b"PK\x03\x04 a workbook", CsvProblem.NOT_A_CSV_FILE),
        ((PEOPLE.replace("DOB", "Surname")).encode(), CsvProblem.DUPLICATE_HEADER),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(content: bytes, code: str) -> None:
    state, report = run(northdown(), FileKind.PEOPLE, content)
    assert state is FileState.REFUSED
    assert [found for _, _, found in codes(report)] == [code]


@pytest.mark.parametrize("typed", ["ring her son", "ada@example", "ada@example..org", "ada@@example.org"])
def test_an_email_address_that_is_none_is_named(typed: str) -> None:
    text = PEOPLE.replace("Sex\n", "Sex;E-mail\n") + person(0, email=typed)
    state, report = run(northdown(), FileKind.PEOPLE, text)
    assert state is FileState.REFUSED
    assert codes(report) == [(2, "E-mail", ImportReason.NOT_AN_EMAIL)]


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read() -> None:
    class Huge(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return 2 * 1024**3 if whence == io.SEEK_END else super().seek(offset, whence)

    assert [p.code for p in read_csv(Huge(b"a,b"), LIMITS).problems] == [CsvProblem.FILE_TOO_BIG]


def test_a_row_that_cannot_be_split_is_one_bad_row() -> None:
    report = run(northdown(), FileKind.PEOPLE, PEOPLE + person(0) + "999;only;three\n", park_bad=True)[1]
    assert report.added == 1
    assert (3, "", CsvProblem.TOO_FEW_CELLS) in codes(report)


def test_a_missing_column_is_named_before_a_row_is_read() -> None:
    headers = ["Surname", "Forename", "Colour"]
    mapping = guess_mapping(FileKind.PEOPLE, headers)
    assert mapping == {"Surname": "family_name", "Forename": "given_name"}
    faults = faults_of_mapping(FileKind.PEOPLE, headers, mapping | {"Colour": "given_name", "Ghost": "x"})
    assert {(fault.column, fault.code) for fault in faults} == {
        ("birth_on", ImportReason.COLUMN_NOT_MAPPED), ("address", ImportReason.COLUMN_NOT_MAPPED),
        ("postcode", ImportReason.COLUMN_NOT_MAPPED), ("given_name", ImportReason.MAPPED_TWICE),
        ("Ghost", ImportReason.HEADER_UNKNOWN), ("x", ImportReason.COLUMN_UNKNOWN),
    }  # fmt: skip
    loans = faults_of_mapping(FileKind.OPEN_LOANS, ["a", "b"], {"a": "reference", "b": "started_on"})
    assert [fault.code for fault in loans] == [ImportReason.ONE_COLUMN_OF] * 2


def test_an_unknown_postcode_is_kept_and_another_birth_date_is_not() -> None:
    county = northdown()
    assert run(county, FileKind.PEOPLE, PEOPLE + person(0, postcode="CB7 9ZZ"))[1].added == 1
    assert Address.objects.get().placed_by in {"OUTCODE", "NONE"}
    report = run(county, FileKind.PEOPLE, PEOPLE + person(0, born="1950-01-01"))[1]
    assert codes(report) == [(2, "DOB", ImportReason.OTHER_BIRTH_DATE)]


def test_assets_come_in_once_with_unknown_tests_overdue() -> None:
    county = northdown()
    rows = (
        f"OLD-1,BED-010,{MAIN_DEPOT},In stock,S1,,,\n"
        f"OLD-2,BED-010,{MAIN_DEPOT},dirty,S2,01/02/2026,,2026-01-31\n"
        "OLD-3,BED-010,,on loan,,,,\n"
    )
    report = run(
        county, FileKind.ASSETS, (ASSETS + rows).replace("Fenway depot, Huntingdon", '"Fenway depot, Huntingdon"')
    )[1]
    assert (report.added, report.known, report.for_loans, report.wrong) == (2, 0, 1, 0)
    first, second = Asset.objects.order_by("number")
    assert (first.state, first.electrical_test_due_on) == ("READY", date(1900, 1, 1))
    assert (second.state, second.electrical_test_due_on) == ("RETURNED_DIRTY", date(2027, 2, 1))
    wrong = (
        "OLD-1,MAT-010,X,ready,,,,\nOLD-5,NO-1,X,ready,,,,\nOLD-6,BED-010,Nowhere,ready,,,,\n"
        "OLD-7,BED-010,X,lost?,,,,\nOLD 8!,BED-010,X,ready,,,,\nOLD-9,BED-010,X,ready,S1,,,\n"
    )
    found = codes(run(county, FileKind.ASSETS, ASSETS + wrong)[1])
    assert [code for _, _, code in found] == [
        ImportReason.OTHER_PRODUCT, STORE, ImportReason.PRODUCT_UNKNOWN, STORE, STORE, ImportReason.NOT_LISTED, STORE,
        ImportReason.NOT_A_NUMBER_OF_AN_ITEM, STORE, ImportReason.SERIAL_TAKEN, STORE,
    ]  # fmt: skip


def test_open_loans_bring_people_addresses_and_items_with_them() -> None:
    county = northdown()
    text = (
        LOANS
        + loan(0)
        + loan(1, asset="", product="TOI-010", qty="3", serial="")
        + loan(2, nhs=NHS[0], family="Okafor0")
    )
    state, report = run(county, FileKind.OPEN_LOANS, text)
    assert (state, report.added, report.wrong) == (FileState.DONE, 3, 0), codes(report)
    bed = Loan.objects.get(imported_reference="L0")
    assert (bed.state, bed.started_at, bed.quantity) == ("ACTIVE", datetime(2024, 6, 3, 11, tzinfo=UTC), 1)
    asset = Asset.objects.get(number="OLD-0")
    assert (asset.state, asset.place_id, asset.electrical_test_due_on) == ("ON_LOAN", bed.address_id, date(1900, 1, 1))
    assert AssetMove.objects.get(subject_id=asset.pk).happened_at == bed.started_at
    assert LoanHistory.objects.get(subject_id=bed.pk).recorded_at == AT
    desk = county.scopes["desk"]
    with reading(desk):
        told = what_happened(desk, [bed.person_id])
    assert [one.code for one in told if one.kind == "LOAN"] == ["IMPORTED"]
    counted = Loan.objects.get(imported_reference="L1")
    cell = StockCell.objects.get(place_id=counted.address_id, product_id=counted.product_id)
    assert (cell.quantity, cell.condition) == (3, "ON_LOAN")
    assert Person.objects.count() == 2
    again = run(county, FileKind.OPEN_LOANS, text)[1]
    assert (again.added, again.known) == (0, 3)
    assert Loan.objects.count() == 3


def test_what_is_wrong_with_a_loan_is_named() -> None:
    county = northdown()
    run(county, FileKind.ASSETS, ASSETS + f'IN-1,BED-010,"{MAIN_DEPOT}",ready,,,,\n')
    run(county, FileKind.OPEN_LOANS, LOANS + loan(0))
    wrong = [
        (loan(1, asset="IN-1"), "Asset No", ImportReason.ITEM_IN_STORE),
        (loan(2, asset="OLD-0"), "Asset No", ImportReason.ITEM_ON_LOAN),
        (loan(3, asset=""), "Asset No", ImportReason.ITEM_NOT_NAMED),
        (loan(4, asset="NEW-4", product=""), "Asset No", ImportReason.ITEM_NOT_FOUND),
        (loan(5, product="XXX-000"), "Product code", ImportReason.PRODUCT_UNKNOWN),
        (loan(6, qty="2"), "Qty", ImportReason.NOT_COUNTED),
        (loan(6, id="L11", product="BDA-020", asset="OLD-6"), "Asset No", ImportReason.NOT_SERIALISED),
        (loan(7, id="L12", qty="two"), "Qty", ImportReason.NOT_A_NUMBER),
        (loan(7, qty="0"), "Qty", ImportReason.OUT_OF_RANGE),
        (loan(8, since="?"), "Delivery date", ImportReason.VALUE_MISSING),
        (
            loan(8, id="L9", nhs="", given="", family="", born="", asset="NEW-9", serial=""),
            "Forename",
            ImportReason.PERSON_NOT_FOUND,
        ),
        (loan(8, id="L10", address="", asset="NEW-10", serial=""), "Address 1", ImportReason.NO_ADDRESS),
        (loan(8, id="L10", asset="NEW-11", serial=""), "Loan ID", ImportReason.TWICE_IN_FILE),
    ]
    report = run(county, FileKind.OPEN_LOANS, LOANS + "".join(row for row, _, _ in wrong), park_bad=True)[1]
    assert codes(report) == [(line, column, code) for line, (_, column, code) in enumerate(wrong, start=2)]


def test_a_gift_is_no_loan() -> None:
    county = northdown()
    with reading(county.scopes["admin"]):
        from handrail.catalogue.queries import products

        gift = next(p for p in products(county.scopes["admin"]).values() if p.facts.supply_route == "gift")
    report = run(county, FileKind.OPEN_LOANS, LOANS + loan(1, asset="", product=gift.facts.code, serial=""))[1]
    assert codes(report) == [(2, "Product code", ImportReason.NOT_LENT)]


def test_products_come_in_once_and_point_somewhere() -> None:
    county = northdown()
    head = (
        "code,name,category,supply_route,tracking,price_pence,crew,decontamination_method,electrical_test_months,"
        "examination_months,service_months,minimum_authority\n"
    )
    good = "BED-950,Old bed,beds,loan,serialised,45000,2,{m},12,,12,clinician\n"
    method = "wipe_down"
    from handrail.partners.queries import code_lists

    method = code_lists(county.made.contract_id, ["decontamination_method"], date(2026, 3, 3))[
        "decontamination_method"
    ][0].code
    text = head + good.format(m=method) + "BED-010,Known,beds,loan,serialised,1,1,x,,,,clinician\n"
    report = run(county, FileKind.PRODUCTS, text)[1]
    assert (report.added, report.known, report.wrong) == (1, 1, 0), codes(report)
    bad = (
        head
        + "BED-951,Bed,boats,loan,serialised,450.5,2,soap,,,,clinician\n"
        + "BED-952,Bed,boats,loan,serialised,1,2,soap,,,,clinician\n"
    )
    found = codes(run(county, FileKind.PRODUCTS, bad)[1])
    nowhere = [ImportReason.POINTS_NOWHERE] * 2
    assert [code for _, _, code in found] == ["REFERENCE_NOT_A_NUMBER", *nowhere, *nowhere]


def test_a_row_tells_all_its_faults_at_once() -> None:
    county = northdown()
    head = PEOPLE.replace("Sex", "Sex;Trust")
    rows = (person(0, born="31/02/1950", phone="ask Bob") + person(1)).replace(";F\n", ";F;Nowhere Trust\n")
    wrong = codes(run(county, FileKind.PEOPLE, head + rows)[1])
    assert wrong == [
        (2, "DOB", DateProblem.IMPOSSIBLE), (2, "Telephone", ImportReason.NOT_A_PHONE),
        (2, "Trust", ImportReason.PARTNER_UNKNOWN), (3, "Trust", ImportReason.PARTNER_UNKNOWN),
    ]  # fmt: skip
    row = loan(1, nhs="", given="", family="", born="", address="", product="XXX-000", qty="two", since="?")
    wrong = codes(run(county, FileKind.OPEN_LOANS, LOANS + row)[1])
    assert wrong == [
        (2, "Qty", ImportReason.NOT_A_NUMBER), (2, "Delivery date", ImportReason.VALUE_MISSING),
        (2, "Product code", ImportReason.PRODUCT_UNKNOWN), (2, "Forename", ImportReason.PERSON_NOT_FOUND),
        (2, "Address 1", ImportReason.NO_ADDRESS),
    ]  # fmt: skip
    assert Person.objects.count() == 0


def test_what_a_wrong_cell_would_have_told_is_not_guessed() -> None:
    county = northdown()
    row = loan(1, nhs="999 123", given="", family="", born="", postcode="ELY 123")
    wrong = codes(run(county, FileKind.OPEN_LOANS, LOANS + row)[1])
    assert [column for _, column, _ in wrong] == ["NHS Number", "Postcode"]


def test_a_row_with_a_wrong_cell_is_no_twin_of_a_right_one_and_makes_nothing_that_others_use() -> None:
    county = northdown()
    rows = (
        loan(0, qty="two", address="12 Mill Lane")
        + loan(1, nhs=NHS[0], family="Okafor0")
        + loan(2, id="L0", asset="OLD-1")
    )
    state, report = run(county, FileKind.OPEN_LOANS, LOANS + rows, park_bad=True)
    assert (state, report.added) == (FileState.DONE, 1)
    assert codes(report) == [
        (2, "Qty", ImportReason.NOT_A_NUMBER), (2, "Loan ID", ImportReason.TWICE_IN_FILE),
        (4, "Asset No", ImportReason.ITEM_ON_LOAN),
    ]  # fmt: skip
    assert Loan.objects.get().imported_reference == "L1"


def test_a_row_with_a_wrong_cell_takes_no_number_from_a_right_one_of_a_later_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("handrail.usecases.import_file.ROWS_AT_A_TIME", 1)
    report = run(northdown(), FileKind.OPEN_LOANS, LOANS + loan(0, qty="two") + loan(0), park_bad=True)[1]
    assert (report.added, codes(report)) == (1, [(2, "Qty", ImportReason.NOT_A_NUMBER)])


def test_a_dry_run_keeps_nothing_but_its_report() -> None:
    county = northdown()
    state, report = run(county, FileKind.OPEN_LOANS, LOANS + loan(0) + loan(1, since="x"), dry_run=True)
    assert (state, report.added, report.wrong) == (FileState.CHECKED, 1, 1)
    assert (Loan.objects.count(), Person.objects.count()) == (0, 0)
    assert ImportFile.objects.get().state == "CHECKED"


def test_a_kill_in_the_middle_leaves_nothing() -> None:
    county = northdown()

    class Killed(BaseException):
        """Like the end of the process: nothing of ours catches it."""

    def rows() -> Iterable[CsvRow]:
        csv = read_csv(io.BytesIO((PEOPLE + "".join(person(i) for i in range(8))).encode()), LIMITS)
        yield from csv.rows
        raise Killed

    headers = tuple(PEOPLE.strip().split(";"))
    wanted = FileToImport(FileKind.PEOPLE, "x", 1, "", "", "", headers, guess_mapping(FileKind.PEOPLE, headers), True)
    with pytest.raises(Killed):
        import_file(call_as(county.scopes["admin"], key=""), wanted=wanted, rows=rows(), watch=lambda _: None)
    assert (Person.objects.count(), ImportFile.objects.count()) == (0, 0)


def received(county: County, text: str, kind: FileKind = FileKind.PEOPLE) -> NewFile:
    content = text.encode()
    csv = read_csv(io.BytesIO(content), LIMITS)
    call = call_as(county.scopes["admin"], key="")
    new = NewFile(call.new_id(), kind, "people.csv", len(content), "s" * 64, "utf-8", ";", csv.headers)
    half = len(content) // 2
    for _ in range(2):  # a second tap receives nothing twice
        receive_file(call, request=new, parts=[content[:half], content[half:]])
    return new


def test_a_file_that_comes_twice_parks_its_wrong_rows_once() -> None:
    county = northdown()
    text = PEOPLE + person(0) + person(1, born="31/02/1943") + person(2, born="30/02/1943")
    first = run(county, FileKind.PEOPLE, text, park_bad=True)[1]
    again = run(county, FileKind.PEOPLE, text + person(3, born="29/02/1943"), park_bad=True)[1]
    assert (first.wrong, again.known, again.wrong) == (2, 1, 3)
    waiting = ImportRow.objects.filter(parked=True, settled_at=None)
    assert sorted((row.file_id, row.line) for row in waiting) == [(again.file_id, line) for line in (3, 4, 5)]
    assert {row.settled_how for row in ImportRow.objects.filter(file_id=first.file_id)} == {"DROPPED"}
    named = AuditSubject.objects.filter(subject=f"import:{first.file_id}")
    assert named.filter(audit__subjects__subject=f"import:{again.file_id}").count() == 1


def test_a_received_file_waits_runs_and_parks_what_is_wrong() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    new = received(county, PEOPLE + person(0) + person(1, born="31/02/1943", given="Bo"))
    assert FilePart.objects.count() == 2
    mapping = guess_mapping(FileKind.PEOPLE, new.headers)
    start_import(call_as(admin), request=ImportStart(new.file_id, mapping, dry_run=False, park_bad=True))
    assert work_once(AT) is True
    with reading(admin):
        assert not waits(admin, AT)
        row = import_file_row(admin, new.file_id)
        (wrong,) = wrong_rows(admin, new.file_id, limit=None)
        assert remembered_mapping(admin, FileKind.PEOPLE, new.headers) == mapping
    assert (row.state, row.rows_added, row.rows_wrong, row.parked) == (FileState.DONE, 1, 1, 1)
    assert FilePart.objects.count() == 0
    assert [fault.code for fault in wrong.faults] == [DateProblem.IMPOSSIBLE]
    still = mend_row(call_as(admin), request=RowMend(wrong.id, {"DOB": "30/02/1943"}), demo=True)
    assert still.end is None
    assert ImportRow.objects.get(pk=wrong.id).cells["DOB"] == "30/02/1943"
    call = call_as(admin)
    done = mend_row(call, request=RowMend(wrong.id, {"DOB": "28/02/1943"}), demo=True)
    assert mend_row(call, request=RowMend(wrong.id, {"DOB": "28/02/1943"}), demo=True) == done
    assert Person.objects.get(given_name="Bo").birth_on == date(1943, 2, 28)
    with pytest.raises(Exception, match="STALE"):
        leave_row_out(call_as(admin), request=wrong.id)


def test_a_refused_file_may_be_started_again_or_dropped() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    new = received(county, PEOPLE + person(0, postcode="X"))
    mapping = guess_mapping(FileKind.PEOPLE, new.headers)
    for _ in range(2):
        start_import(call_as(admin), request=ImportStart(new.file_id, mapping, dry_run=False, park_bad=False))
        work_once(AT)
    with seen_by(county, "admin"):
        assert ImportRow.objects.count() == 1
    drop_import(call_as(admin), request=new.file_id)
    assert (ImportFile.objects.get().state, FilePart.objects.count()) == ("DROPPED", 0)
    with pytest.raises(Exception, match="IMPORT_COLUMN_NOT_MAPPED"):
        start_import(call_as(admin), request=ImportStart(new.file_id, {}, dry_run=False, park_bad=False))


def test_a_run_that_was_broken_off_begins_anew() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    new = received(county, PEOPLE + person(0))
    start = ImportStart(new.file_id, guess_mapping(FileKind.PEOPLE, new.headers), dry_run=False, park_bad=False)
    start_import(call_as(admin), request=start)
    from handrail.usecases.keep_imports import claim_import

    assert claim_import(Call(county.scopes["system"], call_as(admin).at)) == new.file_id
    assert work_once(AT) is True  # the first worker died after its claim
    with seen_by(county, "admin"):
        assert Person.objects.count() == 1


def test_a_partner_is_named_by_its_code_too() -> None:
    county = northdown()
    text = PEOPLE.replace("Sex", "Trust") + person(0, sex="x01") + person(1, sex="X0")
    report = run(county, FileKind.PEOPLE, text, park_bad=True)[1]
    assert codes(report) == [(3, "Trust", ImportReason.PARTNER_UNKNOWN)]
    with reading(county.scopes["admin"]):
        assert Reach.objects.get().partner_id == county.made.partners[COUNCIL]


def test_a_partner_that_serves_them_sees_them() -> None:
    county = northdown()
    text = PEOPLE.replace("Sex", "Trust") + person(0, sex=HOSPICE.upper()) + person(1, sex="Nobody")
    report = run(county, FileKind.PEOPLE, text, park_bad=True)[1]
    assert codes(report) == [(3, "Trust", ImportReason.PARTNER_UNKNOWN)]
    with reading(county.scopes["hospice"]):
        assert Person.objects.count() == 1
