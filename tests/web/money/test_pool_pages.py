"""The pages about a pool: what is in it, to the penny; what is late; whose share it is; the pool manager's forms."""

import csv
import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.core.money import shown_pounds, split_by_weights
from handrail.identity.calls import reading
from handrail.ledger.codes import AccountKind, RiskRule
from handrail.ledger.queries.pool import (
    ContributionRow,
    agreements_of,
    contributions_of,
    held_by,
    meetings_of,
    receipts_of,
    years_of,
)
from handrail.ledger.rules.figures import Figures, Gained, figures
from handrail.ledger.rules.pool import Amount
from handrail.ledger.rules.shares import WHOLE
from handrail.simulation.northdown import COUNCIL
from handrail.simulation.pool_agreed import COUNCIL_PENCE, NHS_PENCE
from handrail.simulation.set_up import County
from handrail.usecases.agree_contributions import YearAgreed, agree_contributions
from handrail.usecases.keep_agreement import NewAgreement, record_agreement
from handrail.web.money.months import bars, months
from handrail.web.money.months import table as months_table
from handrail.web.money.reading import differing
from tests.situations import call_as
from tests.stock_situations import at_most
from tests.usecases.pooling import (
    NEXT_YEAR,
    YEAR,
    agreed_pool,
    pays,
    pool,
    pool_without_agreement,
    receipt_of,
    terms,
)
from tests.visiting import on_loan
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def text_of(client: Client, name: str, *args: object, **asked: str) -> str:
    """The page in words, on one line."""
    answer = client.get(reverse(f"money:{name}", args=args), asked)
    assert answer.status_code == 200
    return words_of(answer)


def words_of(answer: Any) -> str:
    """What a page says, on one line."""
    html = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", html.replace("&#39;", "'")).split())


def sent(client: Client, name: str, *args: object, year: str = "", **given: Any) -> Any:
    data = {"idempotency_key": str(fresh_id())}
    for field, value in given.items():
        if isinstance(value, date):
            data |= {
                f"{field}-day": str(value.day),
                f"{field}-month": str(value.month),
                f"{field}-year": str(value.year),
            }
        else:
            data[field] = value
    return client.post(reverse(f"money:{name}", args=args) + (f"?year={year}" if year else ""), data)


def spent(county: County) -> Figures:
    fund_id = pool(county)
    with reading(county.scopes["money"]):
        gained = held_by(county.scopes["money"], fund_id, YEAR, NEXT_YEAR)
    return figures(gained, YEAR, NEXT_YEAR)


def with_budget(county: County, pence: int, **changed: Any) -> None:
    """The year is agreed anew: so much in all, nearly all of it the council's."""
    council, board = pays(county)
    due = (date(2025, 4, 1), date(2026, 4, 1))
    both = tuple(
        type(council)(one.partner_id, base, one.parts, due, changed.get("use"))
        for one, base in ((council, pence - 1), (board, 1))
    )
    request = YearAgreed(pool(county), YEAR, both, change="Less")
    agree_contributions(call_as(county.scopes["money"]), request=request)


