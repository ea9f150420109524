"""A quote is chosen and becomes a thing of its own; it is ordered, released like anything else, bought, and lent again
for nothing."""

import pytest
from django.db import connection

from handrail.catalogue.models import Product
from handrail.catalogue.queries import orderable
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.specials.rules.quoting import Limits
from handrail.usecases.buy_special import buy_special
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.keep_specials import SpecialToWithdraw, search_special, withdraw_special
from handrail.usecases.quote_special import choose_quote, quote_special
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.reinstate_lines import LinesAgain, reinstate_lines
from tests.ledger.test_lines import holds
from tests.ordering import codes, lines, placed, someone
from tests.situations import call_as
from tests.specials.specialling import (
    PRICE,
    approved,
    asked_for,
    bought,
    choice,
    chosen,
    kept,
    ordered,
    quote,
    quoted,
    search_of,
)
from tests.specials.test_keep import steps
from tests.stock_situations import goods

pytestmark = pytest.mark.django_db
BUYING = """
    SELECT e.kind, p.line_id, p.amount_pence FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
    WHERE e.item = 'special_buying' AND p.line_id IS NOT NULL AND p.amount_pence > 0
"""


def refused_with(call: object) -> set[str]:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]  # a function without arguments
    return codes(refused.value)


def test_nothing_is_quoted_before_somebody_looked_at_what_is_there(county: County) -> None:
    wanted = asked_for(county)
    desk = county.scopes["desk"]
    assert refused_with(lambda: quote_special(call_as(desk), request=quote(wanted.special_id))) == {
        "SPECIAL_SEARCH_FIRST"
    }
    assert refused_with(
        lambda: quote_special(call_as(county.scopes["therapist"]), request=quote(wanted.special_id))
    ) == {"NOT_ALLOWED"}


def test_a_dear_one_needs_more_quotes_and_a_dearer_one_a_reason(county: County) -> None:
    desk = county.scopes["desk"]
    wanted, (first, second) = quoted(county, PRICE, PRICE + 5000)
    assert refused_with(lambda: choose_quote(call_as(desk), request=choice(wanted.special_id, first))) == {
        "SPECIAL_FEW_QUOTES"
    }
    quote_special(call_as(desk), request=quote(wanted.special_id, PRICE + 9000))
    wrong = choice(wanted.special_id, second, like="CHR-010", name=" ", limits=Limits(0))
    assert refused_with(lambda: choose_quote(call_as(desk), request=wrong)) == {
        "SPECIAL_DEARER_WHY_MISSING", "SPECIAL_LIKE_UNKNOWN", "SPECIAL_LIMIT_OUTSIDE", "SPECIAL_NAME_OUTSIDE",
    }  # fmt: skip
    right = choice(wanted.special_id, second, why="It comes two weeks earlier")
    assert choose_quote(call_as(desk), request=right) == "SPC-0001"
    with reading(desk):
        product = Product.objects.get(code="SPC-0001")
        assert (product.price_pence, product.credit_eligible, product.tracking, product.category) == (
            PRICE + 5000, False, "serialised", "beds",
        )  # fmt: skip
        assert product.max_user_weight_kg == 150
        assert "SPC-0001" not in {record.facts.code for record in orderable(desk, product.from_on)}
    assert (kept(county, wanted.special_id).state, kept(county, wanted.special_id).product_id) == (
        "QUOTED", product.id,
    )  # fmt: skip


def test_it_waits_for_its_release_like_any_order_and_follows_it(county: County) -> None:
    special = chosen(county)
    assert refused_with(lambda: placed(county, someone(county), *lines(special.code), by="therapist")) == {
        "ORDER_SPECIAL_NOT_FREE"
    }
    assert refused_with(lambda: placed(county, special.who, *lines((special.code, 2)), by="therapist")) == {
        "ORDER_SPECIAL_IS_ONE"
    }
    order = ordered(county, special)
    assert (order.lines[0].state, kept(county, special.special_id).state) == ("AWAITING_AUTHORITY", "QUOTED")
    assert refused_with(lambda: ordered(county, special)) == {"ORDER_SPECIAL_NOT_FREE"}
    adviser = county.scopes["adviser"]
    refuse_release(call_as(adviser), request=ReleaseNo(order.release_ids, "standard_item_suits", "Try a cot"))
    assert steps(county)[-1] == ("REFUSED", "standard_item_suits: Try a cot")
    reconsider_release(call_as(adviser), request=ReleaseAgain(order.release_ids, "A cot is too short"))
    assert kept(county, special.special_id).state == "QUOTED"
    give_release(call_as(adviser), request=ReleaseYes(order.release_ids, "Agreed"))
    assert steps(county)[-1] == ("APPROVED", "Agreed")


