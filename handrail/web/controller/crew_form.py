"""The questions about a crew that a run's pages share: who goes, and the boxes to tick where somebody goes with another
van then or is of another depot. Refuses nothing itself: a box appears with the refusal that asks for it."""

from collections.abc import Iterable, Mapping

from handrail.core.refusal import Refused
from handrail.visits.rules.booking import BookingReason, CrewMember
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm


class CrewQuestions(HandrailForm):
    """Both boxes, and whether they are shown. The pages bring `driver_id` and `second_id`."""

    with_both = fields.TickField("They go with both vans", required=False)
    lent = fields.TickField("They are lent to this depot", required=False)
    crew_is_out = False
    crew_is_lent = False

    def offer_crew(self, crew: Iterable[CrewMember]) -> None:
        """The people who may go, each with the name of their depot."""
        people = [Choice(str(one.id), ", ".join(filter(None, (one.name, one.depot)))) for one in crew]
        for name in ("driver_id", "second_id"):
            field = self.fields[name]
            if isinstance(field, fields.SelectField):
                field.offer(people)

    @property
    def asks(self) -> bool:
        """Whether somebody of the crew goes with another van then, or that was ticked before."""
        return bool(self["with_both"].value()) or self.crew_is_out

    @property
    def asks_lent(self) -> bool:
        """Whether somebody of the crew is of another depot, or that was ticked before."""
        return bool(self["lent"].value()) or self.crew_is_lent

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """The box to tick comes with the question."""
        codes = {reason.code for reason in refused.reasons}
        self.crew_is_out = BookingReason.CREW_IS_OUT in codes
        self.crew_is_lent = BookingReason.CREW_OF_OTHER_DEPOT in codes
        super().refuse(refused, renamed)
