"""A special from its request to its purchase, by the pages; the list for whoever looks after the money names nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import now_is
from handrail.orders.models import Draft
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.specials.models import Special, SpecialQuote
from handrail.usecases.record_life_event import record_life_event
from tests.ordering import someone
from tests.situations import call_as
from tests.specials.specialling import approved, asked_for, bought, chosen, kept, quoted
from tests.stock_situations import columns, goods
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def sent(client: Client, where: str, **typed: str) -> str:
    """What the page answers to a form in the end."""
    answer = client.post(where, {"idempotency_key": str(fresh_id()), **typed}, follow=True)
    return answer.content.decode()


def test_whoever_orders_asks_and_looks_first_at_what_is_there(county: County) -> None:
    who, therapist = someone(county), signed_in(county, "therapist")
    asks = reverse("specials:ask", args=[who.id])
    council = str(county.scopes["therapist"].partner_id)
    typed = {"category": "beds", "need": "A narrow bed", "care_route": "STANDARD", "council_id": council}
    assert "Say why nothing in the catalogue fits" in sent(therapist, asks, **typed)
    told = sent(therapist, asks, **typed, why_nothing_fits="All are 90 cm", measures="Alcove 78 cm")
    for shown in ("You asked for a special", "A narrow bed", "Alcove 78 cm", "Asked for", "Nobody looked yet"):
        assert shown in told
    (special_id,) = columns(county.scopes["therapist"], Special, "id")
    goods(county, "BED-010", 2)
    looks = reverse("specials:search", args=[special_id])
    page = therapist.get(looks).content.decode()
    assert "2 at " in page
    assert "weight not known" in page
    goods(county, "BED-020")
    none = {"picked": "none", "elsewhere": "Southmoor"}
    assert "Say why none of these will do, or choose one: BED-010, BED-020" in sent(therapist, looks, **none)
    some = {"picked": "some", "elsewhere": "Southmoor", "not-BED-010": "90 cm wide"}
    assert "Say why none of these will do, or choose one: BED-020" in sent(therapist, looks, **some)
    told = sent(therapist, looks, **some, why_rest="It is too low")
    for shown in ("What you looked at is kept", "90 cm wide", "Also: Southmoor", "Nothing in store will do"):
        assert shown in told
    assert told.count("90 cm wide") == told.count("It is too low") == 1
    again = sent(therapist, looks, **none | {"not-BED-010": "Passed over"}, why_none="Both are too long")
    assert again.count("Both are too long") == 2
    assert "Passed over" not in again
    assert "Keep a quote" not in told


def test_what_was_found_is_put_into_an_order(county: County) -> None:
    goods(county, "BED-010")
    wanted, therapist = asked_for(county), signed_in(county, "therapist")
    orders = reverse("specials:order", args=[wanted.special_id])
    assert "Nothing was found or chosen yet." in therapist.get(orders, follow=True).content.decode()
    assert "Found in store. Order it now." in sent(
        therapist, reverse("specials:search", args=[wanted.special_id]), picked="BED-010"
    )
    shown = sent(therapist, orders)
    assert "It is in the order below." in shown
    assert "A bed 75 cm wide with a hand crank" in shown
    (content,) = columns(county.scopes["therapist"], Draft, "content")
    assert [line["code"] for line in content["lines"]] == ["BED-010"]


def test_the_desk_keeps_quotes_chooses_one_and_records_that_it_was_bought(county: County) -> None:
    wanted, _ = quoted(county, 185000, 190000)
    desk, special = signed_in(county, "desk"), reverse("specials:special", args=[wanted.special_id])
    keeps = reverse("specials:quote", args=[wanted.special_id])
    assert "The quote is kept." in sent(desk, keeps, supplier="Third Beds", price_pence="1,950", lead_days="14")
    (first,) = columns(county.scopes["desk"], SpecialQuote, "id", price_pence=185000)
    chooses = reverse("specials:choose", args=[wanted.special_id])
    assert "3 quotes so far" in desk.get(chooses).content.decode()
    said = {"quote_id": str(first), "name": "Narrow bed, 75 cm", "like": "BED-010"}
    assert "The special is SPC-0001 now." in sent(desk, chooses, **said)
    assert "Order it" in desk.get(special).content.decode()
    assert desk.get(reverse("specials:buy", args=[wanted.special_id])).status_code == 200
    assert "It is not approved, so nothing is bought" in sent(desk, reverse("specials:buy", args=[wanted.special_id]))


def test_it_is_ordered_on_the_page_of_any_order_at_its_price(county: County) -> None:
    special = chosen(county)
    therapist = signed_in(county, "therapist")
    shown = sent(therapist, reverse("specials:order", args=[special.special_id]))
    for said in ("Narrow bed, 75 cm", "SPC-0001", "£1,850.00"):
        assert said in shown
    # Its supplier takes 21 days from 3 March: it is not promised before the working day after them.
    assert "Wednesday 25 March 2026" in shown
    assert "SPC-0001" not in therapist.get(reverse("prescriber:catalogue") + "?words=narrow").content.decode()


def test_the_order_page_leads_to_asking(county: County) -> None:
    who, therapist = someone(county), signed_in(county, "therapist")
    where = reverse("prescriber:place_order", args=[who.id])
    assert "Ask for a special" in therapist.get(where).content.decode()
    person = therapist.get(reverse("person:person", args=[who.id])).content.decode()
    assert f'href="{reverse("specials:ask", args=[who.id])}"' in person
    answer = therapist.post(where, {"idempotency_key": str(fresh_id()), "do": "special"})
    assert answer["Location"].startswith(reverse("specials:ask", args=[who.id]) + "?draft=")


def test_it_is_bought_and_given_up_by_the_pages(county: County) -> None:
    had, desk = approved(county), signed_in(county, "desk")
    assert "Bought. It comes in as SPC-0001." in sent(desk, reverse("specials:buy", args=[had.special.special_id]))
    wanted = asked_for(county)
    gives_up = reverse("specials:withdraw", args=[wanted.special_id])
    assert "It is not wanted any more." in sent(desk, gives_up, why="Moved to a home")
    assert kept(county, wanted.special_id).state == "WITHDRAWN"


def test_the_list_names_nobody_to_whoever_looks_after_the_money(county: County) -> None:
    had = bought(county)
    asked_for(county)
    where = reverse("specials:specials")
    money = signed_in(county, "money").get(where).content.decode()
    for shown in ("Bought: 1, quoted at £1,850.00.", "Asked for: 1, the oldest since 0 days.", "Cost of specials"):
        assert shown in money
    for hidden in ("hand crank", "Special Needer", str(had.special.special_id)):
        assert hidden not in money
    desk = signed_in(county, "desk")
    assert "hand crank" in desk.get(where).content.decode()
    assert "hand crank" not in desk.get(f"{where}?state=MET").content.decode()
    file = signed_in(county, "money").get(f"{where}?format=csv")
    text = file.getvalue().decode()
    assert "Narrow bed, 75 cm" in text
    assert "hand crank" not in text


def test_its_page_names_whom_it_is_for_to_those_who_see_people(county: County) -> None:
    wanted = asked_for(county)
    where = reverse("specials:special", args=[wanted.special_id])
    page = signed_in(county, "desk").get(where).content.decode()
    named = page.partition(f'href="{reverse("person:person", args=[wanted.who.id])}"')[2].partition("</a>")[0]
    assert "Special Needer" in named
    assert signed_in(county, "money").get(where).status_code == 403


def test_what_specials_cost_is_one_click(county: County) -> None:
    bought(county)
    money = signed_in(county, "money")
    page = money.get(reverse("spending:spending")).content.decode()
    assert "Cost of specials, one by one" in page
    where = f"{reverse('spending:spending')}?rows=product&only_stock=SPECIAL"
    shown = money.get(where).content.decode()
    assert "Narrow bed, 75 cm" in shown
    assert "£46.00" in shown


def test_nothing_is_ordered_for_somebody_who_has_died(county: County) -> None:
    special = chosen(county)
    where = reverse("specials:special", args=[special.special_id])
    assert "Order it" in signed_in(county, "therapist").get(where).content.decode()
    wanted = LifeEventWanted(special.who.id, LifeEventKind.DEATH, now_is(now()).today, "Her daughter")
    record_life_event(call_as(county.scopes["desk"]), request=wanted)
    for who in ("therapist", "desk"):
        page = signed_in(county, who).get(where).content.decode()
        assert "Nothing is bought for them any more" in page
        assert "Order it" not in page
        assert "It is not wanted any more" in page
