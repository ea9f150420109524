"""Promises 1 to 9 against an application gone wrong: raw SQL as its own role, past every rule, scope and use case.

Each attack runs inside an honest change (an audit row of a member of staff), so that only the promise itself is in its
way; the database must answer with the code of docs/invariants.md, or with "permission denied"."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from handrail.core import outbox
from handrail.core.channels import Channel
from handrail.core.clock import now
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.simulation.set_up import County
from tests.ordering import lines, placed, someone
from tests.persons import added
from tests.situations import another_county, call_as, northdown
from tests.stock_situations import goods
from tests.visiting import on_loan

pytestmark = pytest.mark.django_db

DENIED = "42501"  # no such right, or a policy is in the way
APPEND_ONLY, BELOW_ZERO, UNFIT, NO_STEP, NO_AUDIT, NO_TIME = "HR001", "HR003", "HR004", "HR005", "HR008", "HR009"
UNSAID = "HR010"
UNIQUE, CHECKED, KEY = "23505", "23514", "23503"


@contextmanager
def change_by(
    scope: Scope, *, late: timedelta = timedelta(), lays_down: bool = True, kept: bool = False
) -> Iterator[None]:
    """An honest beginning of a change; what was attempted in it is undone, unless it is `kept`."""
    at = now()
    with transaction.atomic(), connection.cursor() as cursor:
        begin = "SELECT core_begin(%s, %s, %s, %s, 'STOCK_MOVED', %s, %s, '4 hours', '', NULL, '', '', NULL, %s)"
        who = (scope.contract_id, scope.partner_id, scope.reach, scope.user_id)
        cursor.execute(begin, [*who, at - late, at, lays_down])
        yield
        transaction.set_rollback(not kept)


def attempt(statement: str, *values: UUID | int | str) -> str:
    """The SQLSTATE with which the database refuses, or what it let through."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            touched = cursor.rowcount
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return f"let through: {touched} rows"
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", ""))


def one(statement: str, *values: UUID | int | str) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (found,) = cursor.fetchone()
    return UUID(str(found))


def copied(table: str, where: str, **changed: str) -> str:
    """An INSERT of a row once more under a new id, with some columns otherwise."""
    merged = ", ".join(f"'{name}', {value}" for name, value in {"id": "gen_random_uuid()", **changed}.items())
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(t) || jsonb_build_object({merged}))"
        f").* FROM {table} t WHERE {where}"
    )


@pytest.fixture
def county() -> County:
    made = northdown()
    goods(made, "BED-010", 2)
    goods(made, "WLK-010", 5)
    return made


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("INSERT INTO stock_assetmove SELECT * FROM stock_assetmove", DENIED),
        ("UPDATE stock_assetmove SET to_place_id = from_place_id", DENIED),
        ("DELETE FROM stock_assetmove", DENIED),
        ("TRUNCATE stock_assetmove", DENIED),
        ("DELETE FROM stock_asset", DENIED),
        ("UPDATE stock_asset SET place_id = NULL", "23502"),
        ("UPDATE stock_asset SET state_seq = state_seq + 1", NO_STEP),
        ("UPDATE stock_asset SET id = gen_random_uuid()", NO_STEP),
    ],
)
def test_promise_1_no_move_is_written_changed_or_lost(county: County, statement: str, code: str) -> None:
    with change_by(county.scopes["depot"]):
        assert attempt(statement) == code


def test_promise_2_no_second_open_loan(county: County) -> None:
    on_loan(county, "BED-010")
    with change_by(county.scopes["desk"]):
        again = copied("loans_loan", "asset_id IS NOT NULL", state_path="NULL", imported_reference="'x'")
        assert attempt(again) == UNIQUE
        ended = "UPDATE loans_loan SET ended_at = now(), end_reason = 'RETURNED' WHERE asset_id IS NOT NULL"
        assert attempt(ended) == CHECKED
        assert attempt("UPDATE loans_loan SET quantity = 2 WHERE asset_id IS NOT NULL") == CHECKED


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE stock_stockcell SET quantity = 99", DENIED),
        ("INSERT INTO stock_stockcell SELECT * FROM stock_stockcell", DENIED),
        ("DELETE FROM stock_stockcell", DENIED),
        ("UPDATE stock_stockmove SET quantity = 99", APPEND_ONLY),
        ("UPDATE stock_stockmove SET used = 1", APPEND_ONLY),
        ("DELETE FROM stock_stockmove", DENIED),
        (
            copied(
                "stock_stockmove", "true", quantity="6", from_place_id="t.to_place_id", from_condition="'READY'",
                to_condition="'QUARANTINED'",
            ),
            BELOW_ZERO,
        ),
        (copied("stock_stockmove", "true", quantity="-1"), CHECKED),
    ],
)  # fmt: skip
def test_promise_3_no_cell_is_other_than_the_sum_of_its_moves(county: County, statement: str, code: str) -> None:
    with change_by(county.scopes["depot"]):
        assert attempt(statement) == code


