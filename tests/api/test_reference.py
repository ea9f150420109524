"""The description for machines and the page for people say the same, and both are there without a token."""

import re

import pytest
from django.test import Client

from handrail.api.rest.scopes import OPERATIONS
from handrail.api.rest.service import VERSION
from tests.api.api_calls import ROOT

pytestmark = pytest.mark.django_db


def test_the_page_for_people_explains_every_operation() -> None:
    answer = Client().get(f"{ROOT}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"Handrail API {VERSION}" in page
    assert all(f'id="{operation}"' in page for operation in OPERATIONS)
    # The footer leads to the licence of the open data.
    explained, footer, _ = page.partition("<footer")
    assert footer
    assert "https://" not in explained.replace("https://design-system.service.gov.uk", "")
    assert not re.search(r"\sstyle=|\son\w+=", page)


def test_the_description_for_machines_names_its_version_and_examples() -> None:
    answer = Client().get(f"{ROOT}/openapi.json")
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    assert told["info"]["version"] == VERSION
    assert told["paths"][f"{ROOT}/orders"]["post"]["operationId"] == "place_order"
    assert told["components"]["schemas"]["LineAsked"]["properties"]["product_code"]["examples"] == ["BED-010"]


def test_no_name_stands_for_two_shapes() -> None:
    told = Client().get(f"{ROOT}/openapi.json").json()
    named = set(re.findall(r"#/components/schemas/([\w.-]+)", str(told)))
    assert named <= set(told["components"]["schemas"])
