"""The decision about a special shows what was asked for, looked at and quoted."""

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.usecases.quote_special import choose_quote
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.specials.specialling import Chosen, choice, ordered, quoted
from tests.stock_situations import goods
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_whoever_approves_a_special_sees_its_quotes_and_what_was_looked_at_first(county: County) -> None:
    adviser = signed_in(county, "adviser")
    # What this process remembers of the catalogue is from before the special was chosen.
    before = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    assert adviser.get(f"/approvals/{before.release_ids[0]}/").status_code == 200
    goods(county, "BED-010", 2)
    wanted, (_, second, _) = quoted(county, 185000, 190000, 199000)
    dearer = choice(wanted.special_id, second, why="It comes two weeks sooner")
    special = Chosen(wanted.who, wanted.special_id, choose_quote(call_as(county.scopes["desk"]), request=dearer))
    order = ordered(county, special)
    html = adviser.get(f"/approvals/{order.release_ids[0]}/").content.decode()
    assert "A bed 75 cm wide with a hand crank" in html
    assert f'href="{reverse("specials:special", args=[special.special_id])}"' in html
    quotes = html.partition("Quotes")[2].partition("</table>")[0]
    for shown in ("Bespoke Beds", "£1,850.00", "£1,900.00", "£1,990.00", "21 days", "It comes two weeks sooner"):
        assert shown in quotes, shown
    looked = html.partition("Looked at first")[2].partition("</table>")[0]
    assert "It is too wide for the alcove" in looked
    # What does the same job for less was looked at, and will not do: it is not offered once more.
    assert "Nothing that does the same job is ready and costs less" in html
    assert "Cheaper, and in stock" not in html


def test_an_order_without_a_special_shows_nothing_of_one(county: County) -> None:
    wanted, _ = quoted(county, 185000)
    order = placed(county, wanted.who, *lines("MAT-022", "BED-020", "MAT-024"))
    html = signed_in(county, "adviser").get(f"/approvals/{order.release_ids[0]}/").content.decode()
    assert "Why it waits" in html
    assert "Looked at first" not in html
