"""The database functions every transaction begins and ends with, and the triggers that refuse.
Refuses a write without an audit row, and any change to what is append-only."""

FUNCTIONS = """
CREATE FUNCTION core_setting(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT nullif(current_setting(name, true), '') $$;

CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'promise: % is append-only', TG_TABLE_NAME USING ERRCODE = 'HR001';
END $$;

-- Who did it and when are those of the audit row, in the columns that are named: by whom, then each moment with its
-- setting. Money follows from such rows by their day.
CREATE FUNCTION core_as_audited() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said jsonb := jsonb_build_object(TG_ARGV[0], core_setting('app.actor'),
        TG_ARGV[1], core_setting('app.happened_at')::timestamptz);
BEGIN
    IF TG_NARGS > 2 THEN
        said := said || jsonb_build_object(TG_ARGV[2], core_setting('app.recorded_at')::timestamptz);
    END IF;
    RETURN jsonb_populate_record(NEW, said);
END $$;

CREATE FUNCTION core_require_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM core_audit
        WHERE id = core_setting('app.audit_id')::bigint
        AND xact = (pg_current_xact_id()::text)::bigint
        -- History takes who and when from the settings, so they must still be those of the audit row.
        AND actor_id IS NOT DISTINCT FROM core_setting('app.actor')::uuid
        AND happened_at = core_setting('app.happened_at')::timestamptz
        AND recorded_at = core_setting('app.recorded_at')::timestamptz;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'promise 8: % written without an audit row', TG_TABLE_NAME USING ERRCODE = 'HR008';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION core_laid_down() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    change bigint := core_setting('app.audit_id')::bigint;
BEGIN
    -- A change that did not say so may act on what its process remembers from before.
    IF core_setting('app.lays_down') IS NULL THEN
        RAISE EXCEPTION 'promise 5: % is changed by a call that does not say that it lays down', TG_TABLE_NAME
            USING ERRCODE = 'HR010';
    END IF;
    IF TG_ARGV[0] = 'for all' THEN
        UPDATE core_laiddown SET audit_id = change;
    ELSE
        INSERT INTO core_laiddown AS l (id, audit_id) VALUES (core_setting('app.contract_id')::uuid, change)
            ON CONFLICT (id) DO UPDATE SET audit_id = change WHERE l.audit_id <> change;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION core_scope(contract uuid, partner uuid, reach text, actor uuid, token uuid DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.contract_id', coalesce(contract::text, ''), true),
            set_config('app.partner_id', coalesce(partner::text, ''), true),
            set_config('app.reach', reach, true),
            set_config('app.actor', coalesce(actor::text, ''), true),
            set_config('app.token_id', coalesce(token::text, ''), true);
    RETURN (SELECT l.audit_id FROM core_laiddown l WHERE l.id = contract);
END $$;

CREATE FUNCTION core_audit_add(
    event text, happened timestamptz, recorded timestamptz, gap_limit interval, why text, on_behalf_of uuid
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    INSERT INTO core_audit (contract_id, actor_id, token_id, on_behalf_of_id, event, happened_at, recorded_at,
            recorded_late, reason)
        VALUES (core_setting('app.contract_id')::uuid, core_setting('app.actor')::uuid,
            core_setting('app.token_id')::uuid, on_behalf_of, event, happened, recorded,
            recorded - happened > gap_limit, why)
        RETURNING id INTO made;
    PERFORM set_config('app.audit_id', made::text, true),
            set_config('app.happened_at', happened::text, true),
            set_config('app.recorded_at', recorded::text, true);
    RETURN made;
END $$;

CREATE FUNCTION core_begin(
    contract uuid, partner uuid, reach text, actor uuid, event text, happened timestamptz, recorded timestamptz,
    gap_limit interval, why text, on_behalf_of uuid, call_key text, call_fingerprint text, token uuid,
    lays_down boolean DEFAULT false,
    OUT audit_id bigint, OUT replay jsonb, OUT replayed boolean, OUT reused boolean, OUT laid_down bigint
) LANGUAGE plpgsql AS $$
DECLARE earlier record;
BEGIN
    laid_down := core_scope(contract, partner, reach, actor, token);
    PERFORM set_config('app.lays_down', CASE WHEN lays_down THEN 'yes' ELSE '' END, true);
    replayed := false;
    reused := false;
    IF call_key <> '' THEN
        INSERT INTO core_answeredcall (contract_id, actor_id, key, event, fingerprint, recorded_at)
            VALUES (contract, actor, call_key, event, call_fingerprint, recorded)
            ON CONFLICT (actor_id, key) DO NOTHING;
        IF NOT FOUND THEN
            SELECT c.answer, c.fingerprint, c.event INTO earlier
                FROM core_answeredcall c WHERE c.actor_id = actor AND c.key = call_key;
            replayed := true;
            -- Out of sight when it was used in another contract: that is not the same call either.
            reused := coalesce(earlier.fingerprint <> call_fingerprint OR earlier.event <> core_begin.event, true);
            replay := earlier.answer;
            RETURN;
        END IF;
    END IF;
    audit_id := core_audit_add(event, happened, recorded, gap_limit, why, on_behalf_of);
END $$;

CREATE FUNCTION core_finish(call_key text, call_answer jsonb, touched text[], people uuid[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_auditsubject (audit_id, contract_id, subject, person_id)
        SELECT core_setting('app.audit_id')::bigint, core_setting('app.contract_id')::uuid, t.subject, t.person
        FROM unnest(touched, people) AS t(subject, person);
    IF call_key <> '' THEN
        UPDATE core_answeredcall SET answer = call_answer
            WHERE actor_id = core_setting('app.actor')::uuid AND key = call_key;
    END IF;
END $$;

CREATE FUNCTION core_opened(event text, person uuid, happened timestamptz, recorded timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    INSERT INTO core_audit (contract_id, actor_id, token_id, event, happened_at, recorded_at, recorded_late, reason)
        VALUES (core_setting('app.contract_id')::uuid, core_setting('app.actor')::uuid,
            core_setting('app.token_id')::uuid, event, happened, recorded, false, '')
        RETURNING id INTO made;
    INSERT INTO core_auditsubject (audit_id, contract_id, subject, person_id)
        VALUES (made, core_setting('app.contract_id')::uuid, 'person:' || person, person);
END $$;
"""
