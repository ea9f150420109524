"""The SQL by which the database keeps its promises: triggers, policies and keys, made from the models.
Refuses nothing at run time; migrations call it, and `docs/invariants.md` numbers what it makes."""

from collections.abc import Callable, Iterable, Sequence

from django.conf import settings
from django.db import migrations, models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.migration_steps import AppRegistry, MadeSql
from handrail.core.state_trigger import WITH_PLACE, WITHOUT_PLACE, trigger_sql

type Step = tuple[str, str]


def application_role() -> str:
    """The role that web and jobs connect as; the only one that the policies and grants speak of."""
    return str(settings.DATABASE_APP_ROLE)


def sql(forward: str, backward: str = "") -> migrations.RunSQL:
    """One reversible SQL step; an empty `backward` means that dropping the tables undoes it."""
    return migrations.RunSQL(forward, backward or migrations.RunSQL.noop)


def literal(values: Iterable[str]) -> str:
    """A text array literal of codes (codes hold no quotes, which is asserted)."""
    listed = sorted(values)
    if any("'" in value or '"' in value for value in listed):
        raise ValueError("codes hold no quotes")
    return "'{" + ",".join(f'"{value}"' for value in listed) + "}'::text[]"


def append_only(table: str) -> str:
    """Rows are added and never changed or removed, by anyone who is not the owner of the table."""
    role = application_role()
    return f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{role}";
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
    """


def as_audited(table: str, by: str = "by_id", happened: str = "happened_at", recorded: str = "recorded_at") -> str:
    """Promise 9. A row is of the user and of the moments of its change, whatever whoever writes it says. `recorded`
    may be empty."""
    named = ", ".join(f"'{column}'" for column in (by, happened, recorded) if column)
    return f"""
        CREATE TRIGGER as_audited BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION core_as_audited({named});
    """


def lays_down(table: str, *, for_all: bool = False) -> str:
    """What a contract lays down: each change of it is noted, so that what processes remember of it is read anew. `for
    all`: it holds for every contract."""
    told = "'for all'" if for_all else ""
    return f"""
        CREATE TRIGGER laid_down AFTER INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core_laid_down({told});
    """


def written_by_trigger(table: str) -> str:
    """Rows come only from triggers that run as the owner: history cannot be written by hand."""
    return f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM "{application_role()}";'


def row_security(table: str, person_column: str | None) -> str:
    """Promise 7. A row is seen and written inside its contract only, and one about a person only as far as the partner
    reaches. What gives a partner reach is therefore written before what it reaches.

    Each comparison with a setting is a whole sub-select: the planner takes it for true half of the time. Of a setting
    compared outside it, it would believe that one row in two hundred passes, and join the tables in a wild order."""
    reach = ""
    if person_column:
        known = f"{table}.{person_column}"
        reach = f"""
            AND ({known} IS NULL OR (SELECT core_setting('app.reach') = 'ALL')
                 OR ((SELECT core_setting('app.reach') = 'OWN') AND {known} IN (SELECT people_in_reach())))"""
    inside = "contract_id = (SELECT core_setting('app.contract_id')::uuid)"
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY within_contract ON {table} USING ({inside} {reach});
    """


def written_within_contract(table: str) -> str:
    """Contract data, users and posts are read before a contract is known, but written inside the open one only."""
    inside = "contract_id = (SELECT core_setting('app.contract_id')::uuid)"
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY read_by_all ON {table} FOR SELECT USING (true);
        CREATE POLICY added_within_contract ON {table} FOR INSERT WITH CHECK ({inside});
        CREATE POLICY changed_within_contract ON {table} FOR UPDATE USING ({inside});
        CREATE POLICY taken_back_within_contract ON {table} FOR DELETE USING ({inside});
    """


def needs_audit(table: str) -> str:
    """Promise 8. No row is written in a transaction that has no audit row of its own."""
    return f"""
        CREATE TRIGGER needs_audit BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core_require_audit();
    """


def same_contract(table: str, column: str, target: str) -> str:
    """A key that cannot leave the contract: row security does not guard foreign keys, so the contract is part of it."""
    return f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_same_contract
            FOREIGN KEY (contract_id, {column}) REFERENCES {target} (contract_id, id)
            DEFERRABLE INITIALLY DEFERRED;
    """


