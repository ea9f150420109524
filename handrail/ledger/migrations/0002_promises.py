"""Promise 10: entries balance, are never changed, and are posted once for each cause."""

from django.db import migrations

from handrail.core import promises
from handrail.ledger import pool_sql, sql, suspense_sql


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("partners", "0003_history_of_data")]

    operations = [
        *promises.contract_promises("ledger", deletable=["Entry", "ClosedMonth"]),
        promises.sql(promises.one_at_a_time("ledger_shareset", "fund_id")),
        promises.sql(promises.one_at_a_time("ledger_fundingrule", "care_route, residence, fund_id")),
        # Rates have a place each; of what is never credited each stands once.
        promises.sql(
            promises.one_at_a_time(
                "ledger_creditterm", "position, (CASE WHEN excludes = '' THEN '' ELSE excludes || ':' || category END)"
            )
        ),
        promises.sql(promises.one_at_a_time("ledger_unitcost", "counted")),
        promises.sql(promises.one_at_a_time("ledger_rental", "product_id")),
        promises.sql(promises.one_at_a_time("ledger_band", "activity, above")),
        promises.sql(promises.one_at_a_time("ledger_gainshare")),
        promises.sql(promises.one_at_a_time("ledger_kpiterm", "measure")),
        promises.sql(promises.one_at_a_time("ledger_agreement", "fund_id")),
        promises.run(sql.ledger),
        promises.run(pool_sql.pool),
        promises.run(suspense_sql.suspense),
    ]
