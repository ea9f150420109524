"""The administrators' pages: who may open them, what a right answer does, what a wrong one keeps."""

import re
from dataclasses import fields as columns_of
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handrail.catalogue.models import Product
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.core.clock import now
from handrail.core.money import shown_pounds
from handrail.identity.models import ApiToken, Authority, Post, User
from handrail.identity.rules import TokenWanted
from handrail.partners.models import ActivityPrice, Code, Partner, Speed, Team
from handrail.partners.terms import Terms
from handrail.simulation.northdown import COUNCIL
from handrail.simulation.set_up import County
from handrail.usecases.edit_tokens import offer_token
from handrail.visits.models import Van
from tests.situations import another_county, call_as, northdown
from tests.usecases.correcting import lent_and_back
from tests.web.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

LISTS = (
    "home", "partners", "teams", "stores", "vans", "users", "contract", "products", "tokens", "imports", "audit",
    "partner_new", "team_new", "store_new", "van_new", "user_new", "product_new", "token_new", "import_new", "upload",
    "questions",
)  # fmt: skip


def texts(client: Client, page: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"admin:{page}", args=args), query)
    assert answer.status_code == 200, (page, answer.status_code)
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


class FormReader(HTMLParser):
    """What a browser would send of a page's form that changes something, were nothing typed."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.inside = False
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.inside = given.get("method") == "post" and "data-once" in given
        elif not self.inside:
            return
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area, self.values[name] = name, ""
        elif tag == "option" and "selected" in given:
            self.values[self.select] = value
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            if "checked" in given:
                several = given["type"] == "checkbox"
                self.values[name] = [*self.values.get(name, []), value or "on"] if several else value
        elif tag == "input" and given.get("type") != "file":
            self.values[name] = value

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.values[self.area] = data.strip()


def posted(client: Client, page: str, *args: object, **data: Any) -> Any:
    """Sends the form of a page as a browser would: what is not given stays as it is shown."""
    address = reverse(f"admin:{page}", args=args)
    reader = FormReader()
    reader.feed(client.get(address).content.decode())
    return client.post(address, reader.values | data)


def on(name: str, day: date) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.fixture
def demo(settings: Any) -> None:
    """As in the demo: no second factor, test NHS numbers only."""
    settings.DEMO_MODE = True


@pytest.fixture
def county() -> County:
    return northdown()


def test_every_page_opens_for_an_administrator_and_for_nobody_else(county: County) -> None:
    admin, nurse, desk = (signed_in(county, key) for key in ("admin", "nurse", "desk"))
    for page in LISTS:
        assert texts(admin, page), page
        address = reverse(f"admin:{page}")
        assert nurse.get(address).status_code == 403, page
        assert desk.get(address).status_code == 403, page
        assert Client().get(address).status_code == 302, page
    assert "Who" in texts(signed_in(county, "commissioner"), "audit")


def test_lists_refuse_other_methods_and_other_contracts(county: County) -> None:
    other = another_county()
    admin = signed_in(other, "admin")
    assert admin.delete(reverse("admin:users")).status_code == 405
    assert admin.post(reverse("admin:audit")).status_code == 405
    made = county.made
    for page, row in (
        ("user", county.users["nurse"]), ("user_edit", county.users["nurse"]), ("post_edit", county.users["nurse"]),
        ("partner", made.partners[COUNCIL]), ("team", made.teams["Reablement"]),
        ("store", next(iter(made.depots.values()))), ("van", next(iter(made.vans.values()))),
        ("token_revoke", UUID(int=1)), ("import_file", UUID(int=1)), ("import_row", UUID(int=1)),
    ):  # fmt: skip
        assert admin.get(reverse(f"admin:{page}", args=[row])).status_code == 404, page
    speed = Speed.objects.filter(contract_id=made.contract_id).first()
    assert speed is not None
    assert admin.get(reverse("admin:data_row", args=["speed", speed.id])).status_code == 404
    assert admin.get(reverse("admin:data", args=["weather"])).status_code == 404


def test_lists_are_filtered_sorted_and_downloaded(county: County) -> None:
    admin = signed_in(county, "admin")
    assert "Grace Adeyemi" not in texts(admin, "users", words="tully")
    assert "Sam Tully" in texts(admin, "users", role="DRIVER", sort="-name")
    assert "No user fits" in texts(admin, "users", words="nobody at all")
    for page in ("users", "partners", "teams", "stores", "vans", "products", "audit"):
        head = texts(admin, page, format="csv").splitlines()
        assert len(head) > 1, page
    assert "deliver_4h" in texts(admin, "data", "speed", format="csv")
    calendars = texts(admin, "data", "calendar", words="monday to friday", state="now")
    assert "working_days" in calendars
    assert "7day_8_20" not in calendars
    assert "deliver_4h" in texts(admin, "data", "speed", words="4 hour")


def test_a_user_is_added_changed_and_suspended(county: County) -> None:
    admin, made = signed_in(county, "admin"), county.made
    post = {
        "partner_id": str(made.partners[COUNCIL]), "roles": ["PRESCRIBER"], "job_category": "community_nurse",
        **on("from_on", date(2026, 3, 3)), "name": "Ola Berg", "email": "ola@northdown.example", "trained": "no",
    }  # fmt: skip
    wrong = posted(admin, "user_new", **post | {"job_category": "", "email": "ola"})
    assert wrong.status_code == 422
    assert "name@example.com" in wrong.content.decode()
    assert "Ola Berg" in wrong.content.decode()
    needs = posted(admin, "user_new", **post | {"job_category": ""})
    assert "need a job" in needs.content.decode()
    made = posted(admin, "user_new", **post)
    assert made.status_code == 302
    told = admin.get(made["Location"]).content.decode()
    assert "Once the account is made active, they get an email that says how to get in" in told
    assert "Not known" in told
    user = User.objects.get(email="ola@northdown.example")
    assert Post.objects.get(user=user).state == "APPLIED"
    assert posted(admin, "account_move", user.pk, "train").status_code == 302
    assert posted(admin, "account_move", user.pk, "activate").status_code == 302
    why = posted(admin, "account_move", user.pk, "suspend")
    assert why.status_code == 422
    assert posted(admin, "account_move", user.pk, "suspend", reason="Registration lapsed").status_code == 302
    assert "Registration lapsed" in texts(admin, "user", user.pk)
    assert posted(admin, "user_edit", user.pk, name="Ola Berg-Hansen").status_code == 302
    assert posted(admin, "post_edit", user.pk, roles=["COMMISSIONER"]).status_code == 302
    assert Post.objects.get(user=user).roles == ["COMMISSIONER"]
    assert admin.get(reverse("admin:account_move", args=[user.pk, "fly"])).status_code == 404


def test_a_user_s_page_names_the_authority_of_the_job_and_leads_to_it(
    county: County, clock: time_machine.Traveller
) -> None:
    admin = signed_in(county, "admin")
    of_job = Authority.objects.get(contract_id=county.made.contract_id, job_category="community_nurse")
    shown = texts(admin, "user", county.users["nurse"])
    assert f"Up to {shown_pounds(of_job.spend_limit_pence)}" in shown
    assert f'href="{reverse("admin:data_row", args=["authority", of_job.pk])}"' in shown
    assert posted(admin, "data_end", "authority", of_job.pk, **on("until_on", date(2026, 3, 3))).status_code == 302
    clock.move_to(now() + timedelta(days=1))
    later = texts(signed_in(county, "admin"), "user", county.users["nurse"])
    assert "Nothing is laid down for this job" in later


def test_registers_are_kept(county: County) -> None:
    admin = signed_in(county, "admin")
    new = {"name": "Red Barn Hospice", "kind": "CHARITY", "reach": "OWN", **on("from_on", date(2026, 3, 3))}
    assert posted(admin, "partner_new", **new | {"name": ""}).status_code == 422
    assert posted(admin, "partner_new", **new).status_code == 302
    partner = Partner.objects.get(name="Red Barn Hospice")
    assert posted(admin, "partner", partner.pk, reach="ALL", **on("from_on", date(2026, 4, 1))).status_code == 302
    assert "from 1 April 2026" in texts(admin, "partners")
    team = {"name": "Barn team", "partner_id": str(partner.pk), "kind": "reablement"}
    assert posted(admin, "team_new", **team).status_code == 302
    made = Team.objects.get(name="Barn team")
    assert posted(admin, "team", made.pk, name="Barn team two").status_code == 302
    assert posted(admin, "team_close", made.pk, **on("closed_on", date(2026, 3, 3))).status_code == 302
    store = {"kind": "SATELLITE", "name": "Ely store", "lines": "1 High Street", "postcode": "CB7 4AB", "phone": "1"}
    assert posted(admin, "store_new", **store).status_code == 422  # without the depot that fills it
    depot = str(next(iter(county.made.depots.values())))
    assert posted(admin, "store_new", **store, serves_id=depot).status_code == 302
    van = {"name": "Van 9", "registration": "NX29 FEN", "depot_id": depot, "capacity_kg": "900", "capacity_l": "9000"}
    assert posted(admin, "van_new", **van).status_code == 302
    row = Van.objects.get(registration="NX29 FEN")
    assert posted(admin, "van", row.pk, name="Van nine").status_code == 302
    assert posted(admin, "van_retire", row.pk, **on("closed_on", date(2026, 3, 3))).status_code == 302


def test_other_minutes_and_hours_are_shown_for_the_last_quarter_before_they_are_saved(
    county: County, clock: time_machine.Traveller
) -> None:
    lent_and_back(county)
    clock.move_to("2026-04-09T09:00:00Z")
    admin = signed_in(county, "admin")

    def asked(seen: str = "", **term: str) -> Any:
        return posted(admin, "data_new", "term", **term, **on("from_on", date(2026, 5, 1)), seen_version=seen)

    def seen_in(answer: Any) -> str:
        return str(answer.content.decode().partition('name="seen_version" value="')[2].partition('"')[0])

    minutes = {"key_name": "medium_item_minutes", "value": "600"}
    answer = asked(**minutes)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "From 1 Jan 2026 to 31 Mar 2026" in shown
    assert "Clean, test and shelve: large item: charged 1 time, would have been charged 0 times." in shown
    # Who keeps contract data need not see what was spent.
    assert "less would have been charged" not in shown
    assert asked(seen_in(answer), **minutes | {"value": "500"}).status_code == 200
    assert asked(seen_in(answer), **minutes).status_code == 302
    hours = asked(key_name="day_begins", value="11:00").content.decode()
    assert "charged 0 times, would have been charged 2 times." in hours
    assert "Nothing is saved yet" not in asked(key_name="day_begins", value="eleven").content.decode()
    assert asked(key_name="slot_hours", value="2").status_code == 302


def test_contract_data_is_added_changed_ended_and_taken_back(county: County) -> None:
    admin = signed_in(county, "admin")
    speed = Speed.objects.get(contract_id=county.made.contract_id, code="deliver_4h")
    early = posted(admin, "data_row", "speed", speed.pk, target_percent="90", **on("from_on", date(2026, 3, 3)))
    assert early.status_code == 422
    assert "4 March 2026" in early.content.decode()
    done = posted(admin, "data_row", "speed", speed.pk, target_percent="90", **on("from_on", date(2026, 5, 1)))
    assert done.status_code == 302, done.content.decode()[:3000]
    later = Speed.objects.get(code="deliver_4h", from_on=date(2026, 5, 1))
    shown = texts(admin, "data_row", "speed", speed.pk)
    assert "1 April 2025 to 30 April 2026" in shown
    assert "Take back" in shown
    assert posted(admin, "data_withdraw", "speed", later.pk).status_code == 302
    assert Speed.objects.filter(contract_id=county.made.contract_id, code="deliver_4h").count() == 1
    code = {
        "list": "access_note", "code": "dog", "label": "Dog at home", "meaning": "Ring first",
        "attributable_to": "person", **on("from_on", date(2026, 3, 3)),
    }  # fmt: skip
    assert posted(admin, "data_new", "code", **code).status_code == 302
    row = Code.objects.get(code="dog")
    assert posted(admin, "data_end", "code", row.pk, **on("until_on", date(2026, 6, 1))).status_code == 302
    assert Code.objects.get(pk=row.pk).until_on == date(2026, 6, 2)
    assert "3 March 2026 to 1 June 2026" in texts(admin, "data", "code", words="dog")
    assert "2026-03-03,2026-06-01" in texts(admin, "data", "code", words="dog", format="csv")
    short = {**code, "code": "cat", **on("from_on", date(2026, 4, 1)), **on("until_on", date(2026, 3, 31))}
    assert "cannot be before the first, " in posted(admin, "data_new", "code", **short).content.decode()
    assert posted(admin, "data_new", "code", **short | on("until_on", date(2026, 4, 1))).status_code == 302
    assert Code.objects.get(code="cat").until_on == date(2026, 4, 2)
    term = {"key_name": "slot_hours", "value": "four", **on("from_on", date(2026, 5, 1))}
    assert "not the kind of value" in posted(admin, "data_new", "term", **term).content.decode()
    assert posted(admin, "data_new", "term", **term | {"value": "2"}).status_code == 302
    for kind in ("calendar", "price", "authority"):
        assert texts(admin, "data_new", kind)
        assert texts(admin, "data", kind)
    shown = admin.get(reverse("admin:data", args=["authority"])).content.decode()
    assert "Bed accessories" in shown
    assert "bed_accessories" not in shown
    price = ActivityPrice.objects.get(
        contract_id=county.made.contract_id, activity="collection", speed_code="collect_1d"
    )
    speed = Speed.objects.get(contract_id=county.made.contract_id, code="collect_1d")
    name = f"{price.label}: {speed.label}"
    assert name in re.findall(r'<a href="[^"]+/price/[^"]+">([^<]+)</a>', texts(admin, "data", "price"))
    one = texts(admin, "data_row", "price", price.pk)
    assert f">{name}</h1>" in one
    assert "Its code is collection · collect_1d. The code stays." in one
    assert 'name="activity"' not in re.sub(r"<input[^>]*hidden[^>]*>", "", one)


def test_a_reference_file_with_faults_is_named_line_by_line(county: County) -> None:
    admin = signed_in(county, "admin")
    head = "activity,label,speed,unit,price_pence,note\n"
    bad = SimpleUploadedFile("p.csv", (head + "x,X,,per_visit,ten,\ny,Y,,per_moon,5,\n").encode(), "text/csv")
    answer = posted(admin, "upload", what="prices", file=bad, **on("from_on", date(2026, 5, 1)))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "price_list.csv, line 2, column price_pence" in text
    assert "per_moon" in text
    latin = SimpleUploadedFile("p.csv", "activity\n\xe9".encode("latin-1"), "text/csv")
    assert (
        "not in UTF-8"
        in posted(admin, "upload", what="prices", file=latin, **on("from_on", date(2026, 5, 1))).content.decode()
    )
    price = shipped_reference().prices[0]
    good = f"{head}{price.activity},{price.label},{price.speed},{price.unit},{price.price_pence + 1},\n"
    day = on("from_on", date(2026, 5, 1))

    def sent(text: str, seen: str = "") -> Any:
        file = SimpleUploadedFile("p.csv", text.encode(), "text/csv")
        return posted(admin, "upload", what="prices", file=file, seen_version=seen, **day)

    first = sent(good)
    assert "Nothing is saved yet" in first.content.decode()
    assert "To save these prices, choose the same file again" in first.content.decode()
    other = sent(good.replace(f",{price.price_pence + 1},", f",{price.price_pence + 2},"), version_in(first))
    assert (other.status_code, "Nothing is saved yet" in other.content.decode()) == (200, True)
    assert sent(good, version_in(first)).status_code == 302
    assert "1 changed" in texts(admin, "contract")


def test_a_price_is_saved_only_once_its_last_quarter_was_shown(county: County) -> None:
    """An administrator is told how often it was charged; the amounts are for who may see money."""
    admin = signed_in(county, "admin")
    price = ActivityPrice.objects.get(
        contract_id=county.made.contract_id, activity="collection", speed_code="collect_1d"
    )
    typed = {
        "label": price.label, "unit": price.unit, "price_pence": "99.00", "note": "", **on("from_on", date(2026, 5, 1))
    }  # fmt: skip
    first = posted(admin, "data_row", "price", price.pk, **typed)
    assert first.status_code == 200
    assert "Nothing is saved yet" in first.content.decode()
    assert "is shown to who may see money" in first.content.decode()
    assert "£99" not in first.content.decode()
    assert not ActivityPrice.objects.filter(price_pence=99_00).exists()
    seen = {"seen_version": version_in(first)}
    assert posted(admin, "data_row", "price", price.pk, **typed, **seen).status_code == 302
    assert ActivityPrice.objects.get(price_pence=99_00).from_on == date(2026, 5, 1)


def test_who_ends_a_price_is_told_that_what_is_done_after_waits(county: County) -> None:
    price = ActivityPrice.objects.filter(contract_id=county.made.contract_id, activity="collection")[0]
    said = texts(signed_in(county, "admin"), "data_end", "price", price.pk)
    assert "it waits until there is one" in said
    code = Code.objects.filter(contract_id=county.made.contract_id)[0]
    assert "it waits until there is one" not in texts(signed_in(county, "admin"), "data_end", "code", code.pk)


def version_in(answer: Any) -> str:
    """What the page would send back as seen."""
    return str(answer.content.decode().partition('name="seen_version" value="')[2].partition('"')[0])


def test_terms_are_said_in_words_with_the_usual_value_of_those_not_set(county: County) -> None:
    admin = signed_in(county, "admin")
    page = texts(admin, "data", "term")
    assert "Recorded late after" in page
    assert "Minutes from when something happened until it was recorded" in page
    assert "Length of a time slot" in page.split("GS1 company prefix")[1]
    assert page.count("Usual value") == len(columns_of(Terms)) - 3
    assert f"Showing 1 to {len(columns_of(Terms))} of {len(columns_of(Terms))}" in page
    assert "£1,000" in page
    assert "100000" not in page
    assert "Usual value" not in texts(admin, "data", "term", words="recorded")
    assert "Recorded late after" in texts(admin, "data", "term", words="flagged")


def test_that_bank_holidays_end_is_said_a_year_before(county: County, clock: time_machine.Traveller) -> None:
    assert "Bank holidays are known" not in texts(signed_in(county, "admin"), "home")
    assert "Bank holidays are known until Tuesday 26 December 2028." in texts(
        signed_in(county, "admin"), "data", "calendar"
    )
    clock.move_to(datetime(2028, 1, 4, 10, tzinfo=UTC))
    home = texts(signed_in(county, "admin"), "home")
    assert "Bank holidays are known until Tuesday 26 December 2028" in home
    assert "A newer version of Handrail brings the next ones" in home


def test_a_product_is_changed_and_retired(county: County) -> None:
    admin = signed_in(county, "admin")
    assert posted(admin, "product", "BED-010", price_pence="1,234.50").status_code == 302
    assert Product.objects.get(contract_id=county.made.contract_id, code="BED-010").price_pence == 123450
    for typed in ("41,50", "41,5"):
        wrong = posted(admin, "product", "BED-010", price_pence=typed)
        assert wrong.status_code == 422
        assert "has a comma for the pence. Write a point before them" in wrong.content.decode()
        assert f'value="{typed}"' in wrong.content.decode()
    assert Product.objects.get(contract_id=county.made.contract_id, code="BED-010").price_pence == 123450
    assert posted(admin, "product_retire", "BED-010", **on("until_on", date(2026, 6, 1))).status_code == 302
    # The day that was named is the last, wherever it is shown, and stands in the form again.
    assert "1 April 2025 to 1 June 2026" in texts(admin, "products", words="BED-010")
    form = FormReader()
    form.feed(texts(admin, "product_retire", "BED-010"))
    assert {name: form.values[name] for name in on("until_on", date(2026, 6, 1))} == {
        name: str(part) for name, part in on("until_on", date(2026, 6, 1)).items()
    }
    ended = Product.objects.get(contract_id=county.made.contract_id, code="BED-010")
    assert ended.until_on == date(2026, 6, 2)
    assert posted(admin, "product", "BED-010", crew="7").status_code == 422
    # What is wrong is said of the form: nobody here has a file with columns.
    refused = posted(admin, "product", "BED-010", crew="1", weight_kg="80").content.decode()
    assert "Two people must carry what weighs more than 32 kg" in refused
    assert "products.csv" not in refused
    assert '<option value="bed" selected' in refused
    assert admin.get(reverse("admin:product", args=["NO-1"])).status_code == 404


def test_a_token_s_key_is_shown_once_and_to_its_user_only(county: County) -> None:
    admin, nurse = signed_in(county, "admin"), signed_in(county, "nurse")
    token = {
        "name": "Case system",
        "user_id": str(county.users["nurse"]),
        "scopes": ["orders:read"],
        "calls_per_minute": "60",
    }
    assert posted(admin, "token_new", **token, **on("expires_on", date(2026, 9, 1))).status_code == 302
    row = ApiToken.objects.get()
    assert "Not yet taken" in texts(admin, "tokens")
    take = reverse("key_take", args=[row.pk])
    assert admin.get(take).status_code == 404
    offered = nurse.get(reverse("keys")).content.decode()
    assert "Case system" in offered
    assert "Offered by Nadia Hussain" in offered
    shown = nurse.post(take, {"idempotency_key": str(uuid4())})
    assert "hr_" in shown.content.decode()
    again = nurse.post(take, {"idempotency_key": str(uuid4())})
    assert again.status_code == 422
    for page in (texts(admin, "tokens"), again.content.decode(), nurse.get(reverse("keys")).content.decode()):
        assert "<code class" not in page
    assert "Until 2 Sep 2026" in texts(admin, "tokens")
    assert posted(admin, "token_revoke", row.pk).status_code == 302
    assert "Switched off" in texts(admin, "tokens")
    assert "Switched off" in nurse.get(reverse("keys")).content.decode()


def test_a_user_switches_their_own_key_off(county: County) -> None:
    offer = TokenWanted("Case system", county.users["nurse"], ("people:read",), now() + timedelta(days=9))
    made = offer_token(call_as(county.scopes["admin"]), request=offer)
    nurse = signed_in(county, "nurse")
    off = reverse("key_off", args=[made.token_id])
    assert "cannot be undone" in nurse.get(off).content.decode()
    assert signed_in(county, "therapist").get(off).status_code == 404
    assert nurse.post(off, {"idempotency_key": str(uuid4())}).status_code == 302
    assert ApiToken.objects.get(pk=made.token_id).revoked_at is not None


def test_the_audit_log_is_narrowed(county: County) -> None:
    admin = signed_in(county, "admin")
    assert "Contract set up" in texts(admin, "audit")
    assert "Contract set up" not in texts(admin, "audit", event="USER_ADDED").split("<table")[1]
    assert "Nothing fits" in texts(admin, "audit", late="on", person="100001")
    assert "Nothing fits" in texts(admin, "audit", person="not a number")
    assert "contract" in texts(admin, "audit", subject="contract:").split("<table")[1]
    assert "Nothing fits" in texts(
        admin, "audit", **{"until_on-day": "1", "until_on-month": "1", "until_on-year": "2020"}
    )
    assert "Nothing fits" in texts(admin, "audit", after="1")


def test_authorities_stand_in_the_order_of_the_names_shown(county: County) -> None:
    shown = texts(signed_in(county, "admin"), "data", "authority")
    names = re.findall(r'<a href="[^"]+/authority/[0-9a-f-]{36}/">([^<]+)</a>', shown)
    assert len(names) > 3
    assert names == sorted(names, key=str.casefold)


def test_what_is_missing_from_an_authority_is_asked_for_at_once(county: County) -> None:
    answer = posted(signed_in(county, "admin"), "data_new", "authority", may_authorise="yes", categories="all")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Enter the largest order that it may release" in shown
    assert "Enter job" in shown
