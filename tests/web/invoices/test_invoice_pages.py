"""An invoice through its pages: brought in, its columns chosen, checked, answered, paid; and what each page tells."""

import csv
import re
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from xlsxwriter import Workbook

from handrail.core.ids import fresh_id
from handrail.identity.calls import reading
from handrail.intake.rules.reading import guess_columns
from handrail.invoices.codes import LineAnswer, Verdict
from handrail.invoices.models import InvoiceLine
from handrail.invoices.queries.invoices import invoice_row
from handrail.invoices.rules.columns import COLUMNS
from handrail.invoices.states import InvoiceState
from handrail.jobs.invoices import check_next
from handrail.simulation.set_up import County
from handrail.usecases.check_invoice import ALL_READ
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from tests.invoices.checking import HEADERS, as_file, checked, delivered, found, said_of, total_of
from tests.invoices.test_several import BED, together
from tests.situations import call_as
from tests.usecases.correcting import entry_of
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def text_of(client: Client, name: str, *args: object, **asked: str) -> str:
    answer = client.get(reverse(f"invoices:{name}", args=args), asked)
    assert answer.status_code == 200
    html = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", html.replace("&#x27;", "'").replace("&#39;", "'")).split())


def post(client: Client, name: str, *args: object, at: str = "", **given: object) -> Any:
    data = {"idempotency_key": str(fresh_id()), **given}
    return client.post(reverse(f"invoices:{name}", args=args) + at, data)


def brought_in(client: Client, name: str, content: bytes, total: str, number: str = "W-1") -> Any:
    days = {"invoiced_on": (3, 3), "from_on": (1, 3), "until_on": (3, 3)}
    parts = {
        f"{field}-{part}": str(value)
        for field, (day, month) in days.items()
        for part, value in (("day", day), ("month", month), ("year", 2026))
    }
    file = SimpleUploadedFile(name, content)
    return post(client, "new", **parts, number=number, total_pence=total, file=file)


