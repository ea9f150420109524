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


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("core", "0002_promises")]

    operations = [
        promises.run(machine),
        *[promises.sql(promises.one_at_a_time(table, keys)) for table, keys in ONE_AT_A_TIME.items()],
        *promises.contract_promises("partners", personal=False),
        *[promises.sql(promises.lays_down(table)) for table in LAID_DOWN],
        promises.sql(promises.lays_down("partners_bankholiday", for_all=True)),
        promises.run(shared),
    ]
