"""What holds for visits and runs: their move tables, proof that is never changed, crews that are big enough."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.visits.states import DECIDED, DONE, INITIAL, MOVES, RUN_INITIAL, RUN_MOVES, RunState, VisitState

_BESIDE = {"visits_jointvisit": ("arranged_by_id", "arranged_at"), "visits_agreeddistance": ("by_id", "at")}


def visits() -> str:
    """The move table of visits."""
    return promises.state_machine(
        table="visits_visit", history="visits_visithistory", codes=VisitState, starts=INITIAL, steps=steps(MOVES),
        decided=DECIDED, told=DONE,
    )  # fmt: skip


def runs() -> str:
    """The move table of runs."""
    return promises.state_machine(
        table="visits_run", history="visits_runhistory", codes=RunState, starts=RUN_INITIAL, steps=steps(RUN_MOVES)
    )


def proof() -> str:
    """Proof and its files are added once, and so are what is to be measured and what was found."""
    return "".join([
        *(promises.append_only(f"visits_{table}") for table in ("proof", "attachment", "measuring", "finding")),
        promises.as_audited("visits_measuring", "asked_by_id", "asked_at", ""),
        promises.as_audited("visits_finding"),
    ])  # fmt: skip


def beside() -> str:
    """What was arranged beside a visit stays as it was said: it is ended, and said anew by another row. What a crew
    recorded of who came along stays too."""
    role = promises.application_role()
    return f"""
        REVOKE UPDATE ON visits_jointvisit, visits_agreeddistance FROM "{role}";
        GRANT UPDATE (person_id, told_from, told_until, told_meet, came, minutes, ended_at, ended_by_id, end_reason)
            ON visits_jointvisit TO "{role}";
        GRANT UPDATE (person_id, ended_at, ended_by_id, end_reason) ON visits_agreeddistance TO "{role}";
        CREATE TRIGGER ended_stays BEFORE UPDATE ON visits_jointvisit FOR EACH ROW WHEN (
            OLD.ended_at IS NOT NULL AND (OLD.ended_at, OLD.ended_by_id, OLD.end_reason, OLD.came, OLD.minutes)
                IS DISTINCT FROM (NEW.ended_at, NEW.ended_by_id, NEW.end_reason, NEW.came, NEW.minutes)
            OR OLD.came IS NOT NULL AND (OLD.came, OLD.minutes) IS DISTINCT FROM (NEW.came, NEW.minutes)
        ) EXECUTE FUNCTION core_refuse_change();
        CREATE TRIGGER ended_stays BEFORE UPDATE ON visits_agreeddistance
            FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND (OLD.ended_at, OLD.ended_by_id, OLD.end_reason)
                IS DISTINCT FROM (NEW.ended_at, NEW.ended_by_id, NEW.end_reason))
            EXECUTE FUNCTION core_refuse_change();
        {"".join(_beside(table, *said) for table, said in _BESIDE.items())}
    """


def _beside(table: str, by: str, at: str) -> str:
    """It begins as standing, and whoever arranges or ends it is who does so, at that moment."""
    return (
        promises.as_audited(table, by, at, "")
        + f"""
        CREATE TRIGGER begins_standing BEFORE INSERT ON {table}
            FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION core_refuse_change();
        CREATE TRIGGER ends_as_audited BEFORE UPDATE ON {table}
            FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
            EXECUTE FUNCTION core_as_audited('ended_by_id', 'ended_at');
    """
    )


def vans() -> str:
    """What stands for the post stays the post, and a van a van: what was charged for its visits hangs on it."""
    return """
        CREATE TRIGGER by_post_stays BEFORE UPDATE ON visits_van
            FOR EACH ROW WHEN (OLD.by_post <> NEW.by_post) EXECUTE FUNCTION core_refuse_change();
    """


# Whoever writes: a run that has gone keeps as many people as its open stops need, also those stops that the writer may
# not see.
KEEP_CREW = """
    CREATE FUNCTION visits_keep_crew() RETURNS trigger LANGUAGE plpgsql AS $body$
    DECLARE
        people int := (NEW.driver_id IS NOT NULL)::int + (NEW.second_id IS NOT NULL)::int;
        reach text := current_setting('app.reach', true);
    BEGIN
        PERFORM set_config('app.reach', 'ALL', true);
        IF NEW.state IN ('RELEASED', 'OUT') AND EXISTS (SELECT FROM visits_visit v WHERE v.run_id = NEW.id
                AND v.state IN ('PLANNED', 'RELEASED', 'EN_ROUTE', 'ARRIVED') AND greatest(v.crew, 1) > people) THEN
            RAISE EXCEPTION 'promise 5: run % has a stop that needs more people', NEW.id USING ERRCODE = 'HR005';
        END IF;
        PERFORM set_config('app.reach', coalesce(reach, ''), true);
        RETURN NULL;
    END $body$;
    CREATE TRIGGER keep_crew AFTER UPDATE OF driver_id, second_id ON visits_run
        FOR EACH ROW EXECUTE FUNCTION visits_keep_crew();
"""

# A visit to somebody else that is to do something about what is lent to this person: the two were read as one when it
# was asked for, and its crew was sent before they were parted. Whoever may see the one and not the other is told when
# it is, and nothing of the other. Only of loans that the asking partner reaches.
WITH_OTHERS = """
    CREATE POLICY with_others_by_owner ON visits_visit FOR SELECT TO CURRENT_USER USING (true);
    CREATE POLICY with_others_by_owner ON visits_visittask FOR SELECT TO CURRENT_USER USING (true);
    CREATE FUNCTION visits_with_others(records uuid[])
    RETURNS TABLE (visit_id uuid, state text, kinds text[], slot_from timestamptz, slot_until timestamptz,
        due_at timestamptz, door text, items text)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
        SELECT v.id, v.state, array_agg(DISTINCT t.kind::text), v.slot_from, v.slot_until, v.due_at,
            min(a.lines || ', ' || a.postcode), string_agg(DISTINCT p.name, '; ')
        FROM loans_loan l
        JOIN visits_visittask t ON t.loan_id = l.id AND t.outcome = 'OPEN'
        JOIN visits_visit v ON v.id = t.visit_id AND v.person_id <> ALL (records)
            AND v.state IN ('UNBOOKED', 'OFFERED', 'BOOKED', 'PLANNED', 'RELEASED', 'EN_ROUTE', 'ARRIVED')
        JOIN catalogue_product p ON p.id = t.product_id
        JOIN people_address a ON a.id = l.address_id
        WHERE l.contract_id = core_setting('app.contract_id')::uuid AND l.person_id = ANY (records)
        AND l.ended_at IS NULL AND people_within_reach(l.person_id)
        GROUP BY v.id
    $$;
"""
WITHOUT_OTHERS = """
    DROP FUNCTION visits_with_others(uuid[]);
    DROP POLICY with_others_by_owner ON visits_visit;
    DROP POLICY with_others_by_owner ON visits_visittask;
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("loans", "0002_promises")]

    operations = [
        promises.run(visits),
        promises.run(runs),
        *promises.contract_promises("visits", deletable=["DoorScan"]),
        promises.run(proof),
        promises.run(beside),
        promises.run(vans),
        promises.sql(KEEP_CREW, "DROP FUNCTION visits_keep_crew() CASCADE"),
        promises.sql(WITH_OTHERS, WITHOUT_OTHERS),
        promises.sql(promises.row_security("visits_visithistory", None)),
        promises.sql(promises.row_security("visits_runhistory", None)),
    ]
