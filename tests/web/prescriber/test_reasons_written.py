"""A reason counts for the checks that were shown beside it when it was written, and for none that came up since."""

from handrail.catalogue.rules.facts import WEIGHT_ABOVE, Check, CheckCode, CheckKind
from handrail.catalogue.states import Severity
from handrail.orders.rules.reasoning import asks_for_reason, reason_for
from handrail.web.prescriber.reasons_written import (
    SHOWN_AT,
    TypedReasons,
    reason_name,
    reasons_asked,
    reasons_given,
    taken_over,
)


def too_heavy(product: str) -> Check:
    return Check(
        f"limit:{product}:CHECK_TOO_HEAVY", CheckKind.LIMIT, CheckCode.TOO_HEAVY, Severity.NEEDS_REASON, (product,),
        fact=WEIGHT_ABOVE,
    )  # fmt: skip


BED, CHAIR, COMMODE = (too_heavy(product) for product in ("BED-010", "CHR-010", "TOI-030"))
WRITTEN = {reason_name(BED.key): "Two weeks only", SHOWN_AT + COMMODE.key: BED.key}


def asked(checks: list[Check], typed: dict[str, str]) -> dict[str, list[Check]]:
    return {key: list(served) for key, served in reasons_asked(checks, typed).items()}


def missing(checks: list[Check], reasons: TypedReasons | dict[str, str]) -> list[str]:
    """The checks at which the rules want a reason yet."""
    return [
        check.key
        for check in checks
        if asks_for_reason(check, checks, reasons) and not reason_for(check, checks, reasons)
    ]


def test_one_field_is_asked_for_all_that_come_up_together() -> None:
    assert asked([BED, CHAIR, COMMODE], {}) == {BED.key: [BED, CHAIR, COMMODE]}
    assert reasons_given(reasons_asked([BED, CHAIR], {}), {}) == {BED.key: ""}


def test_what_comes_up_after_a_reason_was_written_asks_for_its_own_wherever_it_stands() -> None:
    checks = [CHAIR, BED, COMMODE]
    assert asked(checks, WRITTEN) == {CHAIR.key: [CHAIR], BED.key: [BED, COMMODE]}
    given = reasons_given(reasons_asked(checks, WRITTEN), WRITTEN)
    assert given == {CHAIR.key: "", BED.key: "Two weeks only", COMMODE.key: "Two weeks only"}
    assert missing(checks, given) == missing(checks, TypedReasons(WRITTEN)) == [CHAIR.key]
    both = {**WRITTEN, reason_name(CHAIR.key): "Only to wash"}
    given = reasons_given(reasons_asked(checks, both), both)
    assert {check.key: reason_for(check, checks, given) for check in checks} == {
        CHAIR.key: "Only to wash", BED.key: "Two weeks only", COMMODE.key: "Two weeks only",
    }  # fmt: skip
    assert missing(checks, given) == missing(checks, TypedReasons(both)) == []


def test_a_reason_that_is_struck_out_is_asked_for_again_for_all() -> None:
    struck = {**WRITTEN, reason_name(BED.key): " "}
    assert asked([BED, CHAIR, COMMODE], struck) == {BED.key: [BED, CHAIR, COMMODE]}


def test_a_reason_stays_with_what_it_was_written_for_when_the_first_of_them_goes() -> None:
    typed = taken_over([CHAIR, COMMODE], {**WRITTEN, SHOWN_AT + CHAIR.key: BED.key})
    assert typed[reason_name(CHAIR.key)] == "Two weeks only"
    assert asked([CHAIR, COMMODE], typed) == {CHAIR.key: [CHAIR, COMMODE]}
    assert missing([CHAIR, COMMODE], TypedReasons(typed)) == []


def test_one_reason_that_is_stated_for_a_whole_order_serves_all_of_its_fact() -> None:
    """A call states its reasons beside all its lines."""
    checks = [BED, CHAIR, COMMODE]
    assert missing(checks, {}) == [BED.key]
    assert missing(checks, {COMMODE.key: "Seen at home"}) == []
    assert reason_for(BED, checks, {COMMODE.key: "Seen at home"}) == "Seen at home"