def test_promise_3_nobody_says_by_hand_how_many_pieces_are_used(county: County) -> None:
    with change_by(county.scopes["depot"]):
        assert attempt(copied("stock_stockmove", "from_place_id IS NULL", used="5")).startswith("let through")
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(used) FROM stock_stockmove UNION SELECT max(used) FROM stock_stockcell")
            assert cursor.fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("before", "statement", "code"),
    [
        ("state_path = '{QUARANTINED}'", "state_path = '{HELD}'", NO_STEP),
        ("alert_reference = 'NatPSA/1'", "state_path = '{HELD}'", UNFIT),
        ("examination_due_on = '2020-01-01'", "state_path = '{HELD,LOADED}'", UNFIT),
        ("electrical_test_due_on = '2020-01-01'", "state_path = '{ON_LOAN}'", UNFIT),
        ("state_path = '{QUARANTINED}'", "state_path = '{ON_LOAN}'", UNFIT),
    ],
)
def test_promise_4_nothing_unfit_is_chosen(county: County, before: str, statement: str, code: str) -> None:
    with change_by(county.scopes["depot"]):
        assert attempt("UPDATE stock_asset SET state_path = '{READY}' WHERE state = 'PASSED'").startswith("let")
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE stock_asset SET {before} WHERE state = 'READY'")
        assert attempt(f"UPDATE stock_asset SET {statement}") == code


NOTED = """
    INSERT INTO stock_discrepancy (id, contract_id, kind, asset_id, quantity, code_read, detail, owner_role,
        raised_by_id, happened_at, recorded_at, settled_how)
    SELECT gen_random_uuid(), contract_id, 'COUNT_ELSEWHERE', id, 1, '', '', 'DEPOT',
        gen_random_uuid(), now(), now(), ''
    FROM stock_asset WHERE number = %s RETURNING id
"""


def test_promise_4_an_exception_names_a_discrepancy_of_its_own(county: County) -> None:
    """Recording what has happened is let through with its story, and no other: neither made up nor another's."""
    numbers = goods(county, "BED-010", 2)
    hand_over = "UPDATE stock_asset SET state_path = '{ON_LOAN}', discrepancy_id = %s WHERE number = %s"
    with change_by(county.scopes["depot"]):
        apart = "UPDATE stock_asset SET state_path = '{QUARANTINED}' WHERE state <> 'QUARANTINED'"
        assert attempt(apart).startswith("let through")
        note = one(NOTED, numbers[0])
        assert attempt(hand_over, uuid4(), numbers[0]) == KEY
        assert attempt(hand_over, note, numbers[1]) == KEY
        assert attempt(hand_over, note, numbers[0]) == "let through: 1 rows"
        moved = copied("stock_stockmove", "true", discrepancy_id="gen_random_uuid()")
        assert attempt(moved) == KEY
        assert attempt("UPDATE stock_discrepancy SET asset_id = NULL") == APPEND_ONLY
        assert attempt("UPDATE stock_discrepancy SET detail = 'All was well'") == APPEND_ONLY
        settle = "UPDATE stock_discrepancy SET settled_at = now(), settled_by_id = raised_by_id, settled_how = 'x'"
        with connection.cursor() as cursor:
            cursor.execute(settle)
        assert attempt(settle) == APPEND_ONLY


def test_promise_4_counted_stock_is_held_to_it_too(county: County) -> None:
    with change_by(county.scopes["depot"]):
        dirty = copied("stock_stockmove", "true", from_place_id="t.to_place_id", from_condition="'RETURNED_DIRTY'",
                       to_condition="'ON_LOAN'")  # fmt: skip
        assert attempt(dirty) in (UNFIT, NO_STEP)


