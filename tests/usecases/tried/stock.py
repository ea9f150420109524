"""Each use case of stock: its situation, what it writes, and who of two wins."""

from itertools import count, cycle
from typing import Any
from uuid import UUID

from handrail.identity.calls import reading
from handrail.loans.models import Adaptation
from handrail.simulation.northdown import HOSPICE_STORE, HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.codes import ClearedFor
from handrail.stock.plans import ItemScan
from handrail.stock.rules.care import InfectionRisk
from handrail.usecases._counter import SatelliteIssue
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.usecases.back_order_lines import BackOrder, back_order_lines
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.collect_recalled import RecallAskedBack, RecallToCollect, collect_recalled
from handrail.usecases.complete_visit import VisitRecorded
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.edit_partners import StoreShape, keep_store
from handrail.usecases.end_recall_visits import VisitsToEnd, end_recall_visits
from handrail.usecases.inspect import Inspected, inspect
from handrail.usecases.issue_from_satellite import issue_from_satellite
from handrail.usecases.keep_levels import Level, LevelsWanted, keep_levels
from handrail.usecases.keep_recall_cause import CauseToSay, decide_recall_cause, say_recall_cause
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.lift_recall import ToLift, lift_recall
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.mend_taken_down import TakenDownMend, mend_taken_down
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.put_away import PutAway, put_away
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.release_allocations import LetGo, release_allocations
from handrail.usecases.repair import Repaired, repair
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from handrail.usecases.state_contamination import ContaminationStated, state_contamination
from handrail.usecases.take_back_telling import TellingToTakeBack, take_back_telling
from handrail.usecases.tell_of_recall import ToTellOfRecall, tell_of_recall
from handrail.visits.rules.report import HandedOver
from tests.ordering import Someone, someone
from tests.situations import call_as
from tests.stock_situations import NOTHING_KNOWN, TESTED, clean, goods, inspected, main_depot, passed, scans
from tests.supplying import allocated, authorised
from tests.usecases.tried.case import Case
from tests.visiting import a_stop, handed, on_loan, received, recorded

TOLD_OF = "usecases/test_recall_told.py::test_"
MONEY = "ledger_balance ledger_entry ledger_posting"
BED, COUNTED, RECALLED = "BED-010", "BDA-020", "BDA-022"
GOODS, CARE = "usecases/test_goods_in.py::test_", "usecases/test_clean_and_inspect.py::test_"
STORE, TAKE = "usecases/test_store_work.py::test_", "usecases/test_stock_take.py::test_"
SUPPLY = "usecases/test_supply.py::test_"
_asked_back = cycle(("WLK-050", "WLK-051"))
_left = cycle(("WLK-048", "TOI-032"))
_at_home = cycle(("WLK-046", "WLK-042", "WLK-041", "TOI-034", "TOI-036", "TOI-038"))
_number = count()
# Fitted by nothing else; each time of another lot, which alone is recalled.
OUTDOOR_RAIL = "ADP-026"


def bed(county: County) -> tuple[ItemScan, ...]:
    """A bed on the shelf."""
    return scans(*goods(county, BED))


def set_apart(county: County) -> tuple[ItemScan, ...]:
    items = bed(county)
    quarantine_stock(call_as(county.scopes["depot"]), request=SetApart(main_depot(county), items, "found wet"))
    return items


def dirty(county: County) -> tuple[ItemScan, ...]:
    items = set_apart(county)
    cleared = Cleared(main_depot(county), items, ClearedFor.CLEAN, "to be washed")
    lift_quarantine(call_as(county.scopes["depot"]), request=cleared)
    return items


def cleaned(county: County) -> str:
    (item,) = dirty(county)
    clean(county, item.code)
    return item.code


def tested(county: County) -> tuple[ItemScan, ...]:
    code = cleaned(county)
    passed(county, inspected(code))
    return scans(code)


def defective(county: County) -> tuple[ItemScan, ...]:
    """Sent to be mended by its inspection."""
    items = set_apart(county)
    cleared = Cleared(main_depot(county), items, ClearedFor.REPAIR, "no power")
    lift_quarantine(call_as(county.scopes["depot"]), request=cleared)
    return items


def to_recall(county: County) -> ToRecall:
    """A lot of a product that nothing else is of: while it stands, what comes in without a lot is set apart."""
    lot = f"LOT{next(_number)}"
    goods(county, RECALLED, 2, lot=lot)
    return ToRecall(RECALLED, "NatPSA/2026/001", "Legs may break", lot)


