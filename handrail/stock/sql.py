"""The triggers of stock: what may be chosen for a person, and counted stock that adds up.
Refuses (promises 3 and 4) in the database, whoever writes."""

from collections.abc import Iterable

from handrail.core.promises import Step, application_role, literal, no_delete, written_by_trigger

# Run for each step of an asset. Choosing refuses; recording what has happened already needs an open discrepancy of its
# own. Dates are those of the event in Europe/London.
FIT_TO_ISSUE = """
    IF (step = 'READY' AND was IS DISTINCT FROM 'READY') OR (was = 'READY' AND step = 'HELD')
            OR (was = 'HELD' AND step = 'LOADED')
            OR (was IN ('READY', 'HELD', 'LOADED') AND step IN ('ON_LOAN', 'GIFTED')
                AND (NEW.discrepancy_id IS NULL OR NEW.discrepancy_id IS NOT DISTINCT FROM OLD.discrepancy_id)) THEN
        PERFORM stock_refuse_recalled(NEW.product_id, NEW.lot, 'asset ' || NEW.number);
    END IF;
    IF (was = 'READY' AND step = 'HELD') OR (was = 'HELD' AND step = 'LOADED')
            OR (was IN ('READY', 'HELD', 'LOADED') AND step IN ('ON_LOAN', 'GIFTED')
                AND (NEW.discrepancy_id IS NULL OR NEW.discrepancy_id IS NOT DISTINCT FROM OLD.discrepancy_id)) THEN
        IF NEW.alert_reference <> '' THEN
            RAISE EXCEPTION 'promise 4: asset % is under alert %', NEW.number, NEW.alert_reference
                USING ERRCODE = 'HR004';
        END IF;
        IF NEW.examination_due_on < (happened AT TIME ZONE 'Europe/London')::date
                OR NEW.electrical_test_due_on < (happened AT TIME ZONE 'Europe/London')::date THEN
            RAISE EXCEPTION 'promise 4: asset % is overdue for examination or test', NEW.number
                USING ERRCODE = 'HR004';
        END IF;
    ELSIF step = 'ON_LOAN' AND was NOT IN ('READY', 'HELD', 'LOADED') AND NOT (was = step AND NEW.state_path IS NULL)
            AND (NEW.discrepancy_id IS NULL OR NEW.discrepancy_id IS NOT DISTINCT FROM OLD.discrepancy_id) THEN
        RAISE EXCEPTION 'promise 4: asset % goes from % to a person without a discrepancy', NEW.number, was
            USING ERRCODE = 'HR004';
    END IF;
    IF was = 'QUARANTINED' AND step IN ('DECONTAMINATED', 'IN_REPAIR') AND 'RETURNED_DIRTY' = coalesce(
            (SELECT m.to_state FROM stock_assetmove m WHERE m.contract_id = NEW.contract_id AND m.subject_id = NEW.id
            AND m.to_state NOT IN ('QUARANTINED', 'SCRAPPED') ORDER BY m.seq DESC LIMIT 1), 'RETURNED_DIRTY') THEN
        RAISE EXCEPTION 'promise 4: asset % goes from quarantine to % without a clean', NEW.number, step
            USING ERRCODE = 'HR004';
    END IF;
"""

