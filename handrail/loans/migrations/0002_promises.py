"""What holds for loans: the move table, and history seen within the contract; and how what came back is settled."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.loans.states import INITIAL, MOVES, LoanState
from handrail.loans.to_settle import to_settle


def loans() -> str:
    """The move table of loans."""
    return promises.state_machine(
        table="loans_loan", history="loans_loanhistory", codes=LoanState, starts=INITIAL, steps=steps(MOVES)
    )


class Migration(migrations.Migration):
    dependencies = [("loans", "0001_initial"), ("orders", "0002_promises")]

    operations = [
        promises.run(loans),
        *promises.contract_promises("loans"),
        promises.sql(promises.row_security("loans_loanhistory", None)),
        promises.run(to_settle),
    ]
