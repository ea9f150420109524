"""What holds for orders: the move tables of lines and releases."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.orders.states import DECIDED, INITIAL, MOVES, RELEASE_INITIAL, RELEASE_MOVES, LineState, ReleaseState


def lines() -> str:
    """The move table of order lines."""
    return promises.state_machine(
        table="orders_orderline", history="orders_linehistory", codes=LineState, starts=INITIAL, steps=steps(MOVES),
        decided=DECIDED, told={LineState.DELIVERED},
    )  # fmt: skip


def releases() -> str:
    """The move table of releases."""
    return promises.state_machine(
        table="orders_release",
        history="orders_releasehistory",
        codes=ReleaseState,
        starts=RELEASE_INITIAL,
        steps=steps(RELEASE_MOVES),
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("stock", "0002_promises"), ("needs", "0002_promises")]

    operations = [
        promises.run(lines),
        promises.run(releases),
        *promises.contract_promises("orders", deletable=["Draft"]),
        promises.run(lambda: promises.append_only("orders_fundingchange")),
        promises.sql(promises.row_security("orders_linehistory", None)),
        promises.sql(promises.row_security("orders_releasehistory", None)),
    ]
