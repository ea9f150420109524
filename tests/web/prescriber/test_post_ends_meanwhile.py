"""A prescriber whose only post ends while a draft is open: nothing more is saved or sent, and nothing is lost."""

from dataclasses import replace
from datetime import date

import pytest

from handrail.core.ids import fresh_id
from handrail.identity.states import AccountEvent
from handrail.orders.models import Draft, Order
from handrail.simulation.set_up import County
from handrail.usecases.edit_users import AccountMove, PostChange, change_post, move_account
from tests.ordering import seen_by, someone
from tests.situations import call_as
from tests.usecases.test_edit_users import TODAY, seen, wanted
from tests.web.pages import signed_in
from tests.web.prescriber.test_draft_meanwhile import drafted
from tests.web.prescriber.test_place_order import basket
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", ["ends", "suspended"])
def test_a_draft_outlives_the_post_of_its_writer(county: County, how: str) -> None:
    nurse, path = drafted(county, someone(county))
    html = nurse.get(f"{path}review/").content.decode()
    admin, user_id, post = call_as(county.scopes["admin"]), county.users["nurse"], wanted(seen(county, "nurse"))
    if how == "ends":
        change_post(admin, request=PostChange(user_id, replace(post, until_on=TODAY)))
    else:
        move_account(admin, request=AccountMove(user_id, AccountEvent.SUSPEND, "Under enquiry"))
    typed = {"do": "save", "idempotency_key": str(fresh_id()), "seen_version": "1", **basket("TOI-030", goal="New")}
    for where, what in ((path, typed), (f"{path}review/", {"idempotency_key": key_of(html), "seen_version": "1"})):
        answer = nurse.post(where, what)
        assert answer.status_code in {302, 403}, where
        assert "Winifred" not in answer.content.decode()
    with seen_by(county, "nurse"):
        assert Draft.objects.get().content["typed"]["goal"] == "To get to the toilet at night"
        assert not Order.objects.exists()
    if how == "ends":
        change_post(
            call_as(county.scopes["admin"]), request=PostChange(user_id, replace(post, until_on=date(2027, 1, 1)))
        )
    else:
        move_account(call_as(county.scopes["admin"]), request=AccountMove(user_id, AccountEvent.RESTORE))
    again = signed_in(county, "nurse")
    assert again.get(path).status_code == 200
    sent = again.post(f"{path}review/", {"idempotency_key": key_of(html), "seen_version": "1"})
    assert sent.status_code == 302
    with seen_by(county, "nurse"):
        assert Order.objects.count() == 1
