"""Reads what of a recall at people's homes nobody sees to yet: what is lent and no visit is to fetch, and what is
fitted and no visit looks at.
Refuses to say whether it can be asked for: a request does."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.read_through import same_home
from handrail.stock.queries.recalls import RecallRow
from handrail.visits.queries.recalled import AT_HOME

# A visit that did not fetch it, and after which somebody has yet to decide, is in its owner's hands.
_UNASKED = """
    x.kind = 'LOAN' AND NOT EXISTS (
        SELECT FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
        WHERE t.loan_id = x.loan_id AND t.kind = 'COLLECT' AND (t.outcome = 'OPEN'
            OR v.state IN ('FAILED', 'PART_COMPLETED') AND v.next_step_done_at IS NULL))
"""
# Once for a recall: what was looked at before it began was not looked at for it. The visit went to the record in front.
_LOOKS = """SELECT FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
        WHERE t.person_id = {person} AND v.address_id {home} AND t.product_id = %(product)s
        AND t.kind = 'SERVICE' AND t.loan_id IS NULL AND (t.outcome = 'OPEN'
            OR t.outcome <> 'CANCELLED' AND v.finished_at >= %(begun)s)"""
_UNSEEN = f"""
    x.kind = 'ADAPTATION' AND NOT EXISTS ({_LOOKS.format(person="x.person_id", home="= x.address_id")})
    AND (p.joined_into_id IS NULL OR NOT EXISTS (
        {_LOOKS.format(person="people_root(x.person_id)", home=f"IN {same_home('x.address_id')}")}))
"""


def loans_unasked(scope: Scope, recall: RecallRow) -> tuple[UUID, ...]:
    """The loans of a recall that no visit is to fetch."""
    return rows(lambda loan_id: loan_id, f"SELECT x.loan_id {AT_HOME} AND {_UNASKED} ORDER BY 1", _asked(scope, recall))


@dataclass(frozen=True, slots=True)
class FittedThere:
    """What of a recalled product is fitted to one home."""

    person_id: UUID
    address_id: UUID
    easting: int | None
    northing: int | None
    pieces: int


def fitted_unseen(scope: Scope, recall: RecallRow) -> tuple[FittedThere, ...]:
    """By home what is fitted there and no visit is to see to, or has seen to since the recall."""
    return rows(
        FittedThere,
        f"""SELECT x.person_id, x.address_id, d.easting, d.northing, sum(x.pieces)::int {AT_HOME} AND {_UNSEEN}
            GROUP BY 1, 2, 3, 4 ORDER BY 1, 2""",
        _asked(scope, recall),
    )


@dataclass(frozen=True, slots=True)
class ToAskBack:
    """How many loans, of how many people, would be asked back; how many are asked for already; in how many homes a
    visit would see to what is fitted; how many pieces were given for good, which nobody fetches unasked."""

    loans: int
    people: int
    asked: int
    fitted: int
    given: int

    @property
    def any(self) -> bool:
        """Whether there is anything to ask for."""
        return bool(self.loans or self.fitted)


def to_ask_back(scope: Scope, recall: RecallRow) -> ToAskBack:
    """What asking for all of a recall would do."""
    (found,) = rows(
        ToAskBack,
        f"""SELECT count(*) FILTER (WHERE {_UNASKED})::int,
                count(DISTINCT x.person_id) FILTER (WHERE {_UNASKED})::int,
                count(*) FILTER (WHERE x.kind = 'LOAN' AND NOT ({_UNASKED}))::int,
                count(DISTINCT (x.person_id, x.address_id)) FILTER (WHERE {_UNSEEN})::int,
                coalesce(sum(x.pieces) FILTER (WHERE x.kind = 'GIFT'), 0)::int {AT_HOME}""",
        _asked(scope, recall),
    )
    return found


def _asked(scope: Scope, recall: RecallRow) -> dict[str, object]:
    return {"contract": scope.contract_id, "product": recall.product_id, "lot": recall.lot, "begun": recall.begun_at}
