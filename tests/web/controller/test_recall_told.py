"""Who was told of a recall, on pages: the desk tells, the depot says who is the cause, the pool manager decides."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.loans.models import Adaptation, Loan, RecallTelling
from handrail.simulation.set_up import County
from tests.stock_situations import columns
from tests.usecases.test_collect_recalled import FITTED, fitted, lent
from tests.usecases.test_recall_told import BACK, TOLD, posted, recalled
from tests.web.depot.test_pages import html, text
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def sent(client: Client, name: str, *args: object, **given: object) -> str:
    return text(client.post(reverse(name, args=args), {"idempotency_key": str(fresh_id()), **given}, follow=True))


def filed(client: Client, address: str) -> str:
    return b"".join(client.get(address).streaming_content).decode()  # type: ignore[attr-defined]  # a file


def test_people_are_told_the_cause_is_decided_and_a_wrong_record_is_taken_back(county: County) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county)
    desk, depot, money = (signed_in(county, who) for who in ("desk", "depot", "money"))
    lists = reverse("controller:recall_told", args=[recall_id])
    shown = html(desk.get(reverse("depot:recall", args=[recall_id])))
    assert f'href="{lists}?part=not_told">1<' in shown
    assert f'href="{lists}?part=told">0<' in shown
    waiting = desk.get(lists, {"part": "not_told"})
    assert "Not told yet" in text(waiting)
    (person_id,) = columns(county.scopes["desk"], Loan, "person_id", id=loan_id)
    tell = ("controller:tell_recalled", recall_id, person_id)
    given: dict[str, Any] = {"recall": recall_id, "things": [loan_id], "how": "PHONE"}
    assert "Choose what they were told of" in sent(desk, *tell, **{**given, "things": [], "reached": "yes"})
    assert "Try again later" in sent(desk, *tell, **given, reached="no")
    assert "Not told yet, tried 1 time" in text(desk.get(lists))
    assert "Say what you told them" in sent(desk, *tell, **given, reached="yes")
    listed = sent(desk, *tell, **given, reached="yes", said="Her son has it", still_used="STOPPED")
    assert "By phone" in listed
    assert "Her son has it They have stopped using it" in listed
    assert "Her son has it" in filed(desk, f"{lists}?format=csv&part=told")
    assert "Her son has it" not in html(depot.get(lists)) + filed(depot, f"{lists}?format=csv")

    says = ("depot:recall_cause", recall_id)
    assert "It waits for the pool manager" in sent(depot, *says, recall=recall_id, cause="NEITHER", reason="A notice")
    assert "NatPSA/2026/001" in text(money.get(reverse("money:recalls")))
    decides = ("money:recall", recall_id)
    assert "Say how you know" in sent(money, *decides, recall=recall_id, cause="NEITHER")
    assert posted(county) == []
    assert "Charged Told of 1, not told yet of 0" in sent(
        money, *decides, recall=recall_id, cause="NEITHER", reason="So"
    )
    assert posted(county) == [TOLD]
    (telling_id,) = columns(county.scopes["desk"], RecallTelling, "id", counts=True)
    undo = ("controller:take_back_telling", telling_id)
    assert f'href="{reverse(undo[0], args=[telling_id])}"' in html(desk.get(lists))
    assert "Say what was wrong" in sent(desk, *undo, telling=telling_id)
    assert "They count as not told" in sent(desk, *undo, telling=telling_id, reason="Her neighbour")
    assert posted(county) == [TOLD, BACK]


def test_whether_it_was_taken_down_is_put_right_from_the_list(county: County) -> None:
    fitted(county)
    recall_id = recalled(county, FITTED)
    (fitted_id,) = columns(county.scopes["desk"], Adaptation, "id")
    desk, mends = signed_in(county, "desk"), ("controller:mend_fitted", recall_id, fitted_id)
    lists = reverse("controller:recall_told", args=[recall_id])
    assert reverse(mends[0], args=mends[1:]) in html(desk.get(lists))
    assert "The record says that it is still fitted" in html(desk.get(reverse(mends[0], args=mends[1:])))
    assert "Say whether it was taken down" in sent(desk, *mends, why="Rang")
    listed = sent(desk, *mends, taken_down="yes", why="The son rang")
    assert "Taken down 3 Mar" in listed


def test_who_only_looks_at_money_decides_nothing(county: County) -> None:
    recall_id = recalled(county)
    commissioner = signed_in(county, "commissioner")
    address = reverse("money:recall", args=[recall_id])
    assert "Decide" not in text(commissioner.get(address))
    given = {"idempotency_key": str(fresh_id()), "recall": recall_id, "cause": "NEITHER", "reason": "So"}
    assert commissioner.post(address, given).status_code == 403
