"""Which council pays for a new person's care where nobody names one.
Refuses to guess: whose home is on no map, or outside the county, has none until somebody says it."""

from dataclasses import replace

from handrail.people.queries.county import CountyRow
from handrail.people.rules.records import PersonDetails, PlacedAddress


def with_council(details: PersonDetails, home: PlacedAddress, county: CountyRow) -> PersonDetails:
    """Who lives in the county is the county's to pay for, unless another council is named (Care Act 2014, s. 39)."""
    if details.residence_council_id:
        return details
    inside = bool(home.district_code) and county.holds(home.district_code)
    return replace(details, residence_council_id=county.council_id) if inside else details
