"""Decides what follows a visit that failed or was half done, and whose it is. A data table: one row for each reason.
Refuses to leave anything without an owner: a reason that the table does not know follows the side it lies on."""

from dataclasses import dataclass
from enum import StrEnum

from handrail.visits.codes import Outcome


class NextStep(StrEnum):
    """What is to be done next. VISIT_AGAIN opens a follow-up visit at once; every other step waits for its owner."""

    VISIT_AGAIN = "VISIT_AGAIN"
    CALL_PERSON = "CALL_PERSON"
    ASK_PRESCRIBER = "ASK_PRESCRIBER"
    CHECK_RECORD = "CHECK_RECORD"
    WAIT_FOR_DISCHARGE = "WAIT_FOR_DISCHARGE"
    PUT_RIGHT_AT_DEPOT = "PUT_RIGHT_AT_DEPOT"
    SEND_RIGHT_CREW = "SEND_RIGHT_CREW"
    MAKE_SAFE = "MAKE_SAFE"
    PUT_HOME_RIGHT = "PUT_HOME_RIGHT"
    SEARCH = "SEARCH"
    END_REQUEST = "END_REQUEST"


class Owner(StrEnum):
    """Who takes the next step."""

    CONTROLLER = "CONTROLLER"
    PRESCRIBER = "PRESCRIBER"
    DEPOT = "DEPOT"


class Side(StrEnum):
    """On whose side the cause lies; for counting causes, never for blame."""

    PERSON = "person"
    PRESCRIBER = "prescriber"
    PROVIDER = "provider"
    PROPERTY = "property"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Follow:
    """The next step and its owner."""

    step: NextStep
    owner: Owner


_N, _O = NextStep, Owner

# The codes are those of the contract's list `failed_visit`; data/reference/codes.csv says what each means.
FOLLOWS: dict[str, Follow] = {
    "no_answer": Follow(_N.CALL_PERSON, _O.CONTROLLER),
    "person_refused": Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    "person_asked_other_day": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "person_in_hospital": Follow(_N.WAIT_FOR_DISCHARGE, _O.CONTROLLER),
    "person_died": Follow(_N.CHECK_RECORD, _O.CONTROLLER),
    "room_not_cleared": Follow(_N.CALL_PERSON, _O.CONTROLLER),
    "still_in_use": Follow(_N.END_REQUEST, _O.CONTROLLER),
    "item_not_found": Follow(_N.SEARCH, _O.CONTROLLER),
    "carer_not_present": Follow(_N.CALL_PERSON, _O.CONTROLLER),
    "unsafe_behaviour": Follow(_N.MAKE_SAFE, _O.CONTROLLER),
    "person_not_told": Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    "wrong_address_given": Follow(_N.CHECK_RECORD, _O.CONTROLLER),
    "wrong_item_ordered": Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    "measurements_wrong": Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    "prescriber_not_present": Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    "discharge_delayed": Follow(_N.WAIT_FOR_DISCHARGE, _O.CONTROLLER),
    "order_details_missing": Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    "out_of_time": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "arrived_outside_window": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "van_breakdown": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "crew_absent": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "item_not_on_van": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "wrong_item_loaded": Follow(_N.PUT_RIGHT_AT_DEPOT, _O.DEPOT),
    "item_faulty_on_arrival": Follow(_N.PUT_RIGHT_AT_DEPOT, _O.DEPOT),
    "recalled": Follow(_N.PUT_RIGHT_AT_DEPOT, _O.DEPOT),
    "part_missing": Follow(_N.PUT_RIGHT_AT_DEPOT, _O.DEPOT),
    "crew_lacked_skill": Follow(_N.SEND_RIGHT_CREW, _O.CONTROLLER),
    "second_person_needed": Follow(_N.SEND_RIGHT_CREW, _O.CONTROLLER),
    "parcel_came_back": Follow(_N.CALL_PERSON, _O.CONTROLLER),
    "parcel_lost": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "no_way_in": Follow(_N.CALL_PERSON, _O.CONTROLLER),
    "key_safe_failed": Follow(_N.CALL_PERSON, _O.CONTROLLER),
    "access_too_narrow": Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    "no_safe_parking": Follow(_N.SEND_RIGHT_CREW, _O.CONTROLLER),
    "no_power_point": Follow(_N.PUT_HOME_RIGHT, _O.PRESCRIBER),
    "wall_or_floor_unsuitable": Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    "owner_permission_missing": Follow(_N.PUT_HOME_RIGHT, _O.PRESCRIBER),
    "unsafe_home": Follow(_N.MAKE_SAFE, _O.CONTROLLER),
    "severe_weather": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "road_closed": Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    "emergency_services": Follow(_N.CALL_PERSON, _O.CONTROLLER),
}

# A contract may add reasons of its own.
BY_SIDE: dict[Side, Follow] = {
    Side.PERSON: Follow(_N.CALL_PERSON, _O.CONTROLLER),
    Side.PRESCRIBER: Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
    Side.PROVIDER: Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    Side.PROPERTY: Follow(_N.PUT_HOME_RIGHT, _O.PRESCRIBER),
    Side.NONE: Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
}

# For the part of a visit that was not done, where the crew gave no reason of the list.
BY_OUTCOME: dict[Outcome, Follow] = {
    Outcome.PART_DONE: Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    Outcome.NOT_DONE: Follow(_N.VISIT_AGAIN, _O.CONTROLLER),
    Outcome.MISSING: Follow(_N.SEARCH, _O.CONTROLLER),
    Outcome.REFUSED: Follow(_N.ASK_PRESCRIBER, _O.PRESCRIBER),
}


# Steps that are about the things alone: nobody need take them once all the things are back or gone. What concerns the
# home, the crew's safety or the record is still to be done.
ABOUT_THE_THINGS = frozenset(
    {
        NextStep.VISIT_AGAIN,
        NextStep.CALL_PERSON,
        NextStep.ASK_PRESCRIBER,
        NextStep.WAIT_FOR_DISCHARGE,
        NextStep.SEND_RIGHT_CREW,
        NextStep.SEARCH,
        NextStep.END_REQUEST,
    }
)


def follow_of(fail_code: str, side: Side) -> Follow:
    """What follows a failed visit with this reason."""
    return FOLLOWS.get(fail_code) or BY_SIDE[side]