def test_an_invoice_from_its_file_to_its_payment(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    bed = next(line for line in lines if line["Code"] == "BED-010")
    bed["Amount"] = "700.00"
    provider, money = signed_in(county, "provider"), signed_in(county, "money")
    answer = brought_in(provider, "march.csv", as_file(lines), f"{total_of(lines) / 100:.2f}")
    assert answer.status_code == 302
    invoice_id = UUID(answer.headers["Location"].split("/")[-3])
    assert "We guessed what each column is" in text_of(provider, "columns", invoice_id)
    mapping = ("order_line", "visit", "asset_number", "day", "code", "quantity", "amount")
    columns = {f"column_{n}": name for n, name in enumerate(mapping)}
    columns["total_pence"] = f"{total_of(lines) / 100:.2f}"
    assert post(provider, "columns", invoice_id, **columns).status_code == 302
    assert "Waiting for its turn" in text_of(money, "invoice", invoice_id)
    with monkeypatch.context() as patched:
        patched.setattr("handrail.web.invoices.invoice.progress_of", lambda _: (ALL_READ, len(lines)))
        assert "All lines are read" in text_of(money, "invoice", invoice_id)
    check_next(call_as(county.scopes["system"], key=""))
    told = text_of(money, "invoice", invoice_id)
    assert "1 line to answer" in told
    assert "Wrong price It happened, and the contract's price of that day gives another amount." in told
    assert "Asked for £700.00 Owed when checked £695.00 Difference £5.00" in told
    (line,) = [line for line in found(county, invoice_id) if line.verdict is Verdict.WRONG_PRICE]
    assert "In the ledger: £695.00" in text_of(money, "line", line.id)
    stale = post(money, "answer", line.id, answer="AGREED", seen_version="DISPUTED").content.decode()
    assert "Someone else changed this" in stale
    assert 'name="seen_version" value="OPEN"' in stale
    made_up = post(money, "answer", line.id, answer="AGREED", seen_version="NO_ANSWER").content.decode()
    assert "Someone else changed this" in made_up
    assert post(money, "answer", line.id, answer="QUERIED", words="Why £700?", seen_version="OPEN").status_code == 302
    assert post(provider, "write_line", line.id, words="Our mistake").status_code == 302
    assert "Queried Tuesday 3 March 2026" in text_of(provider, "line", line.id)
    assert post(money, "answer", line.id, answer="AGREED").status_code == 302
    assert "Every line is answered" in text_of(money, "invoice", invoice_id)
    assert post(money, "pay", invoice_id).status_code == 302
    owed = f"£{(total_of(lines) - 500) / 100:.2f}"
    assert f"Paid {owed}" in text_of(money, "invoice", invoice_id)
    # The bed was paid at what is owed, which is less than the invoice says.
    assert f"Paid in part {owed} so far" in text_of(provider, "invoices")
    assert "Payments" in text_of(provider, "statement")


def test_agreed_and_to_pay_are_one_figure_before_and_after_it_is_paid(county: County) -> None:
    stop = delivered(county, "BED-010")
    lines = said_of(county, stop)
    invoice_id = checked(county, lines)
    wrong = entry_of(county, "equipment", stop.order.lines[0].line_id)
    correct_posting(call_as(county.scopes["money"]), request=PostingCorrection(wrong, 65_000, "£650 was agreed"))
    money = signed_in(county, "money")
    owed = f"£{(total_of(lines) - 4_500) / 100:.2f}"
    assert f"Pay {owed} of invoice" in text_of(money, "pay", invoice_id)
    told = text_of(money, "invoice", invoice_id)
    assert f"Agreed {owed}" in told
    assert f"Pay {owed}" in told
    stale = post(money, "pay", invoice_id, seen_version=str(total_of(lines))).content.decode()
    assert "Someone else changed this" in stale
    for made_up in ("--5", "²", "all of it"):
        assert "Someone else changed this" in post(money, "pay", invoice_id, seen_version=made_up).content.decode()
    now_seen = str(total_of(lines) - 4_500)
    assert f'name="seen_version" value="{now_seen}"' in stale
    assert post(money, "pay", invoice_id, seen_version=now_seen).status_code == 302
    told = text_of(money, "invoice", invoice_id)
    assert f"Agreed {owed}" in told
    assert "Asked for, but not owed £45.00 The agreed lines ask for so much more." in told


def test_nothing_is_paid_while_a_credit_is_not_answered_and_more_than_the_invoice_is_told(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    credit = lines[0] | {"Order line": "999999/1", "Code": "credit", "Amount": "-100.00"}
    invoice_id = checked(county, [*lines, credit])
    money = signed_in(county, "money")
    told = text_of(money, "pay", invoice_id)
    assert "£100.00 more is paid than the whole invoice asks for." in told
    assert "1 line not answered yet, among them 1 credit of -£100.00." in told
    assert "Answer the credits on this invoice first" in post(money, "pay", invoice_id).content.decode()
    (line,) = [line for line in found(county, invoice_id) if line.verdict is Verdict.NEVER_ISSUED]
    assert post(money, "answer", line.id, answer="DISPUTED", words="Never issued").status_code == 302
    told = text_of(money, "pay", invoice_id)
    assert "£100.00 more is paid" in told
    assert "not answered" not in told
    assert post(money, "pay", invoice_id).status_code == 302


def test_a_workbook_finds_the_same_and_the_columns_are_remembered(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    provider = signed_in(county, "provider")
    checked(county, lines[:1])
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADERS, *([line[head] for head in HEADERS] for line in lines[1:])]):
            sheet.write_row(at, 0, row)
    answer = brought_in(provider, "march.xlsx", content.getvalue(), f"{total_of(lines[1:]) / 100:.2f}")
    invoice_id = UUID(answer.headers["Location"].split("/")[-3])
    assert "as you chose them for the provider's last invoice" in text_of(provider, "columns", invoice_id)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "This Excel file cannot be read"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"Code,Code\n1,2\n", "Two columns have the same name"),
        ("a.pdf", b"%PDF-1.4", "must end in .csv or .txt or .xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(county: County, name: str, content: bytes, says: str) -> None:
    answer = brought_in(signed_in(county, "provider"), name, content, "1.00")
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_the_same_number_is_told_at_its_field(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    provider = signed_in(county, "provider")
    answer = brought_in(provider, "a.csv", as_file(lines), "1.00")
    invoice_id = UUID(answer.headers["Location"].split("/")[-3])
    again = brought_in(provider, "a.csv", as_file(lines), "1.00")
    assert again.status_code == 422
    told = again.content.decode()
    assert "Invoice W-1 was received already" in told
    assert "This very file was received already, as invoice W-1. Send that one back first" in told
    first = reverse("invoices:invoice", args=[invoice_id])
    assert f'<a href="{first}">Invoice W-1</a>' in told


def test_a_mistyped_total_is_put_right_before_the_check(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    provider = signed_in(county, "provider")
    answer = brought_in(provider, "a.csv", as_file(lines), "1.00")
    invoice_id = UUID(answer.headers["Location"].split("/")[-3])
    guessed = guess_columns(COLUMNS, HEADERS)
    columns = {f"column_{at}": guessed.get(header, "") for at, header in enumerate(HEADERS)}
    assert 'value="1.00"' in provider.get(reverse("invoices:columns", args=[invoice_id])).content.decode()
    given = {**columns, "total_pence": f"{total_of(lines) / 100:.2f}"}
    assert post(provider, "columns", invoice_id, **given).status_code == 302
    with reading(county.scopes["provider"]):
        row = invoice_row(county.scopes["provider"], invoice_id)
    assert (row.state, row.total_pence) == (InvoiceState.WAITING, total_of(lines))


def test_a_refused_invoice_names_what_is_wrong_at_its_line(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    lines[0]["Amount"] = "£695,00"
    invoice_id = checked(county, lines, total=1)
    money = signed_in(county, "money")
    told = text_of(money, "invoice", invoice_id)
    assert "The invoice cannot be checked" in told
    assert "2 Column Amount Value £695,00 What is wrong This has a currency sign Write figures alone, like" in told
    answer = money.get(reverse("invoices:invoice", args=[invoice_id]), {"format": "csv"})
    assert b"This has a currency sign" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a stream
    monkeypatch.setattr("handrail.web.invoices.invoice.SHOWN_FAULTS", 1)
    lines[1]["Amount"] = ""
    many = checked(county, lines, total=1)
    assert "2 things are wrong. The first 1 are below" in text_of(money, "invoice", many)


def test_lines_are_filtered_sorted_and_a_file(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    lines[0]["Amount"] = "1.00"
    invoice_id = checked(county, lines)
    money = signed_in(county, "money")
    whole = text_of(money, "lines", invoice_id, sort="-amount")
    amounts = [float(pounds) for pounds in re.findall(r"Amount £([0-9.]+)", whole)]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) == len(lines)
    only = text_of(money, "lines", invoice_id, verdict="WRONG_PRICE", answer="OPEN")
    assert "Answer all of these that are open" in only
    assert "£1.00" in only
    answer = money.get(reverse("invoices:lines", args=[invoice_id]), {"format": "csv", "verdict": "WRONG_PRICE"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a stream
    (head, row) = csv.reader(StringIO(content))
    assert dict(zip(head, row, strict=True))["Found"] == "Wrong price"
    at = "?verdict=WRONG_PRICE"
    assert post(money, "answer_all", invoice_id, at=at, answer="DISPUTED", words="No").status_code == 302
    assert [one.answer for one in found(county, invoice_id)].count(LineAnswer.DISPUTED) == 1


def test_who_only_looks_is_offered_no_button(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    invoice_id = checked(county, lines)
    shown = text_of(signed_in(county, "commissioner"), "invoice", invoice_id)
    assert "See all lines" in shown
    assert not {word for word in ("Send it back", "Write about it", "Pay £") if word in shown}
    assert "Send it back" in text_of(signed_in(county, "provider"), "invoice", invoice_id)


def test_what_was_left_out_is_listed_and_a_file(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010"))
    bed = next(line for line in lines if line["Code"] == "BED-010")
    invoice_id = checked(county, [line for line in lines if line is not bed])
    money = signed_in(county, "money")
    assert "1 event, £695.00" in text_of(money, "invoice", invoice_id)
    told = text_of(money, "not_invoiced", invoice_id)
    assert "£695.00" in told
    answer = money.get(reverse("invoices:not_invoiced", args=[invoice_id]), {"format": "csv"})
    assert b"BED-010" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a stream


def test_the_page_of_a_line_lists_the_events_that_it_asks_for_and_a_part_has_no_page(county: County) -> None:
    lines = said_of(county, delivered(county, "BED-010", "BED-010"))
    invoice_id = checked(county, [together(lines, 2, 2 * BED)])
    (line,), client = found(county, invoice_id), signed_in(county, "money")
    page = text_of(client, "line", line.id)
    assert "In the ledger: 2 events" in page
    assert page.count("£695.00") == 2
    with reading(county.scopes["money"]):
        part = InvoiceLine.objects.get(part_of=line.id)
    assert client.get(reverse("invoices:line", args=[part.pk])).status_code == 404
