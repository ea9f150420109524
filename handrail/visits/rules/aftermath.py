"""Owns: what becomes of a thing about which something at a door differed from the record.
Refuses nothing; what was found has its owner already (`door_book`)."""

from collections.abc import Mapping

from handrail.stock.rules.doubt import IN_STORES, Aftermath, codes_of
from handrail.visits.codes import DoorFinding

_A = Aftermath
# Why for each: docs/invariants.md.
AT_DOORS: Mapping[DoorFinding, Aftermath] = {
    DoorFinding.HANDED_OVER_CANCELLED: _A.AS_IT_IS,
    DoorFinding.HANDED_OVER_NOT_RELEASED: _A.AS_IT_IS,
    DoorFinding.HANDED_OVER_NOT_LOADED: _A.AS_IT_IS,
    DoorFinding.HANDED_OVER_UNFIT: _A.SWAP_NOW,
    DoorFinding.HANDED_OVER_ANOTHERS: _A.AS_IT_IS,
    DoorFinding.HANDED_OVER_LENT_ELSEWHERE: _A.SWAP_NOW,
    DoorFinding.HANDED_OVER_OTHER_STORE: _A.AS_IT_IS,
    DoorFinding.HANDED_OVER_OTHER_PRODUCT: _A.SWAP_NOW,
    DoorFinding.HANDED_OVER_EXTRA: _A.AS_IT_IS,
    DoorFinding.HANDED_OVER_UNKNOWN: _A.SWAP_NOW,
    DoorFinding.NOT_ENOUGH_ON_VAN: _A.AS_IT_IS,
    DoorFinding.TAKEN_EXTRA: _A.CLEAN,
    DoorFinding.TAKEN_FROM_ANOTHER: _A.SET_APART,
    DoorFinding.TAKEN_NOT_ON_LOAN: _A.SET_APART,
    DoorFinding.TAKEN_UNKNOWN: _A.NOTHING_THERE,
    DoorFinding.TAKEN_MORE_THAN_LENT: _A.CLEAN,
    DoorFinding.NOT_FOUND_AT_HOME: _A.NOTHING_THERE,
    DoorFinding.UNSAFE_WHERE_IT_STANDS: _A.AS_IT_IS,
    DoorFinding.FAILED_EXAMINATION: _A.SWAP_NOW,
}
# A thing in quarantine is not cleared while one of these about it is open, whoever found it.
DOUBTFUL: frozenset[str] = codes_of(AT_DOORS, _A.SET_APART) | codes_of(IN_STORES, _A.SET_APART)
# What was found unsafe in a home passes no inspection before somebody says what answers it.
TO_BE_ANSWERED = frozenset({DoorFinding.UNSAFE_WHERE_IT_STANDS, DoorFinding.FAILED_EXAMINATION})
