"""What a crew measures says from what number on, or between which, it is not safe."""

from handrail.catalogue.rules.questions import AskedQuestion, Use
from handrail.catalogue.states import AnswerType
from handrail.wording.unsafe import limits_said


def said_of(flag_rule: str) -> str:
    use = Use("bed_rail", flag_rule, ())
    return limits_said(AskedQuestion("gap", "How wide?", AnswerType.NUMBER, "mm", (), True, (use,)))


def test_the_limits_stand_with_the_question() -> None:
    assert said_of("> 60 → block") == "More than 60 mm is not safe"
    assert said_of("between 61 and 318 → block") == "61 to 318 mm is not safe"
    assert said_of("between 61 and 318 → remind") == ""
