"""Signature and photos of a visit are seen on its page and on the order's, small, and each opening is written down."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from handrail.adapters.file_store import MOST_BYTES, KeptFile, keep_drawing, keep_photo, small_picture
from handrail.core.models import Audit
from handrail.identity.events import Event
from handrail.simulation.set_up import County
from handrail.visits.models import Attachment
from handrail.visits.rules.plans import StoredFile
from tests.stock_situations import columns
from tests.visiting import Stop, a_stop, handed, received, recorded
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def drawn(kind: str, size: tuple[int, int], colour: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, kind)
    return made.getvalue()


def kept(kind: str, of: object) -> StoredFile:
    assert isinstance(of, KeptFile)
    return StoredFile(kind, of.media_type, of.size_bytes, of.sha256)


def delivered(county: County, *colours: str, van: str = "Van 1") -> Stop:
    """A bed that was handed over, signed for, with a photo of each colour."""
    root = Path(settings.MEDIA_ROOT)
    signature = kept("SIGNATURE", keep_drawing(root, drawn("PNG", (600, 200), "white")))
    photos = [
        kept("PHOTO", keep_photo(root, drawn("JPEG", (2000, 1500), colour), most_bytes=MOST_BYTES))
        for colour in colours
    ]
    stop = a_stop(county, "BED-010", van=van)
    files = (signature, *photos)
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), files=files)
    return stop


def pages_of(stop: Stop) -> dict[str, str]:
    """The pages that show what was kept, by who looks."""
    return {
        "desk": reverse("controller:visit", args=[stop.visit_id]),
        "nurse": reverse("prescriber:order", args=[stop.order.order_id]),
    }


def pictures(client: Client, page: str) -> list[str]:
    return re.findall(r'<a class="hr-picture".*?</a>', client.get(page).content.decode(), re.DOTALL)


def test_the_pages_of_a_visit_and_its_order_show_signature_and_photos(county: County) -> None:
    stop = delivered(county, "green", "red")
    ids = columns(county.scopes["desk"], Attachment, "id")
    for who, page in pages_of(stop).items():
        shown = pictures(signed_in(county, who), page)
        assert len(shown) == 3
        for one in shown:
            (href, small) = re.findall(r'href="([^"?]+)"><img src="([^"]+)"', one)[0]
            assert small == f"{href}?size=small"
            assert any(str(row_id) in href for row_id in ids)
            assert 'width="160" height="120" loading="lazy"' in one
        said = [re.findall(r'alt="(.*?), visit \d+, opens large"', one)[0] for one in shown]
        assert sorted(said) == ["Photo 1", "Photo 2", "Signature of I Harker"]


def test_who_may_not_see_people_sees_no_pictures_on_the_order(county: County) -> None:
    page = pages_of(delivered(county, "green"))["nurse"]
    assert pictures(signed_in(county, "commissioner"), page) == []


def test_a_picture_is_small_where_it_is_asked_for_small_and_each_opening_is_written_down(county: County) -> None:
    delivered(county, "green")
    desk, client = county.scopes["desk"], signed_in(county, "desk")
    before = columns(desk, Audit, "event").count(Event.PERSON_OPENED)
    sizes = []
    for row_id in columns(desk, Attachment, "id"):
        for query in ({}, {"size": "small"}):
            answer = client.get(reverse("controller:picture", args=[row_id]), query)
            assert "no-store" in answer["Cache-Control"]
            with Image.open(BytesIO(answer.content)) as opened:
                sizes.append((opened.format, *opened.size))
    assert sorted(sizes) == [("JPEG", 480, 360), ("JPEG", 2000, 1500), ("PNG", 480, 160), ("PNG", 600, 200)]
    assert columns(desk, Audit, "event").count(Event.PERSON_OPENED) == before + 4


def test_what_cannot_be_made_small_is_shown_as_it_is() -> None:
    assert small_picture(b"no picture") == b"no picture"


def test_more_pictures_cost_no_more_statements(county: County) -> None:
    cost = []
    for van, colours in (("Van 1", ()), ("Van 2", ("green", "red", "blue"))):
        counted = []
        for who, page in pages_of(delivered(county, *colours, van=van)).items():
            client = signed_in(county, who)
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                client.get(page)
            counted.append(len(captured))
        cost.append(counted)
    assert cost[0] == cost[1]
