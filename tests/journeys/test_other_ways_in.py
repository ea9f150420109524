"""The same work without a script, and by the keyboard alone: nothing of the order or the delivery needs more."""

import re

import pytest

from handrail.simulation.set_up import County
from tests.journeys.browsing import Screen
from tests.journeys.conftest import AtAScreen
from tests.looks import PHONE
from tests.ordering import someone
from tests.stock_situations import goods
from tests.visiting import Stop, a_stop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class TestWithoutAScript:
    """A browser in which no script runs."""

    screen: Screen
    stop: Stop

    def test_a_commode_is_ordered(self, county: County, at_a_screen: AtAScreen) -> None:
        self.given_somebody_known_and_a_nurse_without_scripts(county, at_a_screen)
        self.when_the_nurse_searches_and_adds_a_commode()
        self.when_the_nurse_fills_in_the_rest_and_reviews()
        self.then_the_order_is_sent()

    def given_somebody_known_and_a_nurse_without_scripts(self, county: County, at_a_screen: AtAScreen) -> None:
        goods(county, "TOI-030", 2)
        someone(county)
        self.screen = at_a_screen("nurse", java_script_enabled=False)

    def when_the_nurse_searches_and_adds_a_commode(self) -> None:
        nurse = self.screen
        nurse.opens("person:find", query="?q=winifred+harker")
        nurse.follows("Harker")
        nurse.follows("Order equipment")
        nurse.types(words="comode")
        nurse.presses("Search")
        nurse.sees("In stock: 2")
        nurse.presses("Add Commode, legs")
        nurse.sees("So far")

    def when_the_nurse_fills_in_the_rest_and_reviews(self) -> None:
        nurse = self.screen
        nurse.chooses(line__0__speed="5 working days")
        nurse.presses("Check and review")
        nurse.sees("There is a problem", "Say what the person wants to be able to do")
        nurse.types(goal="To get to the toilet at night")
        nurse.presses("Check and review")
        nurse.sees_heading("Review and send")

    def then_the_order_is_sent(self) -> None:
        self.screen.presses("Send the order")
        self.screen.sees("is sent")
        self.screen.sees_heading(re.compile(r"^Order \d+$"))

    def test_a_mattress_is_delivered_by_phone(self, county: County, at_a_screen: AtAScreen) -> None:
        self.given_a_driver_with_a_stop_and_no_scripts(county, at_a_screen)
        self.when_the_driver_scans_what_is_handed_over()
        self.when_a_name_is_missing_it_is_asked_for_and_nothing_is_lost()
        self.then_the_visit_is_done()

    def given_a_driver_with_a_stop_and_no_scripts(self, county: County, at_a_screen: AtAScreen) -> None:
        self.stop = a_stop(county, "MAT-010", days=1)
        self.screen = at_a_screen("driver", width=PHONE, java_script_enabled=False)

    def when_the_driver_scans_what_is_handed_over(self) -> None:
        driver = self.screen
        driver.opens("driver:run")
        driver.follows("Winifred Harker")
        driver.presses("I am at the door")
        driver.follows("Record what was done")
        driver.page.get_by_label("Scan or type a code").fill(self.stop.numbers[0])
        driver.presses("Add")
        driver.sees("was read")

    def when_a_name_is_missing_it_is_asked_for_and_nothing_is_lost(self) -> None:
        driver = self.screen
        driver.ticks("demonstrated", "YES")
        driver.types(note="The gate sticks")
        driver.presses("Record the visit")
        driver.sees("Enter the name of whoever received it", self.stop.numbers[0])
        assert driver.page.locator("[name=note]").input_value() == "The gate sticks"

    def then_the_visit_is_done(self) -> None:
        self.screen.types(received_by="Ivy Harker")
        self.screen.page.get_by_label("Yes, record it as done today").check()
        self.screen.presses("Record the visit")
        self.screen.sees("done.")
        self.screen.sees("Every stop is recorded")


