"""The pages of somebody's own account, for those with a password and those without: demo users and staff who sign in
through a provider have none."""

import re
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse

from handrail.identity.roles import Role
from handrail.web.shared.registry import OF_PACKAGES, Route, routes
from handrail.wording.account_mails import ACCOUNT_MAILS, account_mail
from tests.web.shared.conftest import SignIn

# What a link in a mail or an open form would put in place of the arguments.
SAMPLES = {"pk": "1", "uidb36": "abc", "key": "abc-def", "provider_id": "none"}
ACCOUNT = [route for route in routes() if route.name in OF_PACKAGES or route.name == "account_set_password"]


@pytest.fixture
def without_password(user: Any) -> None:
    user.set_unusable_password()
    user.save(update_fields=["password"])


def address(route: Route) -> str:
    plain = route.pattern.replace("^", "")
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: SAMPLES[found[1]], plain)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: SAMPLES[found[1]], plain)


def walked(client: Client) -> dict[str, int]:
    """The pages that answer with an error, in both methods. Signing out comes last: it ends the walk."""
    client.raise_request_exception = False
    wrong = {}
    for route in sorted(ACCOUNT, key=lambda one: one.name == "account_logout"):
        for method in (client.get, client.post):
            status = method(address(route)).status_code
            if status >= 500:
                wrong[f"{method.__name__} {route.name}"] = status
    return wrong


def test_every_page_of_an_account_answers_whoever_has_a_password(sign_in: SignIn) -> None:
    assert len(ACCOUNT) > 30
    assert walked(sign_in(Role.DEPOT)) == {}


@pytest.mark.usefixtures("without_password")
def test_every_page_of_an_account_answers_whoever_has_none(sign_in: SignIn) -> None:
    assert walked(sign_in(Role.DEPOT)) == {}


def test_every_page_of_an_account_answers_a_stranger(client: Client, db: None) -> None:
    assert walked(client) == {}


@pytest.mark.usefixtures("without_password")
def test_whoever_has_no_password_is_told_how_to_get_one(sign_in: SignIn) -> None:
    client = sign_in(Role.DEPOT)
    assert "How to get one" in client.get(reverse("mfa_index")).content.decode()
    shown = client.get("/password/", follow=True)
    assert shown.status_code == 200
    assert "You have no password" in shown.content.decode()
    assert reverse("account_reset_password") in shown.content.decode()
    client.post(reverse("account_reset_password"), {"email": "priya.nair@northdown.example"})
    (sent,) = mail.outbox
    assert (sent.subject, "Thank you for using" in str(sent.body)) == ("Handrail: Choose your password", False)
    (link,) = re.findall(r"http://testserver(/password/reset/\S+)", str(sent.body))
    asked = client.get(link, follow=True)
    words = {"password1": "three other words", "password2": "three other words"}
    client.post(asked.redirect_chain[-1][0], words)
    assert get_user_model().objects.get(email="priya.nair@northdown.example").check_password("three other words")


def test_whoever_has_a_password_changes_it(sign_in: SignIn) -> None:
    answer = sign_in(Role.DEPOT).get(reverse("account_set_password"))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("account_change_password"))


def test_each_mail_about_an_account_is_in_our_own_words() -> None:
    """Of those that the library that signs people in may send: none of addresses, sign-up or other providers' codes is
    ever asked for here."""
    folder = Path(allauth.__file__).parent / "templates"
    names = {str(one.relative_to(folder)).removesuffix("_subject.txt") for one in folder.glob("*/email/*_subject.txt")}
    never = re.compile("account/email/(email_|login_code|account_already|unknown_account|password_reset_code)")
    assert {name for name in names if not never.match(name)} <= set(ACCOUNT_MAILS)
    subject, text = account_mail("mfa/email/totp_activated", service="Handrail")
    assert subject == "Handrail: Your authenticator app is set up"
    assert "{" not in text