def test_within_the_authority_it_goes_at_once(county: County) -> None:
    special = chosen(county, 90000)
    ordered(county, special)
    assert kept(county, special.special_id).state == "APPROVED"


def test_what_is_cancelled_is_not_bought_and_may_be_taken_up_again(county: County) -> None:
    had = approved(county)
    special, order = had.special, had.order
    desk, line_id = county.scopes["desk"], order.lines[0].line_id
    withdraw = SpecialToWithdraw(special.special_id, "Moved to a home")
    assert refused_with(lambda: withdraw_special(call_as(desk), request=withdraw)) == {"SPECIAL_STILL_ORDERED"}
    cancel_lines(call_as(desk), request=LinesToCancel((line_id,), "no_longer_needed"))
    assert kept(county, special.special_id).state == "QUOTED"
    assert refused_with(lambda: buy_special(call_as(desk), request=special.special_id)) == {"SPECIAL_NOT_APPROVED"}
    reinstate_lines(call_as(county.scopes["therapist"]), request=LinesAgain((line_id,), "Stays at home"))
    assert kept(county, special.special_id).state == "QUOTED"
    cancel_lines(call_as(desk), request=LinesToCancel((line_id,), "no_longer_needed"))
    withdraw_special(call_as(desk), request=withdraw)
    assert kept(county, special.special_id).state == "WITHDRAWN"
    assert refused_with(lambda: ordered(county, special)) == {"ORDER_SPECIAL_NOT_FREE"}


def test_buying_is_charged_once_to_its_line(county: County) -> None:
    had = bought(county)
    special, order = had.special, had.order
    assert kept(county, special.special_id).state == "BOUGHT"
    assert refused_with(lambda: buy_special(call_as(county.scopes["desk"]), request=special.special_id)) == {
        "SPECIAL_MOVED_ON"
    }
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(BUYING)
        assert cursor.fetchall() == [("CHARGED", order.lines[0].line_id, 4600)]
    holds(county)


def test_one_that_lies_ready_is_found_and_lent_again_for_its_price_until_somebody_had_it(county: County) -> None:
    had = approved(county)
    special, order = had.special, had.order
    buy_special(call_as(county.scopes["desk"]), request=special.special_id)
    cancel_lines(call_as(county.scopes["desk"]), request=LinesToCancel((order.lines[0].line_id,), "cannot_supply"))
    goods(county, special.code)
    other = asked_for(county)
    therapist = county.scopes["therapist"]
    assert search_special(call_as(therapist), request=search_of(other.special_id, special.code)) == "MET"
    placed(county, other.who, *lines(special.code), by="therapist")
    with reading(county.scopes["desk"]):
        assert OrderLine.objects.get(person_id=other.who.id).price_pence == PRICE
    third = someone(county)
    assert refused_with(lambda: placed(county, third, *lines(special.code), by="therapist")) == {
        "ORDER_SPECIAL_NOT_FREE"
    }


def test_a_special_is_ordered_once_however_its_lines_come_about(county: County) -> None:
    special, adviser, therapist = chosen(county), county.scopes["adviser"], county.scopes["therapist"]
    twice = lines(special.code, special.code)
    assert refused_with(lambda: placed(county, special.who, *twice, by="therapist")) == {"ORDER_SPECIAL_IS_ONE"}
    refused, cancelled = ordered(county, special), []
    refuse_release(call_as(adviser), request=ReleaseNo(refused.release_ids, "standard_item_suits", "Try a cot"))
    for _ in range(2):
        cancelled.append(ordered(county, special).lines[0].line_id)
        cancel_lines(call_as(therapist), request=LinesToCancel((cancelled[-1],), "no_longer_needed"))
    ordered(county, special)
    again = ReleaseAgain(refused.release_ids, "A cot is too short")
    assert refused_with(lambda: reconsider_release(call_as(adviser), request=again)) == {"ORDER_SPECIAL_IS_ONE"}
    for line_id in cancelled:
        back = LinesAgain((line_id,), "Stays at home")
        assert refused_with(lambda back=back: reinstate_lines(call_as(therapist), request=back)) & {
            "ORDER_SPECIAL_IS_ONE", "ORDER_SPECIAL_NOT_FREE",
        }  # fmt: skip
