"""`handrail work`: does what waits, contract by contract, until it is told to stop.
Refuses to write when nothing waits: it looks first, so that an idle service leaves no audit rows."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import close_old_connections

from handrail.core import outbox
from handrail.core.clock import now
from handrail.core.moment import LONDON, now_is
from handrail.core.refusal import Refused
from handrail.core.shipped import bank_holidays, named_bank_holidays
from handrail.forecasts.queries.made import anything_to_forecast
from handrail.identity.calls import Call, reading
from handrail.identity.queries import system_scopes
from handrail.identity.scope import Scope
from handrail.jobs import imports, invoices
from handrail.jobs.carry_out_moves import any_move_due, carry_out_moves
from handrail.jobs.send_outbox import send_waiting
from handrail.jobs.try_back_orders import anything_to_try, try_back_orders
from handrail.ledger.queries.bands import any_bands_due
from handrail.ledger.queries.contract import extensions_of
from handrail.ledger.queries.fees import any_fee_due
from handrail.ledger.queries.gain import any_gain_due
from handrail.ledger.queries.rent import any_rent_due
from handrail.ledger.queries.suspense import anything_to_settle
from handrail.ledger.rules.extensions import due_reminders
from handrail.loans.queries import due_reviews
from handrail.orders.queries.releases import overdue_releases
from handrail.partners.queries import contract_data
from handrail.partners.rules import any_bank_holiday_new
from handrail.specials.queries.storage import any_storage_due
from handrail.spending.budgets import budgets_to_watch
from handrail.spending.queries import anything_to_fold
from handrail.spending.returned import to_reckon
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.usecases.charge_rentals import charge_rentals
from handrail.usecases.charge_storage import charge_storage
from handrail.usecases.escalate_releases import escalate_releases
from handrail.usecases.fold_spending import fold_spending
from handrail.usecases.keep_vouchers import expire_vouchers
from handrail.usecases.make_forecast import make_forecast
from handrail.usecases.raise_due_reviews import raise_due_reviews
from handrail.usecases.reckon_returns import reckon_returns
from handrail.usecases.remind_of_extensions import remind_of_extensions
from handrail.usecases.settle_bands import settle_bands
from handrail.usecases.settle_gain_share import settle_gain_share
from handrail.usecases.settle_suspense import settle_suspense
from handrail.usecases.take_in_bank_holidays import take_in_bank_holidays
from handrail.usecases.tell_people import tell_people
from handrail.usecases.tell_prescribers import tell_prescribers
from handrail.usecases.watch_budgets import watch_budgets
from handrail.visits.queries.beside import any_joint_news
from handrail.visits.queries.news import anything_to_tell
from handrail.vouchers.queries.held import vouchers_to_expire

REST_SECONDS = 1.0
LOG = logging.getLogger("handrail.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work: whether anything waits (a read), and doing some of it (a use case)."""

    name: str
    waits: Callable[[Scope, datetime], bool]
    do: Callable[[Call], object]


JOBS = (
    # Before anything is promised or counted by working days.
    Job(
        "take in bank holidays",
        lambda scope, at: any_bank_holiday_new(
            bank_holidays(), contract_data(scope.contract_id, at.astimezone(LONDON).date())
        ),
        lambda call: take_in_bank_holidays(call, published=named_bank_holidays()),
    ),
    # Before anything is told: what is said of a day is said of the home of that day.
    Job("carry out moves", any_move_due, carry_out_moves),
    Job("escalate releases", lambda scope, at: bool(overdue_releases(scope, at=at, most=1)), escalate_releases),
    Job(
        "tell people",
        lambda scope, at: anything_to_tell(scope, at=at, today=at.astimezone(LONDON).date()),
        tell_people,
    ),
    Job("tell prescribers", any_joint_news, tell_prescribers),
    Job("send messages", lambda scope, at: outbox.anything_waiting(scope.contract_id, at), send_waiting),
    Job(
        "raise due reviews",
        lambda scope, at: bool(due_reviews(scope, at.astimezone(LONDON).date(), at_most=1)),
        raise_due_reviews,
    ),
    Job(
        "expire vouchers",
        lambda scope, at: bool(vouchers_to_expire(scope, at.astimezone(LONDON).date(), at_most=1)),
        expire_vouchers,
    ),
    Job(
        "remind of extensions",
        lambda scope, at: bool(due_reminders(extensions_of(scope), at.astimezone(LONDON).date())),
        remind_of_extensions,
    ),
    Job("try back-orders", anything_to_try, try_back_orders),
    Job("charge the fee of a month", any_fee_due, charge_management_fee),
    Job("charge the rent of a month", any_rent_due, charge_rentals),
    Job("charge the storage of a month", any_storage_due, charge_storage),
    Job("settle volume bands", any_bands_due, settle_bands),
    # After all that a month costs: a year's last month counts whole.
    Job("settle gain-share", any_gain_due, settle_gain_share),
    Job("settle suspense", anything_to_settle, settle_suspense),
    Job("add up spending", anything_to_fold, fold_spending),
    Job("make forecasts", anything_to_forecast, make_forecast),
    Job("watch budgets", budgets_to_watch, watch_budgets),
    Job("reckon returns", to_reckon, reckon_returns),
    Job("import files", imports.waits, imports.run_next),
    Job("check invoices", invoices.waits, invoices.check_next),
)


def main(arguments: Sequence[str]) -> int:
    """Work until SIGTERM or SIGINT, or once through with `--once`."""
    parser = ArgumentParser(prog="handrail work", description="Run background jobs.")
    parser.add_argument("--once", action="store_true", help="do what waits now, then stop")
    options = parser.parse_args(arguments)
    if options.once:
        while work_once(now()):
            pass
        return 0
    stop = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        if not work_once(now()):
            stop.wait(REST_SECONDS)
    return 0


def work_once(at: datetime) -> bool:
    """One round over all contracts and jobs; whether anything was done. One job's failure does not stop the others."""
    done = False
    for scope in system_scopes(today=at.astimezone(LONDON).date()):
        for job in JOBS:
            done = _tried(job, scope, at) or done
    return done


def _tried(job: Job, scope: Scope, at: datetime) -> bool:
    try:
        with reading(scope):
            waits = job.waits(scope, at)
        if waits:
            job.do(Call(scope, now_is(at)))
        return waits
    except Refused as refused:
        # Somebody was quicker: what waited is done, or will be seen again in the next round.
        LOG.info("%s: %s", job.name, refused)
    except Exception:
        # A job that fails is told in the log, each round, and the jobs after it still get their turn.
        LOG.exception("The job %r failed", job.name)
    return False
