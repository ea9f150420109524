"""The trigger that keeps a state column to its move table and writes its history (promises 1, 5 and 9).
Refuses nothing at run time; `core.promises.state_machine` fills the text in and migrations run it."""

import re

TRIGGER = """
ALTER TABLE <<table>> ADD CONSTRAINT <<table>>_state_known CHECK (state = ANY (<<codes>>));
CREATE FUNCTION <<table>>_keep_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $body$
DECLARE
    path text[]; was text; step text; happened timestamptz; last text; last_at timestamptz; n int; i int := 0;
    recorded timestamptz := core_setting('app.recorded_at')::timestamptz;
    <<declare_place>>
BEGIN
    IF TG_OP = 'INSERT' THEN
        path := coalesce(NEW.state_path, ARRAY[NEW.state]);
        IF path[1] <> ALL (<<starts>>) THEN
            RAISE EXCEPTION 'promise 5: <<table>> may not start as %', path[1] USING ERRCODE = 'HR005';
        END IF;
        happened := coalesce(NEW.state_at, core_setting('app.happened_at')::timestamptz);
        NEW.state_seq := 0;
    ELSE
        IF NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'promise 5: <<table>> % leaves its history behind', OLD.id USING ERRCODE = 'HR005';
        END IF;
        IF NEW.state_path IS NULL THEN
            IF NEW.state IS DISTINCT FROM OLD.state THEN
                RAISE EXCEPTION 'promise 5: <<table>> changes state by state_path only' USING ERRCODE = 'HR005';
            END IF;
            IF NOT (false <<place_change>>) THEN
                IF (NEW.state_seq, NEW.state_at) IS DISTINCT FROM (OLD.state_seq, OLD.state_at) THEN
                    RAISE EXCEPTION 'promise 1: <<table>> counts its steps itself' USING ERRCODE = 'HR005';
                END IF;
                RETURN NEW;
            END IF;
            path := ARRAY[OLD.state];
        ELSE
            path := NEW.state_path;
        END IF;
        was := OLD.state;
        <<remember_place>>
        happened := CASE WHEN NEW.state_at IS DISTINCT FROM OLD.state_at THEN NEW.state_at
                         ELSE core_setting('app.happened_at')::timestamptz END;
        IF happened = date_trunc('minute', OLD.state_at) THEN
            -- People tell the minute: what was done in that of the step before follows it at once.
            happened := OLD.state_at;
        END IF;
        IF happened < OLD.state_at THEN
            last := OLD.state;
            last_at := OLD.state_at;
            <<look_behind_decisions>>
            IF happened < last_at THEN
                RAISE EXCEPTION 'promise 9: <<table>> % would change at %, before its last step at %',
                    OLD.id, happened, last_at USING ERRCODE = 'HR009',
                    DETAIL = last || ' ' || to_char(last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
            END IF;
            happened := OLD.state_at;
        END IF;
        NEW.state_seq := OLD.state_seq;
    END IF;
    IF happened > recorded OR happened IS NULL THEN
        RAISE EXCEPTION 'promise 9: <<table>> happened at %, recorded at %', happened, recorded
            USING ERRCODE = 'HR009';
    END IF;
    n := array_length(path, 1);
    FOREACH step IN ARRAY path LOOP
        i := i + 1;
        IF was IS NOT NULL AND was || '>' || step <> ALL (<<allowed>>)
                AND NOT (was = step AND <<moves_only>>) THEN
            RAISE EXCEPTION 'promise 5: <<table>> may not go from % to %', was, step USING ERRCODE = 'HR005';
        END IF;
        <<guard>>
        NEW.state_seq := NEW.state_seq + 1;
        INSERT INTO <<history>> (contract_id, subject_id, seq, from_state, to_state, happened_at, recorded_at,
                by_id, reason, audit_id<<place_columns>>)
            VALUES (NEW.<<contract>>, NEW.id, NEW.state_seq, was, step, happened, recorded,
                core_setting('app.actor')::uuid, NEW.state_reason,
                core_setting('app.audit_id')::bigint<<place_values>>);
        <<pass_place>>
        was := step;
    END LOOP;
    NEW.state := path[n];
    NEW.state_path := NULL;
    NEW.state_at := happened;
    RETURN NEW;
END $body$;
CREATE TRIGGER keep_history BEFORE INSERT OR UPDATE ON <<table>>
    FOR EACH ROW EXECUTE FUNCTION <<table>>_keep_history();
"""

# Recording what has happened is never refused because somebody decided otherwise meanwhile: it is held against the last
# step that was no decision, and follows the decision at once.
BEHIND_DECISIONS = """
            IF OLD.state = ANY (<<decided>>) AND path[array_length(path, 1)] = ANY (<<told>>) THEN
                SELECT h.to_state, h.happened_at INTO last, last_at FROM <<history>> h
                WHERE h.subject_id = OLD.id AND (h.seq = 1 OR h.to_state <> ALL (<<decided>>))
                ORDER BY h.seq DESC LIMIT 1;
            END IF;
"""

# What is added for a table whose rows are in a place: history tells from where to where.
WITH_PLACE = {
    "declare_place": "was_place uuid;",
    "remember_place": "was_place := OLD.place_id;",
    "place_change": "OR NEW.place_id IS DISTINCT FROM OLD.place_id",
    "moves_only": "NEW.state_path IS NULL",
    "place_columns": ", from_place_id, to_place_id",
    "place_values": ", was_place, CASE WHEN i = n THEN NEW.place_id ELSE coalesce(was_place, NEW.place_id) END",
    "pass_place": "was_place := CASE WHEN i = n THEN NEW.place_id ELSE coalesce(was_place, NEW.place_id) END;",
}
WITHOUT_PLACE = dict.fromkeys(WITH_PLACE, "") | {"moves_only": "false"}


def trigger_sql(words: dict[str, str]) -> str:
    """The trigger for one table: each `<<name>>` of the text replaced. Raises KeyError for one that is not given."""
    behind = _filled(BEHIND_DECISIONS, words) if words["decided"] else ""
    return _filled(TRIGGER, words | {"look_behind_decisions": behind})


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"<<([a-z_]+)>>", lambda found: words[found[1]], text)
