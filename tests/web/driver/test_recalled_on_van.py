"""What was recalled since it was loaded is said before anybody scans it, and is not handed over without a word
(promise 4); of what is fitted and recalled the crew says what it did."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from handrail.loans.models import Adaptation, Loan
from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.recall_stock import ToRecall, recall_stock
from tests.situations import call_as
from tests.stock_situations import columns, goods, scans
from tests.supplying import allocated
from tests.usecases.test_collect_recalled import FITTED, fitted
from tests.usecases.test_recall_told import recalled, sent_for
from tests.visiting import a_stop
from tests.web.driver.test_driver_pages import record_url, report
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_promise_4_a_counted_thing_that_was_recalled_on_the_van_is_asked_about_without_a_scan(county: County) -> None:
    goods(county, "BDA-020", 2, lot="BAD")
    stop = a_stop(county, ("BDA-020", 2), "BED-010", loaded=False)
    (number,) = goods(county, "BED-010")
    allocated(county, *(line.line_id for line in stop.order.lines))
    depot = county.scopes["depot"]
    load_run(call_as(depot), request=Loading(stop.run_id, scans("BDA-020", number)))
    client = signed_in(county, "driver")
    pages = (reverse("driver:run"), reverse("driver:stop", args=[stop.visit_id]), record_url(stop))
    assert not [url for url in pages if "was recalled" in client.get(url).content.decode()]
    for code, lot in (("BDA-020", "BAD"), ("BED-010", "")):
        recall_stock(call_as(depot), request=ToRecall(code, f"NatPSA/{code}", "legs may break", lot))
    run, shown, form = (client.get(url).content.decode() for url in pages)
    assert "Something for this stop was recalled" in run
    desk = signed_in(county, "desk")
    for name, key in (("controller:visit", stop.visit_id), ("prescriber:order", stop.order.order_id)):
        seen = reverse(name, args=[key])
        html = desk.get(seen).content.decode()
        assert html.count("Recalled (NatPSA/") == 2, seen
    for html in (shown, form):
        assert "Lot BAD was recalled (NatPSA/BDA-020). Do not hand it over" in html
        assert "It was recalled (NatPSA/BED-010). Do not hand it over" in html
    at = next(at for at in (0, 1) if f'name="count_{at}"' in form)
    field = form.partition(f'name="count_{at}"')[2].partition(">")[0]
    assert 'value="2"' not in field
    left = {f"left_{1 - at}": "recalled"}
    refused = client.post(record_url(stop), report(stop, **{f"count_{at}": "2"}, **left))
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "Tick if it has happened already" in html
    assert 'name="sure"' in html
    assert columns(county.scopes["desk"], Loan, "id") == []
    sent = report(stop, **{f"count_{at}": "2"}, **left, sure="on")
    told = client.post(record_url(stop), sent, follow=True).content.decode()
    assert "Left with the person although it was recalled" in told
    assert "Another item will be brought at once" in told
    assert "HANDED_OVER_UNFIT" in columns(county.scopes["desk"], Discrepancy, "kind")


def test_the_crew_says_whether_what_is_fitted_was_made_safe_or_taken_down(county: County) -> None:
    stop = replace(fitted(county), visit_id=sent_for(county, recalled(county, FITTED)))
    client = signed_in(county, "driver")
    form = client.get(record_url(stop)).content.decode()
    assert re.findall(r'<option value="(\w+)"', form.partition('name="action_0"')[2].partition("</select>")[0]) == [
        "made_safe", "taken_down",
    ]  # fmt: skip
    done = client.post(record_url(stop), report(stop, action_0="taken_down"))
    assert done.status_code == 302, done.content.decode()
    assert None not in columns(county.scopes["desk"], Adaptation, "removed_at")
