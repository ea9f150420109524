"""Who may change an order: those who answer for it, their team, the service desk."""

from uuid import UUID

import pytest

from handrail.orders.rules.changing import Changer, ChangeReason, OrderedBy, reasons_against_changing

PRESCRIBER, ENTERER, SUPERVISOR, STRANGER, TEAM, OTHER = (UUID(int=number) for number in range(1, 7))
ORDER = OrderedBy(
    order_id=UUID(int=9),
    number=500001,
    prescriber_id=PRESCRIBER,
    prescriber_name="Grace Adeyemi",
    prescriber_email="grace@northdown.example",
    entered_by_id=ENTERER,
    supervisor_id=SUPERVISOR,
    team_id=TEAM,
    team_name="Fens community nursing",
)
WITHOUT_TEAM = OrderedBy(UUID(int=9), 500001, PRESCRIBER, "Grace Adeyemi", "", PRESCRIBER, None, None, "")


@pytest.mark.parametrize(
    ("order", "changer", "may"),
    [
        (ORDER, Changer(PRESCRIBER, OTHER, False), True),
        (ORDER, Changer(ENTERER, OTHER, False), True),
        (ORDER, Changer(SUPERVISOR, OTHER, False), True),
        (ORDER, Changer(STRANGER, TEAM, False), True),
        (ORDER, Changer(STRANGER, OTHER, True), True),
        (ORDER, Changer(STRANGER, OTHER, False), False),
        (ORDER, Changer(STRANGER, None, False), False),
        (WITHOUT_TEAM, Changer(STRANGER, None, False), False),
        (WITHOUT_TEAM, Changer(PRESCRIBER, None, False), True),
    ],
)
def test_who_may_change_an_order(order: OrderedBy, changer: Changer, may: bool) -> None:
    reasons = reasons_against_changing(changer, order)
    assert (not reasons) is may
    assert all(reason.code is ChangeReason.OF_ANOTHER_TEAM for reason in reasons)
    assert may or dict(reasons[0].params)["prescriber"] == "Grace Adeyemi"
