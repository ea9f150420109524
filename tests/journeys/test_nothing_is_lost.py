"""What was typed is never lost: a draft outlives its window, a stale page says what changed, a refusal keeps the form;
and the control room hears of what happened elsewhere."""

import time

import pytest
from playwright.sync_api import expect

from handrail.simulation.set_up import County
from tests.journeys.browsing import Screen
from tests.journeys.conftest import AtAScreen
from tests.ordering import lines, placed, someone
from tests.stock_situations import goods
from tests.visiting import Stop, a_stop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = 5
KEPT = "Object.keys(sessionStorage).filter(name => name.startsWith('kept:')).length"


class TestADraftSurvives:
    """A nurse who is called away in the middle of an order."""

    screen: Screen
    other: Screen
    address: str

    def test_signing_out_and_a_second_window(self, county: County, at_a_screen: AtAScreen) -> None:
        self.given_a_nurse_in_the_middle_of_an_order(county, at_a_screen)
        self.when_the_nurse_types_and_signs_out_without_saving()
        self.then_the_draft_is_there_after_signing_in_again(county)
        self.when_another_window_changes_the_draft(at_a_screen)
        self.then_the_first_window_shows_what_changed_and_keeps_what_was_typed()

    def given_a_nurse_in_the_middle_of_an_order(self, county: County, at_a_screen: AtAScreen) -> None:
        goods(county, "TOI-030")
        who = someone(county)
        self.screen = at_a_screen("nurse")
        self.screen.opens("prescriber:place_order", who.id)
        self.screen.page.locator("#words").fill("TOI-030")
        self.screen.presses("Search")
        self.screen.presses("Add Commode")
        self.screen.page.locator("#line-0").wait_for()
        self.address = self.screen.page.url.partition("?")[0].partition("#")[0]

    def when_the_nurse_types_and_signs_out_without_saving(self) -> None:
        with self.screen.page.expect_response(lambda answer: answer.request.method == "POST") as saved:
            self.screen.types(goal="To get to the toilet at night")
            self.screen.page.locator("[name=goal]").blur()
        assert saved.value.ok
        self.screen.presses("Sign out")
        self.screen.sees_heading("Sign in")
        self.screen.then_the_accessibility_baseline_is_met()

    def then_the_draft_is_there_after_signing_in_again(self, county: County) -> None:
        self.screen.signed_in_as(county, "nurse")
        self.screen.opens("prescriber:home")
        self.screen.sees("Winifred Harker")
        self.screen.then_the_accessibility_baseline_is_met()
        self.screen.page.goto(self.address)
        expect(self.screen.page.locator("[name=goal]")).to_have_value("To get to the toilet at night")

    def when_another_window_changes_the_draft(self, at_a_screen: AtAScreen) -> None:
        self.other = at_a_screen("nurse", java_script_enabled=False)
        self.other.page.goto(self.address)
        self.other.types(goal="To wash in the bedroom")
        self.other.presses("Save draft")
        self.other.sees("Saved at")

    def then_the_first_window_shows_what_changed_and_keeps_what_was_typed(self) -> None:
        self.screen.types(note="Ring twice")
        self.screen.presses("Save draft")
        self.screen.sees("To wash in the bedroom", "in another window")
        expect(self.screen.page.locator("[name=note]")).to_have_value("Ring twice")
        expect(self.screen.page.locator("[name=goal]")).to_have_value("To get to the toilet at night")
        self.screen.then_the_accessibility_baseline_is_met()


