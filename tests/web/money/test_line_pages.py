"""The pages about the money of one order line: what was posted, who pays, another price."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.core.models import AuditSubject
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.models import Entry
from handrail.ledger.queries.of_line import PostedRow
from handrail.ledger.rules.fees import FEE
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import change_funder
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.web.money.correcting import would_move
from handrail.web.money.line import posted_row
from tests.ledger.test_opening import fetched, lent
from tests.situations import call_as
from tests.stock_situations import at_most, columns
from tests.usecases.correcting import OURS, entry_of, lent_and_back, stands, to_health
from tests.visiting import on_loan
from tests.web.money.test_pool_pages import sent, text_of, words_of
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def line_id(county: County) -> UUID:
    """A bed that was delivered, came back and was credited."""
    return lent_and_back(county).order.lines[0].line_id


def test_what_was_posted_for_a_line_is_read_and_opens_its_record(county: County, line_id: UUID) -> None:
    client = signed_in(county, "commissioner")
    with at_most(12):
        shown = text_of(client, "line", line_id)
    large = "Clean, test and shelve: large item"
    for words in ("Money of Profiling bed, standard", "Spent", "Credited", "-£590.75", large, "Equipment pool"):
        assert words in shown, words
    assert "Council and practice Northdown County Council" in shown
    assert "Pays Northdown" not in shown
    assert "Correct the price" not in shown
    assert "Change who pays" not in shown
    assert "person" in {one.partition(":")[0] for one in columns(county.scopes["desk"], AuditSubject, "subject")}
    answer: Any = client.get(reverse("money:line", args=[line_id]), {"format": "csv"})
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert file.startswith("Day,Counts in,What,For,Money,Fund,Amount,Reason")
    assert "-590.75" in file


def test_the_pool_manager_changes_who_pays(county: County, line_id: UUID) -> None:
    manager = signed_in(county, "money")
    asked = text_of(manager, "payer", line_id)
    assert "Whose resident the person is by law" in asked
    assert "Fund Equipment pool" in asked
    assert "Cost after credits £252.25 If from 3 Mar 2026 £252.25 Is borne by whoever pays then" in asked
    given: dict[str, Any] = {
        "care_route": "CHILD",
        "council_id": str(county.partner(OURS)),
        "from_on": date(2026, 1, 5),
    }
    assert sent(manager, "payer", line_id, **given).status_code == 422
    assert "Fund Equipment pool Bears" in text_of(manager, "line", line_id)
    assert sent(manager, "payer", line_id, **given, reason="Was seventeen").status_code == 302
    assert {fund for fund, _ in stands(county)} == {"", "children"}
    shown = text_of(manager, "line", line_id)
    for words in ("Who paid before", "Was seventeen", "Taken back", "Posted again", "Children and education"):
        assert words in shown, words
    assert "Fund Children and education Bears" in shown


def test_what_came_late_says_in_which_month_it_counts() -> None:
    row = PostedRow(
        fresh_id(), EntryKind.CORRECTED, "equipment", 1, 100, date(2026, 1, 23), date(2026, 2, 1), "Late",
        AccountKind.EQUIPMENT, "Equipment pool", -100, stands=True,
    )  # fmt: skip
    assert posted_row(row, fresh_id(), keeps=False).cells[0].note == "Counts in February 2026"
    assert posted_row(replace(row, month=date(2026, 1, 1)), fresh_id(), keeps=False).cells[0].note == ""


def test_a_credit_moves_with_its_equipment_alone() -> None:
    bought, later = date(2026, 1, 5), date(2026, 2, 3)
    spent = PostedRow(
        fresh_id(), EntryKind.SPENT, "equipment", 1, 100, bought, bought.replace(day=1), "", AccountKind.EQUIPMENT,
        "Equipment pool", 100_00, stands=True,
    )  # fmt: skip
    fetched = replace(spent, account=AccountKind.ACTIVITY, pence=20_00, happened_on=later)
    credited = replace(spent, account=AccountKind.CREDITED, pence=-85_00, happened_on=later)
    assert [one.value for one in would_move([spent, fetched, credited])] == ["£35.00", "£20.00"]


def test_the_pool_manager_puts_a_price_right(county: County, line_id: UUID) -> None:
    manager = signed_in(county, "money")
    assert "Correct the price" in text_of(manager, "line", line_id)
    charge = entry_of(county, "delivery", line_id)
    shown = text_of(manager, "price", charge)
    assert "1 at £24.50" in shown
    assert sent(manager, "price", charge, each_pence="10", reason="").status_code == 422
    before = stands(county)["pool", "ACTIVITY"]
    assert sent(manager, "price", charge, each_pence="10", reason="Agreed at £10").status_code == 302
    assert "Taken back since" in text_of(manager, "line", line_id)
    assert stands(county)["pool", "ACTIVITY"] == before - 1_450
    again = sent(manager, "price", charge, each_pence="11", reason="Once more")
    assert again.status_code == 422
    assert "This was taken back already" in again.content.decode()


def test_the_price_of_what_several_lines_share_is_told_as_a_whole(county: County) -> None:
    stop, _ = on_loan(county, "BED-010", ("BDA-020", 2))
    bed, other = (line.line_id for line in stop.order.lines)
    change_funder(call_as(county.scopes["money"]), request=to_health(county, bed))
    (moved,) = columns(county.scopes["money"], Entry, "id", kind="RESTATED", item="delivery")
    manager = signed_in(county, "money")
    for line, entry in ((bed, moved), (other, entry_of(county, "delivery", other))):
        shown = text_of(manager, "price", entry, line=str(line))
        told = "Posted as 1 at £24.50 Shared by 2 items. The right price is of the whole, whoever pays for its parts"
        assert f"{told} Of that this line bears £12.25" in shown
        href = reverse("money:line", args=[line])
        assert href in manager.get(reverse("money:price", args=[entry]), {"line": str(line)}).content.decode()
        assert f"{entry}/price/?line={line}" in manager.get(href).content.decode()


def test_a_price_of_nothing_is_asked_about_once_and_can_be_said_again(county: County, line_id: UUID) -> None:
    manager = signed_in(county, "money")
    spent, before = entry_of(county, "equipment", line_id), stands(county)
    given = {"each_pence": "0", "reason": "A slip of the key"}
    asked = sent(manager, "price", spent, **given)
    shown = words_of(asked)
    assert stands(county) == before
    for words in ("Nothing is posted yet", "Equipment Price -£695.00", "Credit Price £590.75", "-£104.25"):
        assert words in shown, words
    (seen,) = re.findall(r'name="seen_version" value="([0-9a-f]+)"', asked.content.decode())
    assert sent(manager, "price", spent, **given, seen_version=seen).status_code == 302
    assert ("pool", "EQUIPMENT") not in stands(county)
    href = reverse("money:price", args=[spent])
    assert href in manager.get(reverse("money:line", args=[line_id])).content.decode()
    assert "This was set to £0" in text_of(manager, "price", spent)
    given = {"each_pence": "695.00", "reason": "It was a slip"}
    asked = sent(manager, "price", spent, **given)
    assert "Posted again For Credit Price -£590.75" in words_of(asked)
    (seen,) = re.findall(r'name="seen_version" value="([0-9a-f]+)"', asked.content.decode())
    assert sent(manager, "price", spent, **given, seen_version=seen).status_code == 302
    assert stands(county) == before


def test_who_may_see_money_finds_the_page_from_the_order_and_from_spending(county: County) -> None:
    stop, _ = on_loan(county, "BED-010")
    href = reverse("money:line", args=[stop.order.lines[0].line_id])
    order = reverse("prescriber:order", args=[stop.order.order_id])
    assert href in signed_in(county, "commissioner").get(order).content.decode()
    assert href not in signed_in(county, "nurse").get(order).content.decode()
    spent = signed_in(county, "money").get(reverse("spending:lines"))
    assert href in spent.content.decode()


def test_what_no_order_line_bears_is_put_right_from_its_own_page(county: County) -> None:
    charge_management_fee(call_as(county.scopes["system"]))
    (fee,) = columns(county.scopes["money"], Entry, "id", item=FEE)
    manager, href = signed_in(county, "money"), reverse("money:entry", args=[fee])
    listed = manager.get(reverse("invoices:entries"), {"period": "2026-02", "lines": "none"})
    assert href in listed.content.decode()
    with at_most(12):
        shown = text_of(manager, "entry", fee)
    assert "No order: it is for the contract as a whole" in shown
    assert reverse("money:price", args=[fee]) in manager.get(href).content.decode()
    assert "Correct the price" not in text_of(signed_in(county, "commissioner"), "entry", fee)
    assert "If from" not in text_of(manager, "price", fee)
    assert sent(manager, "price", fee, each_pence="2500", reason="Agreed at £2,500").status_code == 302
    shown = text_of(manager, "entry", fee)
    assert "Taken back since" in shown
    assert "Cost after credits £2,500.00" in shown
    file: Any = manager.get(href, {"format": "csv"})
    assert "Agreed at £2,500" in b"".join(file.streaming_content).decode("utf-8-sig")


def test_the_money_of_a_loan_that_was_brought_in_has_a_page(county: County) -> None:
    fetched(county)
    loan_id = lent(county, "L0").pk
    manager, fetching = signed_in(county, "money"), entry_of(county, "collection", loan_id)
    shown = text_of(manager, "entry", fetching)
    assert "Money of Profiling bed, standard" in shown
    assert "brought in from an old provider" in shown
    href = f"{reverse('money:price', args=[fetching])}?line={loan_id}"
    assert href in manager.get(reverse("money:entry", args=[fetching])).content.decode()
    assert "Of that this line bears" in text_of(manager, "price", fetching)
