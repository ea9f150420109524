"""The functions by which money moves, and the triggers that keep what was written (promise 10).
Refuses (HR011) what does not balance, what has no account, and what falls into a closed month."""

from handrail.core.promises import (
    append_only,
    append_only_for_owner,
    application_role,
    lays_down,
    literal,
    needs_audit,
    row_security,
    written_by_trigger,
)
from handrail.ledger.codes import AccountKind, EntryKind

LAID_DOWN = ("ledger_fund", "ledger_shareset", "ledger_share", "ledger_fundingrule", "ledger_creditterm",
    "ledger_unitcost", "ledger_rental", "ledger_band", "ledger_gainshare", "ledger_vatterm",
    "ledger_kpiterm", "ledger_account")  # fmt: skip
# Terms that others take the place of from a day on. Nothing of a row is changed but its end, and none that has begun is
# taken away.
REPLACED = (
    "ledger_fundingrule",
    "ledger_creditterm",
    "ledger_unitcost",
    "ledger_rental",
    "ledger_band",
    "ledger_gainshare",
    "ledger_vatterm",
    "ledger_kpiterm",
)
# Those who post at the same time rarely share a part, so they do not wait for each other.
PARTS = 8

SHARES = """
    CREATE FUNCTION ledger_shares_are_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        chosen uuid := to_jsonb(NEW) ->> TG_ARGV[0];
    BEGIN
        IF (SELECT coalesce(sum(parts), 0) FROM ledger_share WHERE share_set_id = chosen) <> 1000000 THEN
            RAISE EXCEPTION 'promise 10: the shares of set % are not the whole', chosen USING ERRCODE = 'HR011';
        END IF;
        RETURN NULL;
    END $body$;
    CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON ledger_shareset DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_shares_are_whole('id');
    CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON ledger_share DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_shares_are_whole('share_set_id');
"""

# Who waited for a lock must see what was done meanwhile: at other levels a snapshot may be older than the lock.
SEES = """
    CREATE FUNCTION ledger_sees() RETURNS void LANGUAGE plpgsql AS $body$
    BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'promise 10: money is not moved in a transaction that may not see what is closed'
                USING ERRCODE = 'HR011';
        END IF;
    END $body$;
"""