# Steps of counted stock that choose for a person, like those of an asset.
_CELLS = """
    CREATE FUNCTION stock_stockmove_stamp() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        NEW.used := 0;
        NEW.happened_at := coalesce(NEW.happened_at, core_setting('app.happened_at')::timestamptz);
        NEW.recorded_at := core_setting('app.recorded_at')::timestamptz;
        NEW.by_id := core_setting('app.actor')::uuid;
        NEW.audit_id := core_setting('app.audit_id')::bigint;
        IF NEW.happened_at > NEW.recorded_at THEN
            RAISE EXCEPTION 'promise 9: a stock move happened at %, recorded at %', NEW.happened_at, NEW.recorded_at
                USING ERRCODE = 'HR009';
        END IF;
        IF NEW.from_condition IS NULL AND NEW.to_condition <> ALL ({starts}) THEN
            RAISE EXCEPTION 'promise 5: counted stock may not start as %', NEW.to_condition USING ERRCODE = 'HR005';
        END IF;
        IF NEW.from_condition IS NOT NULL AND NEW.to_condition IS NOT NULL
                AND NEW.from_condition || '>' || NEW.to_condition <> ALL ({allowed}) THEN
            RAISE EXCEPTION 'promise 5: counted stock may not go from % to %', NEW.from_condition, NEW.to_condition
                USING ERRCODE = 'HR005';
        END IF;
        IF NEW.to_condition = 'ON_LOAN' AND NEW.from_condition NOT IN ('READY', 'HELD', 'LOADED', 'ON_LOAN')
                AND NEW.discrepancy_id IS NULL THEN
            RAISE EXCEPTION 'promise 4: counted stock goes from % to a person without a discrepancy',
                NEW.from_condition USING ERRCODE = 'HR004';
        END IF;
        IF NEW.to_condition IS DISTINCT FROM NEW.from_condition AND (NEW.to_condition = 'READY'
                OR (NEW.from_condition = 'READY' AND NEW.to_condition = 'HELD')
                OR (NEW.from_condition = 'HELD' AND NEW.to_condition = 'LOADED')
                OR (NEW.from_condition IN ('READY', 'HELD', 'LOADED') AND NEW.discrepancy_id IS NULL
                    AND (NEW.to_condition = 'ON_LOAN' OR (NEW.to_condition IS NULL AND NEW.line_id IS NOT NULL)))) THEN
            PERFORM stock_refuse_recalled(NEW.product_id, NEW.lot, format('lot "%s"', NEW.lot));
        END IF;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER stamp BEFORE INSERT ON stock_stockmove
        FOR EACH ROW EXECUTE FUNCTION stock_stockmove_stamp();

    CREATE FUNCTION stock_cell_put(m stock_stockmove, place uuid, state text, pieces int, of_them_used int)
        RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    BEGIN
        INSERT INTO stock_stockcell (contract_id, product_id, lot, place_id, condition, quantity, used)
            VALUES (m.contract_id, m.product_id, m.lot, place, state, pieces, of_them_used)
            ON CONFLICT (place_id, product_id, lot, condition) DO UPDATE
            SET quantity = stock_stockcell.quantity + excluded.quantity, used = stock_stockcell.used + excluded.used;
    END $body$;
    REVOKE EXECUTE ON FUNCTION stock_cell_put(stock_stockmove, uuid, text, int, int) FROM PUBLIC;

    -- Of a move that takes another back, how many pieces were used when they went: the used ones went first, so the new
    -- ones come back first. NULL for any other move: pieces are what their cell says.
    CREATE FUNCTION stock_used_back(m stock_stockmove) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        old stock_stockmove;
        back bigint;
        used_back bigint;
    BEGIN
        SELECT * INTO old FROM stock_stockmove WHERE id = m.mends_id AND contract_id = m.contract_id
            AND product_id = m.product_id AND lot = m.lot
            AND (to_place_id, to_condition) IS NOT DISTINCT FROM (m.from_place_id, m.from_condition)
            -- Of two who take the same move back, the later waits here and counts what the first took back.
            FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        SELECT coalesce(sum(quantity), 0), coalesce(sum(used), 0) INTO back, used_back FROM stock_stockmove
            WHERE mends_id = old.id AND id <> m.id
            AND (from_place_id, from_condition) IS NOT DISTINCT FROM (old.to_place_id, old.to_condition);
        IF back + m.quantity > old.quantity THEN
            RAISE EXCEPTION 'promise 3: more is taken back of move % than it moved', old.id USING ERRCODE = 'HR003';
        END IF;
        RETURN greatest(0, (old.used - used_back) - (old.quantity - back - m.quantity));
    END $body$;
    REVOKE EXECUTE ON FUNCTION stock_used_back(stock_stockmove) FROM PUBLIC;

    -- Takes used pieces first, or `wanted` of them where a move is taken back; gives how many of those taken were used.
    CREATE FUNCTION stock_cell_take(m stock_stockmove, place uuid, state text, pieces int, wanted int) RETURNS int
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    DECLARE
        cell stock_stockcell;
        gone int;
    BEGIN
        SELECT * INTO cell FROM stock_stockcell
            WHERE place_id = place AND product_id = m.product_id AND lot = m.lot AND condition = state
            FOR NO KEY UPDATE;
        IF NOT FOUND OR cell.quantity < pieces THEN
            RAISE EXCEPTION 'promise 3: not % of product % in % at %', pieces, m.product_id, state, place
                USING ERRCODE = 'HR003';
        END IF;
        gone := least(cell.used, pieces);
        IF wanted IS NOT NULL THEN
            gone := least(gone, greatest(wanted, pieces - (cell.quantity - cell.used)));
        END IF;
        UPDATE stock_stockcell SET quantity = quantity - pieces, used = used - gone WHERE id = cell.id;
        -- What is with somebody counts as used while it is there; what never was there is what it was.
        RETURN CASE WHEN state = 'ON_LOAN' AND wanted IS NOT NULL THEN least(wanted, pieces) ELSE gone END;
    END $body$;
    REVOKE EXECUTE ON FUNCTION stock_cell_take(stock_stockmove, uuid, text, int, int) FROM PUBLIC;

    CREATE FUNCTION stock_stockmove_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        pieces int := NEW.quantity;
        wanted int := CASE WHEN NEW.mends_id IS NOT NULL THEN stock_used_back(NEW) END;
        -- From outside: goods in are new; what was found dirty, or is with somebody already, is used; what never left
        -- is what it was.
        taken int := CASE WHEN NEW.from_place_id IS NOT NULL THEN 0
            WHEN NEW.to_condition IN ('RETURNED_DIRTY', 'ON_LOAN') THEN pieces ELSE coalesce(wanted, 0) END;
        lent boolean := NEW.to_condition IS NOT DISTINCT FROM 'ON_LOAN';
    BEGIN
        -- Always in the order of the cells' keys, so that two moves between the same cells cannot deadlock.
        IF NEW.from_place_id IS NOT NULL AND NEW.to_place_id IS NOT NULL
                AND (NEW.to_place_id, NEW.to_condition) < (NEW.from_place_id, NEW.from_condition) THEN
            PERFORM stock_cell_put(NEW, NEW.to_place_id, NEW.to_condition, pieces,
                CASE WHEN lent THEN pieces ELSE 0 END);
            taken := stock_cell_take(NEW, NEW.from_place_id, NEW.from_condition, pieces, wanted);
            IF taken > 0 AND NOT lent THEN
                UPDATE stock_stockcell SET used = used + taken WHERE place_id = NEW.to_place_id
                    AND product_id = NEW.product_id AND lot = NEW.lot AND condition = NEW.to_condition;
            END IF;
        ELSE
            IF NEW.from_place_id IS NOT NULL THEN
                taken := stock_cell_take(NEW, NEW.from_place_id, NEW.from_condition, pieces, wanted);
            END IF;
            IF NEW.to_place_id IS NOT NULL THEN
                PERFORM stock_cell_put(NEW, NEW.to_place_id, NEW.to_condition, pieces,
                    CASE WHEN lent THEN pieces ELSE taken END);
            END IF;
        END IF;
        -- Nobody can tell used pieces that were cleaned from those that were not, once they lie in quarantine together.
        IF taken > 0 AND NEW.from_condition = 'QUARANTINED' AND NEW.to_condition IN ('DECONTAMINATED', 'IN_REPAIR') THEN
            RAISE EXCEPTION 'promise 4: % used of product % go from quarantine to % without a clean',
                taken, NEW.product_id, NEW.to_condition USING ERRCODE = 'HR004';
        END IF;
        IF taken > 0 THEN
            UPDATE stock_stockmove SET used = taken WHERE id = NEW.id;
        END IF;
        RETURN NULL;
    END $body$;
    CREATE TRIGGER apply AFTER INSERT ON stock_stockmove
        FOR EACH ROW EXECUTE FUNCTION stock_stockmove_apply();

    -- Append-only, but for the one time that the trigger above says how many of the pieces were used.
    CREATE FUNCTION stock_stockmove_keep() RETURNS trigger LANGUAGE plpgsql AS $body$
    DECLARE
        was int := OLD.used;
    BEGIN
        IF TG_OP = 'UPDATE' AND was = 0 AND pg_trigger_depth() > 1 AND current_user <> '{role}' THEN
            OLD.used := NEW.used;
            IF OLD IS NOT DISTINCT FROM NEW THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'stock_stockmove is append-only' USING ERRCODE = 'HR001';
    END $body$;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stock_stockmove
        FOR EACH ROW EXECUTE FUNCTION stock_stockmove_keep();
"""