def recalled(county: County) -> UUID:
    return recall_stock(call_as(county.scopes["depot"]), request=to_recall(county)).recall_id


def recalled_at_home(county: County) -> UUID:
    """Lent to one person, of a product that nothing else is of."""
    on_loan(county, "WLK-052")
    wanted = ToRecall("WLK-052", "NatPSA/2026/052", "Brakes may fail")
    return recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id


def asked_back(county: County) -> ToLift:
    """Lent to one person and asked back because of a recall, which ends with what it asked for. Each time of another
    product: what was lent before may have been looked at since, by situations of a later day."""
    product = next(_asked_back)
    on_loan(county, product)
    wanted = ToRecall(product, f"NatPSA/2026/{product}", "Seat may fold")
    recall_id = recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id
    collect_recalled(call_as(county.scopes["desk"]), request=RecallToCollect(recall_id))
    return ToLift(recall_id, "Modified", end_visits=True)


def left_by_recall(county: County) -> VisitsToEnd:
    """A recall was lifted, and what it asked for stands."""
    product = next(_left)
    on_loan(county, product)
    wanted = ToRecall(product, f"NatPSA/2026/{product}", "Brakes may fail")
    recall_id = recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id
    collect_recalled(call_as(county.scopes["desk"]), request=RecallToCollect(recall_id))
    lift_recall(call_as(county.scopes["depot"]), request=ToLift(recall_id, "Modified"))
    return VisitsToEnd(recall_id)


def _one_at_home(county: County, who: Someone | None = None, days: int = 0) -> tuple[str, VisitRecorded]:
    """Something of a product that nothing else is of; what has no number is handed over for its line."""
    product = next(_at_home)
    stop = a_stop(county, product, who=who, days=days)
    given = handed(*stop.numbers) or (HandedOver(line_id=stop.order.lines[0].line_id),)
    return product, recorded(county, stop.visit_id, handed_over=given, received=received(), other_day=bool(days))


def decided(county: County, who: Someone | None = None, days: int = 0) -> ToTellOfRecall:
    """Lent to one person, of a product that nothing else is of, which the maker recalled: telling them is charged."""
    product, done = _one_at_home(county, who, days)
    wanted = ToRecall(product, f"NatPSA/2026/{product}", "Seat may fold")
    recall_id = recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id
    cause = CauseToSay(recall_id, "NEITHER", "The maker's notice")
    decide_recall_cause(call_as(county.scopes["money"]), request=cause)
    return ToTellOfRecall(recall_id, (done.loans[0].loan_id,), "PHONE", reached=True, said="Rang", still_used="STOPPED")


def hangs_there(county: County, days: int = 0) -> TakenDownMend:
    """Fitted to a home, and recalled."""
    lot = f"RAIL{next(_number)}"
    goods(county, OUTDOOR_RAIL, 1, lot=lot)
    stop = a_stop(county, OUTDOOR_RAIL, by="therapist", days=days)
    given = (HandedOver(line_id=stop.order.lines[0].line_id),)
    recorded(county, stop.visit_id, handed_over=given, received=received(), other_day=bool(days))
    wanted = ToRecall(OUTDOOR_RAIL, f"NatPSA/2026/{lot}", "May come off the wall", lot)
    recall_id = recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id
    scope = county.scopes["desk"]
    with reading(scope):
        (fitted_id,) = Adaptation.objects.filter(line_id=stop.order.lines[0].line_id).values_list("id", flat=True)
    return TakenDownMend(recall_id, fitted_id, taken_down=True, why="It was gone when we came again")


def told(county: County) -> UUID:
    """Somebody was told, and that was charged."""
    return tell_of_recall(call_as(county.scopes["desk"]), request=decided(county)).telling_ids[0]


def undecided(county: County) -> CauseToSay:
    """Somebody was told, which is charged once it is decided so."""
    product, done = _one_at_home(county)
    wanted = ToRecall(product, f"NatPSA/2026/{product}", "Seat may fold")
    recall_id = recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id
    rung = ToTellOfRecall(recall_id, (done.loans[0].loan_id,), "PHONE", reached=True, said="Rang")
    tell_of_recall(call_as(county.scopes["desk"]), request=rung)
    return CauseToSay(recall_id, "NEITHER", "The maker's notice")


