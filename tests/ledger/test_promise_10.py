"""Promise 10 on the tables themselves, as the application's role: entries balance, stay as they were written, are
written once for each cause and in open months only, and each balance is the sum of its postings."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from handrail.core.moment import now_is
from handrail.identity.calls import Call, Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission, Role, permissions_of
from handrail.identity.scope import Scope
from handrail.ledger import actions
from handrail.ledger.codes import OF_A_FUND, AccountKind, EntryKind
from handrail.ledger.models import Account, ClosedMonth, Entry, Fund, Share, ShareSet
from handrail.ledger.queries import balances, posted
from handrail.ledger.rules import entries
from handrail.ledger.rules.entries import Occasion, Payers, Posting, Price
from handrail.ledger.sql import REPLACED
from handrail.partners.models import Contract
from handrail.simulation.set_up import County
from tests.database import superuser
from tests.promises import broken_in
from tests.usecases.test_allocation_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)

BED = UUID(int=77)
MAY = date(2026, 5, 4)
# The entries of these tests are made up.
_OF_THE_LIST = "10: a charge is not what the price list said on its day"
PRICE = Price("equipment", "", 1, 69_501)


@dataclass(frozen=True)
class Books:
    """The ledger of a contract under test: who writes, and the share set of its pool."""

    scope: Scope
    pool: UUID

    def at(self, when: datetime) -> Call:
        """A call at this time."""
        return Call(self.scope, now_is(when))


JUNE = datetime(2026, 6, 3, 9, tzinfo=UTC)
AUGUST = datetime(2026, 8, 3, 9, tzinfo=UTC)
UNIT_COST = """
    INSERT INTO ledger_unitcost (id, contract_id, from_on, counted, each_low, each_central, each_high, pence_low,
        pence_central, pence_high, priced_in, source, basis, grade)
    VALUES (gen_random_uuid(), %(contract)s, '2026-06-03', 'prevent_fall', 1, 1, 1, 1, 2, 3, 2026, 'A survey', '', 'D')
