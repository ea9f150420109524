"""What a crew brings along to a repair, by what is said to be wrong.
Refuses nothing: a fault that a contract added gets the tools that every repair needs."""

from collections.abc import Mapping

_TOOLS = "your tools"
_POWER = "a spare power lead, a fuse and a tester"
BRING: Mapping[str, str] = {
    "no_power": _POWER,
    "handset_fault": "a spare handset",
    "battery_not_charging": "a spare battery and charger",
    "smell_or_heat": _POWER,
    "mattress_not_inflating": "a spare pump, hoses and a repair set",
    "pump_alarm": "a spare pump",
    "cover_torn": "a spare cover",
    "foam_collapsed": "a clean one of the same kind, to change it for",
    "strap_or_stitching_worn": "a clean one of the same kind, to change it for",
    "label_unreadable": "new labels",
    "frame_bent": "a clean one of the same kind, to change it for",
    "weld_or_crack": "a clean one of the same kind, to change it for",
    "loose_fixing": "your tools and spare screws and clamps",
    "rail_will_not_lock": "your tools and a spare catch",
    "brake_fault": "your tools and spare brakes",
    "wheel_or_castor_worn": "your tools and spare wheels",
    "ferrule_worn": "new rubber feet",
    "leg_adjuster_fault": "your tools and a spare leg",
    "alarm_no_signal": "a spare alarm",
    "false_alarms": "a spare alarm",
    "part_missing": "a set of parts: ring first to ask what is missing",
    "instructions_missing": "the instructions",
}


def what_to_bring(fault: str) -> str:
    """What to put on the van for this fault."""
    return f"Bring {BRING.get(fault, _TOOLS)}"