def own_store(county: County) -> UUID:
    """A store where nobody else comes and goes, with ten counted things."""
    shape = StoreShape("SATELLITE", f"Clinic {next(_number)}", "1 High Street", "CB7 4AB", "", main_depot(county))
    store = keep_store(call_as(county.scopes["admin"]), request=shape)
    items = GoodsIn(store, (GoodsLine(COUNTED, 10),), put_away=True)
    receive_goods(call_as(county.scopes["depot"]), request=items)
    return store


def take(county: County) -> UUID:
    return begin_stock_take(call_as(county.scopes["depot"]), request=TakeWanted(own_store(county))).take_id


def counted(county: County) -> TakeToClose:
    """Seven of ten were counted."""
    wanted = TakeToClose(take(county), rest_is_missing=True)
    count_stock(call_as(county.scopes["depot"]), request=Counted(wanted.take_id, (ItemScan(COUNTED, 7),)))
    return wanted


def unknown(county: County) -> tuple[UUID, ...]:
    back = Returned(main_depot(county), (ReturnedItem("XX-1"),))
    found = receive_returns(call_as(county.scopes["depot"]), request=back).found
    return (found[0].discrepancy_id,)


def miscounted(county: County) -> Mistake:
    stop, _ = on_loan(county, (COUNTED, 3))
    return Mistake(
        MistakeKind.WRONG_COUNT,
        main_depot(county),
        "counted wrongly",
        code=COUNTED,
        order_number=stop.order.number,
        right_quantity=2,
    )


def line(county: County) -> UUID:
    goods(county, BED)
    (line_id,) = authorised(county, BED)
    return line_id


def kept(county: County) -> UUID:
    line_id = line(county)
    allocated(county, line_id)
    return line_id


def issue(county: County) -> SatelliteIssue:
    """The last of its kind in the hospital's store."""
    who, store = someone(county), county.made.depots[HOSPITAL_STORE]
    (number,) = goods(county, "MAT-010")
    items = scans(number)
    move_stock(call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store, items))
    return SatelliteIssue(store, who.id, "discharge", items, address_id=who.address_id, reason="home today")


def returned(county: County) -> Returned:
    stop, _ = on_loan(county, BED)
    return Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))


def at_depot(make: Any, items: Any, *more: Any) -> Any:
    """A request about items of the main depot."""
    return lambda county: make(main_depot(county), items(county), *more)


