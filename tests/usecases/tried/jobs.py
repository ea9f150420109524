"""Each use case of files that are brought in and of messages: its situation, what it writes, and who of two wins."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from handrail.core.csv_reading import CsvRow
from handrail.core.ids import fresh_id
from handrail.core.models import OutboxMessage
from handrail.core.nhs_number import nth_test_number
from handrail.identity.calls import Call
from handrail.intake.models import ImportRow
from handrail.intake.rules.reading import guess_mapping
from handrail.intake.states import FileKind, FileState
from handrail.jobs.imports import run_next
from handrail.simulation.set_up import County
from handrail.usecases.import_file import FileToImport, ImportEnd, ImportReport, import_file, record_import
from handrail.usecases.keep_imports import (
    ImportStart,
    NewFile,
    RowMend,
    claim_import,
    drop_import,
    leave_row_out,
    mend_row,
    receive_file,
    start_import,
)
from handrail.usecases.send_messages import Sending, claim_messages, record_sending
from handrail.usecases.take_in_bank_holidays import take_in_bank_holidays
from handrail.usecases.tell_by_hand import ToldByHand, tell_by_hand
from handrail.usecases.tell_people import tell_people
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.test_import_file import PEOPLE, person, received
from tests.usecases.tried.case import Case
from tests.visiting import booked

FILES, TOLD = "usecases/test_import_file.py::test_", "usecases/test_tell_people.py::test_"
_day = count(1)
HEADERS = tuple(PEOPLE.strip().split(";"))
MAPPING = guess_mapping(FileKind.PEOPLE, HEADERS)


def new_file(_: County) -> dict[str, Any]:
    file = NewFile(fresh_id(), FileKind.PEOPLE, "people.csv", 9, "s" * 64, "utf-8", ";", HEADERS)
    return {"request": file, "parts": [PEOPLE.encode()]}


def stored(county: County, *rows: str) -> UUID:
    """A file that was received."""
    return received(county, PEOPLE + "".join(rows or (person(0),))).file_id


def start(file_id: UUID) -> ImportStart:
    return ImportStart(file_id, MAPPING, dry_run=False, park_bad=True)


def new_bank_holiday(_: County) -> dict[str, Any]:
    return {"published": [(date(2099, 12, next(_day)), "Extra bank holiday")]}


def waiting(county: County, *rows: str) -> UUID:
    """A file that waits, and no other."""
    while run_next(call_as(county.scopes["admin"], key="")):
        pass
    file_id = stored(county, *rows)
    start_import(call_as(county.scopes["admin"]), request=start(file_id))
    return file_id


def running(county: County) -> FileToImport:
    file_id = waiting(county)
    claim_import(call_as(county.scopes["admin"]))
    return FileToImport(
        FileKind.PEOPLE, "people.csv", 9, "", "utf-8", ";", HEADERS, MAPPING, demo=True, park_bad=True, file_id=file_id
    )


def to_import(county: County) -> dict[str, Any]:
    cells = dict(zip(HEADERS, person(3, family="Lindqvist").strip().split(";"), strict=True))
    return {"wanted": running(county), "rows": [CsvRow(2, cells)], "watch": lambda _: None}


def not_imported(county: County) -> dict[str, Any]:
    wanted = running(county)
    return {"end": ImportEnd(wanted, FileState.REFUSED, ImportReport(wanted.file_id, 1, 0, 0, 1, ()))}


# Who comes in by one file is known to the next.
_someone_else = count(7001)


def parked(county: County) -> UUID:
    """A row with an impossible day of birth."""
    at = next(_someone_else)
    unlike = "".join("bcdfghklmn"[int(digit)] + "a" for digit in str(at))
    another = {"nhs": nth_test_number(at).digits, "id": f"B{at}", "family": unlike}
    file_id = waiting(county, person(1, born="31/02/1943", **another))
    run_next(call_as(county.scopes["admin"], key=""))
    (row,) = columns(county.scopes["admin"], ImportRow, "id", file_id=file_id)
    return UUID(str(row))


def news(county: County, **facts: Any) -> UUID:
    """Somebody whose visit was booked; nobody else waits to be told, and nothing to be sent."""
    while tell_people(call_as(county.scopes["system"])):
        pass
    while claim_messages(call_as(county.scopes["system"], key="")):
        pass
    who = someone(county, **{"contact_by": "text", "mobile": "07700 900123", **facts})
    booked(county, *placed(county, who, *lines("MAT-010")).visit_ids, days=1)
    return who.id


def message(county: County, **facts: Any) -> UUID:
    who = news(county, **facts)
    tell_people(call_as(county.scopes["system"]))
    (found,) = columns(county.scopes["system"], OutboxMessage, "id", person_id=who, kind="VISIT_BOOKED")
    return UUID(str(found))


def claimed(county: County) -> UUID:
    found = message(county)
    claim_messages(call_as(county.scopes["system"], key=""))
    return found


def to_tell(county: County) -> None:
    news(county)


def to_send(county: County) -> None:
    message(county)


def to_run(county: County) -> None:
    waiting(county)


def without_a_key(call: Call) -> Call:
    return replace(call, key="")


CASES = {
    "take_in_bank_holidays": Case(
        take_in_bank_holidays,
        new_bank_holiday,
        "system",
        "core_laiddown partners_bankholiday",
        both_may="the second finds the day there and leaves it",
        shown="usecases/test_take_in_bank_holidays.py::test_a_day_that_is_new_counts_in_each_contract_from_then_on",
    ),
    "receive_file": Case(
        receive_file,
        new_file,
        "admin",
        writes="intake_filepart intake_importfile intake_importfilehistory",
        called=without_a_key,
        both_may="the file's own id makes it one",
        shown=FILES + "a_received_file_waits_runs_and_parks_what_is_wrong",
    ),
    "start_import": Case(
        start_import,
        lambda c: start(stored(c)),
        "admin",
        writes="intake_importfile intake_importfilehistory intake_rememberedmapping",
        refused="STALE",
        shown=FILES + "a_received_file_waits_runs_and_parks_what_is_wrong",
    ),
    "drop_import": Case(
        drop_import,
        stored,
        "admin",
        writes="intake_filepart intake_importfile intake_importfilehistory",
        refused="STALE",
        shown=FILES + "a_refused_file_may_be_started_again_or_dropped",
    ),
    "claim_import": Case(
        claim_import,
        to_run,
        "system",
        writes="intake_importfile intake_importfilehistory",
        both_may="a claim is no run: of two that run a file one holds its row",
        shown=FILES + "a_run_that_was_broken_off_begins_anew",
    ),
    "import_file": Case(
        import_file,
        to_import,
        "admin",
        writes=(
            "intake_filepart intake_importfile intake_importfilehistory intake_oldreference people_address "
            "people_namekey people_person stock_place"
        ),
        called=without_a_key,
        refused="STALE",
        shown=FILES + "people_come_in_once_whatever_the_form_of_the_file",
    ),
    "record_import": Case(
        record_import,
        not_imported,
        "admin",
        writes="intake_importfile intake_importfilehistory",
        refused="STALE",
        shown=FILES + "a_dry_run_keeps_nothing_but_its_report",
    ),
    "mend_row": Case(
        mend_row,
        lambda c: {"request": RowMend(parked(c), {"DOB": "12/05/1943"}), "demo": True},
        "admin",
        writes="intake_importrow intake_oldreference people_address people_namekey people_person stock_place",
        refused="STALE",
        shown=FILES + "a_received_file_waits_runs_and_parks_what_is_wrong",
    ),
    "leave_row_out": Case(
        leave_row_out,
        parked,
        "admin",
        writes="intake_importrow",
        refused="STALE",
        shown=FILES + "a_received_file_waits_runs_and_parks_what_is_wrong",
    ),
    "tell_people": Case(
        tell_people,
        to_tell,
        "system",
        writes="core_outboxmessage",
        both_may="each message has a key of its own and stands once",
        shown=TOLD + "an_order_is_told_once_with_its_day_and_without_the_equipment",
    ),
    "tell_by_hand": Case(
        tell_by_hand,
        lambda c: ToldByHand(message(c, contact_by="phone", phone="01632 960001"), reached=True),
        "desk",
        writes="core_outboxmessage",
        refused="STALE",
        shown="usecases/test_tell_by_hand.py::test_who_is_told_leaves_the_list_and_it_stands_in_the_time_line",
    ),
    "claim_messages": Case(
        claim_messages,
        to_send,
        "system",
        writes="core_outboxmessage",
        nothing=(),
        shown="jobs/test_work.py::test_every_kind_of_message_leaves_once",
    ),
    "record_sending": Case(
        record_sending,
        lambda c: Sending(claimed(c), 1),
        "system",
        writes="core_outboxmessage",
        both_may="sent is sent",
        shown="jobs/test_work.py::test_every_kind_of_message_leaves_once",
    ),
}
