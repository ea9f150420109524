"""Carries a wish to the use cases: the person and the need, the order with its answers, the releases it waits for.
Refuses nothing; what the service refuses is mended as a prescriber would, or given up."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from handrail.catalogue.states import AskedAt
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import reading
from handrail.orders.queries.releases import ReleaseRow, releases_of_orders
from handrail.orders.rules.answering import AnswerReleaseReason
from handrail.orders.rules.facts import Discharge, LineRequest, OrderReason, OrderRequest
from handrail.orders.states import ReleaseState
from handrail.simulation.answers import ReasonForEach, Seen, answers_for, asked_by, facts, unfit
from handrail.simulation.community import Community, Neighbour
from handrail.simulation.demand import Wish
from handrail.simulation.look import orders_waiting
from handrail.simulation.staffing import BEHIND, releasers, suited
from handrail.simulation.world import World, clock, told
from handrail.usecases.answer_return import ReturnReply, answer_return
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.place_order import OrderPlaced, OrderToPlace, place_order
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.return_release import ReleaseQuestion, return_release

WHY = {
    "discharge": "Going home from hospital; cannot manage safely without it",
    "community": "Assessed at home; needs it for daily living",
    "end_of_life": "Wishes to be cared for at home",
    "crisis": "Sudden change; would otherwise be admitted",
    "child": "Needed for posture and play at home",
}
HOSPITAL_TEAMS = frozenset({"ward", "discharge"})
QUESTIONS_BACK = (
    "Which other ways were tried, and what came of them?", "Please give the size of the room",
    "Is the carer able to help with this item?", "What does the person weigh, and how is it known?",
)  # fmt: skip
REPLIES = (
    "Tried the lower step first; it was not enough", "Four by three metres; there is room on both sides",
    "Yes, and was shown it on the ward", "Weighed on the ward scales this week",
)  # fmt: skip
TRIES = 6
ON_A_DAY = "deliver_chosen_date"

type Placed = Callable[[Neighbour, Wish, OrderPlaced, str], None]


class Ordering:
    """The prescribers and authorisers of a parish at work. `placed` is told of each order."""

    def __init__(self, world: World, community: Community, placed: Placed) -> None:
        self.world = world
        self.community = community
        self.placed = placed
        self._chance = world.chance("ordering")
        self._mornings = world.chance("authorisers' mornings")
        self._users = world.county.users
        self._ordered: dict[UUID, list[str]] = defaultdict(list)
        self._keys = {user_id: key for key, user_id in self._users.items()}

    def order(self, wish: Wish) -> None:
        """See the person, write down the need and place the order."""
        codes = [code for code, _ in wish.lines]
        by = suited(self._chance, wish.situation, wish.prescriber, codes)
        person = self.community.someone_for(wish, by)
        wish = self._what_fits(wish, person)
        if not wish.lines:
            return
        request = self._request(wish, person, by)
        wanted = self._with_need(OrderToPlace(request), person, wish, by)
        enterer = "desk" if by in {"therapist", "nurse"} and self._chance.random() < 0.06 else by
        done = self._place(enterer, wanted)
        if done is None:
            return
        person.orders.append(done.order_id)
        self._ordered[person.person_id] += [line.product_code for line in done.lines]
        self.placed(person, wish, done, by)
        if done.release_ids:
            self._release_later(wish, by, done.order_id)

    def order_special(self, person: Neighbour, code: str, comes_on: date, by: str) -> OrderPlaced | None:
        """Order what was bought for one person, for a day; it waits for its releases. None: given up."""
        request = OrderRequest(
            person_id=person.person_id,
            prescriber_id=self._users[by],
            entered_by_id=self._users[by],
            address_id=person.address_id,
            lines=(LineRequest(code, 1, ON_A_DAY, chosen_on=comes_on),),
            why=WHY["community"],
            answers=answers_for(self._chance, [code], AskedAt.ORDER, self._seen(person)),
            reasons=ReasonForEach(),
        )
        if done := self._place(by, OrderToPlace(request)):
            person.orders.append(done.order_id)
            self._ordered[person.person_id].append(code)
            self.world.later(95, partial(self._give_rest, done.order_id, by))
        return done

    def _what_fits(self, wish: Wish, person: Neighbour) -> Wish:
        """Without what cannot be used with the rest, or with what the person has."""
        dropped = unfit([code for code, _ in wish.lines], self._held(person), self.world.today)
        return replace(wish, lines=tuple(line for line in wish.lines if line[0] not in dropped))

    def _held(self, person: Neighbour) -> dict[str, None]:
        """What the person has or was ordered for them, in that order."""
        return dict.fromkeys((*person.things.values(), *self._ordered[person.person_id]))

    def _seen(self, person: Neighbour) -> Seen:
        return Seen(person.made, self.world.today, frozenset(self._held(person)))

    def _with_need(self, wanted: OrderToPlace, person: Neighbour, wish: Wish, by: str) -> OrderToPlace:
        """Most say with the order what was assessed, some have written it down before, a few say nothing."""
        throw = self._chance.random()
        if throw < 0.1:
            return wanted
        need = self.community.assessed(person, wish, by)
        if throw < 0.2:
            return replace(wanted, need_id=self.community.record(person, need, by))
        return replace(wanted, need=need)

    def _request(self, wish: Wish, person: Neighbour, by: str) -> OrderRequest:
        behind = BEHIND.get(by)
        speed = wish.speed
        return OrderRequest(
            person_id=person.person_id,
            prescriber_id=self._users[by],
            entered_by_id=self._users[by],
            address_id=person.address_id,
            lines=tuple(self._line(code, pieces, speed, by) for code, pieces in wish.lines),
            why=WHY[wish.situation.code],
            answers=answers_for(self._chance, (code for code, _ in wish.lines), AskedAt.ORDER, self._seen(person)),
            reasons=ReasonForEach(),
            discharge=self._discharge(wish, by),
            supervisor_id=self._users[behind] if behind else None,
        )

    def _line(self, code: str, pieces: int, speed: str, by: str) -> LineRequest:
        fitted = facts()[code].supply_route.value == "adaptation"
        slow = "deliver_7d" if fitted and speed in {"deliver_5d", "deliver_3d"} else speed
        review = self.world.today + timedelta(weeks=6) if by == "hospice" else None
        return LineRequest(code, pieces, slow, review_on=review)

    def _discharge(self, wish: Wish, by: str) -> Discharge | None:
        if wish.situation.code != "discharge" or by not in HOSPITAL_TEAMS:
            return None
        days = {"deliver_next_day": 1, "deliver_same_day": 0}.get(wish.speed, 3)
        ward = self._chance.choice(("Ward 7", "Ward 3", "Acute frailty unit", "Stroke unit", "Orthopaedics"))
        return Discharge(ward, self.world.today + timedelta(days=days), self._chance.choice(("p1", "p1", "p2")))

    def _place(self, by: str, wanted: OrderToPlace) -> OrderPlaced | None:
        """Place it; what is refused is mended and placed again. None: given up."""
        for _ in range(TRIES):
            try:
                return place_order(self.world.call(by), request=wanted)
            except Refused as refused:
                mended = self._mended(wanted.order, refused.reasons)
                if mended is None:
                    return None
                wanted = replace(wanted, order=mended)
        return None

    def _mended(self, order: OrderRequest, reasons: Sequence[Reason]) -> OrderRequest | None:
        """The order without the lines that can never go."""
        dropped: set[str] = set()
        for reason in reasons:
            field = reason.field or ""
            match reason.code:
                case OrderReason.CHECK_BLOCKS:
                    dropped |= {line.product_code for line in order.lines if line.product_code in field}
                    dropped |= set() if dropped else {order.lines[-1].product_code}
                case OrderReason.ANSWER_DOES_NOT_ALLOW:
                    dropped |= {order.lines[int(field.split(".")[1])].product_code}
                case _:
                    raise Refused(reasons)
        lines = tuple(line for line in order.lines if line.product_code not in dropped)
        asked = asked_by((line.product_code for line in lines), AskedAt.ORDER)
        answers = {code: said for code, said in order.answers.items() if code in asked}
        return replace(order, lines=lines, answers=answers) if lines else None

    def _release_later(self, wish: Wish, by: str, order_id: UUID) -> None:
        """When someone looks at it: urgent ones at once, by whoever is on call; the rest in office hours."""
        if wish.speed in {"deliver_2h", "deliver_4h"}:
            self.world.later(self._chance.uniform(3, 12), lambda: self._answer(order_id, by))
            return
        hours = self._chance.choice((0.3, 0.6, 1, 1.5, 2, 3, 5, 9, 26))
        at = self.world.now + timedelta(hours=hours * self._chance.uniform(0.7, 1.3))
        self.world.then(self.world.working_moment(at), lambda: self._answer(order_id, by))

    def _releases(self, order_id: UUID, state: ReleaseState = ReleaseState.PENDING) -> list[ReleaseRow]:
        with reading(self.world.scope("adviser")):
            rows = releases_of_orders(self.world.scope("adviser"), [order_id])
        return [row for row in rows if row.state is state]

    def look_over(self) -> None:
        """The authorisers' morning: what waits since before today is answered in the next hours by the first who may;
        what was asked back is replied to."""
        for order_id in orders_waiting(self.world.scope("adviser"), before=clock(self.world.today, 0)):
            self.world.later(self._mornings.uniform(5, 200), partial(self._catch_up, order_id))

    def _catch_up(self, order_id: UUID) -> None:
        for row in self._releases(order_id, ReleaseState.RETURNED):
            reply = ReturnReply((row.id,), REPLIES[0])
            with told(*AnswerReleaseReason):
                answer_return(self.world.call(self._keys[row.prescriber_id]), request=reply)
        if pending := self._releases(order_id):
            self._give(pending, self._keys[pending[0].prescriber_id])

    def _answer(self, order_id: UUID, by: str) -> None:
        """Give, return or refuse what an order waits for."""
        pending = self._releases(order_id)
        if not pending:
            return
        throw = self._chance.random()
        if throw < 0.06 and not any(row.urgent for row in pending):
            self._return(pending, order_id, by)
        elif throw < 0.085:
            self._refuse(pending[:1], by)
        else:
            self._give(pending, by)

    def _give(self, pending: Sequence[ReleaseRow], by: str) -> None:
        """Clinical first, which fewer may give, then spending: for one line never by the same person."""
        gave: set[str] = set()
        for kind in ("CLINICAL", "SPENDING"):
            rows = [row for row in pending if row.kind.value == kind]
            for asked_of in dict.fromkeys(row.asked_of_id for row in rows):
                ids = tuple(row.id for row in rows if row.asked_of_id == asked_of)
                who = [key for key in self._who(rows[0], asked_of, by) if key not in gave]
                gave |= self._first_who_may(who, ids)

    def _who(self, row: ReleaseRow, asked_of: UUID | None, by: str) -> tuple[str, ...]:
        return releasers(row.kind, by, self._keys[asked_of] if asked_of else None, row.spend_pence)

    def _first_who_may(self, who: Sequence[str], ids: tuple[UUID, ...]) -> set[str]:
        """Those asked in turn answer if they may. Nobody may: it waits, as it would."""
        for key in who:
            panel = (("Gwen Ashdown", "Helen Strand"), self.world.today) if key == "panel" else ()
            try:
                give_release(self.world.call(key), request=ReleaseYes(ids, "Agreed", *panel))
            except Refused:
                continue
            return {key}
        return set()

    def _return(self, pending: Sequence[ReleaseRow], order_id: UUID, by: str) -> None:
        number = self._chance.randrange(len(QUESTIONS_BACK))
        rows = [row for row in pending if row.kind is pending[0].kind and row.asked_of_id == pending[0].asked_of_id]
        ids = tuple(row.id for row in rows)
        for key in self._who(rows[0], rows[0].asked_of_id, by):
            try:
                return_release(self.world.call(key), request=ReleaseQuestion(ids, QUESTIONS_BACK[number]))
            except Refused:
                continue
            at = self.world.now + timedelta(hours=self._chance.uniform(3, 40))
            self.world.then(self.world.working_moment(at), lambda: self._reply(ids, number, order_id, by))
            return

    def _reply(self, ids: tuple[UUID, ...], number: int, order_id: UUID, by: str) -> None:
        if not {row.id for row in self._releases(order_id, ReleaseState.RETURNED)} >= set(ids):
            return
        answer_return(self.world.call(by), request=ReturnReply(ids, REPLIES[number]))
        self.world.later(self._chance.uniform(60, 400), lambda: self._give_rest(order_id, by))

    def _give_rest(self, order_id: UUID, by: str) -> None:
        self._give(self._releases(order_id), by)

    def _refuse(self, pending: Sequence[ReleaseRow], by: str) -> None:
        row = pending[0]
        code, note = self._chance.choice(
            (
                ("standard_item_suits", "The standard one is enough for this"),
                ("equivalent_in_stock", "One of the other kind is ready and fits as well"),
                ("assessment_missing", "Please assess at home first"),
            )
        )
        for key in self._who(row, row.asked_of_id, by):
            try:
                refuse_release(self.world.call(key), request=ReleaseNo((row.id,), code, note))
            except Refused:
                continue
            return
