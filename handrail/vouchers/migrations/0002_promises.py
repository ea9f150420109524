"""What holds for vouchers: the move table, what of one may change, and all of it seen within the contract only."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.vouchers.states import INITIAL, MOVES, VoucherState


def vouchers() -> str:
    """The move table of vouchers. Its number, line, worth and last day stay as they were printed, and what ended stays
    as it ended."""
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
            told) ON vouchers_voucher TO "{role}";
        CREATE TRIGGER ended_stays BEFORE UPDATE ON vouchers_voucher
            FOR EACH ROW WHEN (OLD.state <> '{VoucherState.ISSUED}') EXECUTE FUNCTION core_refuse_change();
    """
    )


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0001_initial"), ("orders", "0002_promises")]

    operations = [
        *promises.contract_promises("vouchers"),
        promises.run(vouchers),
        promises.sql(promises.row_security("vouchers_voucherhistory", None)),
    ]
