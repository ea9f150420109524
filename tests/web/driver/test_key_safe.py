"""The code of a key safe is shown on the day of the visit while the crew is on its way; else the page says when."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.urls import reverse

from handrail.core.clock import now
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from tests.situations import call_as, northdown
from tests.visiting import a_stop
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_the_code_is_shown_on_the_day_and_before_it_the_page_says_when(settings: LazySettings) -> None:
    settings.DEMO_MODE = True
    county = northdown()
    stop = a_stop(county, "BED-010", days=1)
    note = NoteWanted("access_note", "key_safe", "By the door", "47K11")
    made = change_notes(call_as(county.scopes["nurse"]), request=NotesToChange(stop.who.id, (note,)))
    driver, page = signed_in(county, "driver"), reverse("driver:stop", args=[stop.visit_id])
    shown = driver.get(page).content.decode()
    assert re.search(r"The code is shown here on \w+day \d+", shown)
    assert "Show the code" not in shown
    address = reverse("driver:show_secret", args=[stop.visit_id, made.added[0]])
    early = driver.post(address, follow=True)
    assert early.status_code == 200
    assert "The code was not shown. The code is shown here on" in early.content.decode()
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        driver = signed_in(county, "driver")
        assert "Show the code" in driver.get(page).content.decode()
        assert "47K11" in driver.post(address).content.decode()
        fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))
        assert "The code is shown while the visit is on its way" in driver.get(page).content.decode()
