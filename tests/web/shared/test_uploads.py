"""Files of people who are not signed in are never read."""

from io import BytesIO

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse


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
