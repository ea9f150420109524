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


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("people", "0002_promises")]

    operations = [
        promises.run(files),
        *promises.contract_promises("intake", deletable=["FilePart", "ImportRow"]),
        promises.sql(promises.row_security("intake_importfilehistory", None)),
    ]
