"""The only writer of money.
Refuses nothing itself: rules decide, `ledger_post` refuses what does not balance (promise 10)."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from pydantic_core import to_json

from handrail.identity.calls import Change
from handrail.ledger.codes import OF_A_FUND, AccountKind
from handrail.ledger.models import (
    Account,
    Agreement,
    Band,
    ChargedMonth,
    ContractVariation,
    Contribution,
    CreditTerm,
    Extension,
    ExtensionDecision,
    ExtensionReminder,
    Fund,
    FundingRule,
    GainShare,
    Instalment,
    KpiTerm,
    Meeting,
    PoolYear,
    Receipt,
    Rental,
    ReportedPeriod,
    Share,
    ShareSet,
    UnitCost,
    VatTerm,
)
from handrail.ledger.queries.standing import FIRST_OF_X
from handrail.ledger.rules.entries import Entry
from handrail.ledger.rules.suspense import Post, Waiting

# Terms of which all of a kind change together from a day on.
type Terms = Band | CreditTerm | FundingRule | GainShare | KpiTerm | Rental | UnitCost | VatTerm
# What is charged already for its cause, or whose entry was not written for that reason, does not wait.
_KEEP_WAITING = """
    INSERT INTO ledger_waiting (id, contract_id, waits_for, cause, item, promised, quantity, happened_on, weights,
            pence, entry_id, recorded_at, audit_id, tried_on, stood_by)
        SELECT w.id, c.id, w.waits_for, w.cause, w.item, w.promised, w.quantity, w.happened_on, w.weights, w.pence,
            w.entry_id, c.at, core_setting('app.audit_id')::bigint, (c.at AT TIME ZONE 'Europe/London')::date,
            coalesce((SELECT l.audit_id FROM core_laiddown l WHERE l.id = c.id), 0)
        FROM jsonb_to_recordset(%s::jsonb) AS w (id uuid, waits_for text, cause text, item text, promised text[],
            quantity int, happened_on date, weights jsonb, pence bigint, entry_id uuid)
        CROSS JOIN (SELECT core_setting('app.contract_id')::uuid AS id,
            core_setting('app.recorded_at')::timestamptz AS at) c
        WHERE CASE WHEN w.entry_id IS NULL
            THEN NOT EXISTS (SELECT FROM ledger_entry e WHERE e.contract_id = c.id AND e.cause = w.cause)
            ELSE EXISTS (SELECT FROM ledger_entry e WHERE e.id = w.entry_id) END
        ON CONFLICT (contract_id, cause) DO NOTHING
"""
_HOLD_EVENTS = f"""
    SELECT pg_advisory_xact_lock(hashtextextended('event ' || v.id, 0)) FROM (
        SELECT DISTINCT {FIRST_OF_X} AS id FROM ledger_entry x WHERE x.contract_id = %s AND x.id = ANY(%s::uuid[])
        ORDER BY 1 OFFSET 0) v
"""  # noqa: S608 - only constants of this project


def post_last(change: Change, posts: Sequence[Post]) -> None:
    """The same as `post`, by the change's last statement: for use cases that read nothing of the ledger afterwards.
    What waits beside an entry is written once that is, so with it all is written now."""
    if any(isinstance(one, Waiting) for one in posts):
        post(posts)
    elif entries := [one for one in posts if isinstance(one, Entry)]:
        change.at_last("ledger_post", _given(entries))


def post(posts: Sequence[Post]) -> None:
    """Write entries, and what waits beside them. Call it once in a change, so that two changes wait for each other in
    one order."""
    if entries := [one for one in posts if isinstance(one, Entry)]:
        _post(entries)
    if waiting := [one for one in posts if isinstance(one, Waiting)]:
        _keep_waiting(waiting)


def settle_waiting(tried: Collection[UUID], settled: Collection[UUID]) -> None:
    """These were tried now, by the contract data of now, and of them these are settled."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE ledger_waiting w SET tried_on = (c.at AT TIME ZONE 'Europe/London')::date,
                   stood_by = coalesce((SELECT l.audit_id FROM core_laiddown l WHERE l.id = w.contract_id), 0),
                   settled_at = CASE WHEN w.id = ANY(%s::uuid[]) THEN c.at END
               FROM (SELECT core_setting('app.recorded_at')::timestamptz AS at) c
               WHERE w.id = ANY(%s::uuid[])""",
            [list(settled), sorted(tried)],
        )


def _keep_waiting(waiting: Sequence[Waiting]) -> None:
    given = [
        {
            "id": one.id,
            "waits_for": one.waits_for,
            "cause": one.cause,
            "item": one.item,
            "promised": one.promised,
            "quantity": one.quantity,
            "happened_on": one.happened_on,
            "weights": list(one.weights.items()),
            "pence": one.pence,
            "entry_id": one.entry_id,
        }
        for one in waiting
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_WAITING, [to_json(given).decode()])


def _post(entries: Sequence[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_post(%s::jsonb)", [_given(entries)])


def _given(entries: Sequence[Entry]) -> str:
    """Entries as `ledger_post` takes them."""
    given = [
        {
            "id": entry.id,
            "kind": entry.kind,
            "cause": entry.cause,
            "item": entry.price.item,
            "speed_code": entry.price.speed_code,
            "quantity": entry.price.quantity,
            "unit_pence": entry.price.unit_pence,
            "happened_on": entry.happened_on,
            "corrects_id": entry.corrects_id,
            "note": entry.note,
            "postings": entry.postings,
        }
        for entry in entries
    ]
    return to_json(given).decode()


def hold_events(contract_id: UUID, entry_ids: Collection[UUID]) -> None:
    """Wait for whoever puts the event of one of these entries right, whichever entry says it, and let nobody do so
    before this change ends. In the order of their keys."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_EVENTS, [contract_id, list(entry_ids)])


