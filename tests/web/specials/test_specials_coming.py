"""What is coming to a person names the specials that were asked for, on their page and in a call."""

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.specials.specialling import asked_for, chosen, ordered
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_a_special_that_is_asked_for_is_coming(county: County) -> None:
    wanted, desk = asked_for(county), signed_in(county, "desk")
    where = reverse("specials:special", args=[wanted.special_id])
    page = desk.get(reverse("person:person", args=[wanted.who.id])).content.decode()
    coming = page.partition('id="coming"')[2].partition('id="what-they-have"')[0]
    for shown in ("A bed 75 cm wide with a hand crank", where, "Asked for", "3 Mar 2026", "19 Mar 2026"):
        assert shown in coming, shown
    assert "Nothing is on order" not in page
    call = desk.get(reverse("controller:answer_call", args=[wanted.who.id])).content.decode()
    assert "A special is wanted and not on order yet: asked for, since Tuesday 3 March 2026." in call
    assert where in call


def test_a_special_that_is_on_order_is_named_once(county: County) -> None:
    special, desk = chosen(county), signed_in(county, "desk")
    person, where = (reverse(name, args=[one]) for name, one in (
        ("person:person", special.who.id), ("specials:special", special.special_id)
    ))  # fmt: skip
    assert where in desk.get(person).content.decode()
    ordered(county, special)
    page = desk.get(person).content.decode()
    assert where not in page
    assert page.partition('id="coming"')[2].partition('id="what-they-have"')[0].count("Narrow bed, 75 cm") == 1
