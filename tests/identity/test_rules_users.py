"""Somebody may give people back their rights on every day to come."""

from datetime import date
from uuid import UUID

import pytest

from handrail.identity.rules import Administering, leaves_no_administrator

ANNE, BEN = UUID(int=1), UUID(int=2)
BEFORE, TODAY, TOMORROW, LATER = (date(2026, 3, day) for day in (1, 3, 4, 9))


def post(user_id: UUID, from_on: date = BEFORE, until_on: date | None = None) -> Administering:
    return Administering(user_id, from_on, until_on)


@pytest.mark.parametrize(
    ("others", "then", "nobody"),
    [
        ([], None, True),
        ([], post(ANNE), False),
        ([], post(ANNE, TOMORROW), True),
        ([], post(ANNE, until_on=LATER), True),
        ([post(BEN)], None, False),
        ([post(BEN, TOMORROW)], None, True),
        ([post(BEN, TOMORROW)], post(ANNE, until_on=TOMORROW), False),
        ([post(BEN, LATER)], post(ANNE, until_on=TOMORROW), True),
        ([post(BEN, until_on=LATER)], None, True),
        ([post(BEN, until_on=LATER)], post(ANNE, TOMORROW), False),
    ],
)
def test_nobody_goes_while_nobody_follows(
    others: list[Administering], then: Administering | None, nobody: bool
) -> None:
    assert leaves_no_administrator([post(ANNE), *others], ANNE, then, today=TODAY) is nobody


def test_where_there_is_nobody_for_good_it_may_be_changed_but_not_made_shorter() -> None:
    now = [post(ANNE, until_on=LATER)]
    assert leaves_no_administrator(now, ANNE, post(ANNE, until_on=TOMORROW), today=TODAY)
    assert not leaves_no_administrator(now, ANNE, post(ANNE, until_on=LATER), today=TODAY)
    assert not leaves_no_administrator(now, BEN, None, today=TODAY)
    assert not leaves_no_administrator([], BEN, None, today=TODAY)
