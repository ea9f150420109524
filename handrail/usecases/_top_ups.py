"""Charges the journey on which a satellite store is filled up, once a store and day, and takes it back where all that
was brought that day went back. Refuses nothing: what no fund pays waits in SUSPENSE."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.codes import WaitsFor
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.standing import standing_entries, standing_of_events
from handrail.ledger.queries.suspense import hold_parts_of_charges
from handrail.ledger.queries.top_ups import ChargedOnce, charged_under
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.price_list import price_of
from handrail.ledger.rules.restating import Standing, turned_round
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.top_ups import TOP_UP, causes_of, is_filled, is_taken_back, next_cause
from handrail.stock.queries import PlaceRow
from handrail.stock.queries.fillings import MovedNow, anything_left_of_filling, hold_store
from handrail.usecases._payers import ForEverybody, posts_for_everybody
from handrail.usecases._posting import post
from handrail.usecases._restating import taken_back_of

_WHY = "All of it was moved back on the same day"


@dataclass(frozen=True, slots=True)
class Journey:
    """A move between a satellite store and what stands behind it."""

    store_id: UUID
    is_filled: bool


@dataclass(frozen=True, slots=True)
class _Charged:
    """What a store was charged on a day: the causes that were used, what stands, and what waits."""

    causes: tuple[str, ...]
    used: Mapping[str, ChargedOnce]
    standing: tuple[Standing, ...]
    waits: tuple[UUID, ...]

    @property
    def is_charged(self) -> bool:
        """Whether the journey of the day is charged, or waits for a price."""
        return bool(self.waits) or any(one.parts for one in self.standing)

    @property
    def since(self) -> int:
        """The change that charged it last."""
        return max(one.audit_id for one in self.used.values())


def held_journey(change: Change, origin: PlaceRow, target: PlaceRow) -> Journey | None:
    """What this move is to a satellite store, which is held until the change ends; None: it is none of that kind."""
    filled = is_filled(origin.kind, target.kind)
    if not filled and not is_taken_back(origin.kind, target.kind):
        return None
    journey = Journey(target.id if filled else origin.id, filled)
    hold_store(change.scope, journey.store_id)
    return journey


def follow_journey(change: Change, journey: Journey) -> None:
    """Post for a move that was written, before the log knows of it."""
    charged = _charged(change, journey.store_id)
    moved = MovedNow(change.audit_id, tuple(subject for subject, _ in change.subjects))
    change.touched("depot", journey.store_id)
    if journey.is_filled:
        cause = None if charged.is_charged else next_cause(charged.causes, charged.used)
        post(change, _posts(change, cause) if cause else ())
    elif charged.is_charged and not anything_left_of_filling(
        change.scope, journey.store_id, change.at.today, charged.since, moved
    ):
        posts = [turned_round(taken_back_of(change, one), one, one.parts, _WHY) for one in charged.standing]
        post(change, posts)
        actions.settle_waiting(charged.waits, charged.waits)


def _posts(change: Change, cause: str) -> list[Post]:
    on = change.at.today
    price = price_of(TOP_UP, [], money_terms(change.scope).prices.of(on))
    occasion = Occasion(change.new_id(), cause, on)
    return posts_for_everybody(change, occasion, price, ForEverybody(on)) if price else []


def _charged(change: Change, store_id: UUID) -> _Charged:
    causes = causes_of(store_id, change.at.today)
    used = charged_under(change.scope, causes)
    entries = [one.entry_id for one in used.values() if one.entry_id]
    rows = hold_parts_of_charges(change.scope, entries, causes[:1]) if used else ()
    taken_over = [row.cause for row, done in rows if done and row.waits_for is WaitsFor.FUND]
    standing = [one for one in standing_of_events(change.scope, entries) if one.parts]
    standing += standing_entries(change.scope, (), taken_over)
    waits = tuple(row.id for row, done in rows if not done)
    return _Charged(causes, used, tuple(standing), waits)
