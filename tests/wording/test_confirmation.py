"""What the prescriber is told of an order that was received."""

from handrail.wording.messages import words_of


def test_a_voucher_is_not_said_to_wait_for_a_day() -> None:
    line = {"quantity": 1, "product": "Kettle tipper", "due_at": None, "route": "retail_voucher"}
    _, text = words_of("ORDER_CONFIRMATION", {"number": 500996, "lines": [line, {**line, "route": "loan"}]})
    assert "1 x Kettle tipper: by voucher, from a shop\n" in text
    assert "1 x Kettle tipper: no date yet\n" in text
