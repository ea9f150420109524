"""The questions of a contract: their list and its file, and a file that is shown before it changes anything."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handrail.catalogue.models import Question
from handrail.simulation.set_up import County
from tests.situations import northdown
from tests.web.admin.test_admin_pages import FormReader, texts
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
LEFT_OUT = "bed,person_weight_kg,"


@pytest.fixture
def county(settings: Any) -> County:
    settings.DEMO_MODE = True
    return northdown()


def in_use(county: County) -> set[str]:
    held = Question.objects.filter(contract_id=county.made.contract_id, until_on=None)
    return {f"{row.set_code},{row.question_code}," for row in held}


def sent(admin: Client, text: str) -> Any:
    """The file, as far as the page that shows what it changes."""
    reader = FormReader()
    reader.feed(texts(admin, "upload"))
    file = SimpleUploadedFile("question_sets.csv", text.encode(), "text/csv")
    return admin.post(reverse("admin:upload"), reader.values | {"what": "questions", "file": file})


def confirmed(admin: Client, shown: Any) -> Any:
    reader = FormReader()
    reader.feed(shown.content.decode())
    return admin.post(reverse("admin:upload"), reader.values)


def test_the_download_is_what_is_uploaded_and_changes_nothing(county: County) -> None:
    admin = signed_in(county, "admin")
    assert "What does the person weigh?" in texts(admin, "questions", words="weigh")
    before = list(Question.objects.order_by("id").values())
    answer = sent(admin, texts(admin, "questions", format="csv"))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("admin:questions"))
    assert list(Question.objects.order_by("id").values()) == before


def test_what_is_added_changed_and_left_out_is_shown_before_it_is_so_and_comes_back(county: County) -> None:
    admin = signed_in(county, "admin")
    whole = texts(admin, "questions", format="csv")
    lines = [line for line in whole.splitlines() if not line.startswith(LEFT_OUT)]
    new = "bed,pets_there,Is there a dog in the home?,order,yes_no,,,no,,,no"
    changed = "\r\n".join([*lines, new]).replace("How tall is the person?", "How tall are they?")
    shown = sent(admin, changed)
    html = shown.content.decode()
    assert shown.status_code == 200
    for said in ("Is there a dog in the home?", "bed.person_weight_kg", "Asked no longer", "Nothing has changed yet"):
        assert said in html
    assert LEFT_OUT in in_use(county)
    assert confirmed(admin, shown).status_code == 302
    assert LEFT_OUT not in in_use(county)
    assert "bed,pets_there," in in_use(county)
    assert "Is there a dog in the home?" in texts(admin, "questions", words="dog")
    # Sent twice it is done once; and what was taken out comes back with the file that has it.
    assert confirmed(admin, shown).status_code == 302
    assert confirmed(admin, sent(admin, whole)).status_code == 302
    assert LEFT_OUT in in_use(county)
    assert "bed,pets_there," not in in_use(county)
    # It began today and is asked until tonight, but may be put back before.
    assert confirmed(admin, sent(admin, "\n".join([*whole.splitlines(), new]))).status_code == 302
    assert "bed,pets_there," in in_use(county)


def test_a_list_that_others_changed_since_is_shown_anew(county: County) -> None:
    admin = signed_in(county, "admin")
    whole = texts(admin, "questions", format="csv")
    shown = sent(admin, "\n".join(line for line in whole.splitlines() if not line.startswith(LEFT_OUT)))
    other = whole.replace("What does the person weigh?", "How heavy is the person?")
    assert confirmed(admin, sent(admin, other)).status_code == 302
    stale = confirmed(admin, shown)
    assert stale.status_code in {409, 422}
    assert "How heavy is the person?" in stale.content.decode()
    assert LEFT_OUT in in_use(county)
    assert confirmed(admin, stale).status_code == 302
    assert LEFT_OUT not in in_use(county)
