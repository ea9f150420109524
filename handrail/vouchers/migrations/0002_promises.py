"""What holds for vouchers: the move table, what of one may change, payments that are what their vouchers come to, and
all of it seen within the contract only."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.vouchers.states import INITIAL, MOVES, VoucherState


def vouchers() -> str:
    """The move table of vouchers. Its number, line, worth and last day stay as they were printed, and what ended stays
    as it ended. A sale stays as it was said: it is paid, once, or taken back as a whole while it is not."""
    role = promises.application_role()
    return (
        promises.state_machine(
            table="vouchers_voucher",
            history="vouchers_voucherhistory",
            codes=VoucherState,
            starts=INITIAL,
            steps=steps(MOVES),
        )
        + f"""
        REVOKE UPDATE ON vouchers_voucher FROM "{role}";
        GRANT UPDATE (state_path, state_reason, retailer_id, redeemed_at, sold, price_pence, paid_pence, top_up_pence,
            told, payment_id) ON vouchers_voucher TO "{role}";
        CREATE TRIGGER ended_stays BEFORE UPDATE ON vouchers_voucher
            FOR EACH ROW WHEN (
                OLD.state IN ('{VoucherState.EXPIRED}', '{VoucherState.CANCELLED}') OR OLD.payment_id IS NOT NULL
                OR OLD.state = '{VoucherState.REDEEMED}' AND NEW.state = OLD.state AND NEW.state_path IS NULL
                    AND NEW.payment_id IS NULL
            ) EXECUTE FUNCTION core_refuse_change();
        CREATE TRIGGER sale_stays BEFORE UPDATE ON vouchers_voucher
            FOR EACH ROW WHEN (
                OLD.state = '{VoucherState.REDEEMED}' AND NEW.payment_id IS NOT NULL AND {_other_sale()}
            ) EXECUTE FUNCTION core_refuse_change();
    """
        + promises.append_only("vouchers_shoppayment")
        + _PAID_IN_FULL
    )


_SALE = ("retailer_id", "redeemed_at", "sold", "price_pence", "paid_pence", "top_up_pence", "told")
_PAID_IN_FULL = """
    CREATE FUNCTION vouchers_hold_payment(chosen uuid) RETURNS void LANGUAGE plpgsql AS $body$
    BEGIN
        IF EXISTS (
            SELECT FROM vouchers_shoppayment p WHERE p.id = chosen AND p.pence IS DISTINCT FROM (
                SELECT sum(v.paid_pence) FROM vouchers_voucher v
                WHERE v.payment_id = p.id AND v.retailer_id = p.retailer_id)
        ) THEN
            RAISE EXCEPTION 'promise 10: the payment % is not what its vouchers come to', chosen
                USING ERRCODE = 'HR011';
        END IF;
    END $body$;
    CREATE FUNCTION vouchers_payment_is_whole() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        PERFORM vouchers_hold_payment(NEW.id);
        RETURN NULL;
    END $body$;
    CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON vouchers_shoppayment DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION vouchers_payment_is_whole();
    CREATE FUNCTION vouchers_paid_whole() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        PERFORM vouchers_hold_payment(n.payment_id) FROM (SELECT DISTINCT payment_id FROM changed) n
            WHERE n.payment_id IS NOT NULL;
        RETURN NULL;
    END $body$;
    CREATE TRIGGER paid_whole AFTER UPDATE ON vouchers_voucher REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION vouchers_paid_whole();
"""


def _other_sale() -> str:
    """Whether a change would say another sale than was said."""
    old, new = (", ".join(f"{row}.{column}" for column in _SALE) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0001_initial"), ("orders", "0002_promises")]

    operations = [
        *promises.contract_promises("vouchers"),
        promises.run(vouchers),
        promises.sql(promises.row_security("vouchers_voucherhistory", None)),
    ]