# Raised where it is found: catching what a missing account breaks would make a transaction within the transaction.
POST = """
    CREATE FUNCTION ledger_no_account(cause text) RETURNS uuid LANGUAGE plpgsql AS $body$
    BEGIN
        RAISE EXCEPTION 'promise 10: a posting of the entry % has no account', cause USING ERRCODE = 'HR011';
    END $body$;

    CREATE FUNCTION ledger_post(given jsonb) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        ours uuid := core_setting('app.contract_id')::uuid;
        recorded timestamptz := core_setting('app.recorded_at')::timestamptz;
        today date := (recorded AT TIME ZONE 'Europe/London')::date;
        wrong text;
        late text;
        taken boolean;
        made integer;
    BEGIN
        PERFORM ledger_sees();
        -- Beside others who post, never beside one who closes a month.
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('ledger ' || ours, 0));

        -- One statement, because to begin one costs as much as ten rows; what it finds wrong undoes all of it. Only
        -- what was written just now gets postings, so each has its entry, and its account is looked up (ADR 25).
        WITH named AS MATERIALIZED (
            SELECT e.*, greatest(date_trunc('month', e.happened_on::timestamp)::date, (
                SELECT (max(c.month) + interval '1 month')::date FROM ledger_closedmonth c
                WHERE c.contract_id = ours)) AS month
            FROM jsonb_to_recordset(given) AS e (id uuid, kind text, cause text, item text, speed_code text,
                quantity int, unit_pence bigint, happened_on date, corrects_id uuid, note text, postings jsonb)
        ), entries AS (
            INSERT INTO ledger_entry (id, contract_id, kind, cause, item, speed_code, quantity, unit_pence, happened_on,
                    month, recorded_at, audit_id, corrects_id, note)
                SELECT id, ours, kind, cause, item, speed_code, quantity, unit_pence, happened_on, month, recorded,
                    core_setting('app.audit_id')::bigint, corrects_id, note FROM named
                ON CONFLICT (contract_id, cause) DO NOTHING
                RETURNING id, kind, cause
        ), spread AS MATERIALIZED (
            SELECT n.id AS entry_id, coalesce(a.id, ledger_no_account(n.cause)) AS account_id, p.amount_pence,
                p.line_id, p.turn, n.month
            FROM entries x JOIN named n ON n.id = x.id CROSS JOIN ROWS FROM (jsonb_to_recordset(n.postings) AS
                (kind text, share_set_id uuid, amount_pence bigint, line_id uuid))
                WITH ORDINALITY AS p (kind, share_set_id, amount_pence, line_id, turn)
            LEFT JOIN ledger_account a ON a.contract_id = ours AND a.kind = p.kind
                AND a.share_set_id IS NOT DISTINCT FROM p.share_set_id
        ), postings AS (
            INSERT INTO ledger_posting (contract_id, entry_id, account_id, amount_pence, line_id)
                -- Whoever reads an entry names the order of its first posting.
                SELECT ours, entry_id, account_id, amount_pence, line_id FROM spread ORDER BY entry_id, turn
        ), balances AS (
            INSERT INTO ledger_balance AS b (contract_id, account_id, month, part, amount_pence, postings)
                SELECT ours, account_id, month, pg_backend_pid() % <<parts>>, sum(amount_pence), count(*)
                FROM spread GROUP BY account_id, month ORDER BY account_id, month
                ON CONFLICT (account_id, month, part) DO UPDATE
                SET amount_pence = b.amount_pence + excluded.amount_pence, postings = b.postings + excluded.postings
        )
        -- An activity is charged once for its cause, and who comes second finds it charged. Any other cause is new.
        SELECT (SELECT min(x.cause) FROM entries x LEFT JOIN (SELECT entry_id, sum(amount_pence) AS pence FROM spread
                GROUP BY entry_id) t ON t.entry_id = x.id WHERE t.pence IS DISTINCT FROM 0),
            min(cause) FILTER (WHERE happened_on > today),
            count(*) FILTER (WHERE kind <> 'CHARGED') <> (SELECT count(*) FROM entries WHERE kind <> 'CHARGED'),
            (SELECT count(*) FROM entries)
            INTO wrong, late, taken, made FROM named;

        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION 'promise 10: the entry % does not balance', wrong USING ERRCODE = 'HR011';
        END IF;
        IF late IS NOT NULL THEN
            RAISE EXCEPTION 'promise 9: the entry % happens in the future', late USING ERRCODE = 'HR012';
        END IF;
        IF taken THEN
            RAISE EXCEPTION 'promise 10: a cause is posted already' USING ERRCODE = 'unique_violation';
        END IF;
        RETURN made;
    END $body$;
"""

CLOSE = """
    CREATE FUNCTION ledger_digest(ours uuid, closing date, OUT entries bigint, OUT debits bigint, OUT digest text)
        LANGUAGE sql STABLE AS $body$
        SELECT count(DISTINCT e.id), coalesce(sum(p.amount_pence) FILTER (WHERE p.amount_pence > 0), 0),
            encode(sha256(coalesce(string_agg(concat_ws('|', e.cause, e.kind, e.item, e.speed_code, e.quantity,
                e.unit_pence, e.happened_on, p.account_id, p.amount_pence, p.line_id),
                E'\\n' ORDER BY e.cause, p.id), '')::bytea), 'hex')
        FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
        WHERE e.contract_id = ours AND e.month = closing
    $body$;

    CREATE FUNCTION ledger_close(made uuid, closing date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        ours uuid := core_setting('app.contract_id')::uuid;
        recorded timestamptz := core_setting('app.recorded_at')::timestamptz;
        last date;
        before date;
    BEGIN
        PERFORM ledger_sees();
        PERFORM pg_advisory_xact_lock(hashtextextended('ledger ' || ours, 0));
        SELECT max(month) INTO last FROM ledger_closedmonth WHERE contract_id = ours;
        SELECT min(month) INTO before FROM ledger_entry WHERE contract_id = ours AND (last IS NULL OR month > last);
        IF closing <> date_trunc('month', closing::timestamp)::date
                OR closing + interval '1 month' > recorded AT TIME ZONE 'Europe/London'
                OR closing <= last OR before < closing THEN
            RAISE EXCEPTION 'promise 10: the month % cannot be closed', closing USING ERRCODE = 'HR011';
        END IF;
        INSERT INTO ledger_closedmonth (id, contract_id, month, entries, debits_pence, digest, closed_at, audit_id)
            SELECT made, ours, closing, d.entries, d.debits, d.digest, recorded, core_setting('app.audit_id')::bigint
            FROM ledger_digest(ours, closing) AS d;
    END $body$;
"""