def test_promise_4_nothing_dirty_leaves_quarantine_but_to_be_cleaned(county: County) -> None:
    """Items, and pieces that were with somebody; what was on the shelf before is let through."""
    goods(county, "BED-010", 1)
    goods(county, "BDA-020", 2)
    chosen = CHOSEN.format(line="NULL")
    with change_by(county.scopes["depot"]):
        for way in ("DECONTAMINATED", "IN_REPAIR"):
            apart = f"UPDATE stock_asset SET state_path = '{{%s,QUARANTINED,{way}}}'"
            assert attempt(apart % "RETURNED_DIRTY") == UNFIT
            assert attempt(apart % "RETURNED_DIRTY,QUARANTINED,SCRAPPED") == UNFIT
            assert attempt(apart % "RETURNED_DIRTY,DECONTAMINATED").startswith("let through")
        assert attempt(chosen, "ON_LOAN", "READY", "").startswith("let through")
        assert attempt(chosen, "QUARANTINED", "READY", "").startswith("let through")
        for after, before in (("RETURNED_DIRTY", "ON_LOAN"), ("QUARANTINED", "RETURNED_DIRTY")):
            assert attempt(chosen, after, before, "").startswith("let through")
        # The used one goes first.
        assert attempt(chosen, "DECONTAMINATED", "QUARANTINED", "") == UNFIT
        assert attempt(chosen, "IN_REPAIR", "QUARANTINED", "") == UNFIT
        assert attempt(chosen, "RETURNED_DIRTY", "QUARANTINED", "").startswith("let through")
        assert attempt(chosen, "DECONTAMINATED", "QUARANTINED", "").startswith("let through")


RECALLED = """
    INSERT INTO stock_recall (id, contract_id, product_id, lot, reference, reason, begun_at, recorded_at, begun_by_id,
        lifted_why)
    SELECT gen_random_uuid(), contract_id, id, %s, 'NatPSA/2026/001', 'legs may break', now() - interval '9 years',
        now(), gen_random_uuid(), ''
    FROM catalogue_product WHERE code = %s AND contract_id = %s RETURNING product_id
"""
CHOSEN = """
    INSERT INTO stock_stockmove (id, contract_id, product_id, lot, quantity, used, from_place_id, from_condition,
        to_place_id, to_condition, reason, line_id, happened_at, recorded_at, by_id, audit_id)
    SELECT gen_random_uuid(), contract_id, product_id, lot, 1, 0, place_id, condition, place_id, %s, '', {line},
        NULL, now(), gen_random_uuid(), 1
    FROM stock_stockcell WHERE condition = %s AND lot = %s
"""


def test_promise_4_nothing_recalled_is_chosen_nor_the_recall_undone(county: County) -> None:
    """Neither items nor pieces of the lot; those of another lot are. The recall tells the same for ever, and who."""
    goods(county, "BDA-020", 2, lot="BAD")
    goods(county, "BDA-020", 2, lot="GOOD")
    goods(county, "BED-010", 2)
    chosen = CHOSEN.format(line="NULL")
    gifted = CHOSEN.format(line="gen_random_uuid()").replace("place_id, %s, ''", "NULL, NULLIF(%s, ''), ''")
    own = county.made.contract_id
    with change_by(county.scopes["depot"]):
        # Kept for somebody before the recall.
        assert attempt(chosen, "HELD", "READY", "BAD").startswith("let through")
        products = {one(RECALLED, "BAD", "BDA-020", own), one(RECALLED, "", "BED-010", own)}
        assert len(products) == 2
        for after, before in (("HELD", "READY"), ("LOADED", "HELD"), ("ON_LOAN", "READY"), ("READY", "HELD")):
            assert attempt(chosen, after, before, "BAD") == UNFIT, (after, before)
        assert attempt(gifted, "", "READY", "BAD") == UNFIT
        assert attempt(chosen, "QUARANTINED", "READY", "BAD").startswith("let through")
        assert attempt(chosen, "HELD", "READY", "GOOD").startswith("let through")
        for step in ("HELD", "ON_LOAN", "GIFTED"):
            hold = "held_for_line_id = gen_random_uuid()"
            assert attempt(f"UPDATE stock_asset SET state_path = '{{{step}}}', {hold}") == UNFIT
        assert attempt("UPDATE stock_asset SET state_path = '{QUARANTINED}'").startswith("let through")
        assert attempt("UPDATE stock_asset SET state_path = '{DECONTAMINATED,PASSED,READY}'") == UNFIT
        assert attempt("UPDATE stock_recall SET lot = 'OTHER'") == APPEND_ONLY
        assert attempt("UPDATE stock_recall SET lifted_why = 'not said when'") == APPEND_ONLY
        assert attempt("DELETE FROM stock_recall") == DENIED
        honest = "begun_at = core_setting('app.happened_at')::timestamptz"
        assert one(f"SELECT DISTINCT begun_by_id FROM stock_recall WHERE {honest}") == county.users["depot"]
        lift = "UPDATE stock_recall SET lifted_at = now(), lifted_by_id = begun_by_id, lifted_why = 'x'"
        assert attempt(lift).startswith("let through")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE {table} SET state = 'NO_SUCH_STATE'", NO_STEP),
        ("UPDATE {table} SET state_path = '{{NO_SUCH_STATE}}'", NO_STEP),
        ("DELETE FROM {history}", DENIED),
        ("UPDATE {history} SET by_id = gen_random_uuid()", DENIED),
        ("INSERT INTO {history} SELECT * FROM {history}", DENIED),
        ("DELETE FROM {table}", DENIED),
    ],
)
@pytest.mark.parametrize(
    ("table", "history"), [("orders_orderline", "orders_linehistory"), ("visits_visit", "visits_visithistory")]
)
def test_promise_5_no_state_is_skipped_and_no_history_touched(
    county: County, table: str, history: str, statement: str, code: str
) -> None:
    placed(county, someone(county), *lines("TOI-030"))
    with change_by(county.scopes["desk"]):
        assert attempt(statement.format(table=table, history=history)) == code


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE core_answeredcall SET answer = '{}'", APPEND_ONLY),
        ("UPDATE core_answeredcall SET fingerprint = ''", DENIED),
        ("DELETE FROM core_answeredcall", DENIED),
    ],
)
def test_promise_6_an_answer_stays_as_it_was_given(county: County, statement: str, code: str) -> None:
    with change_by(county.scopes["depot"]):
        assert attempt(statement) == code


