"""A body for every operation that writes, with `$kind` where it names a thing. A test holds the table to openapi.json.
Refuses to know an id: the things are made by things_of_all_kinds.py."""

from dataclasses import dataclass
from typing import Any

_HOME = {"lines": "3 Fen Road", "postcode": "CB2 1TN", "town": "Cambridge"}
_DETAILS = {"given_name": "Rose", "family_name": "Ash", "birth_on": "1950-02-01"}
_STORE = {"place_id": "$depot"}
_REASON = {"reason": "Seen by the desk"}
_NOTE = {"note": "Seen by the adviser"}
_NOT_MINE = "RELEASE_MAY_NOT_AUTHORISE"
_ORDER = {
    "person_id": "$person", "address_id": "$address", "why": "To sit safely", "prescriber_id": "$leadnurse",
    "lines": [{"product_code": "WLK-031", "speed_code": "deliver_5d"}], "funding": {"council_id": "$council"},
    "reasons": {},
}  # fmt: skip


@dataclass(frozen=True)
class Writes:
    """What a call sends, and the things in its address. About one's own things it is carried out, or `refused` with
    this code. `unknown`: the things of which one of nobody's is taken all the same, as something found, or in words
    beside."""

    body: Any
    path: tuple[str, ...] = ()
    refused: str = ""
    unknown: tuple[str, ...] = ()


def _items(kind: str, **also: Any) -> dict[str, Any]:
    return {**_STORE, "items": [{"code": kind, **also}]}


