"""Each use case of administrators: its situation, what it writes, and who of two wins."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.core.ids import fresh_id
from handrail.forecasting.example import EXAMPLE
from handrail.identity.calls import Call, reading
from handrail.identity.queries.users import user_post
from handrail.identity.roles import Role
from handrail.identity.rules import PostWanted, TokenWanted
from handrail.identity.states import AccountEvent
from handrail.ledger.codes import FundKind
from handrail.partners.effective import TermRow
from handrail.partners.models import ContractTerm
from handrail.simulation.set_up import County
from handrail.usecases._funds import CreditWanted, FundingWanted, FundWanted
from handrail.usecases.add_user import UserWanted, add_user
from handrail.usecases.change_contract_data import (
    DataChange,
    DataEnd,
    DataWithdrawal,
    change_contract_data,
    end_contract_data,
    withdraw_contract_change,
)
from handrail.usecases.edit_catalogue import (
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
from handrail.usecases.edit_tokens import (
    NewToken,
    TokenToTake,
    hash_of,
    make_token,
    offer_token,
    revoke_token,
    take_token,
)
from handrail.usecases.edit_users import AccountMove, PostChange, UserChange, change_post, change_user, move_account
from handrail.usecases.save_scenario import ScenarioToSave, save_scenario
from handrail.usecases.set_up_contract import (
    ContractWanted,
    PartnerWanted,
    StoreWanted,
    TeamWanted,
    VanWanted,
    set_up_contract,
)
from tests.situations import call_as
from tests.stock_situations import columns, main_depot
from tests.usecases.tried.case import Case

TODAY, MAY = date(2026, 3, 3), date(2026, 5, 1)
SOON = datetime(2026, 5, 1, tzinfo=UTC)
REGISTERS, USERS, TOKENS, DATA = (
    f"usecases/test_{name}.py::test_"
    for name in ("edit_registers", "edit_users", "edit_tokens", "change_contract_data")
)
_number = count()


def user(county: County) -> dict[str, Any]:
    """Somebody new."""
    wanted = UserWanted(
        name="Joy Adams", email=f"joy{next(_number)}@northdown.example", partner_id=county.scopes["admin"].partner_id,
        roles=(Role.COMMISSIONER,), from_on=TODAY,
    )  # fmt: skip
    return {"users": (wanted,)}


def new_user(county: County) -> UUID:
    return add_user(call_as(county.scopes["admin"]), **user(county))[0]


def version(county: County, user_id: UUID) -> Any:
    with reading(county.scopes["admin"]):
        return user_post(county.scopes["admin"], user_id, today=TODAY)


def user_change(county: County) -> UserChange:
    one = new_user(county)
    return UserChange(one, "Joy Coles", "", "", True, version(county, one).user_version)


def post_change(county: County) -> PostChange:
    one = new_user(county)
    post = PostWanted(county.scopes["admin"].partner_id, (Role.COMMISSIONER, Role.ADMINISTRATOR), TODAY, None)
    return PostChange(one, post, version(county, one).version)


def token(county: County) -> TokenWanted:
    return TokenWanted("Case system", county.users["nurse"], ("people:read",), SOON, 60)


def offered(county: County) -> UUID:
    return offer_token(call_as(county.scopes["admin"]), request=token(county)).token_id


def made_by(keep: Any, shape: Any) -> Any:
    """Something new, to be closed."""
    return lambda county: Closing(keep(call_as(county.scopes["admin"]), request=shape(county)), MAY)


def named(what: str) -> str:
    return f"{what} {next(_number)}"


def store(county: County) -> StoreShape:
    return StoreShape("SATELLITE", named("Ely clinic"), "1 High Street", "CB7 4AB", "01632 960105", main_depot(county))


def team(county: County) -> TeamShape:
    return TeamShape(county.scopes["admin"].partner_id, "reablement", named("Home first"))


def van(county: County) -> VanShape:
    return VanShape(main_depot(county), named("Lorry"), f"NX27 F{next(_number):02}", 1200, 11000)


def change(key: str, value: Any, on: date = MAY) -> DataChange:
    return DataChange(DataKind.TERM, (TermRow(key, value),), on)


def coming(county: County) -> DataWithdrawal:
    """A change that does not hold yet."""
    change_contract_data(call_as(county.scopes["admin"]), request=change("slot_hours", 3, date(2026, 8, 1)))
    (row,) = columns(county.scopes["admin"], ContractTerm, "id", key="slot_hours", from_on=date(2026, 8, 1),
                     contract_id=county.made.contract_id)  # fmt: skip
    return DataWithdrawal(DataKind.TERM, ("slot_hours",), row)


def product(county: County) -> ProductsChange:
    row = next(row for row in shipped_reference().products if row.code == "WLK-031")
    return ProductsChange((replace(row, description=named("Said anew")),), TODAY)


def rule(county: County) -> RulesChange:
    return RulesChange((replace(shipped_reference().compatibility[0], reason=named("Said anew")),))


def contract(_: County) -> dict[str, Any]:
    """A small one with the whole reference."""
    council, board, provider = (
        PartnerWanted(kind, f"{kind} of Eastmere", "ALL") for kind in ("COUNCIL", "NHS_BOARD", "PROVIDER")
    )
    wanted = ContractWanted(
        code="eastmere",
        name="Eastmere community equipment",
        county="Eastmere",
        council=council.name,
        nhs_board=board.name,
        provider=provider.name,
        starts_on=TODAY,
        ends_on=date(2031, 3, 2),
        partners=(council, board, provider),
        stores=(StoreWanted("DEPOT", "Eastmere depot", "1 High Street", "CB7 4AB"),),
        teams=(TeamWanted(council.name, "reablement", "Home first"),),
        vans=(VanWanted("Eastmere depot", "Van 1", "EM01 VAN", 1200, 11000),),
        district_codes=("E07000011",),
        terms=(("slot_hours", 4),),
        funds=(FundWanted("pool", "Pool", FundKind.POOL, ((council.name, 600_000), (board.name, 400_000))),),
        funding=(FundingWanted((("pool", 1),)),),
        credit=(CreditWanted(850_000),),
    )
    return {"wanted": wanted, "reference": shipped_reference()}


def of_another(call: Call) -> Call:
    """In the new contract, which nobody is in yet."""
    return replace(call, scope=replace(call.scope, contract_id=fresh_id()))


def next_version(county: County) -> ScenarioToSave:
    """Of a scenario that is saved, with another credit rate."""
    commissioner = call_as(county.scopes["commissioner"])
    saved = save_scenario(commissioner, request=ScenarioToSave(EXAMPLE.decode()))
    changed = EXAMPLE.decode().replace("0.85", "0.80")
    return ScenarioToSave(changed, saved.scenario_id, saved.version)


CASES = {
    "save_scenario": Case(
        save_scenario,
        next_version,
        "commissioner",
        writes="scenarios_scenarioversion",
        refused="STALE",
        shown="usecases/test_save_scenario.py::test_each_saving_adds_a_version_and_leaves_those_before",
    ),
    "add_user": Case(
        add_user,
        user,
        "admin",
        writes="identity_post identity_posthistory identity_user",
        refused="USER_EMAIL_TAKEN",
        shown=USERS + "a_known_address_gives_a_second_post_elsewhere_but_never_two_here",
    ),
    "change_user": Case(
        change_user,
        user_change,
        "admin",
        writes="identity_user",
        refused="STALE",
        shown=USERS + "a_user_is_changed_with_an_audit_row",
    ),
    "change_post": Case(
        change_post,
        post_change,
        "admin",
        writes="identity_post",
        refused="STALE",
        shown=USERS + "a_post_is_changed_and_each_wrong_part_is_named",
    ),
    "move_account": Case(
        move_account,
        lambda c: AccountMove(new_user(c), AccountEvent.SUSPEND, "On leave"),
        "admin",
        writes="identity_post identity_posthistory",
        refused="ACCOUNT_CANNOT",
        shown=USERS + "an_account_moves_along_its_table_with_its_reasons",
    ),
    "offer_token": Case(
        offer_token,
        token,
        "admin",
        writes="identity_apitoken",
        both_may="an offer each, of which the user takes one",
        shown=TOKENS + "a_token_opens_once_its_own_user_has_taken_it",
    ),
    "make_token": Case(
        make_token,
        lambda c: NewToken(token(c), hash_of(named("key"))),
        "system",
        writes="identity_apitoken",
        refused="STALE",
        shown=TOKENS + "an_administrator_makes_no_token_that_opens_at_once",
    ),
    "take_token": Case(
        take_token,
        lambda c: TokenToTake(offered(c), hash_of(named("key"))),
        "nurse",
        writes="identity_apitoken",
        refused="TOKEN_TAKEN",
        shown=TOKENS + "a_token_opens_once_its_own_user_has_taken_it",
    ),
    "revoke_token": Case(
        revoke_token,
        offered,
        "admin",
        writes="identity_apitoken",
        refused="TOKEN_REVOKED",
        shown=TOKENS + "a_token_is_switched_off_for_good_by_its_user_or_an_administrator",
    ),
    "keep_partner": Case(
        keep_partner,
        lambda _: PartnerShape("CHARITY", named("Red Barn"), "OWN", TODAY),
        "admin",
        writes="partners_contractpartner partners_partner",
        refused="REGISTER_NAME_TAKEN",
        shown=REGISTERS + "a_partner_joins_and_its_reach_changes_from_a_day",
    ),
    "keep_team": Case(
        keep_team,
        team,
        "admin",
        writes="partners_team",
        refused="REGISTER_NAME_TAKEN",
        shown=REGISTERS + "teams_open_change_and_close",
    ),
    "close_team": Case(
        close_team,
        made_by(keep_team, team),
        "admin",
        writes="partners_team",
        both_may="closed is closed",
        shown=REGISTERS + "teams_open_change_and_close",
    ),
    "keep_store": Case(
        keep_store,
        store,
        "admin",
        writes="core_laiddown partners_depot stock_place",
        refused="REGISTER_NAME_TAKEN",
        shown=REGISTERS + "stores_are_places_of_stock_too",
    ),
    "close_store": Case(
        close_store,
        made_by(keep_store, store),
        "admin",
        writes="core_laiddown partners_depot",
        both_may="closed is closed",
        shown=REGISTERS + "stores_are_places_of_stock_too",
    ),
    "keep_van": Case(
        keep_van,
        van,
        "admin",
        writes="stock_place visits_van",
        refused="REGISTER_NAME_TAKEN REGISTER_REGISTRATION_TAKEN",
        shown=REGISTERS + "vans_come_and_go",
    ),
    "retire_van": Case(
        retire_van,
        made_by(keep_van, van),
        "admin",
        writes="visits_van",
        both_may="gone is gone",
        shown=REGISTERS + "vans_come_and_go",
    ),
    "change_contract_data": Case(
        change_contract_data,
        lambda _: change("late_record_minutes", 45),
        "admin",
        writes="core_laiddown partners_contractterm",
        refused="DATA_NOTHING_CHANGED",
        shown=DATA + "a_change_ends_the_old_row_and_starts_the_new_one",
    ),
    "end_contract_data": Case(
        end_contract_data,
        lambda _: DataEnd(DataKind.TERM, ("gs1_company_prefix",), MAY),
        "admin",
        writes="core_laiddown partners_contractterm",
        both_may="the same last day again",
        shown=DATA + "an_end_says_what_still_points_there",
    ),
    "withdraw_contract_change": Case(
        withdraw_contract_change,
        coming,
        "admin",
        writes="core_laiddown partners_contractterm",
        refused="NOT_FOUND",
        shown=DATA + "a_coming_change_can_be_taken_back_and_the_old_row_goes_on",
    ),
    "change_products": Case(
        change_products,
        product,
        "admin",
        writes="catalogue_product core_laiddown",
        both_may="the same line again changes nothing",
        shown=REGISTERS + "products_are_added_changed_and_retired",
    ),
    "retire_product": Case(
        retire_product,
        lambda _: ProductDates("BTH-052", MAY),
        "admin",
        writes="catalogue_product core_laiddown",
        both_may="the same last day again",
        shown=REGISTERS + "products_are_added_changed_and_retired",
    ),
    "change_rules": Case(
        change_rules,
        rule,
        "admin",
        writes="catalogue_compatibilityrule core_laiddown",
        both_may="the same rule again changes nothing",
        shown=REGISTERS + "questions_rules_and_bundles_are_replaced_by_key",
    ),
    "set_up_contract": Case(
        set_up_contract,
        contract,
        "system",
        writes=(
            "catalogue_bundleline catalogue_compatibilityrule catalogue_product catalogue_question "
            "catalogue_questionwording core_laiddown identity_authority ledger_account ledger_creditterm ledger_fund "
            "ledger_fundingrule ledger_share ledger_shareset partners_activityprice partners_calendar "
            "partners_code partners_contract partners_contracthistory partners_contractpartner "
            "partners_contractterm partners_depot partners_partner partners_speed partners_team stock_place "
            "visits_van"
        ),
        called=of_another,
        refused="STALE",
        shown="usecases/test_set_up_contract.py::test_everything_of_the_reference_is_there",
    ),
}
