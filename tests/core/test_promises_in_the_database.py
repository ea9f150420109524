"""The foundations of the promises, tested on the tables themselves, as the application's role.

Use cases have their own tests; these show what the database does when a rule upstream is passed by."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from handrail.catalogue.models import Product
from handrail.core.models import Audit
from handrail.core.moment import Moment, now_is
from handrail.core.refusal import CallReason, Refused
from handrail.core.steps import move
from handrail.identity.calls import Call, Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission, Role, permissions_of
from handrail.identity.scope import Scope
from handrail.partners.models import Contract, Depot, Partner
from handrail.people.models import Person, Reach
from handrail.stock.models import Asset, AssetMove, Place, StockCell, StockMove

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
ROLES = frozenset({Role.SYSTEM, Role.CONTROLLER})


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER)
def _begin(change: Change, *, contract_id: UUID) -> str:
    names = {
        kind: Partner(id=uuid4(), kind=kind, name=f"{kind} {contract_id}")
        for kind in ("COUNCIL", "NHS_BOARD", "PROVIDER")
    }
    Partner.objects.bulk_create(names.values())
    Contract.objects.create(
        id=contract_id,
        code=str(contract_id)[:30],
        name="Northdown",
        county="Northdown",
        council=names["COUNCIL"],
        nhs_board=names["NHS_BOARD"],
        provider=names["PROVIDER"],
        starts_on=date(2025, 1, 1),
        ends_on=date(2030, 1, 1),
        state_path=["AWARDED", "MOBILISING", "LIVE"],
    )
    change.touched("contract", contract_id)
    return str(names["PROVIDER"].id)


def scope(contract_id: UUID, partner_id: UUID | None = None) -> Scope:
    return Scope(
        user_id=uuid4(),
        user_name="Ada",
        contract_id=contract_id,
        contract_name="Northdown",
        partner_id=partner_id or uuid4(),
        reach="ALL",
        roles=ROLES,
        permissions=permissions_of(ROLES),
    )


@pytest.fixture
def county() -> Scope:
    contract_id = uuid4()
    partner = _begin(Call(scope(contract_id), now_is(AT - timedelta(days=400))), contract_id=contract_id)
    return scope(contract_id, UUID(partner))


@use_case(Event.GOODS_RECEIVED, needs=Permission.ADMINISTER, lays_down=True)
def _stock(change: Change) -> dict[str, str]:
    contract = change.scope.contract_id
    depot = Depot.objects.create(
        id=uuid4(),
        contract_id=contract,
        kind="DEPOT",
        name="Main",
        lines="1 Road",
        postcode="CB1 0AG",
        easting=1,
        northing=1,
    )
    place = Place.objects.create(id=depot.id, contract_id=contract, kind="DEPOT", name="Main", depot=depot)
    product = Product.objects.create(
        id=uuid4(),
        contract_id=contract,
        from_on=date(2025, 1, 1),
        code="HOI-010",
        name="Hoist",
        category="hoists",
        supply_route="loan",
        tracking="serialised",
        price_pence=1,
        minimum_authority="clinician",
        size_group="hoist",
    )
    asset = Asset.objects.create(
        id=uuid4(),
        contract_id=contract,
        product=product,
        number="A-1",
        place=place,
        state_path=["ON_ORDER", "PASSED", "READY"],
        examination_due_on=date(2026, 3, 2),
    )
    StockMove.objects.create(
        id=uuid4(), contract_id=contract, product=product, quantity=5, to_place=place, to_condition="READY"
    )
    return {"asset": str(asset.pk), "place": str(place.pk), "product": str(product.pk)}


@use_case(Event.LINES_ALLOCATED, needs=Permission.ALLOCATE)
def _hold(change: Change, *, asset_id: str) -> str:
    move(Asset, [UUID(asset_id)], expected=["READY"], path=["HELD"], held_for_line_id=uuid4())
    return asset_id


@use_case(Event.STOCK_MOVED, needs=Permission.KEEP_STOCK)
def _count_out(change: Change, *, made: dict[str, str], quantity: int) -> str:
    row = StockMove.objects.create(
        id=uuid4(),
        contract_id=change.scope.contract_id,
        product_id=UUID(made["product"]),
        quantity=quantity,
        from_place_id=UUID(made["place"]),
        from_condition="READY",
        to_place_id=UUID(made["place"]),
        to_condition="QUARANTINED",
    )
    change.touched("product", UUID(made["product"]))
    return str(row.pk)


def call(county: Scope, at: datetime = AT, key: str = "") -> Call:
    return Call(replace(county, permissions=frozenset(Permission)), now_is(at), key)


def rows(county: Scope, model: Any, **filters: Any) -> list[Any]:
    with reading(county):
        return list(model.objects.filter(**filters).order_by("pk"))


def test_promise_1_every_step_leaves_a_gapless_move(county: Scope) -> None:
    made = _stock(call(county, AT - timedelta(days=10)))
    moves = rows(county, AssetMove, subject_id=UUID(made["asset"]))
    assert [(m.seq, m.from_state, m.to_state) for m in moves] == [
        (1, None, "ON_ORDER"),
        (2, "ON_ORDER", "PASSED"),
        (3, "PASSED", "READY"),
    ]
    assert {str(m.to_place_id) for m in moves} == {made["place"]}


@pytest.mark.parametrize("column", ["state_seq = state_seq + 7", "state_at = state_at + interval '1 hour'"])
def test_promise_1_no_gap_can_be_left_by_writing_the_count_or_the_time_of_steps(county: Scope, column: str) -> None:
    """What the trigger keeps is kept by it alone: a count that is set by hand would leave a gap at the next step."""
    made = _stock(call(county, AT - timedelta(days=10)))

    @use_case(Event.STOCK_MOVED, needs=Permission.KEEP_STOCK)
    def tamper(change: Change) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE stock_asset SET {column} WHERE id = %s", [made["asset"]])
        return ""

    with pytest.raises(Refused):
        tamper(call(county))


def test_promise_1_moves_cannot_be_written_or_changed(county: Scope) -> None:
    made = _stock(call(county, AT - timedelta(days=10)))
    for statement in ("DELETE FROM stock_assetmove", "UPDATE stock_assetmove SET reason = 'x'"):
        with pytest.raises(DatabaseError), reading(county), connection.cursor() as cursor:
            cursor.execute(statement)
    assert len(rows(county, AssetMove, subject_id=UUID(made["asset"]))) == 3


def test_promise_3_no_cell_goes_below_zero(county: Scope) -> None:
    made = _stock(call(county, AT - timedelta(days=10)))
    _count_out(call(county), made=made, quantity=3)
    with pytest.raises(Refused):
        _count_out(call(county), made=made, quantity=3)
    cells = {c.condition: c.quantity for c in rows(county, StockCell)}
    assert cells == {"READY": 2, "QUARANTINED": 3}


def test_promise_4_overdue_for_examination_is_not_held(county: Scope) -> None:
    made = _stock(call(county, AT - timedelta(days=10)))
    with pytest.raises(Refused):
        _hold(call(county), asset_id=made["asset"])
    assert [a.state for a in rows(county, Asset)] == ["READY"]
    _hold(call(county, AT - timedelta(days=1)), asset_id=made["asset"])
    assert [a.state for a in rows(county, Asset)] == ["HELD"]


def test_promise_5_a_state_out_of_the_table_is_refused(county: Scope) -> None:
    made = _stock(call(county, AT - timedelta(days=10)))

    @use_case(Event.STOCK_MOVED, needs=Permission.KEEP_STOCK)
    def jump(change: Change) -> str:
        move(Asset, [UUID(made["asset"])], expected=["READY"], path=["SCRAPPED", "HELD"])
        return ""

    with pytest.raises(Refused):
        jump(call(county))


def test_promise_6_the_same_key_changes_nothing_and_answers_the_same(county: Scope) -> None:
    made = _stock(call(county, AT - timedelta(days=10)))
    first = _count_out(call(county, key="k1"), made=made, quantity=2)
    assert _count_out(call(county, AT + timedelta(minutes=1), key="k1"), made=made, quantity=2) == first
    assert {c.condition: c.quantity for c in rows(county, StockCell)}["READY"] == 3
    with pytest.raises(Refused) as refused:
        _count_out(call(county, key="k1"), made=made, quantity=1)
    assert refused.value.reasons[0].code is CallReason.KEY_REUSED


def test_promise_6_a_key_that_was_used_in_another_contract_is_refused(county: Scope) -> None:
    """A user of two contracts: the earlier answer is out of sight, and must not be taken for none."""
    made = _stock(call(county, AT - timedelta(days=10)))
    _count_out(call(county, key="k1"), made=made, quantity=2)
    elsewhere = replace(county, contract_id=uuid4())
    with pytest.raises(Refused) as refused:
        _count_out(call(elsewhere, key="k1"), made=made, quantity=2)
    assert refused.value.reasons[0].code is CallReason.KEY_REUSED


@use_case(Event.PERSON_ADDED, needs=Permission.EDIT_PERSON)
def _person(change: Change, *, partner_id: UUID) -> str:
    person = uuid4()
    Reach.objects.create(
        id=uuid4(), contract_id=change.scope.contract_id, person_key_id=person, partner_id=partner_id, since=AT
    )
    Person.objects.create(
        id=person,
        contract_id=change.scope.contract_id,
        given_name="Edith",
        family_name="Brown",
        birth_on=date(1940, 1, 1),
        search_text="edith brown",
    )
    change.touched("person", person, person)
    return str(person)


def test_promise_7_rows_are_seen_within_contract_and_reach_only(county: Scope) -> None:
    other = scope(uuid4())
    person = _person(call(county), partner_id=county.partner_id)
    own = replace(county, reach="OWN")
    stranger = replace(own, partner_id=uuid4())
    nobody = replace(county, reach="NONE")
    assert [str(p.pk) for p in rows(county, Person)] == [person] == [str(p.pk) for p in rows(own, Person)]
    assert rows(other, Person) == rows(stranger, Person) == rows(nobody, Person) == []
    assert list(Person.objects.all()) == []


def test_promise_7_a_key_cannot_point_into_another_contract(county: Scope) -> None:
    made = _stock(call(county, AT - timedelta(days=10)))
    elsewhere = uuid4()
    _begin(Call(scope(elsewhere), now_is(AT - timedelta(days=400))), contract_id=elsewhere)

    @use_case(Event.GOODS_RECEIVED, needs=Permission.ADMINISTER)
    def smuggle(change: Change) -> str:
        Asset.objects.create(
            id=uuid4(),
            contract_id=elsewhere,
            product_id=UUID(made["product"]),
            number="B",
            place_id=UUID(made["place"]),
            state="ON_ORDER",
        )
        return ""

    with pytest.raises(DatabaseError):
        smuggle(Call(replace(scope(elsewhere), permissions=frozenset(Permission)), now_is(AT)))


def _written_with(county: Scope, audit_id: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT core_scope(%s, %s, 'ALL', %s)", [county.contract_id, county.partner_id, county.user_id])
        cursor.execute("SELECT set_config('app.audit_id', %s, true)", [audit_id])
        row = Reach(id=uuid4(), contract_id=county.contract_id, person_key_id=uuid4(), since=AT)
        row.partner_id = county.partner_id
        Reach.objects.bulk_create([row])


@pytest.mark.parametrize("audit_id", ["", "1"])
def test_promise_8_no_write_without_an_audit_row(county: Scope, audit_id: str) -> None:
    """Neither without any, nor with the audit row of an earlier transaction."""
    with pytest.raises(DatabaseError, match="promise 8"):
        _written_with(county, audit_id)


@pytest.mark.parametrize("setting", ["app.actor", "app.happened_at", "app.recorded_at"])
def test_promise_8_what_is_written_agrees_with_its_audit_row(county: Scope, setting: str) -> None:
    """History names who and when from the settings: they cannot be changed once the audit row is there."""
    value = str(uuid4()) if setting == "app.actor" else (AT - timedelta(days=3)).isoformat()

    @use_case(Event.PERSON_ADDED, needs=Permission.EDIT_PERSON)
    def pretend(change: Change) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])
        row = Reach(id=uuid4(), contract_id=county.contract_id, person_key_id=uuid4(), since=AT)
        row.partner_id = county.partner_id
        Reach.objects.bulk_create([row])
        return ""

    with pytest.raises(DatabaseError, match="promise 8"):
        pretend(call(county))


@pytest.mark.parametrize("statement", ["DELETE FROM core_audit", "UPDATE core_audit SET event = 'x'"])
def test_promise_8_audit_rows_stay_as_they_are(county: Scope, statement: str) -> None:
    before = len(rows(county, Audit))
    with pytest.raises(DatabaseError), reading(county), connection.cursor() as cursor:
        cursor.execute(statement)
    assert len(rows(county, Audit)) == before > 0


def test_promise_9_what_is_told_to_the_minute_follows_the_step_of_that_minute(county: Scope) -> None:
    minute = AT - timedelta(days=5)
    made = _stock(call(county, minute + timedelta(seconds=40)))
    with pytest.raises(Refused):
        _hold(call(county, minute - timedelta(minutes=1)), asset_id=made["asset"])
    _hold(replace(call(county, minute), at=Moment(minute, AT)), asset_id=made["asset"])
    moved = [(one.to_state, one.happened_at) for one in rows(county, AssetMove) if one.to_state == "HELD"]
    assert moved == [("HELD", minute + timedelta(seconds=40))]


def test_promise_9_never_before_the_last_step_nor_in_the_future(county: Scope) -> None:
    made = _stock(call(county, AT - timedelta(days=10)))
    with pytest.raises(Refused) as refused:
        _hold(call(county, AT - timedelta(days=11)), asset_id=made["asset"])
    assert refused.value.reasons[0].code is CallReason.HAPPENED_BEFORE_LAST_STEP
    assert refused.value.reasons[0].field == "happened_at"
    with pytest.raises(Refused):
        Moment(happened_at=AT + timedelta(minutes=1), recorded_at=AT)
