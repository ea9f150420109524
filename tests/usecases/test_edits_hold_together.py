"""What administrators change, one small use case after the other: a repeated call changes nothing and answers the same,
and a failure at the very last step leaves nothing of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.identity import calls
from handrail.identity.calls import reading
from handrail.identity.queries.users import user_post
from handrail.identity.roles import Role
from handrail.identity.rules import PostWanted, TokenWanted
from handrail.identity.states import AccountEvent
from handrail.partners.effective import TermRow
from handrail.simulation.set_up import County
from handrail.usecases.add_user import UserWanted, add_user
from handrail.usecases.change_contract_data import DataChange, DataEnd, change_contract_data, end_contract_data
from handrail.usecases.edit_catalogue import ProductDates, RulesChange, change_rules, retire_product
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
from handrail.usecases.edit_tokens import TokenToTake, hash_of, offer_token, revoke_token, take_token
from handrail.usecases.edit_users import AccountMove, PostChange, UserChange, change_post, change_user, move_account
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db

TODAY, MAY = date(2026, 3, 3), date(2026, 5, 1)
SOON = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """A use case with what it is asked, by whom, and the table that it writes."""

    use_case: Callable[..., Any]
    asked: Callable[[County], dict[str, Any]]
    table: str
    by: str = "admin"


def a_post(county: County) -> PostWanted:
    with reading(county.scopes["admin"]):
        seen = user_post(county.scopes["admin"], county.users["nurse"], today=TODAY)
    assert seen is not None
    roles = (Role.PRESCRIBER, Role.DEPOT)
    return PostWanted(
        seen.partner_id, roles, seen.from_on, None, seen.job_category, seen.team_id, main(county)
    )  # fmt: skip


def an_offer(county: County) -> Any:
    wanted = TokenWanted("Case system", county.users["nurse"], ("people:read",), SOON, 60)
    return offer_token(call_as(county.scopes["admin"]), request=wanted).token_id


def an_empty(county: County, keep: Callable[..., Any], shape: Any) -> Closing:
    """Something new, to be closed."""
    return Closing(keep(call_as(county.scopes["admin"]), request=shape), MAY)


def main(county: County) -> Any:
    return next(iter(county.made.depots.values()))


def store_shape(county: County) -> StoreShape:
    return StoreShape("SATELLITE", "Store at Ely clinic", "1 High Street", "CB7 4AB", "01632 960105", main(county))


def team_shape(county: County) -> TeamShape:
    return TeamShape(county.scopes["admin"].partner_id, "reablement", "Home first")


CASES = {
    "add_user": Case(add_user, lambda c: {"users": (UserWanted(
        name="Joy Adams", email="joy@northdown.example", partner_id=c.scopes["admin"].partner_id,
        roles=(Role.COMMISSIONER,), from_on=TODAY),)}, "identity_user"),
    "change_user": Case(change_user, lambda c: {"request": UserChange(c.users["nurse"], "Grace C", "", "", True)},
                        "identity_user"),
    "change_post": Case(change_post, lambda c: {"request": PostChange(c.users["nurse"], a_post(c))}, "identity_post"),
    "move_account": Case(move_account, lambda c: {
        "request": AccountMove(c.users["nurse"], AccountEvent.SUSPEND, "On leave")}, "identity_posthistory"),
    "offer_token": Case(offer_token, lambda c: {
        "request": TokenWanted("Scanner", c.users["depot"], ("stock:read",), SOON, 60)}, "identity_apitoken"),
    "take_token": Case(take_token, lambda c: {"request": TokenToTake(an_offer(c), hash_of("k"))}, "identity_apitoken",
                       "nurse"),
    "revoke_token": Case(revoke_token, lambda c: {"request": an_offer(c)}, "identity_apitoken"),
    "keep_partner": Case(keep_partner, lambda _: {"request": PartnerShape("CHARITY", "Red Barn", "OWN", TODAY)},
                         "partners_contractpartner"),
    "keep_team": Case(keep_team, lambda c: {"request": team_shape(c)}, "partners_team"),
    "close_team": Case(close_team, lambda c: {"request": an_empty(c, keep_team, team_shape(c))}, "partners_team"),
    "keep_store": Case(keep_store, lambda c: {"request": store_shape(c)}, "stock_place"),
    "close_store": Case(close_store, lambda c: {"request": an_empty(c, keep_store, store_shape(c))}, "partners_depot"),
    "keep_van": Case(keep_van, lambda c: {"request": VanShape(main(c), "Van 7", "NX27 FEN", 1200, 11000)},
                     "visits_van"),
    "retire_van": Case(retire_van, lambda c: {"request": Closing(c.made.vans["Van 1"], MAY)}, "visits_van"),
    "change_contract_data": Case(change_contract_data, lambda _: {
        "request": DataChange(DataKind.TERM, (TermRow("slot_hours", 2),), MAY)}, "partners_contractterm"),
    "end_contract_data": Case(end_contract_data, lambda _: {
        "request": DataEnd(DataKind.TERM, ("gs1_company_prefix",), MAY)}, "partners_contractterm"),
    "retire_product": Case(retire_product, lambda _: {"request": ProductDates("TOI-030", MAY)}, "catalogue_product"),
    "change_rules": Case(change_rules, lambda _: {"request": RulesChange((
        _other_rule(),))}, "catalogue_compatibilityrule"),
}  # fmt: skip


def _other_rule() -> Any:
    return replace(shipped_reference().compatibility[0], reason="Said anew")


def held(county: County, table: str) -> tuple[str, int]:
    """All rows of a table, and how many audit rows there are."""
    with reading(county.scopes["admin"]), connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
        (rows,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM core_audit")
        (audits,) = cursor.fetchone()
    return str(rows), int(audits)


@pytest.mark.parametrize("name", CASES)
def test_a_repeated_call_changes_nothing_and_answers_the_same(name: str) -> None:
    county, case = northdown(), CASES[name]
    asked = case.asked(county)
    call = call_as(county.scopes[case.by])
    before = held(county, case.table)
    first = case.use_case(call, **asked)
    after = held(county, case.table)
    assert after[0] != before[0]
    assert after[1] == before[1] + 1
    assert case.use_case(call, **asked) == first
    assert held(county, case.table) == after


@pytest.mark.parametrize("name", CASES)
def test_a_failure_at_the_last_step_leaves_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    county, case = northdown(), CASES[name]
    asked = case.asked(county)
    before = held(county, case.table)
    with monkeypatch.context() as patched:
        patched.setattr(calls, "_FINISH", "SELECT no_such_function(%s, %s, %s, %s)")
        with pytest.raises(DatabaseError, match="no_such_function"):
            case.use_case(call_as(county.scopes[case.by]), **asked)
    assert held(county, case.table) == before
    case.use_case(call_as(county.scopes[case.by]), **asked)