def test_promise_7_no_row_is_written_for_a_person_out_of_reach(county: County) -> None:
    """By contract, by reach, and by giving reach away: a hospice sees and writes what it serves."""
    person_id = added(county, by="nurse").person_id
    desk, hospice = county.scopes["desk"], county.scopes["hospice"]
    note = (
        "INSERT INTO people_note (id, contract_id, person_id, list, code, detail, secret, added_by_id, added_at)"
        " VALUES (gen_random_uuid(), %s, %s, 'access_note', 'x', 'x', '', gen_random_uuid(), now())"
    )
    reach = (
        "INSERT INTO people_reach (id, contract_id, person_id, partner_id, since)"
        " VALUES (gen_random_uuid(), %s, %s, %s, now())"
    )
    with change_by(desk):
        assert attempt(note, desk.contract_id, person_id) == "let through: 1 rows"
    with change_by(hospice):
        assert attempt(note, hospice.contract_id, person_id) == DENIED
        assert attempt(reach, hospice.contract_id, person_id, desk.partner_id) == DENIED
        assert attempt("UPDATE people_person SET family_name = 'X'") == "let through: 0 rows"


@use_case(Event.STOCK_MOVED, needs=Permission.FIND_PERSON)
def _told(change: Change, *, person_id: UUID) -> None:
    message = outbox.Message(change.new_id(), "one", "x", Channel.EMAIL, "a@example.org", {}, person_id)
    outbox.put([message], contract_id=change.scope.contract_id, at=change.at.recorded_at)


def test_promise_7_what_was_said_of_a_person_out_of_reach_is_not_seen(county: County) -> None:
    """Neither the messages about them nor which audit rows touched their record."""
    person_id = added(county, by="nurse").person_id
    desk, hospice = county.scopes["desk"], county.scopes["hospice"]
    _told(call_as(desk), person_id=person_id)
    about = [
        f"SELECT FROM {table} WHERE person_id IS NOT NULL" for table in ("core_outboxmessage", "core_auditsubject")
    ]
    with change_by(desk):
        assert [attempt(statement) for statement in about] == ["let through: 1 rows", "let through: 2 rows"]
    with change_by(hospice):
        assert [attempt(statement) for statement in about] == ["let through: 0 rows"] * 2
        assert attempt("UPDATE core_outboxmessage SET recipient = 'me@example.org'") == "let through: 0 rows"


def test_promise_7_the_contract_cannot_be_switched_in_the_middle(county: County) -> None:
    there = another_county()
    goods(there, "BED-010")
    mine = county.scopes["depot"]
    with change_by(mine):
        for table in ("partners_code", "partners_speed", "identity_post", "catalogue_product", "stock_asset"):
            own = attempt(f"UPDATE {table} SET from_on = from_on WHERE contract_id = %s", there.made.contract_id)
            assert own in ("let through: 0 rows", "42703"), table
        moved = f"UPDATE identity_post SET contract_id = '{there.made.contract_id}'"
        assert attempt(moved) == DENIED
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.contract_id', %s, true)", [str(there.made.contract_id)])
        assert attempt("UPDATE stock_asset SET bin_code = 'A1'") in (NO_AUDIT, "42703")
        assert attempt("UPDATE stock_asset SET serial = 'A1'") == NO_AUDIT


