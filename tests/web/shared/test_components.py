"""Components rendered by themselves, without a view."""

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import engines

from handrail.web.shared.shapes import (
    Cell,
    Column,
    Empty,
    Fact,
    Link,
    Pager,
    PersonBanner,
    Row,
    ScanBox,
    Sorting,
    Table,
    Tag,
    TimelineEntry,
    Tone,
)

AT = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
NOTHING = Empty("Nothing here", "It fills by itself.", Link("Go on", "/on/"))


def written(source: str, **values: Any) -> str:
    """What a template source makes of the values."""
    return str(engines["jinja2"].from_string(source).render(values))


def table(rows: int = 2, **more: Any) -> Table:
    made = tuple(Row((Cell(f"Row {n}", f"/{n}/"), Cell(tag=Tag("Late", "red")), Cell("1"))) for n in range(rows))
    return Table(
        "Orders", (Column("Name", "name"), Column("State"), Column("Count", numeric=True)), made, NOTHING, **more
    )


def test_a_status_is_said_in_words() -> None:
    assert ">Late</strong>" in written("{{ ui.status_tag(tag) }}", tag=Tag("Late", "red"))


def test_values_are_escaped() -> None:
    html = written("{{ ui.summary_list(facts) }}", facts=[Fact("<b>", "<script>", note="<i>")])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_table_names_its_cells_for_phones_and_its_sort_for_readers() -> None:
    html = written("{{ ui.data_table(t) }}", t=table(sorting=Sorting("name", True, {"name": "?sort=name"})))
    assert '<caption class="hr-table__caption">Orders</caption>' in html
    assert 'aria-sort="descending"' in html
    assert html.count('<th scope="row"') + html.count("<th scope=row") == 2
    assert html.count('<span class="hr-card-label" aria-hidden="true">State</span>') == 2


def test_an_empty_table_says_what_to_do() -> None:
    html = written("{{ ui.data_table(t) }}", t=table(0))
    assert "<table" not in html
    assert "Nothing here" in html
    assert 'href="/on/"' in html


def test_a_table_may_have_buttons_in_its_rows() -> None:
    html = written("{% call(row) ui.data_table(t) %}<button>{{ row.cells[0].text }}</button>{% endcall %}", t=table())
    assert "<button>Row 1</button>" in html


def test_a_hundred_rows_take_a_few_milliseconds() -> None:
    made = table(100)
    written("{{ ui.data_table(t) }}", t=made)
    begun = time.process_time()
    written("{{ ui.data_table(t) }}", t=made)
    assert time.process_time() - begun < 0.05


@pytest.mark.parametrize(
    ("pager", "text"),
    [
        (Pager(shown=10, total=45, first=11), "Showing 11 to 20 of 45"),
        (Pager(shown=10), "Showing 10"),
        (Pager(shown=10, next_href="?after=x"), "Showing 10 on this page"),
    ],
)
def test_a_pager_says_where_we_are(pager: Pager, text: str) -> None:
    assert text in written("{{ ui.pager(p) }}", p=pager)


def test_a_person_who_died_is_shown_without_age() -> None:
    person = PersonBanner("Arthur Pell", date(1939, 11, 2), date(2026, 3, 3), died_on=date(2026, 2, 20))
    html = written("{{ ui.person_banner(p) }}", p=person)
    assert "Died on Friday 20 February 2026" in html
    assert "years old" not in html


def test_what_is_planned_is_said_to_readers() -> None:
    html = written("{{ ui.timeline(t) }}", t=[TimelineEntry("Review", AT, planned=True, tone=Tone.WARN)])
    assert "Planned: " in html
    assert 'datetime="2026-03-03T16:30:00+00:00"' in html


def test_a_scan_box_ties_its_message_to_the_box() -> None:
    html = written("{{ ui.scan_box(b) }}", b=ScanBox(error="No item has this number"))
    assert 'aria-describedby="scan-hint scan-error"' in html
    assert " autofocus" in html


def test_a_component_that_does_not_exist_is_not_silently_nothing() -> None:
    with pytest.raises(Exception, match="no_such_part"):
        written("{{ ui.no_such_part(1) }}")
