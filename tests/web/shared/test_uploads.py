"""Files of people who are not signed in are never read, nor is what is larger than a page takes."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.api.api_calls import ROOT, token_of
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_a_strangers_file_is_not_written_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token of a form stands in its body: looking for it would take a file of any size in."""
    received: list[bytes] = []
    monkeypatch.setattr(
        TemporaryFileUploadHandler, "receive_data_chunk", lambda _self, data, _start: received.append(data)
    )
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "x" * 32
    file = BytesIO(b"a" * 6_000_000)
    file.name = "people.csv"
    answer = client.post(reverse("admin:import_new"), {"file": file})
    assert received == []
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("by", ["page", "api"])
def test_two_gigabytes_are_refused_by_what_they_say_they_are(
    county: County, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[bytes] = []
    monkeypatch.setattr(
        TemporaryFileUploadHandler, "receive_data_chunk", lambda _self, data, _start: received.append(data)
    )
    body = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n' + b"a" * 5_000_000
    claimed = str(2 << 30)
    if by == "page":
        client, address, token = signed_in(county, "admin"), reverse("admin:import_new"), {}
    else:
        client, address, token = Client(), f"{ROOT}/photos", {"authorization": f"Bearer {token_of(county, 'driver')}"}
    answer = client.generic(
        "POST", address, body, "multipart/form-data; boundary=edge", headers=token, CONTENT_LENGTH=claimed
    )
    assert (answer.status_code, received) == (413, [])
    assert "The most is 100 MB" in answer.content.decode() or answer.json()["code"] == "TOO_LARGE"


GIGABYTES = str(2 << 30)
MULTIPART = "multipart/form-data; boundary=x"
PLAIN = "application/x-www-form-urlencoded"


def sent(client: Client, address: str, size: int | str, kind: str = MULTIPART) -> tuple[int, str]:
    """The answer to a body that is said to be so large, and none of which can be read."""
    extra: Any = {"CONTENT_LENGTH": str(size), "wsgi.input": Unreadable()}
    answer = client.generic("POST", address, b"x", kind, **extra)
    return answer.status_code, answer.content.decode()


class Unreadable(BytesIO):
    """A body that fails the test when it is looked into."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("name", ["home", "working_as", "person:find", "admin:upload", "controller:call", "keys"])
def test_two_gigabytes_are_answered_unread(county: County, name: str) -> None:
    client = signed_in(county, "admin" if name.startswith("admin") else "desk")
    status, html = sent(client, reverse(name), GIGABYTES)
    assert status == 413
    assert "You sent 2,048 MB. This page takes at most 90 MB at once." in html
    assert "Go back: what you typed is still there." in html
    assert "A photo can be 10 MB at most." in html
    status, html = sent(client, reverse(name), GIGABYTES, PLAIN)
    assert (status, "at most 5 MB at once" in html, "photo" in html) == (413, True, False)


def test_the_import_page_says_at_its_field_that_a_file_is_too_large(county: County) -> None:
    client = signed_in(county, "admin")
    for size in (GIGABYTES, str((100 << 20) + (1 << 17))):
        status, html = sent(client, reverse("admin:import_new"), size)
        assert status == 413
        assert "The most is 100 MB" in html.partition('id="file-error"')[2].partition("</span></span>")[0][:300]
        assert 'href="#file"' in html
        assert "Cut it into several files" in html


@pytest.mark.parametrize(
    ("name", "limit", "kind"),
    [("admin:import_new", 100, MULTIPART), ("admin:upload", 90, MULTIPART), ("admin:upload", 5, PLAIN)],
)
def test_the_limit_is_where_it_is_said_to_be(county: County, name: str, limit: int, kind: str) -> None:
    client = signed_in(county, "admin")
    wrapped = (limit << 20) + (1 << 16 if kind == MULTIPART else 0)
    assert sent(client, reverse(name), wrapped + 1, kind)[0] == 413
    with pytest.raises(AssertionError, match="the body was read"):
        sent(client, reverse(name), wrapped, kind)


def test_a_body_that_does_not_say_its_length_is_not_taken(county: County) -> None:
    client = signed_in(county, "admin")
    extra: Any = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Unreadable()}
    answer = client.generic("POST", reverse("admin:import_new"), b"x", MULTIPART, **extra)
    assert answer.status_code == 411
    assert "does not say how large it is" in answer.content.decode()


def test_what_is_within_the_limit_is_taken(county: County) -> None:
    client = signed_in(county, "admin")
    file = BytesIO(b"Given name,Family name\n" + b"x" * 3_000_000)
    file.name = "people.csv"
    assert client.post(reverse("admin:upload"), {"file": file}).status_code == 422