class TestByTheKeyboardAlone:
    """Tab, Shift and Tab, Enter, Space and letters; no pointer is ever moved."""

    screen: Screen

    def test_a_commode_is_ordered(self, county: County, at_a_screen: AtAScreen) -> None:
        self.given_somebody_known_and_a_sign_in_page(county, at_a_screen)
        self.when_the_prescriber_signs_in()
        self.when_the_prescriber_finds_the_person()
        self.when_the_prescriber_adds_a_commode()
        self.when_the_prescriber_says_what_it_is_for_and_reviews()
        self.then_the_order_is_sent()

    def given_somebody_known_and_a_sign_in_page(self, county: County, at_a_screen: AtAScreen) -> None:
        goods(county, "TOI-030")
        someone(county)
        self.screen = at_a_screen()
        self.screen.opens("account_login")

    def when_the_prescriber_signs_in(self) -> None:
        self.tabs_to("Grace Adeyemi")
        self.presses("Enter")
        self.screen.sees("Sign out")
        self.screen.then_the_accessibility_baseline_is_met()

    def when_the_prescriber_finds_the_person(self) -> None:
        # The first stop of every page leads past the menu.
        self.presses("Tab")
        self.is_at("Skip to main content")
        self.tabs_to("Find a person")
        self.presses("Enter")
        self.screen.sees_heading("Find a person")
        # The page is a search: the box has the focus.
        self.is_at("Name, birth date")
        self.writes("harker")
        self.presses("Enter")
        self.screen.sees("Winifred Harker")
        self.tabs_to("Winifred Harker")
        self.presses("Enter")
        self.screen.sees("What they have")
        self.tabs_to("Order equipment")
        self.presses("Enter")

    def when_the_prescriber_adds_a_commode(self) -> None:
        self.screen.sees("Nothing in the basket yet")
        self.tabs_to("Name, code or use")
        self.writes("commode")
        self.tabs_to("Search")
        # What the script has found meanwhile looks the same: the page that was asked for is waited for.
        with self.screen.page.expect_navigation():
            self.presses("Enter")
        self.screen.sees("In stock: ")
        self.tabs_to("Add Commode, legs")
        self.presses("Space")
        self.screen.sees("£")
        self.screen.page.locator("#line-0").wait_for()
        self.tabs_to("How soon")
        self.writes("5")
        self.screen.then_the_accessibility_baseline_is_met()

    def when_the_prescriber_says_what_it_is_for_and_reviews(self) -> None:
        self.tabs_to("What does the person want")
        self.writes("To get to the toilet at night")
        self.tabs_to("Check and review")
        self.presses("Enter")
        self.screen.sees_heading("Review and send")

    def then_the_order_is_sent(self) -> None:
        self.tabs_to("Send the order")
        self.presses("Enter")
        self.screen.sees("is sent")
        self.screen.then_the_accessibility_baseline_is_met()

    # Hands on the keys

    def presses(self, key: str) -> None:
        """One key."""
        self.screen.page.keyboard.press(key)

    def writes(self, text: str) -> None:
        """Letter by letter."""
        self.screen.page.keyboard.type(text)

    def tabs_to(self, name: str) -> None:
        """Tab until what has the focus carries this name; it must be reached within one round of the page."""
        # A browser drops keys while a page is on its way.
        self.screen.page.wait_for_load_state("load")
        for _ in range(150):
            self.presses("Tab")
            if name in self.at():
                return
        raise AssertionError(f"{name!r} is not reached by Tab; the focus is at {self.at()!r}")

    def is_at(self, name: str) -> None:
        """What has the focus carries this name."""
        assert name in self.at(), self.at()

    def at(self) -> str:
        """The name of what has the focus, by its own words or its label's."""
        return str(
            self.screen.page.evaluate(
                """() => {
                  const one = document.activeElement, labels = [...(one.labels || [])];
                  const name = labels.map(label => label.innerText).join(" ") || one.innerText || "";
                  return name.replace(/\\s+/g, " ")
                }"""
            )
        )
