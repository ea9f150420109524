"""Promises 1, 3 and 4: assets move along their table, counted stock adds up, nothing unfit is chosen."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.stock import sql
from handrail.stock.states import INITIAL, MOVES, AssetState

CARE = (
    "stock_contamination", "stock_decontamination", "stock_examination", "stock_inspection", "stock_repair",
)  # fmt: skip
SAID = "stock_recallcausesaid"


def assets() -> str:
    """The move table of assets, with places, and the guard on what may be chosen for a person."""
    return promises.state_machine(
        table="stock_asset",
        history="stock_assetmove",
        codes=AssetState,
        starts=INITIAL,
        steps=steps(MOVES),
        place=True,
        guard=sql.FIT_TO_ISSUE,
    )


def counted() -> str:
    """Counted stock: moves are added, cells follow, nobody writes a cell."""
    return sql.counted_stock(steps(MOVES), INITIAL, AssetState)


def care() -> str:
    """What was done to equipment is added once."""
    return "".join(promises.append_only(table) + promises.as_audited(table) for table in CARE)


def causes() -> str:
    """Who is the cause of a recall decides about money: it is said once, and never changed."""
    return promises.append_only(SAID) + promises.as_audited(SAID)


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial"), ("people", "0002_promises"), ("catalogue", "0002_promises")]

    operations = [
        promises.sql(
            sql.RECALLS,
            "DROP FUNCTION stock_begin_recall() CASCADE; DROP FUNCTION stock_keep_recall() CASCADE;"
            "DROP FUNCTION stock_refuse_recalled(uuid, text, text)",
        ),
        promises.run(assets),
        *promises.contract_promises("stock"),
        promises.sql(promises.row_security("stock_assetmove", None)),
        promises.run(counted),
        promises.sql(sql.EXCEPTIONS, "DROP FUNCTION stock_keep_discrepancy() CASCADE"),
        promises.run(care),
        promises.run(causes),
        promises.sql(promises.lays_down("stock_recall")),
    ]
