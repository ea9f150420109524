"""Words for how somebody has what is not lent to them.
Refuses nothing."""

from collections.abc import Mapping

HELD_FOR_GOOD: Mapping[str, str] = {"ADAPTATION": "Fitted", "GIFT": "Their own"}
