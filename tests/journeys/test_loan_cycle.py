"""A bed, a mattress and rails, from a need to the room and back to the shelf, by hand in the browser by six people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.simulation.set_up import County
from tests.journeys.browsing import Screen
from tests.journeys.conftest import AtAScreen
from tests.looks import PHONE
from tests.stock_situations import goods

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANSWERS = {"person_weight_kg": "72", "person_height_cm": "165", "space_clear": "yes", "socket_near": "yes"}

# What is measured when rails are fitted, in millimetres.
GAPS = {"rail_above_mattress_mm": "230", "side_gap_pressed": "no", "rails_lock": "yes"} | {
    "shown_at_delivery": "yes",
    "instructions_left": "yes",
}


class TestTheLoanCycle:
    """The nurse, the adviser, the depot, the desk and the driver, in the order in which the work reaches them."""

    nurse: Screen
    adviser: Screen
    panel: Screen
    depot: Screen
    desk: Screen
    driver: Screen
    order: str
    day: str
    numbers: tuple[str, ...]

    def test_from_a_need_to_a_bed_in_the_room_and_back_to_the_shelf(
        self, county: County, at_a_screen: AtAScreen
    ) -> None:
        self.given_a_depot_with_goods_and_six_people_at_their_screens(county, at_a_screen)
        self.when_the_nurse_looks_for_somebody_unknown_and_adds_them()
        self.when_the_nurse_records_the_need()
        self.when_the_nurse_fills_the_basket_from_a_bundle_and_the_catalogue()
        self.when_the_nurse_answers_questions_and_gives_reasons()
        self.when_the_nurse_reviews_and_sends()
        self.when_the_adviser_releases_the_clinical_need()
        self.when_somebody_else_releases_the_spending()
        self.when_the_depot_allocates()
        self.when_the_desk_makes_a_run_and_books_the_visit_onto_it()
        self.when_the_depot_picks_and_loads_by_scan()
        self.when_the_desk_sends_the_run()
        self.when_the_driver_delivers_on_a_phone()
        self.then_the_persons_page_shows_the_loans()
        self.when_the_family_rings_to_have_it_collected()
        self.when_the_desk_books_the_collection()
        self.when_the_driver_collects_on_a_phone()
        self.when_the_depot_books_it_in_cleans_and_tests_it()
        self.then_it_is_ready_and_its_page_tells_the_whole_story()

    def given_a_depot_with_goods_and_six_people_at_their_screens(self, county: County, at_a_screen: AtAScreen) -> None:
        self.numbers = tuple(goods(county, code)[0] for code in ("BED-010", "MAT-012", "BDA-010"))
        # A ward nurse: beds need a second pair of eyes, and what they cost a third.
        self.nurse, self.adviser, self.panel, self.depot, self.desk = (
            at_a_screen(who) for who in ("ward", "adviser", "panel", "depot", "desk")
        )
        self.driver = at_a_screen("driver", width=PHONE)

    def when_the_nurse_looks_for_somebody_unknown_and_adds_them(self) -> None:
        nurse = self.nurse
        nurse.opens("person:find")
        nurse.page.get_by_label("Name", exact=False).first.fill("Winifred Harker")
        nurse.presses("Find")
        nurse.sees("Nobody was found")
        nurse.then_the_accessibility_baseline_is_met()
        nurse.follows("Add this person")
        nurse.types(given_name="Winifred", family_name="Harker", lines="14 Sallow Lane", town="Huntingdon")
        nurse.types(birth_on__day="9", birth_on__month="5", birth_on__year="1941", postcode="pe293rb")
        nurse.types(mobile="07700 900123", gp_practice_name="Riverside Surgery", gp_practice_code="D81001")
        nurse.chooses(residence_council_id="Northdown")
        nurse.then_the_accessibility_baseline_is_met()
        nurse.presses("Add this person")
        nurse.sees("Added as record")
        nurse.then_the_accessibility_baseline_is_met()

    def when_the_nurse_records_the_need(self) -> None:
        nurse = self.nurse
        nurse.follows("Record a need")
        nurse.types(goal="To get in and out of bed without help", assessed="Cannot rise from a low bed", weight_kg="72")
        nurse.types(height_cm="165")
        nurse.then_the_accessibility_baseline_is_met()
        nurse.presses("Record this need")
        nurse.sees("The need was recorded.")

    def when_the_nurse_fills_the_basket_from_a_bundle_and_the_catalogue(self) -> None:
        nurse = self.nurse
        nurse.follows("Order")
        nurse.sees("Nothing in the basket yet")
        nurse.presses("Home with a hospital bed")
        nurse.sees("Profiling bed, standard")
        nurse.page.locator("#words").fill("BDA-010")
        nurse.presses("Add Bed", within=nurse.page.locator("#results"))
        expect_lines(nurse, 3)

    def when_the_nurse_answers_questions_and_gives_reasons(self) -> None:
        nurse = self.nurse
        nurse.answers_the_questions(ANSWERS)
        nurse.types(goal="To get in and out of bed without help", note="Ring twice")
        if not nurse.page.locator("[name=ward]").is_visible():
            nurse.page.get_by_text("Going home from hospital").click()
        home = timezone.localdate() + timedelta(days=4)
        nurse.types(ward="Ward 7", discharge_on__day=str(home.day), discharge_on__month=str(home.month))
        nurse.types(discharge_on__year=str(home.year))
        nurse.chooses(pathway="Pathway 1")
        nurse.then_the_accessibility_baseline_is_met()
        nurse.presses("Check and review")
        nurse.page.get_by_role("heading", name="There is a problem").or_(
            nurse.page.get_by_text("Send the order")
        ).wait_for()
        for reason in nurse.page.locator("textarea[name^='reason-']").all():
            reason.fill("Seen at home; agreed with the family")
        nurse.is_pictured("order")
        # The page comes back for the reasons, where a check asks for one.
        if nurse.page.locator("#draft").count():
            nurse.presses("Check and review")

    def when_the_nurse_reviews_and_sends(self) -> None:
        nurse = self.nurse
        nurse.sees_heading("Review and send")
        nurse.sees("This order waits for approval")
        nurse.then_the_accessibility_baseline_is_met()
        nurse.presses("Send the order")
        nurse.sees("is sent and waits for approval")
        nurse.then_the_accessibility_baseline_is_met()
        self.order = nurse.page.get_by_role("heading", level=1).inner_text()

    def when_the_adviser_releases_the_clinical_need(self) -> None:
        self.adviser.opens("authoriser:queue")
        self.adviser.then_the_accessibility_baseline_is_met()
        self.decides_all_of(self.adviser, "Clinical need")

    def when_somebody_else_releases_the_spending(self) -> None:
        self.panel.opens("authoriser:queue")
        self.decides_all_of(self.panel, "Spending")
        self.panel.then_the_accessibility_baseline_is_met()

    def decides_all_of(self, screen: Screen, kind: str) -> None:
        """Approve one after the other, each on its own page."""
        rows = screen.page.get_by_role("row").filter(has_text="Winifred Harker").filter(has_text=kind)
        rows.first.wait_for()
        for left in range(rows.count(), 0, -1):
            screen.follows("decide", within=rows.first)
            screen.sees("Why it waits")
            if left == 1:
                screen.then_the_accessibility_baseline_is_met()
                screen.is_pictured("release")
            screen.ticks("answer", "give")
            # Only who answers for a panel is asked who was there.
            present = {"panel": "Gwen Ashdown, Priya Nair"} if screen is self.panel else {}
            screen.types(yes_note="Panel of this morning: agreed", **present)
            screen.presses("Send the decision")
            done = kind == "Spending" and left == 1
            screen.sees(f"{self.order} is approved" if done else f"{self.order} still waits for: ")

    def when_the_depot_allocates(self) -> None:
        depot = self.depot
        depot.opens("depot:home")
        depot.then_the_accessibility_baseline_is_met()
        depot.follows("Allocate")
        depot.sees_heading("Allocate")
        depot.then_the_accessibility_baseline_is_met()
        depot.presses("Supply the ticked lines")
        depot.sees("3 lines supplied")

    def when_the_desk_makes_a_run_and_books_the_visit_onto_it(self) -> None:
        desk = self.desk
        desk.opens("controller:visits")
        desk.then_the_accessibility_baseline_is_met()
        visit = desk.page.get_by_role("row").filter(has_text="Winifred Harker").get_by_role("link").first
        visit.click()
        desk.sees_heading("Visit 8")
        desk.then_the_accessibility_baseline_is_met()
        visit_page = desk.page.url
        desk.follows("Book")
        desk.sees_heading("Book visit")
        first = desk.page.locator("select[name=slot] option").nth(1)
        self.day = first.inner_text().rpartition(",")[0]
        day = str(first.get_attribute("value"))[:10]
        self.is_today = day == now().astimezone(LONDON).date().isoformat()
        desk.opens("controller:runs", query=f"?on={day}")
        desk.sees_heading(self.day)
        desk.chooses(van_id="Van 1", driver_id="Sam Tully", second_id="Callum Reid")
        desk.then_the_accessibility_baseline_is_met()
        desk.presses("Make the run")
        desk.sees("The run was made.")
        desk.page.goto(visit_page)
        self.desk_books_a_slot_of_the_run()

    def desk_books_a_slot_of_the_run(self) -> None:
        desk = self.desk
        desk.follows("Book")
        desk.chooses(slot=self.day, run_id="Van 1")
        desk.ticks("told")
        desk.then_the_accessibility_baseline_is_met()
        desk.presses("Book it")
        desk.sees("is booked.")

    def when_the_depot_picks_and_loads_by_scan(self) -> None:
        depot = self.depot
        depot.opens("depot:pick")
        depot.then_the_accessibility_baseline_is_met()
        depot.follows("Van 1")
        depot.sees_heading("Pick list")
        depot.then_the_accessibility_baseline_is_met()
        depot.types(items="\n".join(self.numbers))
        depot.presses("Picked")
        depot.sees("3 lines picked.")
        depot.follows("Load by scan")
        for at, number in enumerate(self.numbers):
            depot.sees(f"{3 - at} line")
            depot.types(code=number)
            depot.page.keyboard.press("Enter")
            if at == 1:
                depot.sees("1 line still to load.")
                depot.is_pictured("load")
        depot.sees("0 lines still to load.")
        depot.then_the_accessibility_baseline_is_met()

    def when_the_desk_sends_the_run(self) -> None:
        desk = self.desk
        desk.opens("controller:runs")
        if not desk.page.get_by_role("link", name="Van 1").count():
            desk.follows("Day after")
            desk.page.get_by_role("link", name="Van 1").wait_for()
        desk.follows("Van 1")
        desk.sees_heading("Van 1")
        desk.then_the_accessibility_baseline_is_met()
        desk.presses("Send to the driver")
        desk.sees("Sent on its way with 1 stop.")

    def when_the_driver_delivers_on_a_phone(self) -> None:
        driver = self.driver
        driver.opens("driver:run")
        driver.then_the_accessibility_baseline_is_met()
        driver.follows("Winifred Harker")
        driver.sees("Ring twice", "Deliver")
        driver.then_the_accessibility_baseline_is_met()
        driver.is_pictured("stop")
        driver.presses("I am at the door")
        driver.follows("Record what was done")
        self.driver_scans_everything()
        driver.types(received_by="Ivy Harker", relationship="daughter")
        driver.answers_the_questions(GAPS, prefix="q_")
        driver.page.get_by_label("Name of", exact=False).last.fill("I Harker")
        driver.then_the_accessibility_baseline_is_met()
        self.driver_records()
        driver.then_the_accessibility_baseline_is_met()

    def driver_records(self) -> None:
        """Late in the evening what is booked is for tomorrow: then the page asks whether it was done today."""
        driver = self.driver
        driver.presses("Record the visit")
        if not self.is_today:
            driver.ticks("other_day")
            driver.presses("Record the visit")
        driver.sees("done.")

    def driver_scans_everything(self) -> None:
        driver = self.driver
        for number in self.numbers:
            driver.page.get_by_label("Scan or type a code").fill(number)
            driver.presses("Add")
            driver.page.locator("#scanned").get_by_text(number).first.wait_for()

    def then_the_persons_page_shows_the_loans(self) -> None:
        nurse = self.nurse
        nurse.opens("person:find", query="?q=winifred+harker")
        nurse.follows("Harker")
        nurse.sees(*self.numbers)
        nurse.then_the_accessibility_baseline_is_met()
        nurse.is_pictured("person")

    def when_the_family_rings_to_have_it_collected(self) -> None:
        desk = self.desk
        desk.opens("controller:call")
        desk.then_the_accessibility_baseline_is_met()
        desk.page.get_by_label("Name, birth date", exact=False).fill(self.numbers[0])
        desk.page.keyboard.press("Enter")
        desk.sees_heading("Call about Winifred Harker")
        desk.then_the_accessibility_baseline_is_met()
        desk.page.get_by_text("Ask for a repair, collection or swap").click()
        desk.ticks("ask-loans")
        desk.ticks("ask-asked_for", "COLLECTION")
        desk.ticks("ask-asked_by", "CARER")
        desk.presses("Ask for it")
        desk.sees("Asked for")
        desk.then_the_accessibility_baseline_is_met()

    def when_the_desk_books_the_collection(self) -> None:
        desk = self.desk
        desk.opens("controller:visits")
        desk.page.get_by_role("row").filter(has_text="Winifred Harker").get_by_role("link").first.click()
        self.desk_books_a_slot_of_the_run()
        desk.then_the_accessibility_baseline_is_met()

    def when_the_driver_collects_on_a_phone(self) -> None:
        driver = self.driver
        driver.opens("driver:run")
        driver.page.get_by_role("link", name="Winifred Harker").last.click()
        driver.sees("Collect")
        driver.follows("Record what was done")
        self.driver_scans_everything()
        driver.then_the_accessibility_baseline_is_met()
        self.driver_records()

    def when_the_depot_books_it_in_cleans_and_tests_it(self) -> None:
        depot, scans = self.depot, "\n".join(self.numbers)
        depot.opens("depot:returns")
        depot.ticks("source", "van")
        depot.chooses(van="Van 1")
        depot.types(items=scans)
        depot.ticks("infection_risk", "NO")
        depot.then_the_accessibility_baseline_is_met()
        depot.presses("Book in")
        depot.sees("3 items booked in")
        depot.opens("depot:clean")
        depot.types(items=scans, minutes="60", reason="As the labels say")
        depot.chooses(method="wash_chamber")
        depot.then_the_accessibility_baseline_is_met()
        depot.presses("Record the clean")
        depot.sees("3 items cleaned")
        depot.then_the_accessibility_baseline_is_met()
        for number in self.numbers:
            depot.opens("depot:inspect")
            depot.types(items=number, insulation="20.5", earth="0.1")
            depot.ticks("kinds")
            depot.ticks("verdict", "PASS")
            if number == self.numbers[0]:
                depot.then_the_accessibility_baseline_is_met()
            depot.presses("Record the result")
            depot.sees("1 item inspected")

    def then_it_is_ready_and_its_page_tells_the_whole_story(self) -> None:
        depot = self.depot
        depot.opens("depot:home")
        depot.page.get_by_role("textbox").first.fill(self.numbers[0])
        depot.page.keyboard.press("Enter")
        depot.sees_heading("Profiling bed, standard")
        depot.sees(self.numbers[0], "Ready to issue")
        steps = (
            "Kept for an order", "Picked", "Put on a van", "Handed over", "Collected from a home",
            "No known risk of infection", "Cleaned", "Washer chamber, 60 minutes", "Inspected: passed",
            "earth continuity 0.1 ohm", "Ready to issue",
        )  # fmt: skip
        depot.sees(*steps)
        depot.then_the_accessibility_baseline_is_met()
        depot.is_pictured("asset")


def expect_lines(screen: Screen, count: int) -> None:
    """So many lines are in the basket."""
    screen.page.locator("#basket .hr-basket__line[id^=line-]").nth(count - 1).wait_for()
    assert screen.page.locator("#basket .hr-basket__line[id^=line-]").count() == count
