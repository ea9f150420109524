"""Owns: what telling people of a recall is charged, once it is decided that the provider is not its cause.
Refuses nothing. Each thing that somebody was told of is charged once for a recall; that a crew went to what is fitted
is a call like any other, once a visit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

CONTACT = "recall_contact"
CALL = "service_visit"


@dataclass(frozen=True, slots=True)
class ToldOf:
    """That somebody was told of one thing, on a day. `line_id`: what bears the charge; None where no line is known.
    `visit_id`: the visit that went there because it is fitted."""

    telling_id: UUID
    line_id: UUID | None
    on: date
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecallCharge:
    """One row of the price list to be charged on a day, once for its cause, to what bears it."""

    cause: str
    item: str
    on: date
    weights: Mapping[UUID | None, int]


def recall_charges(recall_id: UUID, told: Collection[ToldOf], taken_back: int) -> tuple[RecallCharge, ...]:
    """What is charged for those who were told. `taken_back`: how often all of it was taken back before, so that it is
    charged anew."""
    again = f":{taken_back}" if taken_back else ""
    contacts = [
        RecallCharge(f"{_begin(recall_id, one)}{CONTACT}{again}", CONTACT, one.on, {one.line_id: 1}) for one in told
    ]
    calls = [
        RecallCharge(f"{_call(visit)}{again}", CALL, on, {one.line_id: 1 for one in told if one.visit_id == visit})
        for visit, on in {one.visit_id: one.on for one in told if one.visit_id}.items()
    ]
    return (*contacts, *calls)


def begins_of(recall_id: UUID, told: Collection[ToldOf]) -> tuple[str, ...]:
    """How the causes of these charges begin, whenever they were charged."""
    visits = dict.fromkeys(one.visit_id for one in told if one.visit_id)
    return (*(_begin(recall_id, one) for one in told), *map(_call, visits))


def _begin(recall_id: UUID, one: ToldOf) -> str:
    return f"charge:recall:{recall_id}:{one.telling_id}:"


def _call(visit_id: UUID) -> str:
    return f"charge:visit:{visit_id}:{CALL}"
