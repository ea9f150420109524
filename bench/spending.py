"""Section g: how long the money pages take with a million order lines and ten million postings.
Refuses use cases for so many: entries are written in SQL, ten postings a line, then folded as the job folds them."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

import psycopg
from django.conf import settings
from django.test import Client

from bench.county import COMMISSIONER
from bench.figures import Figure, p95
from bench.loan_cycles import Ground
from bench.many import as_superuser, copy_up_to, keep_models
from bench.pages import open_page, signed_in
from bench.progress import told
from bench.settled import settle
from handrail.config.static_files import collect_if_changed
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.identity.calls import Call
from handrail.spending.codes import By
from handrail.spending.pairs import ALONE, EVER
from handrail.usecases.reckon_returns import reckon_returns
from handrail.web.admin.shapes import london_today
from handrail.web.spending.questions import last_quarter

MOST_MS = 400
LINES, QUICK_LINES = 1_000_000, 1_000
TIMES = 20
# Each pair once; those with the most words first. The months of all years are asked for by each, and of persons (the
# most) those of a year and of a quarter too.
PAIRS = (
    (By.PRODUCT, By.PRESCRIBER), (By.PERSON, By.MONTH), (By.PRODUCT, By.MONTH), (By.TEAM, By.MONTH), (By.AREA, By.AGE),
    (By.CATEGORY, By.STOCK), (By.FUND, By.CARE_ROUTE), (By.SPEED, By.SUPPLY_ROUTE), (By.PARTNER, By.MONTH),
)  # fmt: skip
# Copies order what their models did, of who did: spread over a catalogue and as many prescribers as a county has.
PRESCRIBERS = 400
_SPREAD = (
    """UPDATE orders_orderline l SET product_id = p.ids[1 + abs(hashtext(l.id::text)) %% cardinality(p.ids)]
        FROM (SELECT array_agg(id ORDER BY id) AS ids FROM catalogue_product WHERE contract_id = %(contract)s) p""",
    """UPDATE orders_order o SET prescriber_id = p.ids[1 + abs(hashtext(o.id::text)) %% cardinality(p.ids)]
        FROM (SELECT array_agg(md5(k::text)::uuid) AS ids FROM generate_series(1, %(prescribers)s) k) p""",
)
_ACCOUNTS = """
    SELECT kind, id FROM ledger_account WHERE contract_id = %(contract)s AND (share_set_id IS NULL OR share_set_id = (
        SELECT s.id FROM ledger_shareset s JOIN ledger_fund f ON f.id = s.fund_id
        WHERE s.contract_id = %(contract)s AND f.kind = 'POOL' LIMIT 1))
"""
# Two entries a line: kept, let go, spent and charged in its month, and credited two months later.
_ENTRIES = """
    INSERT INTO ledger_entry (id, contract_id, kind, cause, item, speed_code, quantity, unit_pence, happened_on, month,
        recorded_at, audit_id, note)
    SELECT md5(l.id::text || k)::uuid, l.contract_id, k, 'bench:' || k || ':' || l.id, 'equipment', '', 1,
        l.spend_pence, d.day, date_trunc('month', d.day)::date, l.lived_from, 1, ''
    FROM orders_orderline l, (VALUES ('SPENT', 0), ('CREDITED', 2)) AS w (k, later),
        LATERAL (SELECT (l.lived_from + w.later * interval '1 month')::date AS day) d
    WHERE l.contract_id = %(contract)s AND NOT EXISTS (SELECT FROM ledger_posting p WHERE p.line_id = l.id)
"""
_POSTINGS = """
    INSERT INTO ledger_posting (contract_id, entry_id, account_id, amount_pence, line_id)
    SELECT l.contract_id, md5(l.id::text || w.entry)::uuid, a.id, w.sign * (l.spend_pence + w.more), l.id
    FROM orders_orderline l
    CROSS JOIN (VALUES ('SPENT', 'RESERVED', 1, 0), ('SPENT', 'SET_ASIDE', -1, 0), ('SPENT', 'RESERVED', -1, 0),
        ('SPENT', 'SET_ASIDE', 1, 0), ('SPENT', 'EQUIPMENT', 1, 0), ('SPENT', 'PROVIDER', -1, 0),
        ('SPENT', 'ACTIVITY', 1, 4200), ('SPENT', 'PROVIDER', -1, 4200), ('CREDITED', 'CREDITED', -1, 0),
        ('CREDITED', 'PROVIDER', 1, 0)) AS w (entry, kind, sign, more)
    JOIN bench_account a ON a.kind = w.kind
    WHERE l.contract_id = %(contract)s AND l.spend_pence + w.more > 0
        AND EXISTS (SELECT FROM ledger_entry e WHERE e.id = md5(l.id::text || 'SPENT')::uuid)
"""
_BALANCES = """
    INSERT INTO ledger_balance AS b (contract_id, account_id, month, part, amount_pence, postings)
    SELECT p.contract_id, p.account_id, e.month, 0, sum(p.amount_pence), count(*)
    FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id WHERE e.cause LIKE 'bench:%%'
    GROUP BY 1, 2, 3 ON CONFLICT (account_id, month, part) DO UPDATE
    SET amount_pence = b.amount_pence + excluded.amount_pence, postings = b.postings + excluded.postings
"""
# Copies share their items, and an item is lent once at a time: what is lent of them here has no number.
_LENT = """
    UPDATE loans_loan SET ended_at = NULL, end_reason = '', state = 'ACTIVE', quantity_back = 0,
        asset_id = NULL
    WHERE contract_id = %(contract)s AND left(md5(id::text), 1) < '4'
