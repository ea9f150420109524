"""How the database keeps what came back of loans and has not passed its tests since, and how that is settled.
Refuses nothing: what another settled meanwhile is not settled again."""

from handrail.core.promises import application_role, needs_audit, row_security, written_by_trigger
from handrail.loans.passed import BESIDE, BESIDE_USUALLY, ITEM_USUALLY, ITEM_WAITS, UNUSUAL, columns

# What has passed of a loan is what came back and waits no more: less comes back by a mend, and what waited goes first.
_KEEP = """
    CREATE FUNCTION loans_keep_to_settle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        more int := NEW.quantity_back - coalesce(OLD.quantity_back, 0);
    BEGIN
        IF more > 0 THEN
            INSERT INTO loans_tosettle AS t (loan_id, contract_id, product_id, asset_id, pieces, credited)
                VALUES (NEW.id, NEW.contract_id, NEW.product_id, NEW.asset_id, more, 0)
                ON CONFLICT (loan_id) DO UPDATE SET pieces = t.pieces + excluded.pieces;
        ELSE
            DELETE FROM loans_tosettle WHERE loan_id = NEW.id AND pieces <= -more;
            UPDATE loans_tosettle SET pieces = pieces + more, credited = least(credited, pieces + more)
                WHERE loan_id = NEW.id;
        END IF;
        RETURN NULL;
    END $body$;
    CREATE TRIGGER came_back_at_once AFTER INSERT ON loans_loan FOR EACH ROW
        WHEN (NEW.quantity_back > 0) EXECUTE FUNCTION loans_keep_to_settle();
    CREATE TRIGGER came_back AFTER UPDATE OF quantity_back ON loans_loan FOR EACH ROW
        WHEN (NEW.quantity_back <> OLD.quantity_back) EXECUTE FUNCTION loans_keep_to_settle();
"""
# `early`: the loans whose credit fell due as they came back.
_EARLY = "(l.id = ANY(coalesce(early, '{}')))::int"
# Several statements in one call: who waited for the loans reads by the others what stands since. An item is lent alone
# (`item_is_lent_alone`): what is left of its loan to settle is one piece.
_SETTLE_ITEMS = f"""
    CREATE FUNCTION loans_settle_items(assets uuid[]) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        ours uuid := core_setting('app.contract_id')::uuid;
        due uuid[] := ARRAY(SELECT l.id FROM loans_tosettle t JOIN loans_loan l ON l.id = t.loan_id
            WHERE t.contract_id = ours AND t.asset_id = ANY(assets) ORDER BY l.id FOR NO KEY UPDATE OF l);
        early uuid[];
        told text;
        unusual boolean;
    BEGIN
        IF due = '{{}}' THEN
            RETURN '[]';
        END IF;
        WITH gone AS (DELETE FROM loans_tosettle WHERE loan_id = ANY(due) RETURNING loan_id, credited)
            SELECT json_agg({ITEM_USUALLY} ORDER BY l.id)::text, bool_or({UNUSUAL}), array_agg(l.id),
                array_agg(l.id) FILTER (WHERE g.credited > 0)
            INTO told, unusual, due, early FROM gone g JOIN loans_loan l ON l.id = g.loan_id {BESIDE_USUALLY};
        IF unusual THEN
            SELECT json_agg({columns(ITEM_WAITS, "1", _EARLY)} ORDER BY l.id)::text INTO told
                FROM loans_loan l {BESIDE} WHERE l.id = ANY(due);
        END IF;
        RETURN coalesce(told, '[]');
    END $body$;
"""  # noqa: S608 - only constants of our modules
# Whoever calls it holds the loans.
_SETTLE_PIECES = """
    CREATE FUNCTION loans_settle_pieces(loans uuid[], passed int[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    BEGIN
        -- The wholes first: what is left of a part is none.
        DELETE FROM loans_tosettle t USING unnest(loans, passed) AS s (loan_id, pieces)
            WHERE t.loan_id = s.loan_id AND t.pieces = s.pieces;
        UPDATE loans_tosettle t SET pieces = t.pieces - s.pieces, credited = greatest(0, t.credited - s.pieces)
            FROM unnest(loans, passed) AS s (loan_id, pieces) WHERE t.loan_id = s.loan_id;
    END $body$;
"""
# What falls due as it comes back goes on waiting for its tests, and is the first to have passed.
_FALL_DUE = """
    CREATE FUNCTION loans_fall_due(loans uuid[], back int[]) RETURNS void LANGUAGE sql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
        UPDATE loans_tosettle t SET credited = t.credited + s.pieces
            FROM unnest(loans, back) AS s (loan_id, pieces) WHERE t.loan_id = s.loan_id;
    $body$;
"""


def to_settle() -> str:
    """What came back waits until it is settled, and nobody writes that by hand. To hold a row needs the right to
    change a column: the one whose value row security fixes."""
    return f"""
        {_KEEP}
        {_SETTLE_ITEMS}
        {_SETTLE_PIECES}
        {_FALL_DUE}
        {written_by_trigger("loans_tosettle")}
        GRANT UPDATE (contract_id) ON loans_tosettle TO "{application_role()}";
        {row_security("loans_tosettle", None)}
        {needs_audit("loans_tosettle")}
    """
