"""A reason that is missing is asked for with the check that wants it."""

from handrail.catalogue.rules.facts import CheckCode
from handrail.core.refusal import Reason
from handrail.orders.rules.authority import AuthorityReason
from handrail.orders.rules.facts import OrderReason
from handrail.stock.rules.care import InspectionReason
from handrail.wording import say
from handrail.wording.checks import reason_wanted


def test_the_check_or_the_question_is_named() -> None:
    def missing(check: CheckCode, *numbers: tuple[str, str]) -> str:
        params = (("check", check.value), ("about", "BED-010"), *numbers)
        return reason_wanted(Reason(OrderReason.CHECK_REASON_MISSING, "reasons.x", params))

    weight = missing(CheckCode.TOO_HEAVY, ("person_kg", "190"), ("limit_kg", "185"))
    assert weight == "Give your reason for going on: The person weighs 190 kg. The item carries up to 185 kg"
    asked = missing(CheckCode.ANSWER_FLAGGED, ("question", "Do both rails lock?"), ("answer", "No"))
    assert asked == "Give your reason for going on: “Do both rails lock?”"
    assert reason_wanted(Reason(OrderReason.WHY_MISSING)) == "Say what the person wants to be able to do"


def test_a_reading_that_fails_is_named() -> None:
    params = {"of": "insulation_megaohm", "reading": "0.5", "limit": "1"}
    told = say(InspectionReason.READING_FAILS, **params)
    assert told == "Insulation (megaohm): the reading of 0.5 is outside the limit of 1. The item cannot pass"


def test_a_limit_says_whose_orders_count_beside_this_one() -> None:
    sums = {"order_pence": 12000, "other_orders_pence": 4000, "limit_pence": 15000}
    assert "other orders for this person in the last 7 days to £40.00" in say(AuthorityReason.ABOVE_LIMIT, **sums)