"""


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER, lays_down=True)
def _open_books(change: Change, *, parts: tuple[int, ...] = (514_000, 486_000)) -> str:
    contract = Contract.objects.get(pk=change.scope.contract_id)
    fund = Fund(id=uuid4(), contract_id=contract.id, code="second", name="Second pool", kind="POOL")
    actions.add_fund(fund)
    pool = ShareSet(id=uuid4(), contract_id=contract.id, fund_id=fund.id, from_on=date(2026, 4, 1))
    partners = (contract.council_id, contract.nhs_board_id)
    actions.add_shares(
        pool,
        [
            Share(id=uuid4(), contract_id=contract.id, share_set_id=pool.id, partner_id=who, parts=share)
            for who, share in zip(partners, parts, strict=False)
        ],
        [Account(id=uuid4(), contract_id=contract.id, kind=kind, share_set_id=pool.id) for kind in OF_A_FUND],
    )
    change.touched("fund", fund.id)
    return str(pool.id)


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER)
def _post(change: Change, *, what: Sequence[entries.Entry]) -> str:
    actions.post(what)
    change.touched("entry", what[0].id)
    return ""


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER)
def _close(change: Change, *, month: date) -> str:
    actions.close_month(change.new_id(), month)
    change.touched("month", month.year)
    return ""


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER, lays_down=True)
def _by_hand(change: Change, *, statement: str, given: Mapping[str, str | None]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(given))
    change.touched("entry", change.audit_id)
    return ""


@pytest.fixture
def books(county: County) -> Books:
    roles = frozenset({Role.SYSTEM, Role.CONTROLLER})
    scope = replace(county.scopes["desk"], roles=roles, permissions=permissions_of(roles))
    return Books(scope, UUID(_open_books(Call(scope, now_is(JUNE)))))


def spent(books: Books, cause: str = "spent", on: date = MAY) -> entries.Entry:
    return entries.spent(Occasion(uuid4(), cause, on), PRICE, [Payers(BED, {books.pool: 1})])


def sums(books: Books) -> dict[tuple[date, AccountKind], int]:
    with reading(books.scope):
        found = balances(books.scope, date(2026, 1, 1), date(2027, 1, 1))
    return {(row.month, row.kind): row.amount_pence for row in found}


def told(work: Callable[..., object], call: Call, **given: Any) -> str:
    """What the database says to something that it refuses."""
    with pytest.raises(DatabaseError) as error:
        work(call, **given)
    return str(error.value).splitlines()[0]


def test_promise_10_what_is_posted_stands_on_its_accounts(books: Books) -> None:
    _post(books.at(JUNE), what=[spent(books), spent(books, "another")])
    month = date(2026, 5, 1)
    assert sums(books) == {(month, AccountKind.EQUIPMENT): 139_002, (month, AccountKind.PROVIDER): -139_002}
    with reading(books.scope):
        assert posted(books.scope, [BED], AccountKind.EQUIPMENT) == (
            Posting(AccountKind.EQUIPMENT, books.pool, 139_002, BED),
        )


def test_promise_10_what_does_not_balance_or_has_no_account_is_refused(books: Books) -> None:
    good = spent(books)
    lame, lost, empty = spent(books, "lame"), spent(books, "lost"), spent(books, "empty")
    object.__setattr__(lame, "postings", lame.postings[:1])
    object.__setattr__(empty, "postings", ())
    elsewhere = tuple(replace(p, share_set_id=p.share_set_id and uuid4()) for p in lost.postings)
    object.__setattr__(lost, "postings", elsewhere)
    for wrong in (lame, lost, empty):
        assert told(_post, books.at(JUNE), what=[good, wrong]).startswith("promise 10: "), wrong.cause
    assert sums(books) == {}


def test_promise_10_one_cause_is_posted_once_also_by_two_at_once(books: Books) -> None:
    came_to = at_once(*[lambda: _post(books.at(JUNE), what=[spent(books)])] * 4)
    assert sorted(str(one or "") for one in came_to) == ["", "STALE", "STALE", "STALE"]
    assert sums(books)[date(2026, 5, 1), AccountKind.PROVIDER] == -69_501


def test_promise_10_an_activity_is_charged_once_for_its_cause_and_the_rest_of_a_change_is_posted(books: Books) -> None:
    def charge(beside: str) -> None:
        activity = entries.charged(Occasion(uuid4(), "charge", MAY), PRICE, [Payers(BED, {books.pool: 1})])
        _post(books.at(JUNE), what=[activity, spent(books, beside)])

    assert at_once(*[lambda at=at: charge(f"spent {at}") for at in range(4)]) == [None] * 4
    month = date(2026, 5, 1)
    assert sums(books) == {
        (month, AccountKind.ACTIVITY): 69_501,
        (month, AccountKind.EQUIPMENT): 4 * 69_501,
        (month, AccountKind.PROVIDER): -5 * 69_501,
    }
    assert broken_in(books.scope, but=[_OF_THE_LIST]) == []


def test_promise_10_a_charge_that_is_given_again_under_its_own_id_gets_no_more_postings(books: Books) -> None:
    activity = entries.charged(Occasion(uuid4(), "charge", MAY), PRICE, [Payers(BED, {books.pool: 1})])
    for _ in range(2):
        _post(books.at(JUNE), what=[activity])
    month = date(2026, 5, 1)
    assert sums(books) == {(month, AccountKind.ACTIVITY): 69_501, (month, AccountKind.PROVIDER): -69_501}
    assert broken_in(books.scope, but=[_OF_THE_LIST]) == []


def test_promise_10_balances_are_their_postings_when_many_post_at_once(books: Books) -> None:
    def post(worker: int) -> None:
        for turn in range(10):
            _post(books.at(JUNE), what=[spent(books, f"{worker} {turn}")])
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(post, range(4)))
    assert sums(books)[date(2026, 5, 1), AccountKind.EQUIPMENT] == 40 * 69_501
    with reading(books.scope), connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM (SELECT account_id, sum(amount_pence) AS amount FROM ledger_posting GROUP BY 1) p
               FULL JOIN (SELECT account_id, sum(amount_pence) AS amount FROM ledger_balance GROUP BY 1) b
               USING (account_id) WHERE p.amount IS DISTINCT FROM b.amount"""
        )
        assert cursor.fetchone() == (0,)