# The things in an address, by the operation; the rest of it is in openapi.json.
WRITES: dict[str, Writes] = {
    "add_person": Writes({"details": {**_DETAILS, "residence_council_id": "$council"}, "home": _HOME}),
    "change_person": Writes(
        {"seen_version": 1, "details": {**_DETAILS, "residence_council_id": "$council"}}, path=("person",)
    ),
    "add_address": Writes({"address": _HOME}, path=("person",)),
    "change_address": Writes({"seen_version": "$address_version", "address": _HOME}, path=("person", "address")),
    "record_need": Writes(
        {"goal": "To rest", "assessed_on": "2026-03-03", "assessed_by_id": "$leadnurse"}, path=("person",)
    ),
    "record_life_event": Writes({"kind": "DEATH", "on": "2026-03-03", "told_by": "Her son"}, path=("person",)),
    "withdraw_life_event": Writes(_REASON, path=("event",)),
    "join_people": Writes(
        {**_REASON, "kept_id": "$person", "joined_id": "$second", "overrules": ["$apart"]}, unknown=("apart",)
    ),
    "part_people": Writes(_REASON, path=("join",)),
    "tell_apart": Writes({**_REASON, "one_id": "$person", "other_id": "$second"}),
    "withdraw_apart": Writes(_REASON, path=("apart",)),
    "change_notes": Writes(
        {"add": [{"list": "access_note", "code": "key_safe", "address_id": "$address"}], "end": ["$note"]},
        path=("person",),
    ),
    "show_secret": Writes({"why": "Visit 800123"}, path=("note",)),
    "add_helper": Writes({"name": "Ivy Reed", "relationship": "child"}, path=("person",)),
    "log_contact": Writes(
        {"caller": "Joan Reed", "caller_kind": "CARER", "checked_how": "CALLED_BACK", "subject": "REPAIR",
         "contact_id": "$helper"},
        path=("person",),
    ),
    "save_draft": Writes({"person_id": "$person", "content": {"typed": {}}, "draft_id": "$draft", "seen_version": 1}),
    "drop_draft": Writes({}, path=("draft",)),
    "assess_order": Writes(
        {**_ORDER, "supervisor_id": "$senior"}, unknown=("address", "leadnurse", "council", "senior")
    ),
    "place_order": Writes({**_ORDER, "need_id": "$need", "supervisor_id": "$senior"}),
    "amend_order": Writes(
        {"seen_version": 1, "why": "Two are enough", "address_id": "$order_address",
         "changed": {"$line": {"product_code": "WLK-011", "quantity": 2, "speed_code": "deliver_5d"}}},
        path=("order",),
    ),
    "cancel_lines": Writes({"line_ids": ["$line"], "reason_code": "no_longer_needed"}),
    "reinstate_lines": Writes({"line_ids": ["$cancelled_line"], **_REASON}),
    "give_releases": Writes({"release_ids": ["$release"], **_NOTE}, refused=_NOT_MINE),
    "return_releases": Writes({"release_ids": ["$release"], **_NOTE}, refused=_NOT_MINE),
    "reply_to_returns": Writes({"release_ids": ["$returned_release"], **_NOTE}),
    "put_releases_to_panel": Writes(
        {"release_ids": ["$release"], "panel_on": "2026-03-12"}, refused=_NOT_MINE
    ),
    "refuse_releases": Writes(
        {"release_ids": ["$release"], "code": "assessment_missing", **_NOTE}, refused=_NOT_MINE
    ),
    "reconsider_releases": Writes({"release_ids": ["$refused_release"], **_NOTE}),
    "arrange_cover": Writes(
        {"absent_id": "$senior", "covering_id": "$leadnurse", "from_at": "2026-05-04T08:00:00Z",
         "until_at": "2026-05-09T08:00:00Z"}
    ),
    "allocate_lines": Writes({**_STORE, "lines": [{"line_id": "$waiting_line", "code": "$number"}]}),
    "release_allocations": Writes({"line_ids": ["$kept_line"], **_REASON}),
    "back_order_lines": Writes({"line_ids": ["$waiting_line"], **_REASON}),
    "make_run": Writes(
        {"depot_id": "$depot", "van_id": "$empty_van", "on": "$free_day", "driver_id": "$driver",
         "second_id": "$second_driver", "with_both": True, "lent": True}
    ),
    "change_crew": Writes(
        {"driver_id": "$driver", "second_id": "$second_driver", "with_both": True, "lent": True}, path=("run",)
    ),
    "plan_run": Writes({"take_off": ["$booked_visit"]}, path=("run",)),
    "release_run": Writes({"without_stock": True}, path=("run",)),
    "close_run": Writes({}, refused="DAY_TO_COME", path=("sent_run",)),
    "book_visits": Writes(
        {"visits": [{"visit_id": "$visit_to_book", "slot_from": "$slot_from", "slot_until": "$slot_until"}],
         "run_id": "$run"}
    ),
    "start_visit": Writes({"step": "EN_ROUTE"}, path=("visit_to_come",)),
    "complete_visit": Writes(
        {"handed_over": [{"code": "$number_on_van", "line_id": "$line_on_van"}], "other_day": True,
         "received": {"received_by": "Ivy", "demonstrated": "YES"},
         "taken_away": [{"loan_id": "$own_loan"}],
         "examined": [{"loan_id": "$own_hoist", "verdict": "PASS", "examiner": "Sam Field"}],
         "undone": [{"task_id": "$task", "outcome": "NOT_DONE", "reason": "no_answer"}]},
        path=("visit_to_come",),
        unknown=("number_on_van",),
    ),
    "withdraw_examination": Writes(_REASON, path=("examination",)),
    "fail_visit": Writes({"fail_code": "no_answer"}, path=("visit_to_come",)),
    "arrange_joint_visit": Writes(
        {"who": {"user_id": "$leadnurse", "meet_at": None}}, path=("visit_to_book",)
    ),
    "mend_joint_visit": Writes(
        {"came": True, "minutes": 20, "why_wrong": "They left early"}, refused="JOINT_NOT_RECORDED",
        path=("visit_to_book",),
    ),
    "agree_distance": Writes(
        {"miles": 12, "agreed_with": "Ian Farrow", "agreed_on": "2026-03-02", "why_there": "Over the border"},
        path=("visit_to_book",),
    ),
    "withdraw_distance": Writes({"why_not": "They go there anyway"}, refused="DISTANCE_NONE", path=("visit_to_come",)),
    "take_next_step": Writes({"taken": "VISIT_AGAIN", "note": "Rang"}, path=("failed_visit",)),
    "add_photo": Writes(None, refused="INVALID"),
    "pick_lines": Writes({"line_ids": ["$line_on_run"], "run_id": "$run"}),
    "load_run": Writes({"items": [{"code": "$number_to_load"}]}, path=("run",)),
    "unload_run": Writes(
        {**_STORE, "items": [{"code": "$number_on_van"}], "sure": True, **_REASON,
         "said": [{"line_id": "$line_on_van", "how": "FIT", "asset_id": "$asset_on_van"}]},
        path=("sent_run",),
    ),
    "ask_special": Writes(
        {"person_id": "$person", "category": "cushions", "need": "A wedge", "why_nothing_fits": "All are flat",
         "funding": {"council_id": "$council"}}
    ),
    "search_special": Writes({"elsewhere": "Southmoor"}, path=("special",)),
    "quote_special": Writes(
        {"supplier": "Bespoke Beds", "price_pence": 90000, "lead_days": 21}, path=("searched_special",)
    ),
    "choose_quote": Writes(
        {"quote_id": "$quote", "name": "Wedge cushion", "like": "CUS-010"}, path=("quoted_special",)
    ),
    "buy_special": Writes({}, path=("approved_special",)),
    "withdraw_special": Writes({"reason": "Not needed"}, path=("unwanted_special",)),
    "redeem_voucher": Writes(
        {"number": "2222-2222-2222", "product_code": "DLV-016", "sold": "Kettle tipper", "price_pence": 1700},
        refused="VOUCHER_NOT_BY_A_SHOP",
    ),
    "undo_voucher_redemption": Writes({"number": "2222-2222-2222"}, refused="VOUCHER_UNKNOWN"),
    "withdraw_voucher_redemption": Writes(
        {"number": "2222-2222-2222", "why": "Nobody was given anything"}, refused="VOUCHER_UNKNOWN"
    ),
    "keep_loans": Writes({"loans": ["$loan"], "review_on": "2026-06-01"}),
    "end_loans": Writes({"loans": ["$loan"], "reason": "LOST", "note": "The flat burned out"}),
    "request_visit": Writes({"loans": ["$loan"], "asked_by": "CARER"}),
    "withdraw_request": Writes({"loans": ["$asked_loan"]}),
    "ask_for_measuring": Writes({"person_id": "$person", "address_id": "$address", "words": "Stairs"}),
    "withdraw_measuring": Writes(_REASON, path=("measuring",)),
    "mend_measuring": Writes(
        {"right": {"result": "FITS", "found": "81 cm"}, "why": "Read wrongly"}, path=("measured",)
    ),
    "receive_returns": Writes(
        {**_items("$number_lent"), "van_id": "$van", "person_id": "$person"},
        unknown=("number_lent",),
    ),
    "state_contamination": Writes({**_items("$number_dirty"), "infection_risk": "NO"}),
    "decontaminate": Writes(
        {**_items("$number_dirty"), "steps": [{"method": "wash_chamber", "minutes": 60}], "reason": "As labelled",
         "statement": {"infection_risk": "NO"}}
    ),
    "inspect": Writes(
        _items("$number_clean", kinds=["LOOK", "ELECTRICAL_TEST", "EXAMINATION"], verdict="PASS",
               condition_grade="good",
               readings={"insulation_megaohm": "20.5", "earth_continuity_ohm": "0.1"})
    ),
    "repair": Writes(
        {**_items("$number_defective"), "fault": "no_power", "actions": ["part_replaced"], "minutes": 40}
    ),
    "receive_goods": Writes({**_STORE, "lines": [{"code": "BDA-020", "quantity": 2}], "put_away": True}),
    "put_away": Writes(_items("$number_passed")),
    "move_stock": Writes(
        {"from_place_id": "$depot", "to_place_id": "$satellite", "items": [{"code": "$number"}]}
    ),
    "scrap_stock": Writes({**_items("$number_dirty"), "reason": "end_of_life"}),
    "quarantine_stock": Writes({**_items("$number"), "reason": "Found wet"}),
    "lift_quarantine": Writes({**_items("$number_apart"), "cleared_for": "CLEAN", **_REASON}),
    "recall_stock": Writes({"code": "BED-020", "reference": "NatPSA/1", **_REASON}),
    "lift_recall": Writes(_REASON, path=("recall",)),
    "end_recall_visits": Writes({}, path=("recall",), refused="STOCK_RECALL_STANDS"),
    "collect_recalled": Writes({}, path=("recall",)),
    "say_recall_cause": Writes({**_REASON, "cause": "PROVIDER"}, path=("recall",)),
    "decide_recall_cause": Writes(
        {**_REASON, "cause": "NEITHER"}, path=("recall",), refused="STOCK_RECALL_CAUSE_FOR_ALL"
    ),
    "tell_of_recall": Writes(
        {"things": ["$recalled_loan"], "how": "PHONE", "reached": True, "said": "Rang"}, path=("home_recall",)
    ),
    "take_back_telling": Writes(_REASON, path=("telling",)),
    "mend_taken_down": Writes(
        {"taken_down": True, "why_wrong": "It is gone"}, path=("home_recall", "recalled_loan"),
        refused="STOCK_NOT_FITTED",
    ),
    "issue_from_satellite": Writes(
        {"place_id": "$satellite", "person_id": "$second", "purpose": "discharge",
         "items": [{"code": "$number_in_satellite"}], "reason": "Home today"}
    ),
    "keep_levels": Writes({**_STORE, "levels": [{"code": "WLK-031", "keep": 6, "refill_at": 2}]}),
    "begin_stock_take": Writes({"place_id": "$satellite"}),
    "count_stock": Writes({"items": [{"code": "BDA-020", "quantity": 7}]}, path=("take",)),
    "close_stock_take": Writes({"rest_is_missing": True}, path=("take",)),
    "settle_discrepancy": Writes({"discrepancy_ids": ["$difference"], "how": "Sent on"}),
    "mend_scan": Writes(
        {**_STORE, "kind": "WRONG_PERSON", "code": "$number_lent", "right_person_id": "$second", **_REASON}
    ),
}  # fmt: skip
