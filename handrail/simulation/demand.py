"""How much is asked for, when and together with what: a day's orders as wishes, from the catalogue's demand figures.
Refuses to know how an order is placed; `walk` carries the wishes to the use cases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from handrail.catalogue.reference.rows import BundleRow, ProductRow
from handrail.catalogue.states import BundleLineKind
from handrail.core.moment import LONDON

# Share of a week's orders by day, Monday first: discharge before the weekend makes Friday the peak.
DAYS = (0.185, 0.175, 0.175, 0.185, 0.215, 0.038, 0.027)
# Mean pieces an order holds, measured over the situations below; turns pieces a week into orders a week.
PIECES_AN_ORDER = 2.4
AS_A_BUNDLE = 0.45


@dataclass(frozen=True, slots=True)
class Situation:
    """Why an order is made: its share, the speeds it asks for, which bundles fit it, who prescribes."""

    code: str
    share: float
    speeds: tuple[tuple[str, int], ...]
    bundles: tuple[str, ...]
    teams: tuple[str, ...]
    child: bool = False


SITUATIONS = (
    Situation("discharge", 0.46, (("deliver_next_day", 6), ("deliver_same_day", 2), ("deliver_3d", 2)),
              ("home_with_hospital_bed", "hip_replacement", "skin_at_risk", "stroke_two_people", "bariatric_discharge"),
              ("discharge", "ward", "therapist", "nurse")),
    Situation("community", 0.38, (("deliver_5d", 7), ("deliver_7d", 2), ("deliver_3d", 2)),
              ("falls_prevention", "seated_bathing", "reablement_start", "single_handed_care", "dementia_safety",
               "sight_and_hearing_loss"),
              ("therapist", "senior", "assistant", "nurse")),
    Situation("end_of_life", 0.07, (("deliver_4h", 5), ("deliver_same_day", 3), ("deliver_2h", 1)),
              ("end_of_life_home",), ("hospice", "nurse", "leadnurse")),
    Situation("crisis", 0.05, (("deliver_2h", 3), ("deliver_4h", 5)), ("crisis_at_home", "home_monitoring"),
              ("urgent",)),
    Situation("child", 0.04, (("deliver_7d", 5), ("deliver_appointment", 3)), ("child_postural",), ("children",),
              child=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """An order that someone will place at a moment (UTC): product codes with pieces, a speed, for a known person or a
    new one (`heavy_user`: someone who has equipment already)."""

    at: datetime
    situation: Situation
    lines: tuple[tuple[str, int], ...]
    speed: str
    prescriber: str
    heavy_user: bool


class Demand:
    """Wishes of a county of `population` people, day by day, from one generator of chance."""

    def __init__(
        self, random: Random, population: int, products: Sequence[ProductRow], bundles: Iterable[BundleRow]
    ) -> None:
        self.random = random
        self.orders_a_week = (
            population / 100_000 * sum(float(p.weekly_demand_per_100k) for p in products) / PIECES_AN_ORDER
        )
        self.products = {p.code: p for p in products}
        self.adult = [p for p in products if not p.child]
        self.children = [p for p in products if p.child]
        self.by_group: dict[str, list[ProductRow]] = defaultdict(list)
        for product in products:
            self.by_group[product.size_group].append(product)
        self.bundles: dict[str, list[BundleRow]] = defaultdict(list)
        for row in bundles:
            self.bundles[row.bundle_code].append(row)

    def wishes(self, day: date) -> list[Wish]:
        """The orders of one day in the order of their times: some days none, before a weekend many."""
        mean = self.orders_a_week * DAYS[day.weekday()]
        count = max(0, round(self.random.gauss(mean, mean**0.5)))
        return sorted((self._wish(day) for _ in range(count)), key=lambda wish: wish.at)

    def _wish(self, day: date) -> Wish:
        random = self.random
        situation = random.choices(SITUATIONS, weights=[s.share for s in SITUATIONS])[0]
        return Wish(
            at=_working_moment(random, day),
            situation=situation,
            lines=self._lines(situation),
            speed=random.choices([s for s, _ in situation.speeds], weights=[w for _, w in situation.speeds])[0],
            prescriber=random.choice(situation.teams),
            heavy_user=random.random() < 0.35,
        )

    def _lines(self, situation: Situation) -> tuple[tuple[str, int], ...]:
        pieces: dict[str, int] = {}
        if self.random.random() < AS_A_BUNDLE:
            for row in self.bundles[self.random.choice(situation.bundles)]:
                if not row.optional or self.random.random() < 0.15:
                    pieces[self._product_of(row)] = row.quantity
        if not pieces:
            catalogue = self.children if situation.child else self.adult
            for product in self._by_demand(catalogue, 1 + (self.random.random() < 0.4)):
                pieces[product.code] = 2 if product.price_pence < 2_500 and self.random.random() < 0.25 else 1
        return tuple(sorted(pieces.items()))

    def _product_of(self, row: BundleRow) -> str:
        if row.line_kind is BundleLineKind.PRODUCT:
            return row.line_code
        return self._by_demand(self.by_group[row.line_code], 1)[0].code

    def _by_demand(self, catalogue: Sequence[ProductRow], count: int) -> list[ProductRow]:
        weights = [float(product.weekly_demand_per_100k) for product in catalogue]
        return self.random.choices(catalogue, weights=weights, k=count)


def _working_moment(random: Random, day: date) -> datetime:
    """A time of the working day, most often late in the morning and before four."""
    minutes = min(max(round(random.choice((random.gauss(660, 60), random.gauss(900, 55)))), 8 * 60), 19 * 60 + 45)
    at = datetime.combine(day, time(0), LONDON) + timedelta(minutes=minutes, seconds=random.randrange(60))
    return at.astimezone(UTC)
