"""Checks the invoices that wait, one after the other.
Refuses to check one twice at once: the check holds the invoice's row, and passes over rows that are held."""

import logging
from datetime import datetime
from tempfile import TemporaryFile
from uuid import UUID

from handrail.core.clock import now
from handrail.core.csv_reading import read_csv
from handrail.core.moment import now_is
from handrail.core.progress import Progress
from handrail.core.refusal import Refused
from handrail.identity.calls import Call, reading
from handrail.identity.scope import Scope
from handrail.invoices.queries.invoices import copy_content, invoice_to_check
from handrail.invoices.rules.columns import LIMITS
from handrail.jobs.imports import count_lines
from handrail.usecases.check_invoice import CheckFailed, check_invoice, fail_invoice_check

log = logging.getLogger(__name__)


def waits(scope: Scope, _at: datetime) -> bool:
    """Whether an invoice waits that no other worker checks. Inside `reading`."""
    return invoice_to_check(scope) is not None


def check_next(call: Call) -> UUID | None:
    """Check the contract's next invoice; its id, or None where another worker was quicker. What nobody foresaw is
    logged, and the check failed."""
    scope = call.scope
    with TemporaryFile() as content:
        with reading(scope):
            invoice = invoice_to_check(scope)
            if invoice is None:
                return None
            copy_content(scope, invoice.pk, content)
        try:
            with Progress(invoice.pk, count_lines(content)) as progress:
                csv = read_csv(content, LIMITS)
                check_invoice(
                    Call(scope, now_is(now())), invoice_id=invoice.pk, problems=csv.problems, rows=csv.rows,
                    watch=progress.watch,
                )  # fmt: skip
        except Refused:
            # Another worker was quicker.
            raise
        except Exception as error:
            failed = CheckFailed(invoice.pk, type(error).__name__)
            fail_invoice_check(Call(scope, now_is(now())), request=failed)
            log.exception("the check of an invoice failed")
    return invoice.pk