# What may break a rule names the discrepancy that tells of it: a row that is there, about that very asset or product.
# Such a row tells the same for ever; only its settling is added, once.
EXCEPTIONS = """
    ALTER TABLE stock_discrepancy ADD CONSTRAINT discrepancy_about_asset UNIQUE (contract_id, id, asset_id);
    ALTER TABLE stock_discrepancy ADD CONSTRAINT discrepancy_about_product UNIQUE (contract_id, id, product_id);
    ALTER TABLE stock_asset ADD CONSTRAINT asset_discrepancy_is_its_own FOREIGN KEY (contract_id, discrepancy_id, id)
        REFERENCES stock_discrepancy (contract_id, id, asset_id) DEFERRABLE INITIALLY DEFERRED;
    ALTER TABLE stock_stockmove ADD CONSTRAINT move_discrepancy_is_its_own
        FOREIGN KEY (contract_id, discrepancy_id, product_id)
        REFERENCES stock_discrepancy (contract_id, id, product_id) DEFERRABLE INITIALLY DEFERRED;

    CREATE FUNCTION stock_keep_discrepancy() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF OLD.settled_at IS NOT NULL OR to_jsonb(NEW) - ARRAY['settled_at', 'settled_by_id', 'settled_how']
                IS DISTINCT FROM to_jsonb(OLD) - ARRAY['settled_at', 'settled_by_id', 'settled_how'] THEN
            RAISE EXCEPTION 'promise 4: discrepancy % is only settled, once', OLD.id USING ERRCODE = 'HR001';
        END IF;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER keep_discrepancy BEFORE UPDATE ON stock_discrepancy
        FOR EACH ROW EXECUTE FUNCTION stock_keep_discrepancy();
"""

