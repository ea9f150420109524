"""One thing of every kind that a call of the API can name, each in a state in which a call may be made about it.
Refuses to write a row itself: the use cases are walked. Two such sets may stand in one county, on days of their own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from handrail.needs.rules import NeedDetails
from handrail.people import queries
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.rules.records import ContactDetails
from handrail.people.states import LifeEventKind
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.stock.plans import ItemScan
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.change_address import address_version
from handrail.usecases.change_contact import ContactToChange, change_contact
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.record_need import NeedToRecord, record_need
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.return_release import ReleaseQuestion, return_release
from handrail.usecases.save_draft import DraftRequest, save_draft
from handrail.usecases.tell_apart import PeopleToTellApart, tell_apart
from handrail.usecases.tell_of_recall import tell_of_recall
from handrail.visits.models import VisitTask
from tests.ordering import Someone, lines, placed, seen_by, someone
from tests.situations import call_as
from tests.specials.specialling import approved, asked_for, quoted, searched
from tests.stock_situations import goods, main_depot, scans
from tests.supplying import allocated, authorised
from tests.usecases.measuring import measuring_asked, seen
from tests.usecases.tried import stock
from tests.visiting import (
    a_run,
    a_stop,
    asked,
    booked,
    examined_at_home,
    handed,
    lent_to_lift,
    received,
    recorded,
    slot,
)

BED, MATTRESS, SEAT = "BED-010", "MAT-010", "TOI-030"
# Of these a partner sees only what is about the people it serves; the rest belongs to the contract.
ABOUT_PEOPLE = (
    "person", "second", "address", "order_address", "need", "event", "note", "helper", "join", "apart", "draft",
    "order", "line", "cancelled_line", "line_on_van", "kept_line", "waiting_line", "release", "returned_release",
    "refused_release", "visit", "booked_visit", "visit_to_come", "failed_visit", "visit_to_book", "line_on_run",
    "task", "recalled_loan", "telling", "loan", "own_loan", "own_hoist", "examination", "asked_loan", "order_number",
    "special", "unwanted_special", "searched_special", "quoted_special", "quote", "approved_special", "measuring",
    "measured",
)  # fmt: skip

type Things = Mapping[str, str]


class Maker:
    """Makes them for the people of one county, from a day on."""

    def __init__(self, county: County, *, day: int, drafted_by: str = "nurse", letter: str = "") -> None:
        self.county, self.day, self.drafted_by, self.letter = county, day, drafted_by, letter
        self.made: dict[str, Any] = {}

    def someone(self, name: str) -> Someone:
        """Somebody of this set: the names of two sets differ."""
        return someone(self.county, name=name + self.letter)

    def call(self, who: str) -> Any:
        """A call of one of the staff."""
        return call_as(self.county.scopes[who])

    def all(self) -> Things:
        """Everything, by its kind."""
        who = self.someone("Perpetua Quillfeather")
        # Before anything else is on its way to them, which would come with it.
        self.made["own_loan"], _ = self.lent(who, self.day + 4)
        self.of_lifting(who)
        self.of_the_record(who)
        self.of_orders(self.someone("Violet Rowe"))
        self.of_the_road(who)
        self.of_specials()
        self.of_measuring()
        self.of_stores()
        return {kind: str(value) for kind, value in self.made.items()}

    def of_the_record(self, who: Someone) -> None:
        """What hangs on a person's record."""
        second, ill, twin, again, kept = (
            self.someone(name) for name in ("Ada Thorne", "Olive Marsh", "Ursula Lake", "Edna Frost", "Edna Forst")
        )
        safe = NoteWanted("access_note", "key_safe", "Left of the door", "47K11")
        helper = ContactToChange(who.id, details=ContactDetails("Joan Reed", "child"))
        stay = LifeEventWanted(ill.id, LifeEventKind.ADMISSION, date(2026, 3, 3), "Her son")
        self.made |= {
            "person": who.id, "address": who.address_id, "second": second.id,
            "need": record_need(
                self.call("nurse"), request=NeedToRecord(who.id, NeedDetails("To get up", date(2026, 3, 3)))
            ).need_id,
            "note": change_notes(self.call("nurse"), request=NotesToChange(who.id, (safe,))).added[0],
            "helper": change_contact(self.call("nurse"), request=helper).contact_id,
            "event": record_life_event(self.call("desk"), request=stay).life_event_id,
            "apart": tell_apart(self.call("desk"), request=PeopleToTellApart(second.id, twin.id, "Twins")).apart_id,
            "join": join_people(self.call("desk"), request=PeopleToJoin(kept.id, again.id, "One letter")).join_id,
            "draft": save_draft(
                self.call(self.drafted_by), request=DraftRequest(who.id, {"typed": {"goal": "To rest"}})
            ).draft_id,
        }  # fmt: skip
        with seen_by(self.county, "nurse"):
            (row,) = queries.person_file(self.county.scopes["nurse"], who.id, on=date(2026, 3, 3)).addresses
        self.made["address_version"] = address_version(row)

    def of_orders(self, who: Someone) -> None:
        """Lines and releases at each stage."""
        order = placed(self.county, who, *lines(("WLK-011", 3)))
        off = placed(self.county, who, *lines(SEAT)).lines[0].line_id
        cancel_lines(self.call("nurse"), request=LinesToCancel((off,), "no_longer_needed"))
        waits, back, no = (self.waiting(name) for name in ("Cora Fenn", "Dora Fenby", "Flora Fenwick"))
        return_release(self.call("adviser"), request=ReleaseQuestion((back,), "Why two?"))
        refuse_release(self.call("adviser"), request=ReleaseNo((no,), "assessment_missing", "Assess first"))
        goods(self.county, BED, 2)
        (waiting,) = authorised(self.county, BED, who=self.someone("Hetty Moss"))
        (kept,) = authorised(self.county, BED, who=self.someone("Letty Moor"))
        allocated(self.county, kept)
        self.made |= {
            "order": order.order_id, "order_address": who.address_id, "line": order.lines[0].line_id,
            "visit": order.visit_ids[0], "cancelled_line": off, "release": waits, "returned_release": back,
            "refused_release": no, "waiting_line": waiting, "kept_line": kept,
        }  # fmt: skip

    def of_measuring(self) -> None:
        """Something that is to be measured, and something that was."""
        there, to_come = self.someone("Rhoda Vale"), self.someone("Thora Vale")
        done = measuring_asked(self.county, there)
        run = a_run(self.county, van="Van 3", days=self.day + 6)
        booked(self.county, done.visit_id, run_id=run, days=self.day + 6)
        recorded(self.county, done.visit_id, by="desk", seen_to=(seen(self.county, done),), other_day=True)
        self.made |= {"measuring": measuring_asked(self.county, to_come).measuring_id, "measured": done.measuring_id}

    def waiting(self, name: str) -> UUID:
        """A release that waits: above the nurse's limit."""
        return placed(self.county, self.someone(name), *lines("MAT-022", "BED-020", "MAT-024")).release_ids[0]

    def of_the_road(self, who: Someone) -> None:
        """Visits, runs and loans at each stage, a day for each."""
        county, day = self.county, self.day
        run = a_run(county, van="Van 2", days=day)
        goods(county, BED)
        order = placed(county, self.someone("Wilma Hay"), *lines(BED))
        (ahead,), (line,) = order.visit_ids, order.lines
        booked(county, ahead, run_id=run, days=day)
        to_load = allocated(county, line.line_id).kept[0].items[0].number
        stop = a_stop(county, MATTRESS, who=who, days=day)
        missed = a_stop(county, MATTRESS, who=self.someone("Nell Ash"), days=day + 1)
        fail_visit(self.call("desk"), request=VisitFailure(missed.visit_id, "no_answer"))
        loan, lent = self.lent(self.someone("Iris Ford"), day + 2)
        to_fetch, fetched = self.lent(self.someone("Rhoda Ford"), day + 3)
        asked(county, to_fetch)
        with seen_by(county, "desk"):
            task = VisitTask.objects.get(visit_id=stop.visit_id)
            on_van = Asset.objects.get(number=stop.numbers[0])
        begins, ends = slot(days=day)
        self.made |= {
            "visit_to_come": stop.visit_id, "sent_run": stop.run_id, "number_on_van": stop.numbers[0],
            "line_on_van": stop.order.lines[0].line_id, "asset_on_van": on_van.id,
            "task": task.id, "booked_visit": ahead, "run": run,
            "line_on_run": line.line_id, "number_to_load": to_load,
            "visit_to_book": placed(county, self.someone("Thora Hay"), *lines(MATTRESS)).visit_ids[0],
            "failed_visit": missed.visit_id, "loan": loan, "number_lent": lent.numbers[0], "asked_loan": to_fetch,
            "order_number": fetched.order.number, "depot": main_depot(county), "van": county.made.vans["Van 1"],
            "empty_van": county.made.vans["Van 3"], "driver": county.users["driver"],
            "second_driver": county.users["driver3"], "senior": county.users["senior"],
            "leadnurse": county.users["leadnurse"], "council": county.scopes["therapist"].partner_id,
            "slot_from": begins.isoformat(), "slot_until": ends.isoformat(),
            "free_day": (begins.date() + timedelta(days=4)).isoformat(),
        }  # fmt: skip

    def lent(self, who: Someone, day: int) -> tuple[UUID, Any]:
        """A bed at home, and how it came there."""
        stop = a_stop(self.county, BED, who=who, days=day)
        done = recorded(
            self.county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), other_day=True
        )
        return done.loans[0].loan_id, stop

    def of_lifting(self, who: Someone) -> None:
        """A hoist at home, and a sling of somebody else that was examined there."""
        own = lent_to_lift(self.county, "HST-010", who=who, days=self.day + 5)
        other = lent_to_lift(self.county, "SLG-010", who=self.someone("Ione Ford"), days=self.day + 6)
        done = examined_at_home(self.county, other.loans[0].loan_id, days=self.day + 7)
        self.made |= {"own_hoist": own.loans[0].loan_id, "examination": done.examinations[0].examination_id}

    def of_specials(self) -> None:
        """Requests at each stage, of a kind of which nothing lies ready."""
        county = self.county
        quoted_special, quotes = quoted(county, 90_000, category="cushions")
        self.made |= {
            "special": asked_for(county, category="cushions").special_id,
            "unwanted_special": asked_for(county, category="cushions").special_id,
            "searched_special": searched(county, category="cushions").special_id,
            "quoted_special": quoted_special.special_id, "quote": quotes[0],
            "approved_special": approved(county, category="cushions", like="CUS-010").special.special_id,
        }  # fmt: skip

    def of_stores(self) -> None:
        """Items in each state, a stock take, a difference, a recall."""
        county = self.county
        store = county.made.depots[HOSPITAL_STORE]
        (small,) = goods(county, MATTRESS)
        move_stock(self.call("depot"), request=StockMoved(main_depot(county), store, scans(small)))
        states: dict[str, tuple[ItemScan, ...]] = {
            "number": stock.bed(county), "number_apart": stock.set_apart(county),
            "number_dirty": stock.dirty(county), "number_defective": stock.defective(county),
        }  # fmt: skip
        self.made |= {kind: items[0].code for kind, items in states.items()} | {
            "number_clean": stock.cleaned(county), "number_passed": stock.tested(county)[0].code,
            "satellite": store, "number_in_satellite": small,
            "take": stock.take(county), "difference": stock.unknown(county)[0], "recall": stock.recalled(county),
        }  # fmt: skip
        to_tell = stock.decided(county, self.someone("Tilda Moss"), self.day + 8)
        (self.made["recalled_loan"],) = to_tell.things
        tried = tell_of_recall(self.call("desk"), request=replace(to_tell, reached=False)).telling_ids
        self.made |= {"home_recall": to_tell.recall_id, "telling": tried[0]}
