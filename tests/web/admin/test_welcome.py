"""How a new user gets in for the first time: what they receive, what they type, and what the administrator is told."""

import re
import time
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse

from handrail.identity.models import User
from handrail.simulation.northdown import COUNCIL
from handrail.simulation.set_up import County
from handrail.web.shared.middleware import HAS_SECOND_FACTOR
from tests.situations import another_county
from tests.web.admin.test_admin_pages import on, posted
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to Fenway"


@pytest.fixture
def demo(settings: Any) -> None:
    """As in the demo: no second factor, no email leaves."""
    settings.DEMO_MODE = True


def added(county: County, *, trained: str = "yes") -> tuple[Client, User, str]:
    """A new user, by the administrator's form; who added them, who they are, and the page that follows."""
    admin = signed_in(county, "admin")
    session = admin.session
    session[HAS_SECOND_FACTOR] = True
    session.save()
    post = {
        "partner_id": str(county.made.partners[COUNCIL]), "roles": ["PRESCRIBER"], "job_category": "community_nurse",
        **on("from_on", date(2026, 3, 3)), "name": "Ola Berg", "email": "ola@northdown.example", "trained": trained,
    }  # fmt: skip
    answer = posted(admin, "user_new", **post)
    assert answer.status_code == 302, answer.content.decode()
    return admin, User.objects.get(email="ola@northdown.example"), admin.get(answer["Location"]).content.decode()


def link_in_the_mail() -> str:
    (sent,) = mail.outbox
    assert sent.to == ["ola@northdown.example"]
    (link,) = re.findall(r"http://testserver(/password/reset/\S+)", str(sent.body))
    return str(link)


@pytest.mark.usefixtures("demo")
def test_a_new_user_gets_an_email_with_a_link_that_works_once(county: County) -> None:
    _, ola, shown = added(county)
    assert "Ola Berg was added." in shown
    assert "Not yet" in shown
    link, visitor = link_in_the_mail(), Client()
    asked = visitor.get(link, follow=True)
    visitor.post(asked.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    ola.refresh_from_db()
    assert ola.check_password(PASSWORD)
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()
    visitor.post(reverse("account_login"), {"login": ola.email, "password": PASSWORD})
    assert "_auth_user_id" in visitor.session


@pytest.mark.parametrize("demo_mode", [True, False])
def test_a_new_user_sets_up_a_second_step_and_signs_in_with_it(county: County, settings: Any, demo_mode: bool) -> None:
    settings.DEMO_MODE, settings.MAIL_HOST = demo_mode, "mail.example"
    _, ola, _ = added(county)
    visitor, app = Client(), reverse("mfa_activate_totp")
    asked = visitor.get(link_in_the_mail(), follow=True)
    visitor.post(asked.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    visitor.post(reverse("account_login"), {"login": ola.email, "password": PASSWORD})
    shown = visitor.get(app, follow=True)
    if "data:image/svg+xml" not in shown.content.decode():
        shown = visitor.post(shown.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert "data:image/svg+xml" in shown.content.decode()
    (secret,) = set(re.findall(r"\b[A-Z2-7]{32}\b", shown.content.decode()))
    codes = visitor.post(app, {"code": code_of(secret)}, follow=True).content.decode()
    assert "<title>Recovery codes" in codes
    spare = Authenticator.objects.get(user=ola, type="recovery_codes").wrap().get_unused_codes()[0]
    assert spare in codes
    for second in (code_of(secret, later=1), spare):
        again = Client()
        step = again.post(reverse("account_login"), {"login": ola.email, "password": PASSWORD})
        assert "_auth_user_id" not in again.session
        again.post(step.headers["Location"], {"code": second})
        assert again.session["_auth_user_id"] == str(ola.pk)


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app on the phone shows now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))


@pytest.mark.usefixtures("demo")
def test_whoever_is_not_trained_gets_it_when_the_account_is_made_active(county: County) -> None:
    admin, ola, shown = added(county, trained="no")
    assert "Once the account is made active, they get an email that says how to get in." in shown
    assert mail.outbox == []
    posted(admin, "account_move", ola.pk, "train")
    assert mail.outbox == []
    posted(admin, "account_move", ola.pk, "activate")
    assert link_in_the_mail()


@pytest.mark.usefixtures("demo")
def test_the_demo_says_that_no_email_leaves(county: County) -> None:
    _, _, shown = added(county)
    assert "This is a demo, so no email leaves" in shown
    assert "choose them on the sign-in page" in shown
    assert "second step" not in str(mail.outbox[0].body)


def test_outside_the_demo_the_email_tells_of_the_second_step(county: County, settings: Any) -> None:
    settings.DEMO_MODE, settings.MAIL_HOST = False, "mail.example"
    settings.PASSWORD_RESET_TIMEOUT = 2 * 24 * 3600
    _, _, shown = added(county)
    assert "An email is on its way to ola@northdown.example" in shown
    assert "for 2 days" in shown
    body = str(mail.outbox[0].body)
    assert "set up a second step" in body
    assert "It works once, for 2 days." in body
    assert "begins on Tuesday 3 March 2026" in body


def test_without_a_mail_server_the_page_says_so_and_the_email_is_sent_later(county: County, settings: Any) -> None:
    settings.DEMO_MODE, settings.MAIL_HOST = False, ""
    admin, ola, shown = added(county)
    assert "No email was sent to ola@northdown.example: no mail server is set (MAIL_HOST)." in shown
    settings.MAIL_HOST = "mail.example"
    page = reverse("admin:user_welcome", args=[ola.pk])
    assert page in shown
    assert "Email Ola Berg how to get in" in admin.get(page).content.decode()
    assert posted(admin, "user_welcome", ola.pk).status_code == 302
    assert link_in_the_mail()


@pytest.mark.usefixtures("demo")
def test_it_is_sent_to_new_users_of_this_contract_only(county: County) -> None:
    admin, ola, _ = added(county)
    page = reverse("admin:user_welcome", args=[ola.pk])
    assert signed_in(another_county(), "admin").get(page).status_code == 404
    assert signed_in(county, "nurse").get(page).status_code == 403
    Client().force_login(ola)
    for answer in (admin.get(page), admin.post(page)):
        assert "They have signed in before" in answer.content.decode()
    assert "Last signed in" in admin.get(reverse("admin:user", args=[ola.pk])).content.decode()
    assert len(mail.outbox) == 1
