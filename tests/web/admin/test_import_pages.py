"""The pages of an import: columns, preview, progress, what is wrong mended and left out."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.nhs_number import nth_test_number
from handrail.core.progress import key_of
from handrail.identity.calls import reading
from handrail.intake.models import ImportFile, ImportRow
from handrail.intake.rules.faults import ImportReason
from handrail.jobs.work import work_once
from handrail.people.models import Person
from handrail.simulation.set_up import County
from tests.situations import northdown
from tests.web.admin.test_admin_pages import posted, texts
from tests.web.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def demo(settings: Any) -> None:
    """As in the demo: no second factor, test NHS numbers only."""
    settings.DEMO_MODE = True


@pytest.fixture
def county() -> County:
    return northdown()


PEOPLE = "NHS No;Forename;Surname;DOB;Address 1;Post code\n"


def test_the_preview_says_how_dates_are_read_and_shows_strange_letters_far_down(county: County) -> None:
    admin = signed_in(county, "admin")
    plain = "".join(f";Ada;Okafor;1{n}/12/1943;{n} Mill Lane;CB7 4AB\n" for n in range(1, 10))
    content = f"{PEOPLE};Ada;Okafor;07/08/1941;9 Mill Lane;CB7 4AB\n{plain};Zoë;Lund;13/01/1950;2 Mill Lane;CB7 4AB\n"
    file = SimpleUploadedFile("old.csv", content.encode("latin-1"), "text/csv")
    assert posted(admin, "import_new", kind="people", file=file).status_code == 302
    columns = texts(admin, "import_columns", ImportFile.objects.get().pk)
    assert "07/08/1941 (line 2) is Thursday 7 August 1941" in columns
    assert "Zoë" in columns
    assert "iso-8859-1" not in columns


def test_a_file_comes_in_by_the_pages(county: County) -> None:
    admin = signed_in(county, "admin")
    number, other = nth_test_number(1).digits, nth_test_number(2).digits
    content = (
        PEOPLE + f"{number};Ada;Okafor;12/05/1943;1 Mill Lane;CB7 4AB\n{other};Bo;Lund;31/02/1950;2 Mill Lane;CB7 4AB\n"
    )
    empty = SimpleUploadedFile("old.csv", b"PK\x03\x04", "text/csv")
    assert "not a CSV file" in posted(admin, "import_new", kind="people", file=empty).content.decode()
    file = SimpleUploadedFile("old.csv", content.encode(), "text/csv")
    assert posted(admin, "import_new", kind="people", file=file).status_code == 302
    row = ImportFile.objects.get()
    columns = texts(admin, "import_columns", row.pk)
    assert "semicolons" in columns
    # As wide as the file: it scrolls in a box of its own, which keys reach.
    assert '<div class="hr-wide" role="region" aria-label="First 2 rows" tabindex="0">' in columns
    assert "1 Mill Lane" in columns
    assert "Dates are read day first" in columns
    missing = posted(admin, "import_columns", row.pk, column_2="", dry_run="no", park_bad="yes")
    assert missing.status_code == 422
    assert "Last name" in missing.content.decode()
    assert posted(admin, "import_columns", row.pk, dry_run="no", park_bad="yes").status_code == 302
    assert "Waiting for its turn" in texts(admin, "import_file", row.pk)
    work_once(now())
    done = texts(admin, "import_file", row.pk)
    assert "There is no such day" in done
    assert "31/02/1950" in texts(admin, "import_file", row.pk, format="csv")
    wrong = ImportRow.objects.get()
    assert "Lund" in texts(admin, "import_parked", row.pk)
    still = posted(admin, "import_row", wrong.pk, cell_3="30/02/1950")
    assert still.status_code == 422
    assert "30/02/1950" in still.content.decode()
    assert posted(admin, "import_row", wrong.pk, cell_3="28/02/1950").status_code == 302
    for page in ("import_row", "import_row_drop"):
        again = admin.post(reverse(f"admin:{page}", args=[wrong.pk]), {"cell_3": "28/02/1950"}, follow=True)
        assert f"Line {wrong.line} is in already." in again.content.decode()
    with reading(county.scopes["admin"]):
        assert Person.objects.count() == 2
    mended = " ".join(re.sub(r"<[^>]+>", " ", texts(admin, "import_file", row.pk)).split())
    assert "Mended since 1" in mended
    assert "Wrong 0" in mended
    assert "Nothing any more" in mended
    assert "Import mended since" not in mended
    assert "1 new, 0 known, 0 wrong, 1 mended" in texts(admin, "imports")
    assert "old.csv" in texts(admin, "imports")
    assert "nhs_number" in texts(admin, "import_template", "people")


def test_a_postcode_without_a_place_is_asked_about_and_kept_by_a_tick(county: County) -> None:
    admin = signed_in(county, "admin")
    content = PEOPLE + f"{nth_test_number(1).digits};Ada;Okafor;12/05/1943;1 Mill Lane;ZZ99 9ZZ\n"
    posted(admin, "import_new", kind="people", file=SimpleUploadedFile("a.csv", content.encode(), "text/csv"))
    row = ImportFile.objects.get()
    posted(admin, "import_columns", row.pk, dry_run="no", park_bad="yes")
    work_once(now())
    assert "We know no place with this postcode" in texts(admin, "import_file", row.pk)
    wrong = ImportRow.objects.get()
    assert ImportReason.POSTCODE_NO_PLACE in str(wrong.faults)
    assert "Keep this postcode, it is right" in texts(admin, "import_row", wrong.pk)
    cells = dict(enumerate(content.splitlines()[1].split(";")))
    typed = {f"cell_{n}": value for n, value in cells.items()}
    assert posted(admin, "import_row", wrong.pk, **typed).status_code == 422
    with reading(county.scopes["admin"]):
        assert not Person.objects.exists()
    assert posted(admin, "import_row", wrong.pk, **typed, keep_postcode="true").status_code == 302
    with reading(county.scopes["admin"]):
        assert Person.objects.count() == 1


def test_a_file_that_is_coming_in_shows_how_far_it_is(county: County) -> None:
    admin = signed_in(county, "admin")
    content = PEOPLE + f"{nth_test_number(1).digits};Ada;Okafor;12/05/1943;1 Mill Lane;CB7 4AB\n"
    posted(admin, "import_new", kind="people", file=SimpleUploadedFile("a.csv", content.encode(), "text/csv"))
    row = ImportFile.objects.get()
    posted(admin, "import_columns", row.pk, dry_run="no", park_bad="yes")
    waiting = texts(admin, "import_file", row.pk)
    assert "41,200" not in waiting
    # Nothing was counted yet, and nothing is done.
    assert "Rows read" not in waiting
    assert "Done" not in waiting
    cache.set(key_of(row.pk), (41_200, 100_000))
    shown = reverse("admin:import_file", args=[row.pk])
    whole, part = admin.get(shown), admin.get(shown, headers={"X-Handrail-Live": "progress"})
    for answer in (whole, part):
        html = answer.content.decode()
        assert "41,200 of 100,000" in html
        assert 'value="41200"' in html
        assert html.count("data-live=") == 1
        assert "Waiting" in html


def test_a_file_that_came_in_is_said_so_by_all_parts_of_its_page_at_once(county: County) -> None:
    admin = signed_in(county, "admin")
    content = PEOPLE + f"{nth_test_number(1).digits};Ada;Okafor;12/05/1943;1 Mill Lane;CB7 4AB\n"
    posted(admin, "import_new", kind="people", file=SimpleUploadedFile("a.csv", content.encode(), "text/csv"))
    row = ImportFile.objects.get()
    posted(admin, "import_columns", row.pk, dry_run="no", park_bad="yes")
    work_once(now())
    shown = reverse("admin:import_file", args=[row.pk])
    part = admin.get(shown, headers={"X-Handrail-Live": "progress"}).content.decode()
    assert "data-live" not in part
    assert "Waiting" not in part
    for said in ("The file is in", "Rows read", "Received", "Brought in"):
        assert said in part


def test_a_file_is_left_out(county: County) -> None:
    admin = signed_in(county, "admin")
    posted(admin, "import_new", kind="people", file=SimpleUploadedFile("a.csv", PEOPLE.encode(), "text/csv"))
    row = ImportFile.objects.get()
    assert posted(admin, "import_drop", row.pk).status_code == 302
    assert ImportFile.objects.get().state == "DROPPED"