class TestADraftThatCouldNotBeSaved:
    """A nurse whose signal, then whose session, goes before what was typed is sent."""

    screen: Screen
    address: str

    def test_a_lost_signal_and_a_session_that_ended(self, county: County, at_a_screen: AtAScreen) -> None:
        self.given_a_nurse_with_a_draft(county, at_a_screen)
        self.when_it_is_sent_without_a_signal()
        self.then_it_stays_and_says_so()
        self.when_the_session_has_ended_and_it_is_sent()
        self.then_what_was_typed_is_there_after_signing_in(county)
        self.then_once_it_is_saved_the_tab_keeps_nothing()

    def given_a_nurse_with_a_draft(self, county: County, at_a_screen: AtAScreen) -> None:
        self.screen = at_a_screen("nurse")
        self.screen.opens("prescriber:place_order", someone(county).id)
        self.screen.presses("Save draft")
        self.screen.sees("Draft saved")
        self.address = self.screen.page.url.partition("?")[0].partition("#")[0]

    def when_it_is_sent_without_a_signal(self) -> None:
        self.screen.context.set_offline(True)
        self.screen.types(goal="To get to the toilet at night", note="The gate sticks")
        self.screen.presses("Check and review")

    def then_it_stays_and_says_so(self) -> None:
        self.screen.sees("There is no signal, so nothing was recorded")
        expect(self.screen.page.locator("[name=note]")).to_have_value("The gate sticks")

    def when_the_session_has_ended_and_it_is_sent(self) -> None:
        self.screen.context.clear_cookies(name="handrail_session")
        self.screen.context.set_offline(False)
        self.screen.presses("Check and review")
        self.screen.sees("what you sent was not recorded")

    def then_what_was_typed_is_there_after_signing_in(self, county: County) -> None:
        self.screen.signed_in_as(county, "nurse")
        # As it is checked, the page says at each box what is missing: not of what came back.
        self.screen.page.goto(f"{self.address}?check=yes")
        self.screen.sees("What you typed is here again, but it was not saved", "There is a problem")
        expect(self.screen.page.locator(".nhsuk-form-group--error [name=goal]")).to_have_count(0)
        expect(self.screen.page.locator(".nhsuk-error-summary a[href='#id_goal']")).to_have_count(0)
        expect(self.screen.page.locator("[name=goal]")).to_have_value("To get to the toilet at night")
        expect(self.screen.page.locator("[name=note]")).to_have_value("The gate sticks")

    def then_once_it_is_saved_the_tab_keeps_nothing(self) -> None:
        """A browser on a machine without a network says that it is offline; the service on that machine is there."""
        self.screen.page.evaluate("Object.defineProperty(navigator, 'onLine', { value: false })")
        self.screen.presses("Save draft")
        self.screen.sees("Draft saved")
        expect(self.screen.page.locator("[name=note]")).to_have_value("The gate sticks")
        assert self.screen.page.evaluate(KEPT) == 0


class TestARefusalKeepsWhatWasTyped:
    """A person with impossible details, and one who has a record already."""

    screen: Screen

    def test_adding_a_person(self, county: County, at_a_screen: AtAScreen) -> None:
        self.given_a_known_person_and_a_nurse_at_the_form(county, at_a_screen)
        self.when_impossible_details_are_sent()
        self.then_each_mistake_stands_at_its_field_and_the_rest_is_kept()
        self.when_they_are_put_right_but_somebody_looks_alike()
        self.then_the_page_shows_who_and_why_and_takes_an_explanation()

    def given_a_known_person_and_a_nurse_at_the_form(self, county: County, at_a_screen: AtAScreen) -> None:
        someone(county)
        self.screen = at_a_screen("nurse")
        self.screen.opens("person:add_person")

    def when_impossible_details_are_sent(self) -> None:
        self.screen.types(given_name="Winnifred", family_name="Harker", lines="14 Sallow Lane", postcode="1QQ 1QQ")
        self.screen.types(birth_on__day="31", birth_on__month="2", birth_on__year="1941", nhs_number="999 000 0000")
        self.screen.presses("Add this person")

    def then_each_mistake_stands_at_its_field_and_the_rest_is_kept(self) -> None:
        self.screen.sees("There is a problem")
        for field in ("postcode", "nhs_number", "birth_on"):
            box = self.screen.page.locator(f"[name^='{field}']").first
            assert box.get_attribute("aria-invalid") == "true" or "--error" in (box.get_attribute("class") or ""), field
        expect(self.screen.page.locator("[name=given_name]")).to_have_value("Winnifred")
        expect(self.screen.page.locator("[name=postcode]")).to_have_value("1QQ 1QQ")
        self.screen.then_the_accessibility_baseline_is_met()

    def when_they_are_put_right_but_somebody_looks_alike(self) -> None:
        self.screen.types(birth_on__day="9", birth_on__month="5", postcode="PE29 3RB", nhs_number="")
        self.screen.types(mobile="07700 900123")
        self.screen.presses("Add this person")

    def then_the_page_shows_who_and_why_and_takes_an_explanation(self) -> None:
        self.screen.sees("Is it one of these?", "Winifred Harker")
        self.screen.then_the_accessibility_baseline_is_met()
        expect(self.screen.page.locator("[name=lines]")).to_have_value("14 Sallow Lane")
        self.screen.types(why_new="Her twin sister, at the same address")
        self.screen.presses("Add this person")
        self.screen.sees("Added as record")


