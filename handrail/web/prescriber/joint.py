"""The visits to which a prescriber comes along, as their list of orders shows them: when and where they meet the crew.
Refuses nothing."""

from collections.abc import Iterable

from django.urls import reverse

from handrail.visits.queries.beside import MyJoint
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.wording import tag_of
from handrail.wording.meetings import meeting_time
from handrail.wording.shown import day


def joint_table(found: Iterable[MyJoint]) -> Table:
    """The next first."""
    columns = (Column("Visit"), Column("Person"), Column("You meet the crew"), Column("State"))
    rows = [
        Row(
            (
                Cell(str(one.number), reverse("controller:visit", args=[one.visit_id]), hidden="visit"),
                Cell(one.person_name, reverse("person:person", args=[one.person_id]), note=one.address),
                _when(one),
                Cell(tag=tag_of(one.state)),
            )
        )
        for one in found
    ]
    return Table("Visits to which you come along", columns, rows, Empty("None"), id="joint")


def _when(one: MyJoint) -> Cell:
    time = meeting_time(one.meet_at, one.slot_from, one.slot_until)
    return Cell(f"{day(one.slot_from)}, {time}" if one.slot_from else time.capitalize())
