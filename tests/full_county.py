"""A county in which each page about a thing has a thing to be about; and the address of every route with real ids.
Refuses to write a row itself: all is made by walking the use cases."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import now_is
from handrail.core.scan_codes import internal_gtin
from handrail.forecasting.example import EXAMPLE
from handrail.identity.calls import reading
from handrail.identity.rules import TokenWanted
from handrail.intake.rules.reading import guess_mapping
from handrail.intake.states import FileKind
from handrail.jobs.work import work_once
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.rules.records import ContactDetails
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.change_contact import ContactToChange, change_contact
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.edit_tokens import offer_token
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.keep_imports import ImportStart, start_import
from handrail.usecases.keep_invoices import receive_invoice
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.return_release import ReleaseQuestion, return_release
from handrail.usecases.save_draft import DraftRequest, save_draft
from handrail.usecases.save_scenario import ScenarioToSave, save_scenario
from handrail.usecases.tell_apart import PeopleToTellApart, tell_apart
from handrail.usecases.tell_of_recall import ToTellOfRecall, tell_of_recall
from handrail.web.shared.registry import Route
from tests.foreseen import foreseen
from tests.invoices.checking import as_file, checked, found, new_invoice, posted, said
from tests.ordering import Someone, lines, placed, someone
from tests.people.test_self_purchase import chosen as bought
from tests.situations import call_as
from tests.specials.specialling import chosen
from tests.stock_situations import goods, main_depot
from tests.usecases.measuring import measuring_asked, seen, sent
from tests.usecases.pooling import pool, receipt_of
from tests.usecases.test_import_file import PEOPLE, person, received
from tests.usecases.tried.stock import hangs_there
from tests.visiting import Stop, a_stop, examined_at_home, handed, lent_to_lift, on_loan, recorded
from tests.visiting import received as taken_in
from tests.vouchers.vouchering import issued, redeemed
from tests.web.pages import photo, signed_in

# Who drives to `visit_id`.
CREW = "driver2"
type Ids = Mapping[str, object]


@dataclass(frozen=True)
class FullCounty:
    """The county; `ids` by the name of a route's argument, `of_route` where a route needs another."""

    county: County
    ids: Ids
    of_route: Mapping[str, Ids]

    def address(self, route: Route) -> str:
        """The address of a route with real ids. Raises KeyError for an argument that nothing stands for."""
        ids = {**self.ids, **self.of_route.get(route.name, {})}
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(ids[found[1]]), route.pattern)


def full_county(county: County) -> FullCounty:
    """Something of everything, on one county."""
    lent, handed_over = on_loan(county, "BED-010", days=1)
    of_people, of_roads, of_orders = _people(county, lent.who), _roads(county), _orders(county, lent.who)
    goods(county, "MAT-010", 2)
    foreseen(county)
    take = begin_stock_take(call_as(county.scopes["depot"]), request=TakeWanted(main_depot(county)))
    recall = ToRecall("BDA-020", "NatPSA/2026/001", "Legs may break", "L-77")
    of_files = _files(county)
    made = county.made
    wanted = TokenWanted("Case system", county.users["admin"], ("people:read",), now() + timedelta(days=9))
    token_id = offer_token(call_as(county.scopes["admin"]), request=wanted)
    ids = {
        "number": lent.numbers[0],
        "fund_id": pool(county),
        "receipt_id": receipt_of(county),
        "extension_id": one(county, "SELECT id FROM ledger_extension", "money"),
        "product_id": one(county, "SELECT id FROM catalogue_product WHERE code = 'BED-010'"),
        "code": "BED-010",
        "measure": "delivered_in_time",
        "special_id": chosen(county).special_id,
        "self_purchase_id": bought(county, lent.who.id).self_purchase_id,
        "voucher_id": issued(county).voucher_id,
        "measuring_id": _measured(county),
        "gtin": internal_gtin("BED-010"),
        "take_id": take.take_id,
        "recall_id": recall_stock(call_as(county.scopes["depot"]), request=recall).recall_id,
        "discrepancy_id": one(county, "SELECT id FROM stock_discrepancy"),
        "examination_id": one(county, "SELECT id FROM stock_examination"),
        "attachment_id": one(county, "SELECT id FROM visits_attachment"),
        "user_id": county.users["nurse"],
        "partner_id": county.scopes["nurse"].partner_id,
        "team_id": next(iter(made.teams.values())),
        "store_id": main_depot(county),
        "van_id": made.vans["Van 1"],
        "token_id": getattr(token_id, "token_id", token_id),
        "event": "suspend",
        "kind": "speed",
        "row_id": one(county, "SELECT id FROM partners_speed"),
        "entry_id": one(county, "SELECT id FROM ledger_entry WHERE kind = 'SPENT'"),
        "line_id": one(county, "SELECT id FROM orders_orderline WHERE state = 'DELIVERED'"),
        **_scenarios(county),
        **of_people,
        **of_roads,
        **of_orders,
        "retailer_id": _shop(county),
    }
    hangs = hangs_there(county, days=6)
    ids["thing_id"] = hangs.thing_id
    told = _told(county, lent.who, handed_over.loans[0].loan_id)
    ids["telling_id"] = told.telling_id
    of_route: dict[str, Ids] = {
        "controller:tell_recalled": {"recall_id": told.recall_id, "person_id": told.person_id},
        "controller:recall_told": {"recall_id": told.recall_id},
        "controller:mend_fitted": {"recall_id": hangs.recall_id},
        "controller:record_visit": {"visit_id": ids["visit_id"]},
        "controller:take_next_step": {"visit_id": of_roads["failed_id"]},
        "depot:put_right_visit": {"visit_id": of_roads["failed_id"]},
        "prescriber:place_order": {"person_id": ids["other_id"]},
        "prescriber:answer_return": {"release_id": of_orders["returned_id"]},
        "prescriber:reinstate_lines": {"order_id": of_orders["cancelled_id"]},
        "prescriber:amend_order": {"order_id": of_orders["waiting_id"]},
        "admin:import_template": {"kind": "people"},
        "commissioner:scenario_file": {"form": "csv"},
        **of_files,
        **_invoices(county),
    }
    return FullCounty(county, ids, of_route)