TABLES = ("ledger_entry", "ledger_posting", "ledger_balance", "ledger_closedmonth")
DEEDS = (
    "UPDATE {0} SET contract_id = contract_id",
    "DELETE FROM {0}",
    "TRUNCATE {0}",
    "INSERT INTO {0} SELECT * FROM {0}",
)


def test_promise_10_nobody_writes_money_by_hand(books: Books) -> None:
    _post(books.at(JUNE), what=[spent(books)])
    _close(books.at(JUNE), month=date(2026, 5, 1))
    for table, deed in product(TABLES, DEEDS):
        said = told(_by_hand, books.at(AUGUST), statement=deed.format(table), given={})
        assert said == f"permission denied for table {table}", deed


def test_promise_10_shares_are_whole_and_stay(books: Books) -> None:
    moved = "UPDATE ledger_shareset SET fund_id = fund_id"
    assert told(_by_hand, books.at(JUNE), statement=moved, given={}) == "permission denied for table ledger_shareset"
    assert (
        told(_by_hand, books.at(JUNE), statement="UPDATE ledger_share SET parts = 1", given={})
        == "permission denied for table ledger_share"
    )
    add = """INSERT INTO ledger_share (id, contract_id, share_set_id, partner_id, parts)
        SELECT gen_random_uuid(), contract_id, share_set_id, (SELECT provider_id FROM partners_contract c
        WHERE c.id = s.contract_id), 1 FROM ledger_share s LIMIT 1"""
    assert told(_by_hand, books.at(JUNE), statement=add, given={}).startswith("promise 10: ")


def test_promise_10_shares_that_are_not_whole_are_refused(county: County) -> None:
    roles = frozenset({Role.SYSTEM, Role.CONTROLLER})
    scope = replace(county.scopes["desk"], roles=roles, permissions=permissions_of(roles))
    for parts in ((514_000,), (514_000, 486_001), ()):
        assert told(_open_books, Call(scope, now_is(JUNE)), parts=parts).startswith("promise 10: "), parts


def test_promise_10_after_a_month_is_closed_money_falls_into_the_next(books: Books) -> None:
    _post(books.at(JUNE), what=[spent(books)])
    _close(books.at(JUNE), month=date(2026, 5, 1))
    _post(books.at(AUGUST), what=[spent(books, "late")])
    with reading(books.scope):
        late = Entry.objects.get(cause="late")
        closed = ClosedMonth.objects.get()
        assert (late.happened_on, late.month) == (MAY, date(2026, 6, 1))
        assert (closed.entries, closed.debits_pence) == (1, 69_501)
        with connection.cursor() as cursor:
            cursor.execute("SELECT digest FROM ledger_digest(%s, %s)", [books.scope.contract_id, closed.month])
            assert cursor.fetchone() == (closed.digest,)


def test_promise_10_months_are_closed_once_in_order_and_after_their_end(books: Books) -> None:
    _post(books.at(JUNE), what=[spent(books)])
    for month in (date(2026, 6, 1), date(2026, 5, 2)):
        assert told(_close, books.at(JUNE), month=month).startswith("promise 10: "), month
    # In August June is over, but May, in which there is an entry, is not closed.
    assert told(_close, books.at(AUGUST), month=date(2026, 6, 1)).startswith("promise 10: ")
    _close(books.at(JUNE), month=date(2026, 5, 1))
    assert told(_close, books.at(JUNE), month=date(2026, 5, 1)).startswith("promise 10: ")
    _close(books.at(AUGUST), month=date(2026, 6, 1))


def test_promise_10_a_transaction_that_looked_before_a_month_was_closed_posts_nothing_into_it(books: Books) -> None:
    _post(books.at(JUNE), what=[spent(books)])
    with pytest.raises(DatabaseError, match="promise 10: "):
        _posted_after_it_is_closed(books, spent(books, "late"))
    with reading(books.scope):
        assert ClosedMonth.objects.get().entries == 1
        assert not Entry.objects.filter(cause="late").exists()


