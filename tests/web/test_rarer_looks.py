"""The pages that change rarely and have a template of their own, in the real browser: each once, as wide as a phone, no
violation of axe, nothing too wide. And every page of the site stands in a list of looks, or is named with a reason.

Refuses pixels."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Browser

from handrail.web.shared.registry import routes
from tests.full_county import FullCounty, full_county
from tests.looks import PHONE, fits_and_is_accessible, route_of
from tests.situations import northdown
from tests.web import test_prescribing_looks, test_road_looks
from tests.web.admin import test_looks as admin_looks
from tests.web.depot import test_looks as depot_looks
from tests.web.person import test_looks as person_looks
from tests.web.shared import test_looks as shell_looks
from tests.web.test_road_looks import opened

PAGES: dict[str, tuple[str, ...]] = {
    "desk": (
        "controller:people_to_tell", "controller:releases", "person:show_secret", "specials:specials",
        "specials:special", "specials:search", "specials:choose", "controller:recall_told", "controller:tell_recalled",
    ),
    "depot": (
        "depot:find", "depot:product", "depot:stock_take", "depot:settle", "depot:left_on_vans", "depot:recalls",
        "depot:recall", "depot:put_right",
    ),
    "ward": ("depot:issue",),
    "nurse": (
        "prescriber:catalogue", "prescriber:cancel_lines", "prescriber:voucher", "prescriber:drop_draft", "working_as",
        "account_set_password", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
    ),
    "adviser": ("authoriser:orders",),
    "admin": ("admin:import_columns",),
    "commissioner": (
        "spending:spending", "spending:lines", "spending:to_come", "spending:loans", "spending:budgets",
        "commissioner:scenarios", "commissioner:scenario", "commissioner:scenario_new", "commissioner:scenario_compare",
        "forecasts:forecast", "forecasts:explained", "spending:vouchers", "spending:shops",
    ),
    "shop": ("shop:voucher", "shop:owed"),
    "provider": ("invoices:statement", "invoices:entries", "invoices:columns"),
    "money": ("money:pool_of", "money:paid_in", "money:agreement", "money:year", "money:closing", "money:line",
              "money:report", "money:suspense", "terms:contract", "terms:change_credit", "terms:prices", "terms:kpi",
              "system_cost:cost", "money:recall",
              "invoices:invoice", "invoices:lines", "invoices:line"),
}  # fmt: skip
LOOKED_AT = frozenset(name for names in PAGES.values() for name in names)

FORM, LIST = "a form of the administrators like those that are looked at", "a list like the others of the control room"
WORK, QUEUE = "the scanning page that is looked at for cleaning", "the workshop's page with other rows"
LEADS, PART, FILE = "leads to another page", "a part of a page that is looked at whole", "a file"
FRAME = "the frame of the account's pages with one field or one button"
PERSON = "a form about a person like those that are looked at"
KEYS = "looked at with the keys, by the buttons that lead there"
NOT_LOOKED_AT = {
    "home": LEADS, "asset:labelled_product": LEADS,
    "prescriber:review_order": "the journeys of an order look at it, once the order is ready",
    "keys": KEYS, "key_take": KEYS, "key_off": KEYS, "gallery_part": PART, "healthz": FILE,
    "account_logout": FRAME, "account_signup": FRAME, "account_inactive": FRAME, "socialaccount_connections": FRAME,
    "account_reset_password_done": FRAME, "account_reset_password_from_key_done": FRAME,
    "account_change_password": FRAME, "account_reauthenticate": FRAME, "account_reset_password_from_key": FRAME,
    "mfa_authenticate": FRAME, "mfa_reauthenticate": FRAME, "mfa_deactivate_totp": FRAME, "mfa_login_webauthn": FILE,
    "mfa_view_recovery_codes": FRAME, "mfa_generate_recovery_codes": FRAME, "mfa_download_recovery_codes": FILE,
    "mfa_reauthenticate_webauthn": FRAME, "mfa_remove_webauthn": FRAME, "mfa_edit_webauthn": FRAME,
    "socialaccount_login_cancelled": FRAME, "socialaccount_login_error": FRAME, "socialaccount_signup": LEADS,
    "openid_connect_login": LEADS, "openid_connect_callback": LEADS,
    "depot:put_right_visit": "the page that settles a difference, with other words",
    "depot:overdue": QUEUE, "depot:contamination": QUEUE, "depot:repair": WORK, "depot:put_away": WORK,
    "depot:set_apart": WORK, "depot:clear": WORK, "depot:scrap": WORK,
    "driver:run_changed": PART, "driver:stop_changed": PART,
    "controller:room_part": PART, "controller:counted": LIST, "controller:discrepancies": LIST,
    "controller:examinations": LIST, "depot:withdraw_examination": WORK,
    "controller:items": LIST, "controller:recalled": LIST,
    "controller:take_back_telling": FORM, "controller:mend_fitted": FORM,
    "depot:recall_cause": FORM, "money:recalls": "the list of what waits, with other rows",
    "controller:collect_recalled": "the question of the page that throws a draft away, with other words",
    "controller:run_visits": LIST, "controller:recorded_late": LIST, "controller:picture": FILE,
    "controller:call_off_measuring": "the question of the page that throws a draft away, with other words",
    "controller:book_together": "the page that books one visit, with several",
    "person:part_people": PERSON, "person:withdraw_life_event": PERSON, "person:record_self_purchase": PERSON,
    "person:end_self_purchase": PERSON, "person:bought_themselves": LIST,
    "person:tell_apart": PERSON, "person:withdraw_apart": PERSON,
    "person:change_address": "the form that adds an address, filled",
    "prescriber:catalogue_part": PART, "prescriber:request_visit": "the desk's page for the same",
    "prescriber:reinstate_lines": "the page that cancels, with other words",
    **{
        f"admin:{name}": FORM
        for name in (
            "team", "team_close", "store", "store_close", "van", "van_retire", "data_row", "data_end", "data_withdraw",
            "product", "product_retire", "token_revoke", "import_drop", "import_row_drop",
        )
    },
    "admin:import_template": FILE,
    "commissioner:scenario_file": FILE, "commissioner:scenario_change": "the page of a new scenario, filled",
    "spending:budget": "the form of a receipt, with other fields",
    "money:pool": "the page of a pool that is looked at; where there are several, a plain list of them",
    "money:entry": "the page of the money of an order line, with other rows",
    "invoices:invoices": "the list of imports with other rows", "invoices:not_invoiced": "the list of entries",
    **{
        f"invoices:{name}": FORM
        for name in ("new", "answer_all", "answer", "write", "write_line", "pay", "send_back")
    },
    **{
        f"terms:{name}": "the list of prices, with other rows"
        for name in (
            "credit", "payers", "funds", "rentals", "bands", "gain", "vat", "system_cost", "bands_charged",
            "rented_loans",
        )
    },
    "system_cost:orders": "the order lines behind spending, with other rows",
    **{
        f"terms:{name}": FORM
        for name in (
            "vary", "extend", "decide", "add_fund", "change_shares", "change_payers", "withdraw_payers",
            "change_prices", "index_prices", "withdraw_prices", "withdraw_credit", "change_system_cost",
            "withdraw_system_cost", "change_rentals", "withdraw_rentals", "change_bands",
            "withdraw_bands", "change_vat", "withdraw_vat", "change_gain",
            "withdraw_gain", "change_kpi", "withdraw_kpi",
        )
    },
    "shop:redeem": FORM, "shop:undo": FORM, "spending:pay_shop": FORM, "spending:undo_voucher": FORM,
    "spending:shop": "the list of what shops are owed, with other rows",
    "prescriber:cancel_voucher": FORM, "prescriber:issue_voucher": FORM,
    "specials:ask": PERSON,
    **{f"specials:{name}": FORM for name in ("quote", "order", "buy", "withdraw")},
    **{
        f"money:{name}": FORM
        for name in ("receive", "close", "correct", "agree", "vary", "meeting", "payer", "price", "vat")
    },
}  # fmt: skip


def test_every_page_is_looked_at_or_named_with_a_reason() -> None:
    looks = (test_road_looks, test_prescribing_looks, admin_looks, depot_looks, person_looks, shell_looks)
    looked_at = LOOKED_AT.union(*(module.LOOKED_AT for module in looks))
    pages = {route.name for route in routes() if route.access and "GET" in route.access.methods}
    assert pages - looked_at - set(NOT_LOOKED_AT) == set()
    # A list that names what is not there, or twice, is not kept.
    assert (looked_at | set(NOT_LOOKED_AT)) - pages == set()
    assert looked_at & set(NOT_LOOKED_AT) == set()


# What a page is asked that shows nothing by itself.
ASKED = {
    "spending:spending": "?rows=product&columns=team",
    "commissioner:scenario_new": "?from=example",
    "commissioner:scenario_compare": "?with={scenario_id}&with={other_scenario_id}",
    "forecasts:explained": "?fund={fund_id}",
}


# The first link of the menu lies inside the bar that holds it.
MENU_IS_WHOLE = """() => {
  const [bar, link] = ['.hr-navigation', '.hr-navigation a'].map(one => document.querySelector(one));
  return !link || bar.getBoundingClientRect().top <= link.getBoundingClientRect().top;
}"""


# On a card no name of a column stands without what it names.
LABELS_ALONE = """() => [...document.querySelectorAll('.hr-card-label')]
  .filter(one => one.checkVisibility() && !one.nextElementSibling.innerText.trim()).map(one => one.innerText)"""


def address(full: FullCounty, name: str) -> str:
    (route,) = [route for route in routes() if route.name == name]
    asked = ASKED.get(name, "").format(**full.ids)
    return (full.address(route) if "<" in route.pattern else reverse(name)) + asked


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_rarer_pages_fit_and_are_accessible(
    browser: Browser, live_server: Any, settings: LazySettings, tmp_path: Path
) -> None:
    settings.DEMO_MODE, settings.MEDIA_ROOT = True, tmp_path
    full = full_county(northdown())
    seen = set()
    for who, names in PAGES.items():
        page = opened(browser, live_server, full.county, who, PHONE)
        for name in names:
            answer = page.goto(live_server.url + address(full, name), wait_until="load")
            assert answer is not None
            assert answer.status == 200, name
            fits_and_is_accessible(page, name)
            assert page.evaluate(MENU_IS_WHOLE), name
            assert page.evaluate(LABELS_ALONE) == [], name
            seen.add(route_of(page))
    assert seen == LOOKED_AT