class TestADoorIsKept:
    """A driver whose signal or session goes while the door is recorded."""

    screen: Screen
    stop: Stop

    def test_a_lost_signal_and_a_session_that_ended(self, county: County, at_a_screen: AtAScreen) -> None:
        self.given_a_driver_who_types_at_a_door(county, at_a_screen)
        self.when_the_page_is_sent_without_a_signal()
        self.then_it_stays_and_says_that_nothing_was_recorded()
        self.when_the_session_has_ended_and_the_page_is_sent()
        self.then_what_was_typed_is_there_after_signing_in(county)
        self.then_nobody_else_in_this_tab_sees_it(county)

    def given_a_driver_who_types_at_a_door(self, county: County, at_a_screen: AtAScreen) -> None:
        self.stop = a_stop(county, "BED-010", days=1)
        self.screen = at_a_screen("driver")
        self.screen.opens("driver:stop", self.stop.visit_id)
        self.screen.context.set_offline(True)
        self.screen.presses("On my way")
        self.screen.sees("There is no signal, so nothing was recorded", "What to do")
        self.screen.context.set_offline(False)
        self.screen.opens("driver:complete_visit", self.stop.visit_id)
        self.screen.types(received_by="Ivy Harker", note="The gate sticks")
        self.screen.chooses(left_0="Ordered item does not suit")

    def when_the_page_is_sent_without_a_signal(self) -> None:
        self.screen.context.set_offline(True)
        self.screen.presses("Record the visit")

    def then_it_stays_and_says_that_nothing_was_recorded(self) -> None:
        self.screen.sees("There is no signal, so nothing was recorded")
        expect(self.screen.page.locator("[name=note]")).to_have_value("The gate sticks")
        self.screen.then_the_accessibility_baseline_is_met()
        self.screen.context.set_offline(False)

    def when_the_session_has_ended_and_the_page_is_sent(self) -> None:
        self.screen.context.clear_cookies(name="handrail_session")
        self.screen.presses("Record the visit")
        self.screen.sees("what you sent was not recorded")

    def then_what_was_typed_is_there_after_signing_in(self, county: County) -> None:
        self.screen.signed_in_as(county, "driver")
        self.screen.opens("driver:complete_visit", self.stop.visit_id, query="?not-recorded=yes")
        self.screen.sees("What you typed is here again")
        expect(self.screen.page.locator("[name=received_by]")).to_have_value("Ivy Harker")
        expect(self.screen.page.locator("[name=left_0]")).not_to_have_value("")
        self.screen.then_the_accessibility_baseline_is_met()

    def then_nobody_else_in_this_tab_sees_it(self, county: County) -> None:
        assert self.screen.page.evaluate(KEPT) == 1
        self.screen.signed_in_as(county, "desk")
        self.screen.opens("controller:room")
        assert self.screen.page.evaluate(KEPT) == 0


class TestTheControlRoomIsLive:
    """What happens elsewhere shows within five seconds, without a reload."""

    screen: Screen
    before: str
    since: float

    def test_an_order_shows_by_itself(self, county: County, at_a_screen: AtAScreen) -> None:
        self.given_a_desk_that_watches_the_control_room(at_a_screen)
        self.when_a_nurse_places_an_order_elsewhere(county)
        self.then_it_shows_within_five_seconds_without_a_reload()

    def given_a_desk_that_watches_the_control_room(self, at_a_screen: AtAScreen) -> None:
        self.screen = at_a_screen("desk")
        self.screen.opens("controller:room")
        self.screen.page.evaluate("window.neverReloaded = true")
        self.before = self.screen.words

    def when_a_nurse_places_an_order_elsewhere(self, county: County) -> None:
        placed(county, someone(county), *lines("MAT-010"))
        self.since = time.monotonic()

    def then_it_shows_within_five_seconds_without_a_reload(self) -> None:
        while self.screen.words == self.before and time.monotonic() - self.since < SECONDS:
            self.screen.page.wait_for_timeout(100)
        assert self.screen.words != self.before
        assert self.screen.page.evaluate("window.neverReloaded === true")
        self.screen.then_the_accessibility_baseline_is_met()
        self.screen.is_pictured("control-room")
