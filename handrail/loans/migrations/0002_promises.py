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


_TELLING = """
    CREATE FUNCTION loans_keep_telling() RETURNS trigger LANGUAGE plpgsql AS $body$
    DECLARE
        added CONSTANT text[] := ARRAY['mistaken_at', 'mistaken_by_id', 'mistaken_why'];
    BEGIN
        IF OLD.mistaken_at IS NOT NULL OR NEW.mistaken_at IS NULL
                OR to_jsonb(NEW) - added IS DISTINCT FROM to_jsonb(OLD) - added THEN
            RAISE EXCEPTION 'promise 8: that somebody was told of a recall is only taken back, once'
                USING ERRCODE = 'HR001';
        END IF;
        NEW.mistaken_at := core_setting('app.happened_at')::timestamptz;
        NEW.mistaken_by_id := core_setting('app.actor')::uuid;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER keep_telling BEFORE UPDATE ON loans_recalltelling
        FOR EACH ROW EXECUTE FUNCTION loans_keep_telling();
    CREATE TRIGGER told_as_true BEFORE INSERT ON loans_recalltelling
        FOR EACH ROW WHEN (NEW.mistaken_at IS NOT NULL) EXECUTE FUNCTION core_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("loans", "0001_initial"), ("orders", "0002_promises"), ("stock", "0002_promises")]

    operations = [
        promises.run(loans),
        *promises.contract_promises("loans"),
        promises.sql(promises.row_security("loans_loanhistory", None)),
        promises.run(to_settle),
        promises.sql(_TELLING, "DROP FUNCTION loans_keep_telling() CASCADE"),
        promises.sql(promises.as_audited("loans_recalltelling")),
    ]
