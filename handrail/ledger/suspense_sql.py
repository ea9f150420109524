"""What waits for a price or a fund stays as it was written; it is tried, and settled once.
Refuses (by right and trigger) every other change of it."""

from handrail.core.promises import application_role

_SETTLED_ONCE = """
    CREATE FUNCTION ledger_settled_once() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF OLD.settled_at IS NOT NULL THEN
            RAISE EXCEPTION 'promise 10: what waited for % is settled already', OLD.cause USING ERRCODE = 'HR001';
        END IF;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER settled_once BEFORE UPDATE ON ledger_waiting
        FOR EACH ROW EXECUTE FUNCTION ledger_settled_once();
"""


def suspense() -> str:
    """Rows come by INSERT, and only how far they are settled is changed."""
    role = application_role()
    return f"""{_SETTLED_ONCE}
        REVOKE UPDATE ON ledger_waiting FROM "{role}";
        GRANT UPDATE (tried_on, stood_by, settled_at) ON ledger_waiting TO "{role}";
    """
