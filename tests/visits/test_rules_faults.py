"""Which faults a product can have, and what can be done to it at the door."""

from handrail.catalogue.reference.shipped import shipped_reference
from handrail.visits.rules.faults import CATEGORIES, ELECTRIC, Kind, fits
from handrail.wording.repairs import BRING

RAILS, BED, AIR = (
    Kind("bed_accessories", electric=False),
    Kind("beds", electric=True),
    Kind("mattresses", electric=True),
)


def test_a_thing_has_only_the_faults_of_its_parts() -> None:
    assert not any(
        fits(code, RAILS) for code in ("battery_not_charging", "handset_fault", "pump_alarm", "pump_swapped")
    )
    assert all(fits(code, RAILS) for code in ("rail_will_not_lock", "loose_fixing", "part_missing"))
    assert fits("battery_not_charging", BED)
    assert fits("pump_alarm", AIR)
    assert not fits("pump_alarm", BED)
    assert not fits("false_alarms", BED)


def test_what_a_contract_added_is_taken_as_it_comes() -> None:
    assert fits("squeaks", RAILS)
    assert fits("pump_alarm", Kind("aids_of_our_own", electric=False))


def test_every_code_and_category_named_is_one_of_the_lists() -> None:
    lists: dict[str, set[str]] = {}
    for row in shipped_reference().codes:
        lists.setdefault(row.list, set()).add(row.code)
    assert {*CATEGORIES, *ELECTRIC} <= lists["repair_fault"] | lists["repair_action"]
    assert set(BRING) <= lists["repair_fault"]
    assert frozenset[str]().union(*CATEGORIES.values()) <= lists["product_category"]