# A term for all funds stands beside one for each: the contract stands for all.
ONE_VAT_TERM = """
    ALTER TABLE ledger_vatterm ADD CONSTRAINT ledger_vatterm_one_at_a_time EXCLUDE USING gist
        (contract_id WITH =, item WITH =, category WITH =, coalesce(fund_id, contract_id) WITH =,
        daterange(from_on, until_on) WITH &&);
"""

# What was reckoned under a term was right as long as it held: no end is put into the past, or taken out of it. By an
# estimate nothing is posted, so one that was typed wrongly may end on the day itself.
ESTIMATES = frozenset({"ledger_unitcost"})
ENDS = """
    CREATE FUNCTION ledger_keep_what_ended() RETURNS trigger LANGUAGE plpgsql AS $body$
    DECLARE
        today date := (core_setting('app.recorded_at')::timestamptz AT TIME ZONE 'Europe/London')::date;
    BEGIN
        IF NEW.until_on < today + TG_ARGV[0]::integer OR OLD.until_on <= today THEN
            RAISE EXCEPTION 'promise 10: % has held until then, or has ended: its end is a day to come', TG_TABLE_NAME
                USING ERRCODE = 'HR011';
        END IF;
        RETURN NEW;
    END $body$;
"""


def ledger() -> str:
    """Promise 10: money moves by `ledger_post` alone, and stays as it was written."""
    fund, whole = literal(AccountKind.__members__), literal(EntryKind.__members__)
    return f"""
        ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_kind_known CHECK (kind = ANY ({fund}));
        ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_kind_known CHECK (kind = ANY ({whole}));
        {SHARES}
        {SEES}
        {POST.replace("<<parts>>", str(PARTS))}
        {CLOSE}
        {ONE_VAT_TERM}
        {ENDS}
        {"".join(_only_ended(table) for table in (*REPLACED, "ledger_shareset"))}
        {"".join(_taken_back_before_it_begins(table) for table in REPLACED)}
        {"".join(append_only(table) for table in ("ledger_share", "ledger_account", "ledger_chargedmonth"))}
        {"".join(lays_down(table) for table in LAID_DOWN)}
        {"".join(_written_by_function(table) for table in ("ledger_entry", "ledger_posting", "ledger_closedmonth"))}
        {written_by_trigger("ledger_balance")}
        {row_security("ledger_balance", None)}
        {row_security("ledger_posting", None)}
        {needs_audit("ledger_posting")}
    """


def _only_ended(table: str) -> str:
    """Rows that hold for good but for the day on which they end, which is one to come (of an estimate, today too)."""
    role, days_from_now = application_role(), int(table not in ESTIMATES)
    return f"""
        REVOKE UPDATE ON {table} FROM "{role}"; GRANT UPDATE (until_on) ON {table} TO "{role}";
        CREATE TRIGGER keep_what_ended BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN (NEW.until_on IS DISTINCT FROM OLD.until_on) EXECUTE FUNCTION ledger_keep_what_ended({days_from_now});
    """


def _taken_back_before_it_begins(table: str) -> str:
    return f"""
        CREATE TRIGGER keep_what_held BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION partners_keep_what_held();
        GRANT DELETE ON {table} TO "{application_role()}";
    """


def _written_by_function(table: str) -> str:
    return written_by_trigger(table) + append_only_for_owner(table)
