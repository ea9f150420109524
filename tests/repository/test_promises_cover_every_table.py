"""No table escapes the promises: row security, the audit guard, closed history, move tables equal to the code."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.moves import steps
from handrail.core.privacy import Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.identity.states import MOVES as ACCOUNT_MOVES
from handrail.intake.states import MOVES as FILE_MOVES
from handrail.invoices.states import MOVES as INVOICE_MOVES
from handrail.loans.states import MOVES as LOAN_MOVES
from handrail.orders.states import MOVES as LINE_MOVES
from handrail.orders.states import RELEASE_MOVES
from handrail.partners.states import MOVES as CONTRACT_MOVES
from handrail.specials.states import MOVES as SPECIAL_MOVES
from handrail.stock.states import MOVES as ASSET_MOVES
from handrail.visits.states import MOVES as VISIT_MOVES
from handrail.visits.states import RUN_MOVES
from handrail.vouchers.states import MOVES as VOUCHER_MOVES
from tests.promises import STATEFUL
from tests.repository.sources import read

OURS = [model for model in apps.get_models() if model.__module__.startswith("handrail.")]
# Contract data is not about people (docs/invariants.md, "What row security does not cover").
WITHOUT_ROW_SECURITY = {"partners", "identity", "catalogue"}
MACHINES: dict[str, Mapping[tuple[Any, Any], Any]] = {
    "partners_contract": CONTRACT_MOVES,
    "identity_post": ACCOUNT_MOVES,
    "stock_asset": ASSET_MOVES,
    "orders_orderline": LINE_MOVES,
    "orders_release": RELEASE_MOVES,
    "loans_loan": LOAN_MOVES,
    "visits_visit": VISIT_MOVES,
    "visits_run": RUN_MOVES,
    "intake_importfile": FILE_MOVES,
    "invoices_invoice": INVOICE_MOVES,
    "specials_special": SPECIAL_MOVES,
    "vouchers_voucher": VOUCHER_MOVES,
}


def one_column(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {str(row[0]) for row in cursor.fetchall()}


def tables(chosen: Iterable[type[models.Model]]) -> set[str]:
    return {model._meta.db_table for model in chosen}


def with_contract() -> list[type[models.Model]]:
    return [m for m in OURS if any(f.column == "contract_id" for f in m._meta.local_fields)]


def privacy_of(model: type[models.Model]) -> Privacy:
    declared = getattr(model, "PRIVACY", None)
    assert isinstance(declared, Privacy), model
    return declared


def test_every_model_says_what_it_holds_about_people() -> None:
    assert all(privacy_of(model).kept for model in OURS)


def test_privacy_names_only_columns_that_exist() -> None:
    """A declaration may be shared by the models of one app; each name in it is a column of one of them."""
    wrong = []
    for app_label in {model._meta.app_label for model in OURS}:
        models_of_app = [m for m in OURS if m._meta.app_label == app_label]
        columns = {name for m in models_of_app for f in m._meta.local_fields for name in (f.name, str(f.column))}
        wrong += [(m.__name__, name) for m in models_of_app for name in privacy_of(m).personal if name not in columns]
    assert wrong == []


@pytest.mark.django_db
def test_promise_7_row_security_is_forced_on_every_table_of_a_contract() -> None:
    forced = one_column("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    must = tables(m for m in with_contract() if m._meta.app_label not in WITHOUT_ROW_SECURITY)
    assert must - forced == set()


@pytest.mark.django_db
def test_promise_7_every_key_inside_a_contract_holds_the_contract() -> None:
    named = one_column("SELECT conname FROM pg_constraint WHERE contype = 'f' AND conname LIKE '%same_contract'")
    must = {
        f"{model._meta.db_table}_{field.column}_same_contract"[:63]
        for model in OURS
        for field in model._meta.local_fields
        if isinstance(field, ContractForeignKey)
    }
    assert must - named == set()


@pytest.mark.django_db
def test_promise_8_every_table_of_a_contract_needs_an_audit_row() -> None:
    guarded = one_column(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'needs_audit'"
    )
    by_trigger = tables(m for m in OURS if issubclass(m, HistoryRow)) | {"stock_stockcell", "ledger_balance"}
    own = {"core_audit", "core_auditsubject", "core_answeredcall"}
    assert tables(with_contract()) - guarded - by_trigger - own == set()


@pytest.mark.django_db
def test_promise_5_history_is_written_by_triggers_only() -> None:
    may_write = one_column(
        """SELECT table_name FROM information_schema.role_table_grants WHERE grantee = current_user
           AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')"""
    )
    assert tables(m for m in OURS if issubclass(m, HistoryRow)) & may_write == set()
    assert "stock_stockcell" not in may_write


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(MACHINES))
def test_promise_5_the_database_allows_just_the_steps_of_the_code(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [f"{table}_keep_history"])
        (body,) = cursor.fetchone()
    allowed = set(re.findall(r'"([A-Z_]+>[A-Z_]+)"', body))
    assert allowed == {f"{start}>{end}" for start, end in steps(MACHINES[table])}


def test_every_machine_is_named_here() -> None:
    assert tables(m for m in OURS if issubclass(m, StatefulRow)) == set(MACHINES)


def test_promise_5_every_state_has_a_history_or_its_reason_for_none() -> None:
    """A column called `state` belongs to a row whose every step is kept, or docs/invariants.md says why not."""
    kept = {
        table for table, history in STATEFUL.items() if history in tables(m for m in OURS if issubclass(m, HistoryRow))
    }
    with_state = {m._meta.db_table: m for m in OURS if any(f.column == "state" for f in m._meta.local_fields)}
    without = {table for table, model in with_state.items() if not (issubclass(model, StatefulRow) and table in kept)}
    _, _, section = read("docs/invariants.md").partition("## States without a history\n")
    reasons = dict(re.findall(r"^- `(\w+)\.state`: (.+)", section.partition("\n## ")[0], re.MULTILINE))
    assert without == set(reasons)
    assert len(with_state) > len(without)
