"""Each use case about people: its situation, what it writes, and who of two wins."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from handrail.identity.calls import Call, reading
from handrail.needs.rules import NeedDetails
from handrail.needs.self_purchase import SelfPurchaseChoice
from handrail.people import queries
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.rules.records import ContactDetails
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.add_address import AddressToAdd, add_address
from handrail.usecases.add_person import PersonToAdd, add_person
from handrail.usecases.carry_out_move import MoveToCarryOut, carry_out_move
from handrail.usecases.change_address import AddressToChange, address_version, change_address
from handrail.usecases.change_contact import ContactToChange, change_contact
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.change_person import PersonToChange, change_person
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.log_contact import ContactToLog, log_contact
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.record_need import NeedToRecord, record_need
from handrail.usecases.record_self_purchase import SelfPurchaseToEnd, end_self_purchase, record_self_purchase
from handrail.usecases.show_secret import SecretWanted, show_secret
from handrail.usecases.tell_apart import PeopleToTellApart, tell_apart
from handrail.usecases.withdraw_apart import ApartToWithdraw, withdraw_apart
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from tests.ordering import at, lines, placed, someone
from tests.persons import TODAY, added, details, home, nhs
from tests.situations import call_as
from tests.usecases.tried.case import Case

EDITS = "usecases/test_edit_person.py::"


def address(county: County) -> AddressToChange:
    who = added(county, details("Rosa", "Field")).person_id
    with reading(county.scopes["nurse"]):
        (row,) = queries.person_file(county.scopes["nurse"], who, on=TODAY).addresses
    return AddressToChange(row.id, who, address_version(row), home("CB2 1TN"))


def note(county: County) -> UUID:
    """A note with a secret."""
    wanted = NotesToChange(someone(county).id, (NoteWanted("access_note", "key_safe", "By the door", "47K11"),))
    return change_notes(call_as(county.scopes["nurse"]), request=wanted).added[0]


def to_join(county: County) -> PeopleToJoin:
    kept, again = (someone(county, name=name).id for name in ("Peggy Sallow", "Peggy Salow"))
    return PeopleToJoin(kept, again, "Same letter")


def joined(county: County) -> UUID:
    return join_people(call_as(county.scopes["desk"]), request=to_join(county)).join_id


def to_tell_apart(county: County) -> PeopleToTellApart:
    one, other = (someone(county, name=name).id for name in ("Mary Fenn", "Maria Fenn"))
    return PeopleToTellApart(one, other, "Twins")


def told_apart(county: County) -> UUID:
    return tell_apart(call_as(county.scopes["desk"]), request=to_tell_apart(county)).apart_id


def death(county: County) -> LifeEventWanted:
    who = someone(county)
    placed(county, who, *lines("MAT-010"))
    return LifeEventWanted(who.id, LifeEventKind.DEATH, TODAY, "Her daughter")


def death_recorded(county: County) -> UUID:
    return record_life_event(call_as(county.scopes["desk"]), request=death(county)).life_event_id


def move_told(county: County) -> UUID:
    """A move of a person with something on order, nine days ahead."""
    who = someone(county)
    placed(county, who, *lines("MAT-010"))
    wanted = LifeEventWanted(who.id, LifeEventKind.MOVE, TODAY + timedelta(days=9), new_home=home("PE13 2AA"))
    return record_life_event(call_as(county.scopes["desk"]), request=wanted).life_event_id


def on_the_day(call: Call) -> Call:
    return call_as(call.scope, at=at(2026, 3, 12, 1))


def with_a_reason(call: Call) -> Call:
    return replace(call, key="", why="Visit 800123")


def bought(county: County) -> UUID:
    wanted = SelfPurchaseChoice(someone(county).id, "DLV-016", 1, told=True)
    return record_self_purchase(call_as(county.scopes["nurse"]), request=wanted).self_purchase_id


CASES = {
    "add_person": Case(
        add_person,
        lambda _: PersonToAdd(details("Rose", "Ash", nhs_number=nhs(31)), home(), "Another person"),
        "nurse",
        writes="people_address people_namekey people_person people_reach stock_place",
        refused="NHS_NUMBER_TAKEN",
        shown="usecases/test_add_person.py::test_a_person_gets_a_number_a_home_a_place_and_reach",
    ),
    "add_address": Case(
        add_address,
        lambda c: AddressToAdd(someone(c).id, home("CB2 1TN", kind="RELATIVE", name="Daughter's home")),
        "nurse",
        writes="people_address stock_place",
        both_may="an address each; the one too many is ended",
        shown=EDITS + "test_another_address_gets_its_place",
    ),
    "change_address": Case(
        change_address,
        address,
        "nurse",
        writes="people_address people_person",
        refused="STALE",
        shown=EDITS + "test_an_address_is_put_right_but_a_home_is_not_ended",
    ),
    "change_contact": Case(
        change_contact,
        lambda c: ContactToChange(someone(c).id, details=ContactDetails("Joan Reed", "child", is_main=True)),
        "nurse",
        writes="people_contact",
        both_may="a helper each, of whom the one written last is the main one",
        shown=EDITS + "test_one_helper_is_the_main_one",
    ),
    "change_notes": Case(
        change_notes,
        lambda c: NotesToChange(someone(c).id, (NoteWanted("hazard_note", "pests"),)),
        "nurse",
        writes="people_note",
        both_may="the note stands twice until one is ended",
        shown=EDITS + "test_notes_are_added_and_ended_and_secrets_stay_apart",
    ),
    "change_person": Case(
        change_person,
        lambda c: PersonToChange(added(c, details("Ida", "Moor")).person_id, 1, details("Ida", "Meadow")),
        "nurse",
        writes="people_namekey people_person",
        refused="STALE",
        shown=EDITS + "test_a_change_raises_the_version_and_is_found_by",
    ),
    "join_people": Case(
        join_people,
        to_join,
        "desk",
        writes="people_join people_person",
        refused="ALREADY_JOINED",
        shown=EDITS + "test_a_join_moves_nothing_and_parting_takes_back_what_it_gave",
    ),
    "part_people": Case(
        part_people,
        lambda c: PeopleToPart(joined(c), "Two sisters"),
        "desk",
        writes="people_apart people_join people_person",
        refused="NOT_FOUND",
        shown=EDITS + "test_a_join_moves_nothing_and_parting_takes_back_what_it_gave",
    ),
    "tell_apart": Case(
        tell_apart,
        to_tell_apart,
        "desk",
        writes="people_apart",
        refused="TOLD_APART_ALREADY",
        shown="usecases/test_tell_apart.py::test_the_pair_leaves_the_list_and_comes_back",
    ),
    "withdraw_apart": Case(
        withdraw_apart,
        lambda c: ApartToWithdraw(told_apart(c), "One after all"),
        "desk",
        writes="people_apart",
        refused="NOT_FOUND",
        shown="usecases/test_tell_apart.py::test_the_pair_leaves_the_list_and_comes_back",
    ),
    "record_life_event": Case(
        record_life_event,
        death,
        "desk",
        writes=(
            "ledger_balance ledger_entry ledger_posting orders_linehistory orders_orderline people_lifeevent "
            "people_person visits_visit visits_visithistory visits_visittask"
        ),
        refused="ALREADY_DIED",
        shown="usecases/test_life_events.py::test_a_death_stops_orders_visits_and_messages_and_proposes_a_collection",
    ),
    "withdraw_life_event": Case(
        withdraw_life_event,
        lambda c: EventToWithdraw(death_recorded(c), "Another person"),
        "desk",
        writes="people_followup people_lifeevent people_person",
        refused="ALREADY_WITHDRAWN",
        shown="usecases/test_life_events.py::test_a_death_entered_in_error_is_taken_back",
    ),
    "carry_out_move": Case(
        carry_out_move,
        lambda c: MoveToCarryOut(move_told(c)),
        "system",
        writes="orders_order people_address people_lifeevent people_person visits_visit",
        refused="STALE",
        called=on_the_day,
        shown="usecases/test_moves_told_early.py::test_on_the_day_the_rest_follows",
    ),
    "record_self_purchase": Case(
        record_self_purchase,
        lambda c: SelfPurchaseChoice(someone(c).id, "DLV-016", 1, told=True),
        "nurse",
        writes="needs_selfpurchase",
        both_may="two who record it have counted it twice, and each says who told them",
        shown="people/test_self_purchase.py::test_a_choice_keeps_what_was_said_and_by_whom_and_moves_no_money",
    ),
    "end_self_purchase": Case(
        end_self_purchase,
        lambda c: SelfPurchaseToEnd(bought(c), "They cannot pay for it"),
        "nurse",
        writes="needs_selfpurchaseend",
        refused="SELF_PURCHASE_ENDED_ALREADY",
        shown="people/test_self_purchase.py::test_a_choice_that_is_taken_back_stays_and_counts_no_more",
    ),
    "record_need": Case(
        record_need,
        lambda c: NeedToRecord(someone(c).id, NeedDetails("To get out of bed", TODAY)),
        "nurse",
        writes="needs_need",
        both_may="a need each: nothing hangs on one alone",
        shown=EDITS + "test_a_need_is_kept_with_who_and_when",
    ),
    "log_contact": Case(
        log_contact,
        lambda c: ContactToLog(someone(c).id, "Ivy Harker", "CARER", "CALLED_BACK", "REPAIR"),
        "desk",
        writes="people_contactlog",
        both_may="two calls may say the same",
        shown=EDITS + "test_a_call_is_kept",
    ),
    "show_secret": Case(
        show_secret,
        lambda c: SecretWanted(note(c)),
        "desk",
        writes="",
        called=with_a_reason,
        both_may="each sees it, and the log says so of both",
        shown=EDITS + "test_a_secret_is_shown_for_a_reason_and_never_kept",
    ),
}
