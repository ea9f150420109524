"""Two equal loans are told apart by where they stand, and by nothing more where they stand together."""

from handrail.core.ids import fresh_id
from handrail.visits.queries.lent import LentRow
from handrail.web.controller.request_visit import lent_choices


def frame(where: str, *, asked_for: bool = False) -> LentRow:
    return LentRow(fresh_id(), "Walking frame", "", 1, asked_for, True, where)


def test_two_equal_loans_at_two_addresses_say_where_each_stands() -> None:
    two = lent_choices([frame("14 Sallow Lane, PE29 3AA"), frame("3 Mill Road, PE13 2AA", asked_for=True)])
    hints = [choice.hint for choice in two]
    assert hints == [
        "1 of them. At 14 Sallow Lane, PE29 3AA",
        "1 of them. At 3 Mill Road, PE13 2AA. Collection asked for",
    ]


def test_at_one_address_nothing_is_said_of_it() -> None:
    assert [choice.hint for choice in lent_choices([frame("14 Sallow Lane, PE29 3AA")] * 2)] == ["1 of them"] * 2
