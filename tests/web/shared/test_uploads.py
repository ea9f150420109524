"""Files of people who are not signed in are never read, nor what is larger than any form takes."""

from io import BytesIO

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.api.api_calls import ROOT, token_of
from tests.web.pages import signed_in


@pytest.mark.django_db
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


@pytest.mark.django_db
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
    assert "more than we can take" in answer.content.decode() or answer.json()["code"] == "TOO_LARGE"
