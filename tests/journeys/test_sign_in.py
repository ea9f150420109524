"""Ways in: a password with an authenticator app, one click in the demo, and an identity provider named by settings."""

import base64
import hmac
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.utils.csp import CSP

from handrail.simulation.set_up import County, email_of
from tests.journeys.browsing import Screen
from tests.journeys.conftest import AtAScreen
from tests.journeys.identity_provider import CLIENT, SECRET, Provider, provider_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long way to Fenway"
PERIOD, DIGITS = 30, 6


def code_of(secret: str, at: float) -> str:
    """The figures that an authenticator app shows (RFC 6238 with SHA-1, 30 seconds, 6 figures)."""
    counter = int(at // PERIOD).to_bytes(8)
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    start = digest[-1] & 0x0F
    return str((int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def test_the_codes_are_those_of_the_standard() -> None:
    # The first test vector of RFC 6238, appendix B, in its last six figures.
    assert code_of(base64.b32encode(b"12345678901234567890").decode(), 59) == "287082"


class TestOutsideTheDemo:
    """A nurse with a password, who has to set up a second step before anything else."""

    screen: Screen
    secret: str

    def test_password_and_authenticator_app(
        self, county: County, settings: LazySettings, at_a_screen: AtAScreen
    ) -> None:
        self.given_a_nurse_with_a_password_outside_demo_mode(county, settings, at_a_screen)
        self.when_a_wrong_password_is_typed_nobody_comes_in()
        self.when_the_password_is_right_a_second_step_is_set_up()
        self.then_the_nurse_is_in()
        self.when_the_nurse_signs_in_again_the_app_is_asked()
        self.then_the_nurse_is_in()

    def given_a_nurse_with_a_password_outside_demo_mode(
        self, county: County, settings: LazySettings, at_a_screen: AtAScreen
    ) -> None:
        settings.DEMO_MODE = False
        nurse = get_user_model().objects.get(pk=county.users["nurse"])
        nurse.set_password(PASSWORD)
        nurse.save()
        self.screen = at_a_screen()
        self.screen.opens("home")
        self.screen.sees_heading("Sign in")
        self.screen.does_not_see("Try the demo")

    def signs_in(self, password: str) -> None:
        """The first step."""
        self.screen.types(login=email_of("nurse"), password=password)
        self.screen.page.get_by_role("button", name="Sign in", exact=True).click()

    def when_a_wrong_password_is_typed_nobody_comes_in(self) -> None:
        self.signs_in("a short way to Fenway")
        self.screen.sees("There is a problem")
        self.screen.then_the_accessibility_baseline_is_met()

    def when_the_password_is_right_a_second_step_is_set_up(self) -> None:
        self.signs_in(PASSWORD)
        self.screen.sees_heading("Show that it is you")
        self.screen.then_the_accessibility_baseline_is_met()
        self.screen.types(password=PASSWORD)
        self.screen.presses("Go on")
        self.screen.sees_heading("Set up a second step")
        self.screen.then_the_accessibility_baseline_is_met()
        # No page opens before the second step stands.
        self.screen.opens("person:find")
        self.screen.sees_heading("Set up a second step")
        self.secret = self.screen.page.locator("code.hr-secret").inner_text()
        self.screen.types(code=code_of(self.secret, time.time()))
        self.screen.presses("Turn it on")
        self.screen.sees("Your authenticator app is set up.")
        self.screen.then_the_accessibility_baseline_is_met()

    def when_the_nurse_signs_in_again_the_app_is_asked(self) -> None:
        self.screen.presses("Sign out")
        self.signs_in(PASSWORD)
        self.screen.sees_heading("Second step")
        self.screen.then_the_accessibility_baseline_is_met()
        self.screen.types(code="000000")
        self.screen.page.get_by_role("button", name="Sign in", exact=True).click()
        self.screen.sees("There is a problem")
        # A code opens one door once: the next one is taken, which the tolerance of half a minute allows.
        self.screen.types(code=code_of(self.secret, time.time() + PERIOD))
        self.screen.page.get_by_role("button", name="Sign in", exact=True).click()

    def then_the_nurse_is_in(self) -> None:
        self.screen.sees("Sign out")
        self.screen.opens("prescriber:home")
        self.screen.sees("Grace Adeyemi", "Prescribing")
        self.screen.then_the_accessibility_baseline_is_met()


class TestInTheDemo:
    """One click for each user."""

    def test_one_click(self, at_a_screen: AtAScreen) -> None:
        screen = at_a_screen()
        screen.opens("account_login")
        screen.sees("Try the demo", "No password is needed")
        screen.then_the_accessibility_baseline_is_met()
        screen.presses("Karen Boyle")
        screen.sees_heading("Depot")
        screen.sees("Karen Boyle")


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[Callable[[str], Provider]]:
    """An identity provider that the settings name, knowing one address."""
    with provider_of({"sub": "42", "name": "Grace Adeyemi", "email_verified": True}) as running:
        app = {
            "provider_id": "county",
            "name": "County login",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": running.url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        settings.SECURE_CSP = {**settings.SECURE_CSP, "form-action": [CSP.SELF, running.url]}

        def knows(email: str) -> Provider:
            running.identity["email"] = email
            return running

        yield knows


class TestWithAnIdentityProvider:
    """The county's own login, which asks for a second factor itself."""

    screen: Screen

    def test_an_existing_user_comes_in(
        self,
        county: County,
        settings: LazySettings,
        at_a_screen: AtAScreen,
        provider: Callable[[str], Provider],
    ) -> None:
        self.given_a_service_with_a_county_login(settings, at_a_screen)
        provider(email_of("nurse"))
        self.when_somebody_signs_in_there()
        self.screen.sees("Grace Adeyemi", "Sign out")
        self.screen.then_the_accessibility_baseline_is_met()

    def test_an_unknown_address_stays_outside(
        self, settings: LazySettings, at_a_screen: AtAScreen, provider: Callable[[str], Provider]
    ) -> None:
        self.given_a_service_with_a_county_login(settings, at_a_screen)
        provider("nobody@elsewhere.example")
        self.when_somebody_signs_in_there()
        self.screen.does_not_see("Sign out")
        self.screen.then_the_accessibility_baseline_is_met()

    def given_a_service_with_a_county_login(self, settings: LazySettings, at_a_screen: AtAScreen) -> None:
        settings.DEMO_MODE, settings.SECOND_FACTOR_BY_PROVIDER = False, True
        self.screen = at_a_screen()
        self.screen.opens("account_login")
        self.screen.then_the_accessibility_baseline_is_met()

    def when_somebody_signs_in_there(self) -> None:
        self.screen.presses("Sign in with County login")
        self.screen.page.get_by_role("link", name="Go on as Grace Adeyemi").click()