def hold_months(contract_id: UUID) -> None:
    """Wait for whoever posts or closes a month, and let nobody do so before this change ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('ledger ' || %s, 0))", [contract_id])


def close_month(row_id: UUID, month: date) -> None:
    """Nothing is posted into this month from now on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_close(%s, %s)", [row_id, month])


def keep_reports(reports: Sequence[ReportedPeriod]) -> None:
    """What was reported of periods that are closed now."""
    ReportedPeriod.objects.bulk_create(reports)


def add_contract_accounts(ids: Sequence[tuple[UUID, AccountKind]], contract_id: UUID) -> None:
    """The accounts that a contract has once."""
    Account.objects.bulk_create([Account(id=row_id, contract_id=contract_id, kind=kind) for row_id, kind in ids])


def add_fund(fund: Fund) -> None:
    """A new fund; it holds nothing before its first shares."""
    Fund.objects.bulk_create([fund])


def add_shares(share_set: ShareSet, shares: Sequence[Share], accounts: Sequence[Account]) -> None:
    """Shares that hold from a day on, with the accounts in which what is bought under them is counted."""
    missing = OF_A_FUND - {AccountKind(account.kind) for account in accounts}
    if missing:
        raise ValueError(f"a share set needs accounts for {', '.join(sorted(missing))}")
    ShareSet.objects.bulk_create([share_set])
    Share.objects.bulk_create(list(shares))
    Account.objects.bulk_create(list(accounts))


def add_funding_rules(rules: Sequence[FundingRule]) -> None:
    """Who is paid for by which funds, from a day on."""
    FundingRule.objects.bulk_create(list(rules))


def add_credit_terms(terms: Sequence[CreditTerm]) -> None:
    """What is credited for what comes back, from a day on."""
    CreditTerm.objects.bulk_create(list(terms))


def add_unit_costs(costs: Sequence[UnitCost]) -> None:
    """What is reckoned around orders, from a day on."""
    UnitCost.objects.bulk_create(list(costs))


def add_kpi_terms(terms: Sequence[KpiTerm]) -> None:
    """What is promised of the provider's work, from a day on."""
    KpiTerm.objects.bulk_create(list(terms))


def add_rentals(rentals: Sequence[Rental]) -> None:
    """What is rented, and at which price, from a day on."""
    Rental.objects.bulk_create(list(rentals))


def add_bands(bands: Sequence[Band]) -> None:
    """What comes back beyond so many of an activity, from a day on."""
    Band.objects.bulk_create(list(bands))


def add_vat_terms(terms: Sequence[VatTerm]) -> None:
    """The VAT on what is bought, from a day on."""
    VatTerm.objects.bulk_create(list(terms))


def add_gain_shares(terms: Sequence[GainShare]) -> None:
    """What the provider shares in, from a day on."""
    GainShare.objects.bulk_create(list(terms))


def remember_months(months: Sequence[ChargedMonth]) -> None:
    """What falls due in these months was charged; whoever comes second finds that it was."""
    ChargedMonth.objects.bulk_create(list(months), ignore_conflicts=True)


def end_terms(model: type[Terms], ids: Sequence[UUID], until_on: date | None) -> None:
    """These hold no longer from `until_on`, or for good again (None)."""
    if ids:
        model._default_manager.filter(pk__in=ids).update(until_on=until_on)


def take_back_terms(model: type[Terms], ids: Sequence[UUID]) -> None:
    """These shall not begin; the database refuses those that have."""
    if ids:
        model._default_manager.filter(pk__in=ids).delete()


def end_shares(share_set_id: UUID, until_on: date) -> None:
    """These shares hold no longer from `until_on`."""
    ShareSet.objects.filter(pk=share_set_id).update(until_on=until_on)


def record_agreement(agreement: Agreement) -> None:
    """What holds of an agreement from a day on."""
    Agreement.objects.bulk_create([agreement])


def end_agreement(agreement_id: UUID, until_on: date) -> None:
    """This holds no longer from `until_on`: a variation takes its place."""
    Agreement.objects.filter(pk=agreement_id).update(until_on=until_on)


def record_year(year: PoolYear, contributions: Sequence[Contribution], instalments: Sequence[Instalment]) -> None:
    """What partners pay into a pool in a year, as agreed now."""
    PoolYear.objects.bulk_create([year])
    Contribution.objects.bulk_create(list(contributions))
    Instalment.objects.bulk_create(list(instalments))


def record_receipt(receipt: Receipt) -> None:
    """Money that came; its entry is posted by the same change."""
    Receipt.objects.bulk_create([receipt])


def record_meeting(meeting: Meeting) -> None:
    """A meeting about a pool."""
    Meeting.objects.bulk_create([meeting])


def record_extensions(extensions: Sequence[Extension]) -> None:
    """Times by which the contract may be made longer."""
    Extension.objects.bulk_create(list(extensions))


def decide_extension(decision: ExtensionDecision) -> None:
    """Whether one of them is taken."""
    ExtensionDecision.objects.bulk_create([decision])


def remember_reminders(reminders: Sequence[ExtensionReminder]) -> None:
    """Those who commission were reminded."""
    ExtensionReminder.objects.bulk_create(list(reminders))


def record_contract_variation(variation: ContractVariation) -> None:
    """What was varied of the contract."""
    ContractVariation.objects.bulk_create([variation])
