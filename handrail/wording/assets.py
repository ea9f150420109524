"""Words for items in stock: the states of an asset, which are the conditions of counted stock too.
Refuses nothing; see `wording.say`."""

from handrail.stock.states import AssetState
from handrail.wording.family import Family

FAMILIES = (
    Family(
        AssetState,
        {
            AssetState.ON_ORDER: "On order",
            AssetState.READY: "Ready to issue",
            AssetState.HELD: "Reserved",
            AssetState.LOADED: "On a van",
            AssetState.ON_LOAN: "On loan",
            AssetState.RETURNED_DIRTY: "To be cleaned",
            AssetState.DECONTAMINATED: "To be tested",
            AssetState.IN_REPAIR: "In repair",
            AssetState.PASSED: "Passed, to put away",
            AssetState.QUARANTINED: "Set apart, do not use",
            AssetState.SCRAPPED: "Scrapped",
            AssetState.LOST: "Lost",
            AssetState.SOLD: "Sold",
            AssetState.GIFTED: "Given to the person",
            AssetState.TRANSFERRED: "Moved to another service",
        },
        {
            AssetState.ON_ORDER: "white",
            AssetState.READY: "green",
            AssetState.HELD: "aqua-green",
            AssetState.LOADED: "purple",
            AssetState.ON_LOAN: "blue",
            AssetState.RETURNED_DIRTY: "orange",
            AssetState.DECONTAMINATED: "yellow",
            AssetState.IN_REPAIR: "yellow",
            AssetState.PASSED: "aqua-green",
            AssetState.QUARANTINED: "red",
            AssetState.LOST: "red",
        },
    ),
)
