"""Reads how a person is reached, as all records that are read as one say it: a join loses nothing of it.
Refuses nothing."""

from typing import Any

from pydantic import TypeAdapter

from handrail.core.select import value_of
from handrail.people.rules.contact import ContactWays, RecordWays, contact_of

# As JSON, the record in front first; `{records}`: the ids of all records of the person. `contact_read` reads it.
CONTACT = """(SELECT jsonb_agg(jsonb_build_object('number', k.number, 'nhs_number', k.nhs_number,
        'nhs_number_status', k.nhs_number_status, 'phone', k.phone, 'mobile', k.mobile, 'email', k.email,
        'contact_by', k.contact_by) ORDER BY k.joined_into_id IS NOT NULL, k.number)
    FROM people_person k WHERE k.id = ANY ({records}))"""
# The NHS number that person `p` is shown with, for lists.
NHS_NUMBER = """coalesce(nullif(p.nhs_number, ''), (SELECT k.nhs_number FROM people_person k
        WHERE k.id = ANY (people_records(p.id)) AND k.nhs_number <> '' ORDER BY k.number LIMIT 1), '')"""
# Whether no record of the person asks not to be contacted.
MAY_BE_TOLD = """NOT EXISTS (SELECT FROM people_person k WHERE k.id = ANY ({records}) AND k.contact_by = 'none')"""
# Whether record `p` is of the person with the NHS number `%(digits)s`, whichever of their records knows it.
# An index finds those that stand by themselves; those that were joined are few.
HAS_NHS_NUMBER = """p.id = ANY (ARRAY(SELECT unnest(people_records(f.id)) FROM (
            SELECT k.id FROM people_person k WHERE k.contract_id = %(contract)s AND k.nhs_number = %(digits)s
            AND k.nhs_number <> '' AND k.joined_into_id IS NULL
            UNION ALL SELECT k.id FROM people_person k WHERE k.contract_id = %(contract)s
            AND k.nhs_number = %(digits)s AND k.nhs_number <> '' AND k.joined_into_id IS NOT NULL) f))"""

_RECORDS: TypeAdapter[tuple[RecordWays, ...]] = TypeAdapter(tuple[RecordWays, ...])


def contact_read(cell: Any) -> ContactWays:
    """How a person is reached, from `CONTACT`."""
    return contact_of(_RECORDS.validate_python(value_of(cell)))
