"""What the pages of an import say of rows that add nothing: left for the loans, or known but told otherwise."""

import re
from typing import Any

import pytest
from django.urls import reverse

from handrail.intake.models import ImportFile, ImportRow
from handrail.intake.states import FileKind
from tests.situations import northdown
from tests.usecases.test_import_again import item
from tests.usecases.test_import_file import ASSETS, run
from tests.web.admin.test_admin_pages import posted, texts
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """As in the demo: no second factor, test NHS numbers only."""
    settings.DEMO_MODE = True


def words(page: str) -> str:
    """The words of a page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_pages_say_what_was_left_and_what_our_records_have() -> None:
    county = northdown()
    admin = signed_in(county, "admin")
    rows = item("OLD-1", serial="S1") + item("OLD-2", "on loan") + item("OLD-1", serial="S9")
    wrong = item("OLD-3", "on loan", since="31/02/2026") + item("OLD-1", serial="S8", since="31/02/2026")
    run(county, FileKind.ASSETS, ASSETS + rows + wrong, park_bad=True)
    for line, said in (
        (5, "Line 5 is left for the file of open loans"),
        (6, "Line 6 is in. Serial No: Item OLD-1 has “S1” in our records"),
    ):
        row = ImportRow.objects.get(line=line)
        answer = posted(admin, "import_row", row.pk, cell_5="28/02/2026")
        assert said in words(admin.get(answer["Location"]).content.decode())
    left = admin.get(reverse("admin:import_row", args=[ImportRow.objects.get(line=5).pk]), follow=True)
    assert "Line 5 is left for the file of open loans already" in words(left.content.decode())
    file_id = ImportFile.objects.get().pk
    page = words(texts(admin, "import_file", file_id))
    for said in (
        "Left for the file of open loans 1", "Left for the file of open loans since 1", "1 not as our records have it",
        "Known, but not as our records have it", "S9 What our records have Item OLD-1 has “S1” in our records",
    ):  # fmt: skip
        assert said in page
    assert ",S9," in texts(admin, "import_file", file_id, format="csv")
    assert "1 known, 1 for open loans" in words(texts(admin, "imports"))
