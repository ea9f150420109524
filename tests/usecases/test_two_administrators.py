"""Two administrators at one user, or at each other, in the same instant: one is told, and somebody is always left."""

from dataclasses import replace

import pytest

from handrail.core.refusal import CallReason, Refused
from handrail.identity.models import Post, User
from handrail.identity.queries.scopes import scope_for
from handrail.identity.roles import Role
from handrail.identity.rules import UserReason
from handrail.identity.scope import Scope
from handrail.identity.states import AccountEvent
from handrail.simulation.set_up import County
from handrail.usecases.edit_users import AccountMove, PostChange, UserChange, change_post, change_user, move_account
from tests.ordering import codes
from tests.situations import call_as
from tests.usecases.test_allocation_race import at_once
from tests.usecases.test_edit_users import TODAY, seen, wanted

pytestmark = pytest.mark.django_db(transaction=True)


def second_administrator(county: County) -> Scope:
    """The commissioner, who may administer as well from now on."""
    both = replace(wanted(seen(county, "commissioner")), roles=(Role.ADMINISTRATOR, Role.COMMISSIONER))
    change_post(call_as(county.scopes["admin"]), request=PostChange(county.users["commissioner"], both))
    found = scope_for(county.users["commissioner"], None, today=TODAY)
    assert found is not None
    return found


def test_one_of_two_who_saw_the_same_page_is_told(county: County) -> None:
    second = second_administrator(county)
    nurse, version = county.users["nurse"], seen(county, "nurse").user_version
    calls = [call_as(county.scopes["admin"]), call_as(second)]
    names = ("Grace One", "Grace Two")
    one, two = (
        lambda call=call, name=name: change_user(call, request=UserChange(nurse, name, "", "", True, version))
        for call, name in zip(calls, names, strict=True)
    )
    refused = [answer for answer in at_once(one, two) if isinstance(answer, Refused)]
    assert [codes(answer) for answer in refused] == [{CallReason.STALE}]
    assert User.objects.get(pk=nurse).name in names


def test_two_who_suspend_each_other_leave_one(county: County) -> None:
    second = second_administrator(county)
    first, other = county.users["admin"], county.users["commissioner"]
    calls = [call_as(county.scopes["admin"]), call_as(second)]
    one, two = (
        lambda call=call, whom=whom: move_account(call, request=AccountMove(whom, AccountEvent.SUSPEND, "Enquiry"))
        for call, whom in zip(calls, (other, first), strict=True)
    )
    refused = [answer for answer in at_once(one, two) if isinstance(answer, Refused)]
    assert [codes(answer) for answer in refused] == [{UserReason.LAST_ADMINISTRATOR}]
    there = Post.objects.filter(contract_id=second.contract_id, roles__contains=["ADMINISTRATOR"], state="ACTIVE")
    assert there.count() == 1
