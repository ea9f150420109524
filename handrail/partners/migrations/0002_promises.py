"""What holds for contract data: one value for one key on any day, and the states of a contract."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.partners.states import INITIAL, MOVES, ContractState

ONE_AT_A_TIME = {
    "partners_contractpartner": "partner_id",
    "partners_contractterm": "key",
    "partners_calendar": "code",
    "partners_speed": "code",
    "partners_activityprice": "activity, speed_code",
    "partners_code": "list, code",
}


def machine() -> str:
    """The move table of contracts. A contract's own row is its contract."""
    return promises.state_machine(
        table="partners_contract",
        history="partners_contracthistory",
        codes=ContractState,
        starts=INITIAL,
        steps=steps(MOVES),
        contract="id",
    )


LAID_DOWN = (
    "partners_contractterm", "partners_speed", "partners_calendar", "partners_code", "partners_activityprice",
    "partners_depot",
)  # fmt: skip


def shared() -> str:
    """Partners, contracts and bank holidays belong to no contract's rows, but are written with an audit row as well."""
    tables = ("partners_partner", "partners_contract", "partners_bankholiday")
    return "".join(promises.needs_audit(table) + promises.no_delete(table) for table in tables)


# A contract's own row is written by its own changes only; a partner's by those of the contracts it belongs to. Sign-in
# reads both before it knows a contract.
OWN_ROWS = """
    ALTER TABLE partners_contract ENABLE ROW LEVEL SECURITY;
    ALTER TABLE partners_contract FORCE ROW LEVEL SECURITY;
    CREATE POLICY read_by_all ON partners_contract FOR SELECT USING (true);
    CREATE POLICY added_by_itself ON partners_contract FOR INSERT
        WITH CHECK (id = (SELECT core_setting('app.contract_id')::uuid));
    CREATE POLICY changed_by_itself ON partners_contract FOR UPDATE
        USING (id = (SELECT core_setting('app.contract_id')::uuid));
    ALTER TABLE partners_partner ENABLE ROW LEVEL SECURITY;
    ALTER TABLE partners_partner FORCE ROW LEVEL SECURITY;
    CREATE POLICY read_by_all ON partners_partner FOR SELECT USING (true);
    CREATE POLICY added_by_all ON partners_partner FOR INSERT WITH CHECK (true);
    CREATE POLICY changed_within_contract ON partners_partner FOR UPDATE USING (EXISTS (
        SELECT FROM partners_contractpartner m WHERE m.partner_id = partners_partner.id
        AND m.contract_id = (SELECT core_setting('app.contract_id')::uuid)));
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("core", "0002_promises")]

    operations = [
        promises.run(machine),
        *[promises.sql(promises.one_at_a_time(table, keys)) for table, keys in ONE_AT_A_TIME.items()],
        *promises.contract_promises("partners", personal=False),
        *[promises.sql(promises.lays_down(table)) for table in LAID_DOWN],
        promises.sql(promises.lays_down("partners_bankholiday", for_all=True)),
        promises.run(shared),
        promises.sql(OWN_ROWS),
    ]
