"""Owns: which faults a product can have, and what can be done about them at the door.
Refuses a fault that the thing has no part for. A code or a category that a contract added is taken as it comes."""

from collections.abc import Mapping
from dataclasses import dataclass

_SOFT = frozenset({"mattresses", "cushions", "seating", "wheelchairs", "children", "bathing", "toileting", "beds"})
_BLOWN_UP = frozenset({"mattresses", "cushions", "hoists", "bathing", "children"})
_STRAPPED = frozenset(
    {"slings", "hoists", "transfer_aids", "wheelchairs", "seating", "children", "bathing", "bed_accessories"}
)
_RISES = frozenset(
    {"beds", "bed_accessories", "hoists", "bathing", "seating", "transfer_aids", "children", "minor_adaptations"}
)
_ROLLS = frozenset(
    {"beds", "bed_accessories", "hoists", "toileting", "walking_aids", "bathing", "seating", "wheelchairs"}
    | {"transfer_aids", "children", "daily_living"}
)
_FOOTED = frozenset(
    {"walking_aids", "toileting", "bathing", "seating", "children", "bed_accessories", "daily_living", "transfer_aids"}
)
_RAILED = frozenset({"beds", "bed_accessories", "children"})
_ALARMS = frozenset({"telecare", "telehealth", "sensory", "communication"})

# By code of the lists repair_fault and repair_action: the categories that have such a part. What is in neither table
# (a loose fixing, a part missing) can be of anything.
CATEGORIES: Mapping[str, frozenset[str]] = {
    "will_not_rise": _RISES,
    "will_not_lower": _RISES,
    "mattress_not_inflating": _BLOWN_UP,
    "pump_alarm": _BLOWN_UP,
    "pump_swapped": _BLOWN_UP,
    "cover_torn": _SOFT,
    "cover_replaced": _SOFT,
    "foam_collapsed": _SOFT,
    "strap_or_stitching_worn": _STRAPPED,
    "rail_will_not_lock": _RAILED,
    "brake_fault": _ROLLS,
    "wheel_or_castor_worn": _ROLLS,
    "ferrule_worn": _FOOTED,
    "leg_adjuster_fault": _FOOTED | _ROLLS,
    "alarm_no_signal": _ALARMS,
    "false_alarms": _ALARMS,
}
# Only what runs on electricity has these; alarms and aids may run on a battery and need no test at the mains.
ELECTRIC = frozenset({"no_power", "handset_fault", "battery_not_charging", "battery_replaced", "handset_replaced"})
_KNOWN: frozenset[str] = frozenset[str]().union(*CATEGORIES.values()) | {"ramps"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a fault is asked about: a product's category, and whether it is tested as an electrical thing."""

    category: str
    electric: bool


def fits(code: str, kind: Kind) -> bool:
    """Whether such a thing can have this fault, or have this done to it."""
    if kind.category not in _KNOWN:
        return True
    if code in ELECTRIC:
        return kind.electric or kind.category in _ALARMS
    return kind.category in CATEGORIES.get(code, _KNOWN)