def contract_target(table: str) -> str:
    """The unique pair that `same_contract` keys point at."""
    return f"ALTER TABLE {table} ADD CONSTRAINT {table}_in_contract UNIQUE (contract_id, id);"


def no_delete(table: str) -> str:
    """The application ends rows by state or date; it does not delete them."""
    return f'REVOKE DELETE, TRUNCATE ON {table} FROM "{application_role()}";'


def state_machine(
    *,
    table: str,
    history: str,
    codes: Iterable[str],
    starts: Iterable[str],
    steps: Iterable[Step],
    place: bool = False,
    guard: str = "",
    contract: str = "contract_id",
    decided: Iterable[str] = (),
    told: Iterable[str] = (),
) -> str:
    """Promise 5 (and 1, with `place`). The state column moves only along `steps`, each step leaves a history row.

    Callers set `state_path`, the states passed one after the other; the trigger checks each step, appends one gapless
    history row a step, sets `state` to the last and empties `state_path`. `state_at` may be given with the path (an
    import); else the transaction's `app.happened_at` holds. `guard` is PL/pgSQL run for each step, with `was`, `step`
    and `happened` in reach; it raises to refuse. With `place`, a change of place alone leaves a row too. `contract`
    names the column of the contract's id. `decided`: states that somebody decides at a desk; what is `told` to have
    happened before such a decision, and after the step before it, is recorded all the same, as the step after it."""
    words = {
        "table": table,
        "history": history,
        "codes": literal(codes),
        "starts": literal(starts),
        "allowed": literal(f"{start}>{end}" for start, end in steps),
        "guard": guard,
        "contract": contract,
        "decided": literal(decided) if decided else "",
        "told": literal(told),
    }
    made = trigger_sql(words | (WITH_PLACE if place else WITHOUT_PLACE))
    return "\n".join([made, written_by_trigger(history), append_only_for_owner(history)])


def append_only_for_owner(table: str) -> str:
    """History written by triggers is refused every later change, whoever asks."""
    return f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
    """


def one_at_a_time(table: str, keys: str = "") -> str:
    """For one contract and key, or for a contract alone, no two rows hold on the same day."""
    same = "".join(f"{key.strip()} WITH =, " for key in keys.split(",") if key)
    return f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_one_at_a_time EXCLUDE USING gist
            (contract_id WITH =, {same}daterange(from_on, until_on) WITH &&);
    """


def contract_promises(
    app_label: str, *, people: Sequence[str] = (), deletable: Sequence[str] = (), personal: bool = True
) -> list[MadeSql]:
    """The promises that hold for every table of an app that belongs to a contract, read off its models.

    `people` names the models whose own key is the person; any model with a `person` field is bound to reach as well.
    `deletable` names those whose rows the application may delete (drafts). Not `personal`: contract data that sign-in
    and every page read, bounded by the scope of each query, without row security."""

    def make(apps: AppRegistry) -> Iterable[str]:
        rows = [m for m in apps.get_app_config(app_label).get_models() if has_field(m, "contract")]
        yield from (contract_target(model._meta.db_table) for model in rows)
        for model in rows:
            if personal:
                key = "id" if model.__name__ in people else "person_id" if has_field(model, "person") else None
                yield row_security(model._meta.db_table, key)
            else:
                yield written_within_contract(model._meta.db_table)
            yield from promises_of(model)
            if model.__name__ not in deletable:
                yield no_delete(model._meta.db_table)

    return [MadeSql(make)]


def promises_of(model: type[models.Model]) -> Iterable[str]:
    """The statements for one table: keys inside the contract, an audit row for each write."""
    table = model._meta.db_table
    yield needs_audit(table)
    for field in model._meta.local_fields:
        if isinstance(field, ContractForeignKey):
            yield same_contract(table, str(field.column), field.remote_field.model._meta.db_table)


def has_field(model: type[models.Model], name: str) -> bool:
    """Whether the model has a field of this name."""
    return any(field.name == name for field in model._meta.local_fields)


def run(make: Callable[[], str]) -> MadeSql:
    """SQL that is made when the migration runs, because it names the application's role."""
    return MadeSql(lambda _: [make()])