CASES = {
    "receive_goods": Case(
        receive_goods,
        lambda c: GoodsIn(main_depot(c), (GoodsLine(BED, tested_on=TESTED),), put_away=True),
        "depot",
        writes="stock_asset stock_assetmove",
        both_may="two deliveries may be alike; what has a number or serial of its own comes in once",
        shown=GOODS + "serialised_goods_get_numbers_and_pass_with_a_certificate",
    ),
    "put_away": Case(
        put_away,
        at_depot(PutAway, tested),
        "depot",
        writes="stock_asset stock_assetmove",
        refused="STOCK_WRONG_STATE",
        shown=CARE + "three_items_are_inspected_and_put_away_in_one_call",
    ),
    "move_stock": Case(
        move_stock,
        # No other case fills this one: it is charged once a day.
        lambda c: StockMoved(main_depot(c), c.made.depots[HOSPICE_STORE], bed(c)),
        "depot",
        writes="ledger_balance ledger_entry ledger_posting stock_asset stock_assetmove",
        refused="STOCK_NOT_IN_THIS_STORE",
        shown=STORE + "a_transfer_lies_on_the_van_on_its_way",
    ),
    "quarantine_stock": Case(
        quarantine_stock,
        at_depot(SetApart, bed, "rail gap"),
        "depot",
        writes="stock_asset stock_assetmove",
        refused="STOCK_WRONG_STATE",
        shown=STORE + "an_alert_marks_and_sets_apart_and_is_lifted",
    ),
    "recall_stock": Case(
        recall_stock,
        to_recall,
        "depot",
        writes="core_laiddown stock_recall stock_stockcell stock_stockmove",
        refused="STOCK_RECALLED_ALREADY",
        shown="usecases/test_recall.py::test_promise_4_a_recalled_lot_is_set_apart_and_its_lines_wait_for_others",
    ),
    "lift_recall": Case(
        lift_recall,
        asked_back,
        "depot",
        writes=(
            "core_laiddown loans_loan loans_loanhistory stock_asset stock_recall visits_visit "
            "visits_visithistory visits_visittask"
        ),
        refused="STOCK_RECALL_LIFTED",
        shown=(
            "usecases/test_collect_recalled.py::"
            "test_what_a_recall_asked_back_ends_with_it_but_for_what_a_crew_was_sent_for"
        ),
    ),
    "end_recall_visits": Case(
        end_recall_visits,
        left_by_recall,
        "depot",
        writes="loans_loan loans_loanhistory visits_visit visits_visithistory visits_visittask",
        refused="STOCK_RECALL_ASKS_NOTHING",
        shown=("web/depot/test_recalls.py::test_what_a_lifted_recall_left_is_said_wherever_it_is_met_and_ends_later"),
    ),
    "collect_recalled": Case(
        collect_recalled,
        lambda c: RecallToCollect(recalled_at_home(c)),
        "desk",
        writes="loans_loan loans_loanhistory visits_visit visits_visithistory visits_visittask",
        nothing=RecallAskedBack(0, 0, (), None),
        shown="usecases/test_collect_recalled.py::test_all_of_a_recall_is_asked_back_in_one_call_and_once",
    ),
    "say_recall_cause": Case(
        say_recall_cause,
        lambda c: CauseToSay(recalled(c), "PROVIDER", "A wrong bolt"),
        "depot",
        writes="stock_recallcausesaid",
        refused="STOCK_RECALL_CAUSE_STANDS",
        shown=TOLD_OF + "the_providers_word_is_written_down_and_posts_nothing",
    ),
    "decide_recall_cause": Case(
        decide_recall_cause,
        undecided,
        "money",
        writes=f"stock_recallcausesaid {MONEY}",
        refused="STOCK_RECALL_CAUSE_STANDS",
        shown=TOLD_OF + "nothing_is_charged_until_it_is_decided_and_then_for_all_who_were_told",
    ),
    "tell_of_recall": Case(
        tell_of_recall,
        decided,
        "desk",
        writes=f"loans_recalltelling {MONEY}",
        refused="STOCK_TOLD_ALREADY",
        shown=TOLD_OF + "a_thing_is_told_of_once_and_again_only_while_it_is_used",
    ),
    "take_back_telling": Case(
        take_back_telling,
        lambda c: TellingToTakeBack(told(c), "Somebody else"),
        "desk",
        writes=f"loans_recalltelling {MONEY}",
        refused="STOCK_TELLING_TAKEN_BACK",
        shown=TOLD_OF + "a_thing_is_told_of_once_and_again_only_while_it_is_used",
    ),
    "mend_taken_down": Case(
        mend_taken_down,
        hangs_there,
        "desk",
        writes="loans_adaptation",
        refused="STOCK_TAKEN_DOWN_SAYS_SO",
        shown=TOLD_OF + "a_wrong_word_on_what_was_taken_down_is_put_right",
    ),
    "lift_quarantine": Case(
        lift_quarantine,
        at_depot(Cleared, set_apart, ClearedFor.TEST, "checked"),
        "depot",
        writes="stock_asset stock_assetmove",
        refused="STOCK_WRONG_STATE",
        shown=STORE + "an_alert_marks_and_sets_apart_and_is_lifted",
    ),
    "scrap_stock": Case(
        scrap_stock,
        at_depot(Scrapped, dirty, "end_of_life"),
        "depot",
        writes="stock_asset stock_assetmove",
        refused="STOCK_WRONG_STATE",
        shown=STORE + "scrapping_needs_a_reason_of_the_list",
    ),
    "state_contamination": Case(
        state_contamination,
        at_depot(ContaminationStated, dirty, (), InfectionRisk.NO),
        "depot",
        writes="stock_contamination",
        both_may="the statement made last stands",
        shown=CARE + "a_known_infection_asks_for_the_added_step_or_a_word",
    ),
    "decontaminate": Case(
        decontaminate,
        at_depot(Cleaned, dirty, (CleanStep("wash_chamber", 60),), NOTHING_KNOWN, "As its label says"),
        "depot",
        writes="stock_asset stock_assetmove stock_contamination stock_decontamination",
        refused="STOCK_WRONG_STATE",
        shown=CARE + "three_items_are_cleaned_in_one_call",
    ),
    "inspect": Case(
        inspect,
        lambda c: Inspected(main_depot(c), (inspected(cleaned(c)),)),
        "depot",
        writes="stock_asset stock_assetmove stock_inspection",
        both_may="two looked at it, and both reports are kept",
        shown=CARE + "three_items_are_inspected_and_put_away_in_one_call",
    ),
    "repair": Case(
        repair,
        at_depot(Repaired, defective, "no_power", ("part_replaced",), 45),
        "depot",
        writes="stock_asset stock_assetmove stock_repair",
        both_may="two reports, as of a fault that is found at the test of what was mended",
        shown=STORE + "a_repaired_item_is_tested_again",
    ),
    "begin_stock_take": Case(
        begin_stock_take,
        lambda c: TakeWanted(own_store(c)),
        "depot",
        writes="stock_stocktake",
        refused="STOCK_TAKE_OPEN_ALREADY",
        shown=TAKE + "a_store_has_one_open_stock_take",
    ),
    "count_stock": Case(
        count_stock,
        lambda c: Counted(take(c), (ItemScan(COUNTED, 7),)),
        "depot",
        writes="stock_countline",
        both_may="the last count of a cell stands",
        shown=TAKE + "what_is_missing_is_lost_and_its_line_waits_again",
    ),
    "close_stock_take": Case(
        close_stock_take,
        counted,
        "depot",
        writes="stock_discrepancy stock_stockcell stock_stockmove stock_stocktake",
        refused="STOCK_TAKE_CLOSED",
        shown=TAKE + "what_is_missing_is_lost_and_its_line_waits_again",
    ),
    "receive_returns": Case(
        receive_returns,
        returned,
        "depot",
        writes="loans_loan loans_loanhistory loans_tosettle stock_asset stock_assetmove",
        both_may="what lies there is booked in as found; the loan ends once",
        shown="usecases/test_receive_returns.py::test_a_loan_brought_to_the_counter_ends",
    ),
    "settle_discrepancy": Case(
        settle_discrepancy,
        lambda c: Settled(unknown(c), "sent on"),
        "desk",
        writes="stock_discrepancy",
        refused="STOCK_SETTLED_ALREADY",
        shown=TAKE + "a_difference_is_settled_once_with_who_and_how",
    ),
    "mend_scan": Case(
        mend_scan,
        miscounted,
        "desk",
        writes=(
            "ledger_balance ledger_entry ledger_posting loans_loan loans_loanhistory orders_linehistory "
            "orders_orderline stock_discrepancy stock_stockcell stock_stockmove visits_visit "
            "visits_visithistory visits_visittask"
        ),
        refused="STOCK_NOTHING_TO_MEND",
        shown="usecases/test_mend_counts.py::test_more_than_ordered_were_left_and_the_surplus_is_put_right",
    ),
    "keep_levels": Case(
        keep_levels,
        lambda c: LevelsWanted(main_depot(c), (Level("WLK-031", 6, 2),)),
        "depot",
        writes="stock_stocklevel",
        both_may="the same levels again",
        shown="usecases/test_keep_levels.py::test_levels_are_set_and_changed",
    ),
    "allocate_lines": Case(
        allocate_lines,
        lambda c: Wanted((LineWanted(line(c)),), main_depot(c)),
        "depot",
        writes="orders_allocation orders_linehistory orders_orderline stock_asset stock_assetmove",
        refused="STOCK_LINE_NOT_WAITING",
        shown=SUPPLY + "three_lines_are_supplied_in_one_call",
    ),
    "back_order_lines": Case(
        back_order_lines,
        lambda c: BackOrder((line(c),), "none left"),
        "depot",
        writes="orders_linehistory orders_orderline",
        refused="STOCK_LINE_NOT_WAITING",
        shown=SUPPLY + "lines_are_put_on_back_order_by_hand",
    ),
    "release_allocations": Case(
        release_allocations,
        lambda c: LetGo((kept(c),), "not before May"),
        "depot",
        writes="orders_allocation orders_linehistory orders_orderline stock_asset stock_assetmove",
        refused="STOCK_LINE_HAS_NOTHING",
        shown=SUPPLY + "what_is_let_go_lies_on_the_shelf_again",
    ),
    "issue_from_satellite": Case(
        issue_from_satellite,
        issue,
        "ward",
        writes=(
            "ledger_balance ledger_entry ledger_posting loans_loan loans_loanhistory orders_check "
            "orders_linehistory orders_order orders_orderline stock_asset stock_assetmove"
        ),
        refused="ISSUE_ON_LOAN STOCK_NOT_IN_THIS_STORE",
        shown="usecases/test_satellite.py::test_an_issue_makes_order_line_and_loan",
    ),
}
