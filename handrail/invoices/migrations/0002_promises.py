"""What holds for invoices: the move table, what of a line may change, and everything seen within the contract only."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.invoices.states import INITIAL, MOVES, InvoiceState


def invoices() -> str:
    """The move table of invoices; a line stays as it was said, and what is paid stays paid."""
    role = promises.application_role()
    return (
        promises.state_machine(
            table="invoices_invoice",
            history="invoices_invoicehistory",
            codes=InvoiceState,
            starts=INITIAL,
            steps=steps(MOVES),
        )
        + f"""
        REVOKE UPDATE ON invoices_invoiceline FROM "{role}";
        GRANT UPDATE (verdict, entry_id, due_pence, due_vat_pence, due_quantity, answer, paid_entry_id)
            ON invoices_invoiceline TO "{role}";
        CREATE FUNCTION invoices_keep_paid() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            RAISE EXCEPTION 'promise 10: line % of an invoice is paid', OLD.line USING ERRCODE = 'HR001';
        END $body$;
        CREATE TRIGGER keep_paid BEFORE UPDATE OR DELETE ON invoices_invoiceline
            FOR EACH ROW WHEN (OLD.paid_entry_id IS NOT NULL) EXECUTE FUNCTION invoices_keep_paid();
        CREATE FUNCTION invoices_keep_part() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            IF TG_OP = 'UPDATE' OR EXISTS (
                SELECT FROM invoices_invoiceline l WHERE l.id = OLD.part_of_id AND l.paid_entry_id IS NOT NULL
            ) THEN
                RAISE EXCEPTION 'promise 10: a part of line % of an invoice stays', OLD.line USING ERRCODE = 'HR001';
            END IF;
            RETURN OLD;
        END $body$;
        CREATE TRIGGER keep_part BEFORE UPDATE OR DELETE ON invoices_invoiceline
            FOR EACH ROW WHEN (OLD.part_of_id IS NOT NULL) EXECUTE FUNCTION invoices_keep_part();
    """
        + promises.append_only("invoices_invoicemessage")
        + promises.row_security("invoices_uncheckedline", None)
        + promises.needs_audit("invoices_uncheckedline")
    )


class Migration(migrations.Migration):
    dependencies = [("invoices", "0001_initial"), ("ledger", "0002_promises")]

    operations = [
        *promises.contract_promises("invoices", deletable=["InvoicePart", "FaultyLine", "InvoiceLine"]),
        promises.run(invoices),
        promises.sql(promises.row_security("invoices_invoicehistory", None)),
    ]
