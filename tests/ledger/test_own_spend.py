"""What a scenario begins with of our own past: gross, and rates whose product is what came back of it."""

from datetime import date
from decimal import Decimal

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.own_spend import OwnSpend, own_spend
from handrail.ledger.rules.repriced import Settled

MAY = date(2026, 5, 4)
GAINED = [
    (AccountKind.EQUIPMENT, 700_00), (AccountKind.EQUIPMENT, 100_00), (AccountKind.ACTIVITY, 150_00),
    (AccountKind.VAT, 50_00), (AccountKind.CREDITED, -340_00), (AccountKind.RESERVED, 99_00),
]  # fmt: skip


def test_the_rates_come_to_what_was_credited() -> None:
    settled = [Settled(MAY, "beds", 3, 200_00, 2, 170_00), Settled(MAY, "mats", 40, 80_00, 1, 0)]
    found = own_spend(GAINED, settled)
    assert found == OwnSpend(1_000_00, 800_00, 480_00, 340_00)
    assert (found.equipment_share, found.reuse_rate) == (Decimal("0.8000"), Decimal("0.6000"))
    assert found.credit_rate == Decimal("0.7083")
    product = found.equipment_share * found.reuse_rate * found.credit_rate * found.gross_pence
    assert abs(product - 340_00) < 10


def test_more_back_than_went_out_is_all_of_it_and_nothing_back_is_nothing() -> None:
    back = own_spend(GAINED, [Settled(MAY, "beds", 3, 900_00, 1, 0)])
    assert back
    assert (back.reuse_rate, back.credit_rate) == (Decimal(1), Decimal(0))
    none = own_spend(GAINED, [])
    assert none
    assert (none.reuse_rate, none.credit_rate) == (Decimal(0), Decimal(0))
    assert own_spend([(AccountKind.RESERVED, 5)], []) is None