# A recall waits for whoever is choosing of its product at this moment, and sees then what they chose; whoever comes
# later waits for the recall. Who, when: those of the audit row. Only its lifting is added, once.
RECALLS = """
    CREATE FUNCTION stock_begin_recall() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('recall ' || NEW.product_id, 0));
        NEW.begun_at := core_setting('app.happened_at')::timestamptz;
        NEW.recorded_at := core_setting('app.recorded_at')::timestamptz;
        NEW.begun_by_id := core_setting('app.actor')::uuid;
        IF NEW.lifted_at IS NOT NULL THEN
            RAISE EXCEPTION 'promise 4: a recall does not begin lifted' USING ERRCODE = 'HR001';
        END IF;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER begin_recall BEFORE INSERT ON stock_recall
        FOR EACH ROW EXECUTE FUNCTION stock_begin_recall();

    CREATE FUNCTION stock_keep_recall() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
                OR to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id', 'lifted_why']
                IS DISTINCT FROM to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id', 'lifted_why'] THEN
            RAISE EXCEPTION 'promise 4: recall % is only lifted, once', OLD.reference USING ERRCODE = 'HR001';
        END IF;
        NEW.lifted_at := core_setting('app.happened_at')::timestamptz;
        NEW.lifted_by_id := core_setting('app.actor')::uuid;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER keep_recall BEFORE UPDATE ON stock_recall
        FOR EACH ROW EXECUTE FUNCTION stock_keep_recall();

    -- As its owner always: the triggers that ask are run by either role, and what row security guards is planned anew
    -- whenever the role is another than the last time.
    CREATE FUNCTION stock_refuse_recalled(product uuid, of_lot text, what text) RETURNS void
        LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    DECLARE
        alert text;
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('recall ' || product, 0));
        SELECT reference INTO alert FROM stock_recall
            WHERE product_id = product AND lower(lot) IN ('', lower(of_lot)) AND lifted_at IS NULL LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'promise 4: % of product % is recalled under %', what, product, alert
                USING ERRCODE = 'HR004';
        END IF;
    END $body$;
"""


def counted_stock(steps: Iterable[Step], starts: Iterable[str], codes: Iterable[str]) -> str:
    """Promise 3. `steps` and `starts` are those of an asset: the same conditions, the same moves between them."""
    allowed = literal(f"{start}>{end}" for start, end in steps)
    conditions = literal(codes)
    return f"""
        ALTER TABLE stock_stockcell ADD CONSTRAINT stock_stockcell_condition_known
            CHECK (condition = ANY ({conditions}));
        {written_by_trigger("stock_stockcell")}
        ALTER TABLE stock_stockcell ENABLE ROW LEVEL SECURITY;
        ALTER TABLE stock_stockcell FORCE ROW LEVEL SECURITY;
        CREATE POLICY within_contract ON stock_stockcell
            USING (contract_id = (SELECT core_setting('app.contract_id')::uuid));
        {_CELLS.format(allowed=allowed, starts=literal(starts), role=application_role())}
        {no_delete("stock_stockmove")}
    """
