"""Users, posts and accounts: the rows written, every refusal, a replay, another contract's users."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.identity.models import Post, PostHistory, User
from handrail.identity.queries.users import UserFilters, UserPost, account_steps, count_users, user_post, users
from handrail.identity.roles import Role
from handrail.identity.rules import PostWanted, UserReason
from handrail.identity.states import AccountEvent, AccountState
from handrail.simulation.northdown import STAFF
from handrail.simulation.set_up import County
from handrail.usecases.add_user import UserWanted, add_user
from handrail.usecases.edit_users import (
    AccountMove,
    PostChange,
    UserChange,
    change_post,
    change_user,
    move_account,
)
from tests.situations import another_county, call_as, northdown

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


def seen(county: County, key: str) -> UserPost:
    with reading(county.scopes["admin"]):
        found = user_post(county.scopes["admin"], county.users[key], today=TODAY)
    assert found is not None
    return found


def wanted(post: UserPost) -> PostWanted:
    return PostWanted(
        post.partner_id, post.roles, post.from_on, post.until_on, post.job_category, post.team_id, post.depot_id,
        post.supervisor_id, post.on_call,
    )  # fmt: skip


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code.value for reason in refused.value.reasons}


def test_a_user_is_changed_with_an_audit_row() -> None:
    county = northdown()
    nurse = county.users["nurse"]
    request = UserChange(
        nurse, "  Grace  Adeyemi-Cole ", "01632 960555", "12A3456E", True, seen(county, "nurse").user_version
    )
    call = call_as(county.scopes["admin"])
    assert change_user(call, request=request) == nurse
    assert change_user(call, request=request) == nurse  # the same call again answers the same
    row = User.objects.get(pk=nurse)
    assert (row.name, row.phone, row.professional_number) == ("Grace Adeyemi-Cole", "01632 960555", "12A3456E")


def test_a_stale_page_and_an_empty_name_are_refused() -> None:
    county = northdown()
    nurse = county.users["nurse"]
    old = seen(county, "nurse").user_version
    change_user(call_as(county.scopes["admin"]), request=UserChange(nurse, "Grace A", "", "", True))
    with pytest.raises(Refused) as stale:
        change_user(call_as(county.scopes["admin"]), request=UserChange(nurse, "Grace B", "", "", True, old))
    assert codes(stale) == {CallReason.STALE}
    with pytest.raises(Refused) as empty:
        change_user(call_as(county.scopes["admin"]), request=UserChange(nurse, " ", "", "", True))
    assert codes(empty) == {UserReason.NAME_MISSING}


def test_nobody_locks_out_the_last_administrator_or_themselves() -> None:
    county = northdown()
    admin, system = county.users["admin"], county.scopes["system"]
    with pytest.raises(Refused) as last:
        change_user(call_as(system), request=UserChange(admin, "Nadia", "", "", False))
    assert codes(last) == {UserReason.LAST_ADMINISTRATOR}
    with pytest.raises(Refused) as own:
        change_user(call_as(county.scopes["admin"]), request=UserChange(admin, "Nadia", "", "", False))
    assert UserReason.OWN_ACCOUNT in codes(own)
    more = replace(wanted(seen(county, "admin")), roles=(Role.ADMINISTRATOR, Role.CONTROLLER))
    with pytest.raises(Refused) as gained:
        change_post(call_as(county.scopes["admin"]), request=PostChange(admin, more))
    assert codes(gained) == {UserReason.OWN_ACCOUNT}
    post = replace(wanted(seen(county, "admin")), roles=(Role.COMMISSIONER,))
    with pytest.raises(Refused) as roles:
        change_post(call_as(county.scopes["admin"]), request=PostChange(admin, post))
    assert codes(roles) == {UserReason.LAST_ADMINISTRATOR, UserReason.OWN_ACCOUNT}
    with pytest.raises(Refused) as leave:
        move_account(call_as(system), request=AccountMove(admin, AccountEvent.LEAVE, "Retired"))
    assert codes(leave) == {UserReason.LAST_ADMINISTRATOR}


def test_the_last_administrator_stays_for_good_and_may_go_once_somebody_follows() -> None:
    county = northdown()
    admin, system, tomorrow = county.users["admin"], county.scopes["system"], TODAY + timedelta(days=1)
    ends = replace(wanted(seen(county, "admin")), until_on=tomorrow)
    with pytest.raises(Refused) as alone:
        change_post(call_as(system), request=PostChange(admin, ends))
    assert [(one.code, one.field) for one in alone.value.reasons] == [(UserReason.LAST_ADMINISTRATOR, "until_on")]
    follows = replace(wanted(seen(county, "senior")), roles=(Role.ADMINISTRATOR,), from_on=tomorrow)
    change_post(call_as(county.scopes["admin"]), request=PostChange(county.users["senior"], follows))
    change_post(call_as(system), request=PostChange(admin, ends))
    assert seen(county, "admin").until_on == tomorrow


@pytest.mark.parametrize("dates", [{"until_on": TODAY}, {"from_on": TODAY + timedelta(days=1)}])
def test_an_administrator_whose_post_ended_or_begins_later_is_nobody_who_could_let_the_last_one_in(
    dates: dict[str, Any],
) -> None:
    county = northdown()
    admin, system = county.users["admin"], county.scopes["system"]
    both = replace(wanted(seen(county, "senior")), roles=(Role.ADMINISTRATOR,), **dates)
    change_post(call_as(county.scopes["admin"]), request=PostChange(county.users["senior"], both))
    with pytest.raises(Refused) as last:
        change_user(call_as(system), request=UserChange(admin, "Nadia", "", "", False))
    assert codes(last) == {UserReason.LAST_ADMINISTRATOR}
    later = replace(wanted(seen(county, "admin")), **dates)
    with pytest.raises(Refused) as dated:
        change_post(call_as(system), request=PostChange(admin, later))
    assert codes(dated) == {UserReason.LAST_ADMINISTRATOR}


def test_only_an_administrator_may_and_only_in_their_contract() -> None:
    county, other = northdown(), another_county()
    request = UserChange(county.users["nurse"], "X", "", "", True)
    with pytest.raises(Refused) as role:
        change_user(call_as(county.scopes["desk"]), request=request)
    assert codes(role) == {CallReason.NOT_ALLOWED}
    with pytest.raises(Refused) as contract:
        change_user(call_as(other.scopes["admin"]), request=request)
    assert codes(contract) == {CallReason.NOT_FOUND}


def test_a_post_is_changed_and_each_wrong_part_is_named() -> None:
    county = northdown()
    nurse = county.users["nurse"]
    now = wanted(seen(county, "nurse"))
    better = replace(now, roles=(Role.PRESCRIBER, Role.AUTHORISER), on_call=True, until_on=date(2027, 1, 1))
    change_post(call_as(county.scopes["admin"]), request=PostChange(nurse, better, seen(county, "nurse").version))
    row = Post.objects.get(user_id=nurse)
    assert (row.roles, row.on_call, row.until_on) == (["PRESCRIBER", "AUTHORISER"], True, date(2027, 1, 1))
    nowhere = UUID(int=7)
    wrong = replace(
        now, partner_id=nowhere, roles=(Role.SYSTEM, Role.DEPOT, Role.PRESCRIBER), team_id=nowhere, depot_id=nowhere,
        job_category="wizard", supervisor_id=nurse, until_on=now.from_on,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        change_post(call_as(county.scopes["admin"]), request=PostChange(nurse, wrong))
    assert codes(refused) == {
        UserReason.PARTNER_UNKNOWN, UserReason.ROLE_NOT_GIVEN, UserReason.TEAM_OF_ANOTHER, UserReason.DEPOT_UNKNOWN,
        UserReason.JOB_UNKNOWN, UserReason.SUPERVISOR_UNKNOWN, UserReason.DATES_CROSS,
    }  # fmt: skip
    bare = replace(now, roles=(Role.DRIVER, Role.PRESCRIBER), job_category="", depot_id=None)
    with pytest.raises(Refused) as needs:
        change_post(call_as(county.scopes["admin"]), request=PostChange(nurse, bare))
    assert codes(needs) == {UserReason.DEPOT_NEEDED, UserReason.JOB_NEEDED}
    with pytest.raises(Refused) as none:
        change_post(call_as(county.scopes["admin"]), request=PostChange(nurse, replace(now, roles=())))
    assert codes(none) == {UserReason.NO_ROLE}


def test_a_stale_post_is_refused() -> None:
    county = northdown()
    nurse, now = county.users["nurse"], seen(county, "nurse")
    move_account(call_as(county.scopes["admin"]), request=AccountMove(nurse, AccountEvent.SUSPEND, "Under review"))
    with pytest.raises(Refused) as stale:
        change_post(call_as(county.scopes["admin"]), request=PostChange(nurse, wanted(now), now.version))
    assert codes(stale) == {CallReason.STALE}


def test_an_account_moves_along_its_table_with_its_reasons() -> None:
    county = northdown()
    nurse, admin = county.users["nurse"], county.scopes["admin"]
    with pytest.raises(Refused) as why:
        move_account(call_as(admin), request=AccountMove(nurse, AccountEvent.SUSPEND))
    assert codes(why) == {UserReason.ACCOUNT_REASON_NEEDED}
    state = move_account(call_as(admin), request=AccountMove(nurse, AccountEvent.SUSPEND, "Registration lapsed"))
    assert state is AccountState.SUSPENDED
    with pytest.raises(Refused) as cannot:
        move_account(call_as(admin), request=AccountMove(nurse, AccountEvent.TRAIN))
    assert codes(cannot) == {UserReason.ACCOUNT_CANNOT}
    assert move_account(call_as(admin), request=AccountMove(nurse, AccountEvent.RESTORE)) is AccountState.ACTIVE
    assert move_account(call_as(admin), request=AccountMove(nurse, AccountEvent.LEAVE, "Moved")) is AccountState.LEFT
    post = Post.objects.get(user_id=nurse)
    with reading(admin):
        steps = account_steps(admin, post.id)
    assert [step.to_state for step in steps][:3] == ["LEFT", "ACTIVE", "SUSPENDED"]
    assert steps[2].reason == "Registration lapsed"
    assert PostHistory.objects.filter(subject_id=post.id).count() == len(steps)


def test_a_known_address_gives_a_second_post_elsewhere_but_never_two_here() -> None:
    county, other = northdown(), another_county()
    made = other.made
    bank = UserWanted("Grace Adeyemi", "NURSE@northdown.example", made.partners["Larkrise Hospice southmoor"],
                      (Role.PRESCRIBER,), TODAY, "community_nurse", applied_only=True)  # fmt: skip
    (user_id,) = add_user(call_as(other.scopes["admin"]), users=(bank,))
    assert user_id == county.users["nurse"]
    assert set(Post.objects.filter(user_id=user_id).values_list("state", flat=True)) == {"ACTIVE", "APPLIED"}
    with pytest.raises(Refused) as taken:
        add_user(call_as(other.scopes["admin"]), users=(bank,))
    assert codes(taken) == {UserReason.EMAIL_TAKEN}
    with pytest.raises(Refused) as elsewhere:
        change_user(call_as(other.scopes["admin"]), request=UserChange(user_id, "Grace", "", "", False))
    assert codes(elsewhere) == {UserReason.WORKS_ELSEWHERE}


def test_users_are_listed_filtered_and_sorted() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    with reading(admin):
        drivers = users(admin, UserFilters(role="DRIVER"), today=TODAY, sort="name", descending=True, limit=2, offset=0)
        total = count_users(admin, UserFilters(role="DRIVER"), today=TODAY)
        odd = users(
            admin, UserFilters(words="100%_"), today=TODAY, sort="email", descending=False, limit=None, offset=0
        )
        grace = users(admin, UserFilters(words="adeY"), today=TODAY, sort="state", descending=False, limit=9, offset=0)
    names = sorted((member.name for member in STAFF if Role.DRIVER in member.roles), reverse=True)
    assert [row.name for row in drivers] == names[:2]
    assert (total, odd, [row.name for row in grace]) == (len(names), (), ["Grace Adeyemi"])
    assert grace[0].job == "Community nurse"
    assert not grace[0].until_on
    assert timedelta(0) <= TODAY - grace[0].from_on