@pytest.mark.parametrize(
    "table",
    [
        *("partners_contractterm", "partners_speed", "partners_calendar", "partners_code", "partners_activityprice"),
        *("partners_depot", "catalogue_product", "catalogue_question", "catalogue_compatibilityrule"),
        "catalogue_bundleline",
    ],
)
def test_promise_5_what_a_contract_lays_down_is_changed_only_by_a_call_that_says_so(county: County, table: str) -> None:
    with change_by(county.scopes["admin"], lays_down=False):
        assert attempt(f"UPDATE {table} SET contract_id = contract_id") == UNSAID
        assert attempt("UPDATE core_laiddown SET audit_id = 1") == DENIED
        assert attempt("INSERT INTO core_laiddown VALUES (gen_random_uuid(), 1)") == DENIED


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE core_audit SET event = 'X'", DENIED),
        ("DELETE FROM core_audit", DENIED),
        ("DELETE FROM core_auditsubject", DENIED),
        ("UPDATE catalogue_questionwording SET text = 'X'", DENIED),
        ("DELETE FROM catalogue_questionwording", DENIED),
        ("INSERT INTO catalogue_questionwording SELECT * FROM catalogue_questionwording LIMIT 1", DENIED),
        ("INSERT INTO core_audit SELECT * FROM core_audit LIMIT 1", DENIED),
        (
            """INSERT INTO core_audit (contract_id, event, happened_at, recorded_at, recorded_late, reason, xact)
               SELECT core_setting('app.contract_id')::uuid, 'X', now(), now(), false, '', 1 + max(xact)
               FROM core_audit""",
            DENIED,
        ),
        (
            """INSERT INTO core_audit (contract_id, event, happened_at, recorded_at, recorded_late, reason)
               VALUES (core_setting('app.contract_id')::uuid, 'X', now() + interval '1 day', now(), false, '')""",
            CHECKED,
        ),
    ],
)
def test_promise_8_the_log_is_neither_changed_nor_written_ahead(county: County, statement: str, code: str) -> None:
    with change_by(county.scopes["depot"]):
        assert attempt(statement) == code


@pytest.mark.django_db(transaction=True)
def test_promise_8_no_subject_is_added_to_an_earlier_change(county: County) -> None:
    depot = county.scopes["depot"]
    with change_by(depot), connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM core_audit")
        (earlier,) = cursor.fetchone()
        add = "INSERT INTO core_auditsubject (audit_id, contract_id, subject) VALUES (%s, %s, 'asset:x')"
        assert attempt(add, earlier, depot.contract_id) == DENIED
        cursor.execute("SELECT core_setting('app.audit_id')::bigint")
        (mine,) = cursor.fetchone()
        assert attempt(add, mine, depot.contract_id) == "let through: 1 rows"


def test_promise_9_no_step_in_the_future_or_before_the_last(county: County) -> None:
    depot = county.scopes["depot"]
    with change_by(depot):
        put = "UPDATE stock_asset SET state_path = '{QUARANTINED}', state_at = now() + interval '%s days'"
        assert attempt(put % 4000) == NO_TIME
        assert attempt(put % -4000) == NO_TIME
        assert attempt(copied("stock_stockmove", "true", happened_at="now() + interval '4000 days'")) == NO_TIME
    with pytest.raises(DatabaseError, match="audit_not_in_the_future"), change_by(depot, late=-timedelta(days=1)):
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE stock_asset DISABLE TRIGGER ALL",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY within_contract ON people_person",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION core_require_audit() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        "CREATE FUNCTION core_setting(text, text) RETURNS text LANGUAGE sql AS 'SELECT NULL'",
        "DELETE FROM people_person",
        "DELETE FROM identity_user",
        "TRUNCATE people_person CASCADE",
    ],
)
def test_promises_the_application_cannot_take_the_guards_down(county: County, statement: str) -> None:
    with change_by(county.scopes["admin"]):
        assert attempt(statement) == DENIED


def test_promise_7_row_security_is_not_switched_off(county: County) -> None:
    someone(county)
    with change_by(county.scopes["hospice"]):
        assert attempt("SET LOCAL row_security = off") == "let through: -1 rows"
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL row_security = off")
        assert attempt("SELECT * FROM people_person") == DENIED
