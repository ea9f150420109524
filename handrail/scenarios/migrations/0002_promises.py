"""What holds for saved scenarios: versions are added only, they hold a scenario, and a name is that of one scenario."""

from django.db import migrations

from handrail.core import promises

_TABLE = "scenarios_scenarioversion"
# A name belongs to one scenario, whatever version has it: a comparison tells scenarios apart by their names.
_NAMES = f"""
    ALTER TABLE {_TABLE} ADD CONSTRAINT {_TABLE}_name_of_one EXCLUDE USING gist
        (contract_id WITH =, lower(name) WITH =, scenario_id WITH <>);
    ALTER TABLE {_TABLE} ADD CONSTRAINT {_TABLE}_holds_one CHECK (jsonb_typeof(content::jsonb) = 'object');
"""


class Migration(migrations.Migration):
    dependencies = [("scenarios", "0001_initial"), ("identity", "0002_promises")]

    operations = [
        *promises.contract_promises("scenarios"),
        promises.sql(promises.append_only(_TABLE)),
        promises.sql(_NAMES),
    ]