def _posted_after_it_is_closed(books: Books, late: entries.Entry) -> None:
    """By a change that sees all as it was before: raw SQL, as the application's role may write it."""
    scope = books.scope
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        begin = "SELECT core_begin(%s, %s, 'ALL', %s, 'X', %s, %s, '4 hours', '', NULL, '', '', NULL)"
        cursor.execute(begin, [scope.contract_id, scope.partner_id, scope.user_id, JUNE, JUNE])
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_closed_elsewhere, books).result()
        actions.post([late])


def _closed_elsewhere(books: Books) -> None:
    _close(books.at(JUNE), month=date(2026, 5, 1))
    connection.close()


def test_promise_9_money_does_not_move_in_the_future(books: Books) -> None:
    tomorrow = spent(books, on=date(2026, 6, 4))
    with pytest.raises(Exception, match="HAPPENED_IN_FUTURE"):
        _post(books.at(JUNE), what=[tomorrow])


def test_promise_7_another_contracts_money_is_not_seen(books: Books) -> None:
    _post(books.at(JUNE), what=[spent(books)])
    stranger = replace(books.scope, contract_id=uuid4())
    with reading(stranger):
        assert balances(stranger, date(2026, 1, 1), date(2027, 1, 1)) == ()
        assert list(Entry.objects.all()) == []
        assert list(Fund.objects.all()) == []


def test_promise_10_an_entry_is_undone_by_one_that_names_it(books: Books) -> None:
    wrong = spent(books)
    _post(books.at(JUNE), what=[wrong])
    _post(books.at(JUNE), what=[entries.taken_back(Occasion(uuid4(), "undone", MAY), wrong, "Priced twice")])
    assert set(sums(books).values()) == {0}
    with reading(books.scope):
        undone = Entry.objects.get(kind=EntryKind.CORRECTED)
        assert (undone.corrects_id, undone.note) == (wrong.id, "Priced twice")


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE ledger_posting SET amount_pence = amount_pence + 1 WHERE amount_pence > 0",
        "UPDATE ledger_balance SET amount_pence = amount_pence + 1",
    ],
)
def test_promise_10_spoilt_money_is_seen(books: Books, spoilt: str) -> None:
    _post(books.at(JUNE), what=[spent(books)])
    assert broken_in(books.scope) == []
    with superuser(str(connection.settings_dict["NAME"])) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(spoilt.encode())
    assert {line.split(":")[0] for line in broken_in(books.scope)} == {"10"}


@pytest.mark.parametrize("table", ["ledger_fundingrule", "ledger_creditterm", "ledger_shareset"])
def test_promise_10_what_money_was_reckoned_by_ends_on_a_day_to_come_and_stays_ended(books: Books, table: str) -> None:
    ends = f"UPDATE {table} SET until_on = %(until)s::date"

    for day in ("2026-05-31", "2026-06-03"):
        assert told(_by_hand, books.at(JUNE), statement=ends, given={"until": day}).startswith("promise 10: "), day
    for to_come in ("2026-06-04", None, "2026-07-01"):
        _by_hand(books.at(JUNE), statement=ends, given={"until": to_come})
    for again in ("2026-09-01", None):
        assert told(_by_hand, books.at(AUGUST), statement=ends, given={"until": again}).startswith("promise 10: ")


def test_promise_10_an_estimate_ends_today_at_the_earliest_and_stays_ended(books: Books) -> None:
    _by_hand(books.at(JUNE), statement=UNIT_COST, given={"contract": str(books.scope.contract_id)})
    ends = "UPDATE ledger_unitcost SET until_on = %(until)s::date"
    assert told(_by_hand, books.at(JUNE), statement=ends, given={"until": "2026-06-02"}).startswith("promise 10: ")
    _by_hand(books.at(JUNE), statement=ends, given={"until": "2026-06-03"})
    for again in ("2026-09-01", None):
        assert told(_by_hand, books.at(JUNE), statement=ends, given={"until": again}).startswith("promise 10: ")


def test_promise_10_all_terms_of_money_keep_what_they_ended() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'keep_what_ended'")
        assert {table for (table,) in cursor.fetchall()} == {*REPLACED, "ledger_shareset"}