@dataclass(frozen=True)
class Told:
    """That somebody was told of a recall."""

    recall_id: UUID
    telling_id: UUID
    person_id: UUID


def _told(county: County, who: Someone, loan_id: UUID) -> Told:
    """Who has what is recalled was rung."""
    wanted = ToRecall("BED-010", "NatPSA/2026/010", "Rails open", "L-10")
    recall_id = recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id
    rung = ToTellOfRecall(recall_id, (loan_id,), "PHONE", reached=True, said="Ivy Harker has it", still_used="USED")
    done = tell_of_recall(call_as(county.scopes["desk"]), request=rung)
    return Told(recall_id, done.telling_ids[0], who.id)


def _measured(county: County) -> UUID:
    """Something that was measured at a home."""
    asked = measuring_asked(county, someone(county, name="Rhoda Tuck"))
    # By the real clock the hours of today may be over.
    sent(county, asked.visit_id, van="Van 4", days=4)
    recorded(county, asked.visit_id, by="desk", seen_to=(seen(county, asked),), other_day=True)
    return asked.measuring_id


def _shop(county: County) -> UUID:
    """A shop that took a voucher."""
    redeemed(county, issued(county))
    return county.partner("Market Street Pharmacy")


def _scenarios(county: County) -> dict[str, object]:
    """The example, and the same with a range under another name."""
    ranged = EXAMPLE.decode().replace("0.60,", '0.60, "ranges": {"reuse_rate": {"low": 0.5, "high": 0.64}},')
    files = (EXAMPLE.decode(), ranged.replace("Reuse and", "How sure of reuse and"))
    commissioner = county.scopes["commissioner"]
    saved = [save_scenario(call_as(commissioner), request=ScenarioToSave(file)) for file in files]
    return {"other_scenario_id": saved[0].scenario_id, "scenario_id": saved[1].scenario_id}


def one(county: County, sql: str, who: str = "desk") -> UUID:
    """The first value that this member of staff finds."""
    with reading(county.scopes[who]), connection.cursor() as cursor:
        cursor.execute(sql)
        found: Any = cursor.fetchone()
    assert found, sql
    return UUID(str(found[0]))


def _people(county: County, who: Someone) -> dict[str, object]:
    nurse, desk = county.scopes["nurse"], county.scopes["desk"]
    notes = (NoteWanted("access_note", "key_safe", "Left of the door", "47K11"),)
    change_notes(call_as(nurse), request=NotesToChange(who.id, notes))
    helper = ContactDetails("Ivy Harker", "daughter", "+441632960001", is_main=True)
    change_contact(call_as(nurse), request=ContactToChange(who.id, details=helper))
    gone = someone(county, name="Ada Gone")
    died = LifeEventWanted(gone.id, LifeEventKind.DEATH, now_is(now()).today)
    event = record_life_event(call_as(desk), request=died)
    kept, again = (someone(county, name=name) for name in ("Peggy Sallow", "Peggy Salow"))
    twins = (kept.id, someone(county, name="Peg Sallow").id)
    apart = tell_apart(call_as(desk), request=PeopleToTellApart(*twins, "Twins"))
    joined = join_people(call_as(desk), request=PeopleToJoin(kept.id, again.id, "Same letter"))
    return {
        "person_id": who.id,
        "other_id": someone(county, name="Winifred Harkers").id,
        "address_id": who.address_id,
        "note_id": one(county, "SELECT id FROM people_note"),
        "contact_id": one(county, "SELECT id FROM people_contact"),
        "life_event_id": event.life_event_id,
        "join_id": joined.join_id,
        "apart_id": apart.apart_id,
    }


