"""What sums on accounts say to people: amounts above zero, what is still reserved, each partner's cost."""

from datetime import date
from uuid import UUID

from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.figures import Figures, Gained, figures, months_of, net_by_partner

OLD, NEW = UUID(int=1), UUID(int=2)
COUNCIL, NHS = UUID(int=11), UUID(int=12)
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
GAINED = (
    Gained(MARCH, AccountKind.RESERVED, OLD, 500_00),
    Gained(MARCH, AccountKind.EQUIPMENT, OLD, 900_00),
    Gained(APRIL, AccountKind.RESERVED, OLD, -200_00),
    Gained(APRIL, AccountKind.EQUIPMENT, OLD, 100_01),
    Gained(APRIL, AccountKind.EQUIPMENT, NEW, 100_01),
    Gained(APRIL, AccountKind.ACTIVITY, NEW, 40_00),
    Gained(APRIL, AccountKind.VAT, NEW, 8_00),
    Gained(APRIL, AccountKind.VAT_BACK, NEW, 20_00),
    Gained(APRIL, AccountKind.CREDITED, OLD, -30_00),
    Gained(APRIL, AccountKind.CONTRIBUTED, NEW, -1_000_00),
    Gained(MAY, AccountKind.EQUIPMENT, NEW, 7_00),
)


def test_what_is_reserved_stays_so_and_all_else_is_of_its_time() -> None:
    april = figures(GAINED, APRIL, MAY)
    assert april == Figures(300_00, 200_02, 40_00, 8_00, 30_00, 20_00)
    assert (april.spent_pence, april.net_pence) == (248_02, 218_02)


def test_each_share_set_is_shared_by_its_own_shares() -> None:
    shares = {OLD: {COUNCIL: 514_000, NHS: 486_000}, NEW: {COUNCIL: 400_000, NHS: 600_000}}
    # £70.01 by the old shares are £35.99 and £34.02; £148.01 by the new are £59.20 and £88.81.
    assert net_by_partner(GAINED, shares, APRIL, MAY) == {COUNCIL: 95_19, NHS: 122_83}
    assert sum(net_by_partner(GAINED, shares, APRIL, MAY).values()) == 218_02


def test_months_go_over_the_new_year() -> None:
    assert list(months_of(date(2026, 11, 1), date(2027, 2, 9))) == [
        date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1),
    ]  # fmt: skip
