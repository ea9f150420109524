"""Partners, teams, stores, vans and catalogue lines: rows, refusals, replays."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from handrail.catalogue.models import Product
from handrail.catalogue.reference.cells import ReferenceReason
from handrail.catalogue.reference.rows import BundleRow, CompatibilityRow, QuestionRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.catalogue.states import Tracking
from handrail.core.postcodes import PostcodeProblem
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.partners.effective import EffectiveReason
from handrail.partners.models import ContractPartner, Depot, Team
from handrail.partners.queries.registers import partner_memberships, store_register, team_register
from handrail.partners.register_rules import RegisterReason
from handrail.simulation.northdown import COUNCIL, HOSPICE, HOSPITAL_STORE, MAIN_DEPOT, SECOND_DEPOT
from handrail.stock.models import Place
from handrail.usecases.edit_catalogue import (
    CatalogueChanged,
    ProductDates,
    ProductsChange,
    RulesChange,
    change_products,
    change_rules,
    retire_product,
)
from handrail.usecases.edit_partners import (
    Closing,
    PartnerShape,
    StoreShape,
    TeamShape,
    VanShape,
    close_store,
    close_team,
    keep_partner,
    keep_store,
    keep_team,
    keep_van,
    retire_van,
)
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.visits.models import Van
from tests.situations import another_county, call_as, northdown
from tests.stock_situations import goods, scans

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)
AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code.value for reason in refused.value.reasons}


def test_a_partner_joins_and_its_reach_changes_from_a_day() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    new = PartnerShape("CHARITY", "Red Barn Hospice", "OWN", TODAY, "xrb")
    call = call_as(admin)
    partner = keep_partner(call, request=new)
    assert keep_partner(call, request=new) == partner
    with reading(admin):
        (row,) = partner_memberships(county.made.contract_id, partner)
    wider = replace(
        new, partner_id=partner, reach="ALL", from_on=date(2026, 4, 1), phone="01632 960999", seen=row.version
    )
    keep_partner(call_as(admin), request=wider)
    rows = list(ContractPartner.objects.filter(partner_id=partner).order_by("from_on").values_list("reach", "until_on"))
    assert rows == [("OWN", date(2026, 4, 1)), ("ALL", None)]
    with pytest.raises(Refused) as stale:
        keep_partner(call_as(admin), request=wider)
    assert codes(stale) == {CallReason.STALE}
    with pytest.raises(Refused) as early:
        keep_partner(call_as(admin), request=replace(wider, reach="NONE", from_on=TODAY, seen=""))
    assert codes(early) == {EffectiveReason.BEGINS_TOO_EARLY}
    with pytest.raises(Refused) as wrong:
        keep_partner(call_as(admin), request=PartnerShape("CLUB", " ", "SOME", TODAY))
    assert codes(wrong) == {RegisterReason.NAME_MISSING, RegisterReason.KIND_UNKNOWN, RegisterReason.REACH_UNKNOWN}
    with pytest.raises(Refused) as taken:
        keep_partner(call_as(admin), request=replace(new, name=COUNCIL.upper()))
    assert codes(taken) == {RegisterReason.NAME_TAKEN}


def test_a_partner_of_two_contracts_keeps_its_name() -> None:
    county, other = northdown(), another_county()
    shared = PartnerShape("CHARITY", HOSPICE, "OWN", TODAY, "XLH")
    partner = keep_partner(call_as(other.scopes["admin"]), request=shared)
    assert partner == county.made.partners[HOSPICE]
    with pytest.raises(Refused) as refused:
        keep_partner(call_as(other.scopes["admin"]), request=replace(shared, partner_id=partner, name="Ours now"))
    assert codes(refused) == {RegisterReason.PARTNER_SHARED}
    with pytest.raises(Refused) as unknown:
        keep_partner(
            call_as(other.scopes["admin"]),
            request=replace(shared, partner_id=county.made.partners[COUNCIL], name="X"),
        )
    assert codes(unknown) == {CallReason.NOT_FOUND}


def test_teams_open_change_and_close() -> None:
    county = northdown()
    admin, council = county.scopes["admin"], county.made.partners[COUNCIL]
    shape = TeamShape(council, "reablement", "Home first")
    team = keep_team(call_as(admin), request=shape)
    keep_team(call_as(admin), request=replace(shape, team_id=team, name="Home first team"))
    close_team(call_as(admin), request=Closing(team, TODAY))
    with reading(admin):
        (row,) = [row for row in team_register(county.made.contract_id, TODAY) if row.id == team]
    assert (row.name, row.closed_on, row.partner) == ("Home first team", TODAY, COUNCIL)
    nurses = county.made.teams["Fens community nursing"]
    with pytest.raises(Refused) as people:
        close_team(call_as(admin), request=Closing(nurses, TODAY))
    assert codes(people) == {RegisterReason.STILL_HAS_PEOPLE}
    with pytest.raises(Refused) as wrong:
        keep_team(call_as(admin), request=TeamShape(UUID(int=3), "circus", "Home first team"))
    assert codes(wrong) == {RegisterReason.NAME_TAKEN, RegisterReason.KIND_UNKNOWN, RegisterReason.PARTNER_UNKNOWN}
    with pytest.raises(Refused) as unknown:
        keep_team(call_as(admin), request=replace(shape, name="Ghosts", team_id=UUID(int=3)))
    assert codes(unknown) == {CallReason.NOT_FOUND}
    assert Team.objects.get(pk=nurses).closed_on is None


def test_stores_are_places_of_stock_too() -> None:
    county = northdown()
    admin, main = county.scopes["admin"], county.made.depots[MAIN_DEPOT]
    shape = StoreShape("SATELLITE", "Store at Ely clinic", "1 High Street", "CB7 4AB", "01632 960105", main)
    store = keep_store(call_as(admin), request=shape)
    assert Place.objects.get(pk=store).kind == "SATELLITE"
    keep_store(call_as(admin), request=replace(shape, store_id=store, name="Ely cupboard"))
    with reading(admin):
        (row,) = [row for row in store_register(county.made.contract_id) if row.id == store]
    assert (row.name, row.filled_from) == ("Ely cupboard", MAIN_DEPOT)
    assert Place.objects.get(pk=store).name == "Ely cupboard"
    close_store(call_as(admin), request=Closing(store, TODAY))
    for closing, code in ((main, RegisterReason.STILL_NEEDED), (UUID(int=1), CallReason.NOT_FOUND)):
        with pytest.raises(Refused) as refused:
            close_store(call_as(admin), request=Closing(closing, TODAY))
        assert codes(refused) == {code}
    with pytest.raises(Refused) as impossible:
        keep_store(call_as(admin), request=replace(shape, postcode="QQ"))
    assert codes(impossible) == {PostcodeProblem.IMPOSSIBLE}
    with pytest.raises(Refused) as wrong:
        keep_store(call_as(admin), request=StoreShape("SATELLITE", HOSPITAL_STORE, "", "ZZ99 3VZ"))
    assert codes(wrong) == {
        RegisterReason.NAME_TAKEN, RegisterReason.ADDRESS_MISSING, RegisterReason.PLACE_UNKNOWN,
        RegisterReason.DEPOT_UNKNOWN,
    }  # fmt: skip
    with pytest.raises(Refused) as kind:
        keep_store(call_as(admin), request=replace(shape, kind="DEPOT", store_id=store, name="Other"))
    assert codes(kind) == {RegisterReason.KIND_FIXED}
    assert Depot.objects.get(pk=store).closed_on == TODAY


def test_vans_come_and_go() -> None:
    county = northdown()
    admin, second = county.scopes["admin"], county.made.depots[SECOND_DEPOT]
    shape = VanShape(second, "Van 7", "nx27 fen", 1200, 11000)
    van = keep_van(call_as(admin), request=shape)
    keep_van(call_as(admin), request=replace(shape, van_id=van, name="Van 7 (tail lift)"))
    retire_van(call_as(admin), request=Closing(van, TODAY))
    row = Van.objects.get(pk=van)
    assert (row.registration, row.name, row.retired_on) == ("NX27 FEN", "Van 7 (tail lift)", TODAY)
    with pytest.raises(Refused) as wrong:
        keep_van(call_as(admin), request=VanShape(UUID(int=1), "Van 1", "NX21 FEN", 0, -1))
    assert codes(wrong) == {
        RegisterReason.NAME_TAKEN, RegisterReason.REGISTRATION_TAKEN, RegisterReason.DEPOT_UNKNOWN,
        RegisterReason.CAPACITY_WRONG,
    }  # fmt: skip


def test_what_equipment_lies_in_is_not_closed_and_one_depot_stays() -> None:
    county = northdown()
    admin, made = county.scopes["admin"], county.made
    main, second = made.depots[MAIN_DEPOT], made.depots[SECOND_DEPOT]
    goods(county, "TOI-030", 3)
    on_van = StockMoved(main, made.vans["Van 1"], scans("TOI-030", quantity=1))
    move_stock(call_as(county.scopes["depot"]), request=on_van)
    with pytest.raises(Refused) as on_board:
        retire_van(call_as(admin), request=Closing(made.vans["Van 1"], TODAY))
    assert codes(on_board) == {RegisterReason.STILL_HAS_EQUIPMENT}
    for van in ("Van 5", "Van 6"):
        retire_van(call_as(admin), request=Closing(made.vans[van], TODAY))
    close_store(call_as(admin), request=Closing(second, TODAY))
    with pytest.raises(Refused) as last:
        close_store(call_as(admin), request=Closing(main, TODAY))
    assert codes(last) == {
        RegisterReason.STILL_HAS_EQUIPMENT, RegisterReason.STILL_NEEDED, RegisterReason.LAST_DEPOT,
    }  # fmt: skip


def test_a_van_has_a_registration() -> None:
    county = northdown()
    with pytest.raises(Refused) as missing:
        keep_van(call_as(county.scopes["admin"]), request=VanShape(county.made.depots[MAIN_DEPOT], "Van 7", " ", 9, 9))
    assert codes(missing) == {RegisterReason.REGISTRATION_MISSING}


def test_items_that_are_there_stay_numbered_or_counted_as_they_are() -> None:
    county = northdown()
    goods(county, "BED-010")
    bed = next(row for row in shipped_reference().products if row.code == "BED-010")
    change = ProductsChange((replace(bed, tracking=Tracking.COUNTED, electrical_test_months=None),), TODAY)
    with pytest.raises(Refused) as fixed:
        change_products(call_as(county.scopes["admin"]), request=change)
    assert codes(fixed) == {EffectiveReason.PRODUCT_TRACKING_FIXED}
    assert Product.objects.get(contract_id=county.made.contract_id, code="BED-010").tracking == "serialised"


def test_products_are_added_changed_and_retired() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    bed = next(row for row in shipped_reference().products if row.code == "BED-010")
    new = replace(bed, code="BED-901", name="Profiling bed, low, wide")
    rows = (replace(bed, price_pence=12345), new, *shipped_reference().products[5:9])
    assert change_products(call_as(admin), request=ProductsChange(rows, TODAY)) == CatalogueChanged(1, 1, 4)
    assert Product.objects.get(contract_id=county.made.contract_id, code="BED-010").price_pence == 12345
    assert "wide" in Product.objects.get(code="BED-901").search_text
    retire_product(call_as(admin), request=ProductDates("BED-901", date(2026, 6, 1)))
    assert Product.objects.get(code="BED-901").until_on == date(2026, 6, 1)
    retire_product(call_as(admin), request=ProductDates("BED-901", None))
    with pytest.raises(Refused) as early:
        retire_product(call_as(admin), request=ProductDates("BED-901", TODAY))
    assert codes(early) == {EffectiveReason.ENDS_TOO_EARLY}
    with pytest.raises(Refused) as past:
        change_products(call_as(admin), request=ProductsChange((replace(new, code="BED-902"),), date(2026, 1, 1)))
    assert codes(past) == {EffectiveReason.BEGINS_TOO_EARLY}
    with pytest.raises(Refused) as nowhere:
        change_products(call_as(admin), request=ProductsChange((replace(new, category="ufo"),), TODAY))
    assert codes(nowhere) == {ReferenceReason.POINTS_NOWHERE}


def test_questions_rules_and_bundles_are_replaced_by_key() -> None:
    county = northdown()
    shipped = shipped_reference()
    question = replace(shipped.questions[0], required=not shipped.questions[0].required)
    rows: tuple[CompatibilityRow | QuestionRow | BundleRow, ...]
    rows = (question, *shipped.bundles[:3], replace(shipped.compatibility[0], reason="Said anew"))
    done = change_rules(call_as(county.scopes["admin"]), request=RulesChange(rows))
    assert done == CatalogueChanged(0, 2, 3)