def _roads(county: County) -> dict[str, object]:
    stop = a_stop(county, "MAT-010", who=someone(county, name="Bert Olley"), days=1, van="Van 2", driver=CREW)
    failed = a_stop(county, "BDA-010", who=someone(county, name="Cleo Tuck"), days=1, van="Van 3", driver="driver4")
    said = {"idempotency_key": str(fresh_id()), "fail_code": "part_missing", "photo": photo()}
    crew = signed_in(county, "driver4")
    assert crew.post(reverse("driver:fail_visit", args=[failed.visit_id]), said).status_code == 302
    done: Stop = a_stop(county, "TOI-030", who=someone(county, name="Dan Reed"), days=1, van="Van 4", driver="driver5")
    recorded(
        county, done.visit_id, by="driver5", handed_over=handed(*done.numbers, "UNK-9"), received=taken_in(),
        other_day=True,
    )  # fmt: skip
    lifted = lent_to_lift(county, "SLG-010", who=someone(county, name="Fay Ives"), days=2)
    examined_at_home(county, lifted.loans[0].loan_id, days=3)
    return {"visit_id": stop.visit_id, "run_id": stop.run_id, "failed_id": failed.visit_id}


def _orders(county: County, who: Someone) -> dict[str, object]:
    nurse, desk = county.scopes["nurse"], county.scopes["desk"]
    waiting = placed(county, who, *lines("MAT-022", "BED-020", "MAT-024"))
    asked = placed(county, someone(county, name="Olive Branch"), *lines("MAT-022", "BED-020", "MAT-024"))
    return_release(call_as(county.scopes["adviser"]), request=ReleaseQuestion(asked.release_ids, "Why two mattresses?"))
    order = placed(county, someone(county, name="Maud Ives"), *lines("MAT-010", "TOI-030"))
    cancel_lines(call_as(desk), request=LinesToCancel((order.lines[1].line_id,), "no_longer_needed"))
    typed = {"goal": "To get out of bed", "address_id": str(who.address_id), "prescriber_id": "me"}
    basket = [{"code": "TOI-030", "quantity": "1", "speed": "deliver_next_day"}]
    draft = save_draft(call_as(nurse), request=DraftRequest(who.id, {"lines": basket, "typed": typed}))
    return {
        "order_id": order.order_id,
        "cancelled_id": order.order_id,
        "waiting_id": waiting.order_id,
        "release_id": waiting.release_ids[0],
        "returned_id": asked.release_ids[0],
        "draft_id": draft.draft_id,
    }


def _invoices(county: County) -> dict[str, Ids]:
    """An invoice that was checked, with a line at a wrong price, and one whose columns wait to be chosen."""
    lines = [said(entry) for entry in posted(county)]
    lines[0] = lines[0] | {"Amount": "1.00"}
    invoice_id = checked(county, lines)
    content = as_file(lines[1:])
    fresh = receive_invoice(call_as(county.scopes["provider"], key=""), **new_invoice(content, 1))
    wrong = found(county, invoice_id)[0].id
    of_invoice = ("invoice", "lines", "not_invoiced", "answer_all", "write", "pay", "send_back")
    return {
        **{f"invoices:{name}": {"invoice_id": invoice_id} for name in of_invoice},
        **{f"invoices:{name}": {"line_id": wrong} for name in ("line", "answer", "write_line")},
        "invoices:columns": {"invoice_id": fresh},
    }


def _files(county: County) -> dict[str, Ids]:
    """A file that waits to be started, and one with a row that waits to be mended."""
    file = received(county, PEOPLE + person(0) + person(1, born="31/02/1943"))
    mapping = guess_mapping(FileKind.PEOPLE, file.headers)
    start = ImportStart(file.file_id, mapping, dry_run=False, park_bad=True)
    start_import(call_as(county.scopes["admin"]), request=start)
    assert work_once(now())
    fresh = received(county, PEOPLE + person(2)).file_id
    row_id = one(county, "SELECT id FROM intake_importrow", who="admin")
    return {
        "admin:import_file": {"file_id": file.file_id},
        "admin:import_parked": {"file_id": file.file_id},
        "admin:import_columns": {"file_id": fresh},
        "admin:import_drop": {"file_id": fresh},
        "admin:import_row": {"row_id": row_id},
        "admin:import_row_drop": {"row_id": row_id},
    }
