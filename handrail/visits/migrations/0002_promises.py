"""What holds for visits and runs: their move tables, proof that is never changed."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.visits.states import INITIAL, MOVES, RUN_INITIAL, RUN_MOVES, RunState, VisitState


def visits() -> str:
    """The move table of visits."""
    return promises.state_machine(
        table="visits_visit", history="visits_visithistory", codes=VisitState, starts=INITIAL, steps=steps(MOVES)
    )


def runs() -> str:
    """The move table of runs."""
    return promises.state_machine(
        table="visits_run", history="visits_runhistory", codes=RunState, starts=RUN_INITIAL, steps=steps(RUN_MOVES)
    )


def proof() -> str:
    """Proof and its files are added once."""
    return promises.append_only("visits_proof") + promises.append_only("visits_attachment")


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("loans", "0002_promises")]

    operations = [
        promises.run(visits),
        promises.run(runs),
        *promises.contract_promises("visits"),
        promises.run(proof),
        promises.sql(promises.row_security("visits_visithistory", None)),
        promises.sql(promises.row_security("visits_runhistory", None)),
    ]
