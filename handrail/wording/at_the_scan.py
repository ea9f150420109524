"""Words for what is wrong with a thing that was scanned at a door and is not handed over yet.
Refuses nothing. What is not named here reads the same before and afterwards."""

from collections.abc import Mapping

from handrail.visits.codes import DoorFinding

_F = DoorFinding
AT_THE_SCAN: Mapping[DoorFinding, str] = {
    _F.HANDED_OVER_CANCELLED: "It was cancelled",
    _F.HANDED_OVER_NOT_RELEASED: "It is not approved yet",
    _F.HANDED_OVER_NOT_LOADED: "Nobody scanned it onto the van",
    _F.HANDED_OVER_UNFIT: "It is not ready to go out: recalled, not clean or tested, out of date, or not put away",
    _F.HANDED_OVER_ANOTHERS: "It is meant for someone else",
    _F.HANDED_OVER_LENT_ELSEWHERE: "The record has it at another home",
    _F.HANDED_OVER_OTHER_PRODUCT: "It is a different product from the one ordered",
    _F.HANDED_OVER_EXTRA: "It is not on the list",
    _F.HANDED_OVER_UNKNOWN: "No record knows its code",
    _F.NOT_ENOUGH_ON_VAN: "That is more than the van was loaded with",
}
# What may go all the same: the thing itself is right, and only the record of the van is not.
FIT_ALL_THE_SAME = frozenset({_F.HANDED_OVER_NOT_LOADED, _F.NOT_ENOUGH_ON_VAN})
