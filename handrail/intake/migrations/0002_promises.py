"""What holds for imported files: the move table, and everything seen within the contract only."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.intake.states import INITIAL, MOVES, FileState


def files() -> str:
    """The move table of imported files."""
    return promises.state_machine(
        table="intake_importfile",
        history="intake_importfilehistory",
        codes=FileState,
        starts=INITIAL,
        steps=steps(MOVES),
    )


# Only who owns a table may have its statistics gathered. What the transaction has written itself is among them.
GATHER_STATISTICS = """
    CREATE FUNCTION intake_gather_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    BEGIN
        ANALYZE people_person, people_address, stock_place, stock_asset, stock_stockcell, loans_loan, ledger_entry,
            ledger_posting;
    END $body$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        ("people", "0002_promises"),
        ("stock", "0001_initial"),
        ("loans", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        promises.run(files),
        *promises.contract_promises("intake", deletable=["FilePart", "ImportRow"]),
        promises.sql(promises.row_security("intake_importfilehistory", None)),
        promises.sql(GATHER_STATISTICS, "DROP FUNCTION intake_gather_statistics()"),
    ]