def test_the_pool_in_its_year(county: County) -> None:
    on_loan(county, "BED-010", days=1)
    receipt_of(county, pence=COUNCIL_PENCE // 4)
    of, shown = spent(county), text_of(signed_in(county, "commissioner"), "pool")
    assert of.equipment_pence > 0
    budget = COUNCIL_PENCE + NHS_PENCE
    for words in (
        "Equipment pool, 2025 to 2026",
        f"Budget {shown_pounds(budget)}",
        f"Received {shown_pounds(COUNCIL_PENCE // 4)}",
        f"Spent on equipment {shown_pounds(of.equipment_pence)}",
        f"Net {shown_pounds(of.net_pence)}",
        f"Left {shown_pounds(budget - of.net_pence - of.reserved_pence)}",
        "Nothing is shared before that.",
        "Overspend and underspend are shared by the partners' shares of the year.",
        f"{COUNCIL}: {shown_pounds(COUNCIL_PENCE // 4 * 3)}, the oldest due 1 Jul 2025",
    ):
        assert words in shown, words
    council, board = split_by_weights(of.net_pence, (514, 486))
    paid = f"{COUNCIL} Share 51.4% Pays in {shown_pounds(COUNCIL_PENCE)} Received {shown_pounds(COUNCIL_PENCE // 4)}"
    assert f"{paid} Its share of net {shown_pounds(council)}" in shown
    assert f"Its share of net {shown_pounds(board)} Its share of the forecast Not yet Over or under Not yet" in shown
    assert "The budget is used up" not in shown


def test_an_overspend_warns_and_falls_by_the_rule_to_the_penny(county: County) -> None:
    on_loan(county, "BED-010", days=1)
    with_budget(county, 100_00)
    of, shown = spent(county), text_of(signed_in(county, "commissioner"), "pool")
    over = of.net_pence - 100_00
    council, board = split_by_weights(over, (514, 486))
    assert "The budget is used up" in shown
    assert f"The pool cost {shown_pounds(over)} more than its budget." in shown
    assert f"Pays {shown_pounds(council)} more" in shown
    assert f"Pays {shown_pounds(board)} more" in shown


def test_an_underspend_is_shared_once_the_year_is_over(county: County, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-04-02T09:00:00Z")
    shown = text_of(signed_in(county, "commissioner"), "pool_of", pool(county), year="2025")
    assert "The pool cost £1,129,935.00 less than its budget." in shown
    assert "Gets £580,786.59 back" in shown
    assert "Gets £549,148.41 back" in shown
    # Nobody paid anything in: what comes back is against what was agreed.
    whole = f"Against what was agreed. {shown_pounds(COUNCIL_PENCE)} is not paid in yet: with that, "
    assert f"{whole}pays {shown_pounds(COUNCIL_PENCE - 580_786_59)} more." in shown


def test_shares_apart_from_what_is_paid_in_are_told(county: County) -> None:
    told = text_of(signed_in(county, "commissioner"), "pool")
    assert f"{COUNCIL}: share 51.4%, pays in 51.427% of the budget" in told


def test_contributions_by_the_shares_in_whole_pennies_are_not_apart() -> None:
    one, other = (Amount(pence, 0, 0) for pence in (51_400_001, 48_600_000))
    as_shares = [contribution(514_000, one), contribution(486_000, other)]
    assert differing(as_shares) == ()
    turned = [contribution(600_000, one), contribution(400_000, other)]
    assert [paid for _, paid in differing(turned)] == [514_000, 486_000]
    assert differing([contribution(WHOLE, Amount(0, 0, 0))]) == ()


def contribution(parts: int, amount: Amount) -> ContributionRow:
    return ContributionRow(fresh_id(), "A council", parts, amount, None, ())


def test_by_use_nothing_is_shared_before_it_is_measured(county: County) -> None:
    on_loan(county, "BED-010", days=1)
    manager = signed_in(county, "money")
    given = varied(county, risk_rule=RiskRule.BY_USE.value, from_on=date(2026, 2, 1), review_on=date(2026, 2, 1))
    assert sent(manager, "vary", pool(county), **given).status_code == 302
    with_budget(county, 100)
    unknown = "Nobody has recorded yet what each partner's people used."
    assert unknown in text_of(manager, "pool")
    with_budget(county, 100, use=5)
    assert unknown not in text_of(manager, "pool")


def test_a_pool_of_which_little_is_recorded_says_so(county: County) -> None:
    commissioner = signed_in(county, "commissioner")
    bare = pool_without_agreement(county)
    assert "No agreement is recorded for this year" in text_of(commissioner, "pool_of", bare)
    assert "No agreement holds today" in text_of(commissioner, "agreement", bare)
    assert "No contributions are agreed for this year" in text_of(commissioner, "pool_of", agreed_pool(county))
    later = date(2026, 3, 20)
    asked = NewAgreement(bare, terms(county, from_on=later, review_on=later))
    record_agreement(call_as(county.scopes["money"]), request=asked)
    for page in ("pool_of", "agreement"):
        assert "The agreement begins on 20 Mar 2026" in text_of(commissioner, page, bare)
    assert "In this form from 20 Mar 2026" in text_of(commissioner, "agreement", bare)


def test_the_months_are_a_file_too(county: County) -> None:
    receipt_of(county, received_on=date(2026, 1, 2), pence=100_05)
    answer: Any = signed_in(county, "commissioner").get(reverse("money:pool"), {"format": "csv"})
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Month,Received,Equipment,Activity,VAT,Credited,Net")
    assert len(rows) == 13
    (january,) = [row for row in rows if "2026-01-01" in row]
    assert january.split(",")[1] == "100.05"
    for name in ("pool_of", "paid_in"):
        book = signed_in(county, "commissioner").get(
            reverse(f"money:{name}", args=[pool(county)]), {"format": "xlsx", "year": "2025"}
        )
        with ZipFile(BytesIO(book.content)) as file:
            assert "<v>100.05</v>" in file.read("xl/worksheets/sheet1.xml").decode(), name


def test_the_page_costs_a_few_statements_whatever_was_posted(county: County) -> None:
    client = signed_in(county, "commissioner")
    before = text_of(client, "pool")
    on_loan(county, "BED-010", days=1)
    with at_most(16):
        after = text_of(client, "pool")
    assert after != before


def test_the_months_of_a_year_fit_beside_each_other() -> None:
    found = months([], date(2026, 4, 1), date(2026, 4, 30))
    shown = months_table(found, [], "?")
    assert max(len(one.label) for one in shown.columns) <= len("Net so far")
    assert shown.columns[-1].label == "Reserved"


def test_a_bar_goes_left_where_more_came_back_than_was_spent() -> None:
    share_set = fresh_id()
    gained = [
        Gained(date(2026, 4, 1), AccountKind.EQUIPMENT, share_set, 300_00),
        Gained(date(2026, 5, 1), AccountKind.CREDITED, share_set, -100_00),
    ]
    found = months(gained, date(2026, 4, 1), date(2026, 6, 30))
    assert [one.net_so_far_pence for one in found] == [300_00, 200_00, 200_00]
    assert [(bar.words, bar.amount, bar.kind, bar.begins, bar.length) for bar in bars(found)] == [
        ("April 2026", "£300.00", "done", 250, 750),
        ("May 2026", "-£100.00", "risk", 0, 250),
        ("June 2026", "£0.00", "done", 250, 0),
    ]


def test_money_is_recorded_and_put_right(county: County) -> None:
    manager, fund_id = signed_in(county, "money"), pool(county)
    given = {"partner_id": str(county.partner(COUNCIL)), "received_on": date(2026, 2, 3), "reference": "NCC 9"}
    wrong = sent(manager, "receive", fund_id, year="2025", pence="-5", **given)
    assert wrong.status_code == 422
    assert sent(manager, "receive", fund_id, year="2025", pence="6,053,032.50", **given).status_code == 302
    again = sent(manager, "receive", fund_id, year="2025", pence="1", **given)
    assert "payment NCC 9 is recorded already" in again.content.decode()
    (one,) = receipts(county)
    assert sent(manager, "correct", one.id, right_pence="605,303.25", why="Ten times too much").status_code == 302
    shown = text_of(manager, "paid_in", fund_id)
    assert "Corrected Ten times too much" in shown
    assert "£605,303.25 State Counts" in shown
    assert [one.pence for one in receipts(county) if one.wrong is None] == [60_530_325]
    file: Any = manager.get(reverse("money:paid_in", args=[fund_id]), {"format": "csv"})
    rows = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert [row.split(",")[2] for row in rows] == ["Amount", "6053032.50", "605303.25"]


def receipts(county: County) -> Any:
    fund_id = pool(county)
    with reading(county.scopes["money"]):
        return receipts_of(county.scopes["money"], fund_id, YEAR)


def varied(county: County, **changed: Any) -> dict[str, Any]:
    return {
        "agreed_on": date(2026, 2, 1), "from_on": NEXT_YEAR, "ends_on": date(2030, 4, 1), "review_on": NEXT_YEAR,
        "notice_months": "6", "aims": "At home", "functions": "Care Act 2014", "host_id": str(county.partner(COUNCIL)),
        "manager": "Head of finance", "risk_rule": RiskRule.CAPPED.value, "risk_parts": "5", "change": "A cap",
        **changed,
    }  # fmt: skip


def test_the_agreement_is_read_by_all_and_varied_by_its_manager(county: County) -> None:
    manager, fund_id = signed_in(county, "money"), pool(county)
    without = sent(manager, "vary", fund_id, **varied(county, risk_parts=""))
    assert without.status_code == 422
    assert sent(manager, "vary", fund_id, **varied(county)).status_code == 302
    met: dict[str, Any] = {"held_on": date(2026, 1, 20), "decided": "Beds first", "next_on": date(2026, 4, 20)}
    assert sent(manager, "meeting", fund_id, **met).status_code == 302
    shown = text_of(signed_in(county, "commissioner"), "agreement", fund_id)
    for words in (
        "Host Northdown County Council",
        "until 31 Mar 2026",
        "Variation 1",
        "A cap",
        "20 Jan 2026",
        "Beds first",
        "12 instalments from",
    ):
        assert words in shown, words
    assert "Record a variation" not in shown
    with reading(county.scopes["money"]):
        varied_to, (meeting,) = (
            agreements_of(county.scopes["money"], fund_id)[-1],
            meetings_of(county.scopes["money"], fund_id),
        )
    assert (varied_to.risk_rule, varied_to.risk_parts, meeting.next_on) == ("CAPPED", 50_000, date(2026, 4, 20))


def test_a_year_is_agreed_on_its_form(county: County) -> None:
    manager, fund_id = signed_in(county, "money"), pool(county)
    given = {
        "inflation": "3.1", "inflation_basis": "Prices", "demand": "0",
        "base_0": "1,000,000", "parts_0": "51.4", "every_0": "3", "day_0": "1", "base_1": "900,000", "parts_1": "48.5",
        "every_1": "1", "day_1": "15",
    }  # fmt: skip
    wrong = sent(manager, "year", fund_id, **given)
    assert "The shares must add up to 100%" in wrong.content.decode()
    right = sent(manager, "year", fund_id, **given | {"parts_1": "48.6"})
    told = manager.get(right.headers["Location"]).content.decode()
    assert "share 51.4%, pays in 52.6316% of the budget." in told
    with reading(county.scopes["money"]):
        year = years_of(county.scopes["money"], fund_id)[-1]
        first, second = contributions_of(county.scopes["money"], year.id)
    assert (year.from_on, first.amount.pence, len(first.instalments)) == (NEXT_YEAR, 103_100_000, 4)
    assert (second.parts, second.amount.inflation_pence, len(second.instalments)) == (486_000, 2_790_000, 12)
    assert (second.instalments[0].due_on, second.instalments[-1].due_on) == (date(2026, 4, 15), date(2027, 3, 15))
    html = manager.get(reverse("money:year", args=[fund_id]), {"year": "2026"}).content.decode()
    # Agreed anew it begins with its own base and uplift; a year to come with what was paid.
    assert 'value="900,000.00"' in html
    assert 'value="3.1"' in html
    html = manager.get(reverse("money:year", args=[fund_id])).content.decode()
    assert "Agree 2027 to 2028" in html
    assert 'value="927,900.00"' in html


def test_an_agreement_is_recorded_on_its_form(county: County) -> None:
    manager, bare = signed_in(county, "money"), pool_without_agreement(county)
    given = varied(county, from_on=YEAR, review_on=date(2026, 1, 5))
    assert sent(manager, "agree", bare, **given).status_code == 302
    assert "Nobody" not in text_of(manager, "agreement", bare)
    assert "no partner bears more than 5% of its contribution" in text_of(manager, "agreement", bare)


def test_a_month_is_closed_by_the_pool_manager_from_its_page(county: County) -> None:
    receipt_of(county, received_on=date(2026, 1, 2))
    manager, commissioner = signed_in(county, "money"), signed_in(county, "commissioner")
    assert "Close January 2026" in text_of(manager, "closing")
    assert "Close January 2026" not in text_of(commissioner, "closing")
    assert sent(commissioner, "close", month="2026-01-01").status_code == 403
    asked = text_of(manager, "close")
    assert "Close January 2026? A month that is closed cannot be opened again." in asked
    assert "Entries 1 Moved £605,303.25 On no invoice yet 0 events, £0.00" in asked
    assert sent(manager, "close", month="never").status_code == 422
    assert sent(manager, "close", month="2026-01-01").status_code == 302
    again = sent(manager, "close", month="2026-01-01")
    assert "This month is closed already" in again.content.decode()
    fresh = text_of(manager, "receive", pool(county), year="2025")
    assert "The books are closed up to January 2026." in fresh
    assert "Count it in" not in fresh
    late: dict[str, Any] = {"partner_id": str(county.partner(COUNCIL)), "received_on": date(2026, 1, 3), "pence": "5"}
    stopped = sent(manager, "receive", pool(county), year="2025", reference="L", **late)
    assert stopped.status_code == 422
    for words in (
        "January 2026 is closed. Give 1 Feb 2026 or a later day, or say that it counts in February 2026",
        "Count it in February 2026; the day it was paid stays 3 Jan 2026",
    ):
        assert words in words_of(stopped)
    late |= {"counts_later": "yes", "reference": "L"}
    answer = manager.get(sent(manager, "receive", pool(county), year="2025", **late).headers["Location"])
    assert "January 2026 is closed, so it counts in February 2026." in answer.content.decode()
    shown = text_of(commissioner, "closing")
    assert "January 2026 Entries 1 Moved £605,303.25" in shown
    assert "Close February 2026" in text_of(manager, "closing")


def test_what_is_not_there_is_not_found(county: County) -> None:
    manager = signed_in(county, "money")
    assert manager.get(reverse("money:pool_of", args=[fresh_id()])).status_code == 404
    assert manager.get(reverse("money:correct", args=[fresh_id()])).status_code == 404
    assert manager.get(reverse("money:vary", args=[pool_without_agreement(county)])).status_code == 404


def test_shares_show_before_contributions_are_agreed_and_a_part_of_a_year_is_offered_from_its_day(
    county: County,
) -> None:
    fund_id = pool_without_agreement(county)
    begins = NewAgreement(fund_id, terms(county, from_on=date(2026, 4, 2), review_on=date(2027, 1, 15)))
    record_agreement(call_as(county.scopes["money"]), request=begins)
    manager = signed_in(county, "money")
    said = text_of(manager, "pool_of", fund_id)
    assert re.search(r"51\.4%.{0,40}Not agreed", said)
    asked = text_of(manager, "year", fund_id)
    assert "Agree 2026 to 2027, from 2 Apr 2026, when the agreement begins" in asked


def test_with_several_pools_money_opens_their_list_with_figures(county: County) -> None:
    """Each as its own page says; one that has no contributions yet has no budget."""
    on_loan(county, "BED-010")
    client, own = signed_in(county, "money"), pool(county)
    alone = client.get(reverse("money:pool")).content.decode()
    assert "Where the pool stands" in alone
    other = agreed_pool(county)
    with reading(county.scopes["money"]):
        of = figures(held_by(county.scopes["money"], own, YEAR, NEXT_YEAR), YEAR, NEXT_YEAR)
    rows = client.get(reverse("money:pool"), {"format": "csv"}).streaming_content  # type: ignore[attr-defined]  # a stream
    heads, *lines = csv.reader(StringIO(b"".join(rows).decode("utf-8-sig")))
    by_name = {line[0]: dict(zip(heads, line, strict=True)) for line in lines}
    budget = COUNCIL_PENCE + NHS_PENCE
    left = budget - of.net_pence - of.reserved_pence
    amounts = (budget, of.spent_pence, of.credited_pence, of.net_pence, of.reserved_pence, left)
    assert [int(Decimal(one).scaleb(2)) for one in [*by_name.pop("Equipment pool").values()][1:]] == list(amounts)
    ((name, without),) = by_name.items()
    assert (without["Budget"], without["Left"], without["Net"]) == ("", "", "0.00")
    html = client.get(reverse("money:pool")).content.decode()
    for words in (shown_pounds(of.net_pence), "Not agreed yet", name):
        assert words in html, words
    for fund_id in (own, other):
        assert f'href="{reverse("money:pool_of", args=[fund_id])}"' in html
