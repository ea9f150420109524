"""Reads what is known of a person's weight and height, for what might do the job of a special.
Refuses nothing; what was never measured is not known."""

from uuid import UUID

from handrail.catalogue.rules.facts import Measures
from handrail.core.select import rows
from handrail.identity.scope import Scope

_MEASURES = """
    WITH who AS MATERIALIZED (SELECT people_records(%(person)s) AS ids)
    SELECT (SELECT n.weight_kg FROM needs_need n WHERE n.person_id = ANY ((SELECT ids FROM who)::uuid[])
            AND n.weight_kg IS NOT NULL ORDER BY n.assessed_on DESC, n.id DESC LIMIT 1),
        (SELECT n.height_cm::numeric FROM needs_need n WHERE n.person_id = ANY ((SELECT ids FROM who)::uuid[])
            AND n.height_cm IS NOT NULL ORDER BY n.assessed_on DESC, n.id DESC LIMIT 1)
"""


def measures_of(scope: Scope, person_id: UUID) -> Measures:
    """The last that were measured, of all records of the person."""
    return rows(Measures, _MEASURES, {"contract": scope.contract_id, "person": person_id})[0]
