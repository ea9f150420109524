"""Decides whether what a visit brings may go by post: small, light, and of use without anybody at the door.
Refuses what is too heavy together or of no known weight, what is put up, shown or examined, and all but bringing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.core.refusal import Reason
from handrail.visits.codes import TaskKind

# What is put up in the home is fitted, however light it is.
_SENT = frozenset({SupplyRoute.LOAN, SupplyRoute.GIFT})


class PostReason(StrEnum):
    """Why something cannot be sent by post."""

    TOO_HEAVY = "POST_TOO_HEAVY"
    WEIGHT_UNKNOWN = "POST_WEIGHT_UNKNOWN"
    PUT_UP_OR_SHOWN = "POST_PUT_UP_OR_SHOWN"
    EXAMINED = "POST_EXAMINED"
    TWO_PEOPLE = "POST_TWO_PEOPLE"
    NOT_ONLY_BROUGHT = "POST_NOT_ONLY_BROUGHT"
    JOINT = "POST_JOINT"
    MILES = "POST_MILES"
    NOT_A_CARRIER = "POST_NOT_A_CARRIER"


@dataclass(frozen=True, slots=True)
class InParcel:
    """One thing that a visit is to bring, or to do. `shown`: whoever gets it is shown how it works."""

    name: str
    kind: TaskKind
    supply_route: SupplyRoute | None
    pieces: int
    weight_kg: Decimal | None
    fitting_minutes: int
    shown: bool
    examined: bool

    @property
    def grams(self) -> int | None:
        """What all of its pieces weigh; None: nobody knows."""
        return None if self.weight_kg is None else int(self.weight_kg * 1000) * self.pieces


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that a visit is still for. `crew`: how many people the visit needs; `joint`: who meets them there;
    `agreed_miles`: how far out of the area a van is paid to go."""

    visit_id: UUID
    number: int
    crew: int
    things: tuple[InParcel, ...]
    joint: str = ""
    agreed_miles: int = 0


def reasons_against_post(parcel: Parcel, *, under_grams: int) -> tuple[Reason, ...]:
    """Why all of this cannot go in one parcel; empty means that it can."""
    brought = [one for one in parcel.things if one.kind is TaskKind.DELIVER]
    asked = (
        (PostReason.NOT_ONLY_BROUGHT, [one for one in parcel.things if one.kind is not TaskKind.DELIVER]),
        (PostReason.PUT_UP_OR_SHOWN, [one for one in brought if _needs_somebody(one)]),
        (PostReason.EXAMINED, [one for one in brought if one.examined]),
        (PostReason.WEIGHT_UNKNOWN, [one for one in brought if one.weight_kg is None]),
    )
    reasons = [_reason(code, parcel, things=_names(those)) for code, those in asked if those]
    grams = sum(one.grams or 0 for one in brought)
    if grams >= under_grams:
        reasons.append(_reason(PostReason.TOO_HEAVY, parcel, kg=_kg(grams), under=_kg(under_grams)))
    if parcel.crew > 1:
        reasons.append(_reason(PostReason.TWO_PEOPLE, parcel))
    if parcel.joint:
        reasons.append(_reason(PostReason.JOINT, parcel, name=parcel.joint))
    if parcel.agreed_miles:
        reasons.append(_reason(PostReason.MILES, parcel))
    return tuple(reasons)


def may_all_go(parcels: Sequence[Parcel], *, under_grams: int) -> bool:
    """Whether each of these may go by post, and brings anything at all."""
    return bool(parcels) and all(
        parcel.things and not reasons_against_post(parcel, under_grams=under_grams) for parcel in parcels
    )


def _needs_somebody(one: InParcel) -> bool:
    return one.shown or one.fitting_minutes > 0 or one.supply_route not in _SENT


def _names(things: Iterable[InParcel]) -> str:
    return "; ".join(dict.fromkeys(one.name for one in things))


def _kg(grams: int) -> str:
    return f"{Decimal(grams) / 1000:f}".rstrip("0").rstrip(".") if grams else "0"


def _reason(code: PostReason, parcel: Parcel, **said: str) -> Reason:
    return Reason(code, "run_id", (("number", parcel.number), *said.items()))