"""
POOL_PAGE = "/money/"
LENT_PAGES = ("/spending/credits/", "/spending/credits/loans/")


def measure(ground: Ground, *, quick: bool) -> list[Figure]:
    """The figures of section g."""
    collect_if_changed()
    settings.DEMO_MODE = True  # Else each page first asks for a second factor to be set up.
    with as_superuser() as owner:
        contract = str(ground.county.made.contract_id)
        with_money(owner, contract, QUICK_LINES if quick else LINES)
        told("products and prescribers")
        for statement in _SPREAD:
            owner.execute(statement, {"contract": contract, "prescribers": PRESCRIBERS})
        _fold(owner, contract)
        settle()
        _all_is_folded(owner)
        lines, postings = (_count(owner, table) for table in ("orders_orderline", "ledger_posting"))
    client = signed_in(ground.county, COMMISSIONER)
    today = london_today()
    periods = {"all years": "all", "this year": "", "last quarter": last_quarter(today).code}
    figures = []
    for row, column in PAIRS:
        for when in periods if By.PERSON in (row, column) else ("all years",):
            asked = {"rows": row.value, "columns": column.value, "period": periods[when]}
            open_page(client, "/spending/", asked)
            spent = p95([open_page(client, "/spending/", asked)[0] for _ in range(2 if quick else TIMES)])
            told(f"  {row} by {column}, {when}: {spent:.0f} ms")
            name = f"{row} by {column}, {when}: p95 with {lines:,} lines, {postings:,} postings"
            figures.append(Figure("g", name, spent, "ms", at_most=MOST_MS))
    open_page(client, POOL_PAGE, {})
    spent = p95([open_page(client, POOL_PAGE, {})[0] for _ in range(2 if quick else TIMES)])
    told(f"  the page of the pool: {spent:.0f} ms")
    figures.append(Figure("g", f"the page of the pool: p95 with {postings:,} postings", spent, "ms", at_most=MOST_MS))
    return [*figures, *_to_come(ground, client, 2 if quick else TIMES)]


def _to_come(ground: Ground, client: Client, times: int) -> Iterator[Figure]:
    """Credits still to come, with a quarter of all loans open."""
    with as_superuser() as owner:
        owner.execute(_LENT, {"contract": str(ground.county.made.contract_id)})
        settle()
        loans = _count(owner, "loans_loan")
    began = perf_counter()
    reckon_returns(Call(ground.county.scopes["system"], now_is(now())))
    yield Figure("g", f"counting {loans:,} loans, once a day", perf_counter() - began, "s")
    for address in LENT_PAGES:
        open_page(client, address, {})
        spent = p95([open_page(client, address, {})[0] for _ in range(times)])
        told(f"  {address}: {spent:.0f} ms")
        yield Figure("g", f"{address}: p95 with {loans:,} loans, a quarter open", spent, "ms", at_most=MOST_MS)


def with_money(owner: psycopg.Connection[Any], contract: str, lines: int) -> None:
    """So many order lines at least, each with its postings."""
    _many_lines(owner, lines)
    _money(owner, contract)


def _many_lines(owner: psycopg.Connection[Any], lines: int) -> None:
    """Section c may have copied as many already."""
    if _count(owner, "loans_loan") < lines:
        copy_up_to(owner, lines, models=keep_models(owner), before=0)


def _money(owner: psycopg.Connection[Any], contract: str) -> None:
    given = {"contract": contract}
    owner.execute("DROP TABLE IF EXISTS bench_account; CREATE UNLOGGED TABLE bench_account (kind text, id uuid)")
    owner.execute(f"INSERT INTO bench_account {_ACCOUNTS}", given)
    for what, statement in (("entries", _ENTRIES), ("postings", _POSTINGS), ("balances", _BALANCES)):
        told(what)
        owner.execute(statement, given)


def _fold(owner: psycopg.Connection[Any], contract: str) -> None:
    told("folding")
    given = {"contract": contract}
    owner.execute(
        "SELECT set_config('app.contract_id', %(contract)s, false), set_config('app.reach', 'ALL', false)", given
    )
    while True:
        (gone,) = owner.execute("SELECT spending_fold(1000000)").fetchone() or (0,)
        left = owner.execute("SELECT settled_to - folded_to FROM spending_folded").fetchone()
        if not gone and left and not left[0]:
            return
        told(f"  {gone} numbers further")


def _all_is_folded(owner: psycopg.Connection[Any]) -> None:
    """Raises RuntimeError where the facts do not hold what the ledger does: then nothing would be measured."""
    summed = "SELECT sum(equipment_pence + activity_pence + credited_pence)"
    facts = owner.execute(f"{summed} FROM spending_spent").fetchone()
    kept = owner.execute(f"{summed} FROM spending_cross WHERE year = '{EVER}' AND pair = '{ALONE.code}'").fetchone()
    posted = owner.execute(
        """SELECT sum(p.amount_pence) FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
           WHERE p.line_id IS NOT NULL AND a.kind IN ('EQUIPMENT', 'SUSPENSE', 'ACTIVITY', 'CREDITED')"""
    ).fetchone()
    if not facts == kept == posted:
        raise RuntimeError(f"the facts hold {facts}, the pairs {kept}, the ledger {posted}")


def _count(owner: psycopg.Connection[Any], table: str) -> int:
    (found,) = owner.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    return int(found)
