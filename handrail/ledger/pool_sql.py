"""What the database keeps of agreements, years of a pool and receipts: sums that must be whole, and rows that stay.
Refuses (HR011) shares of a year that are not the whole, and instalments that do not add up to their contribution."""

from handrail.core.promises import append_only, application_role

WHOLE_YEAR = """
    CREATE FUNCTION ledger_year_is_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        chosen uuid := to_jsonb(NEW) ->> TG_ARGV[0];
    BEGIN
        IF (SELECT coalesce(sum(parts), 0) FROM ledger_contribution WHERE year_id = chosen) <> 1000000 THEN
            RAISE EXCEPTION 'promise 10: the shares of the year % are not the whole', chosen USING ERRCODE = 'HR011';
        END IF;
        RETURN NULL;
    END $body$;
    CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON ledger_poolyear DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_year_is_whole('id');
    CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON ledger_contribution DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_year_is_whole('year_id');

    CREATE FUNCTION ledger_instalments_are_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        chosen uuid := to_jsonb(NEW) ->> TG_ARGV[0];
    BEGIN
        IF (SELECT coalesce(sum(pence), 0) FROM ledger_instalment WHERE contribution_id = chosen) <>
                (SELECT base_pence + inflation_pence + demand_pence FROM ledger_contribution WHERE id = chosen) THEN
            RAISE EXCEPTION 'promise 10: the instalments of the contribution % are not all of it', chosen
                USING ERRCODE = 'HR011';
        END IF;
        RETURN NULL;
    END $body$;
    CREATE CONSTRAINT TRIGGER paid_in_full AFTER INSERT ON ledger_contribution DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_instalments_are_whole('id');
    CREATE CONSTRAINT TRIGGER paid_in_full AFTER INSERT ON ledger_instalment DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_instalments_are_whole('contribution_id');
"""
KEPT = (
    "ledger_poolyear", "ledger_contribution", "ledger_instalment", "ledger_receipt", "ledger_meeting",
    "ledger_reportedperiod",
    "ledger_extension", "ledger_extensiondecision", "ledger_extensionreminder", "ledger_contractvariation",
)  # fmt: skip


def pool() -> str:
    """Agreements are ended by a day; all else of a pool and of a contract stays as it was recorded."""
    role = application_role()
    return f"""
        {WHOLE_YEAR}
        {"".join(append_only(table) for table in KEPT)}
        REVOKE UPDATE ON ledger_agreement FROM "{role}"; GRANT UPDATE (until_on) ON ledger_agreement TO "{role}";
    """
