"""The pages of a contract's terms: by date, with what a change would have done before it is saved."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.ledger.queries.contract import extensions_of
from handrail.ledger.queries.terms import charged_between
from handrail.ledger.rules.extensions import ExtensionRow
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.usecases.settle_gain_share import settle_gain_share
from handrail.web.shared.shapes import Link
from handrail.web.terms.bands import BandsForm
from handrail.web.terms.contract import extensions_table, notice_of
from handrail.web.terms.shapes import ProposedPage
from tests.ledger.test_credits_mended import two_of_three_back
from tests.situations import call_as
from tests.stock_situations import at_most, columns
from tests.usecases.terms import APRIL, fund_of, targeted_before
from tests.usecases.test_terms import credited, prices_of
from tests.visiting import on_loan
from tests.web.money.test_pool_pages import words_of
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)

MAY = {"from_on-day": "1", "from_on-month": "5", "from_on-year": "2026"}
LATER = "2026-04-09T09:00:00Z"


def href_to(name: str, answer: Any) -> str:
    """The link to that list in a preview."""
    (found,) = re.findall(rf'href="({reverse(f"terms:{name}")}[^"]*)"', answer.content.decode())
    return str(found).replace("&amp;", "&")


def opened(client: Client, name: str) -> str:
    answer = client.get(reverse(f"terms:{name}"))
    assert answer.status_code == 200
    return words_of(answer)


def sent(client: Client, name: str, seen: str = "", **given: Any) -> Any:
    data = {"idempotency_key": str(fresh_id()), "seen_version": seen, **MAY, **given}
    return client.post(reverse(f"terms:{name}"), data)


def version_in(answer: Any) -> str:
    """What the page would send back as seen."""
    return str(answer.content.decode().partition('name="seen_version" value="')[2].partition('"')[0])


def followed(client: Client, answer: Any, part: str) -> str:
    """The page to which a number of a preview leads: the first address with this in it."""
    addresses = re.findall(r'href="([^"]+)"', answer.content.decode().replace("&amp;", "&"))
    return words_of(client.get(next(address for address in addresses if part in address)))


def quarter_with_credits(county: County, clock: time_machine.Traveller) -> None:
    two_of_three_back(county)
    clock.move_to(LATER)


def test_other_credit_is_shown_for_the_last_quarter_and_saved_only_as_it_was_shown(
    county: County, clock: time_machine.Traveller
) -> None:
    quarter_with_credits(county, clock)
    manager = signed_in(county, "money")
    answer = sent(manager, "change_credit", percent_0="60")
    shown, was = words_of(answer), credited(county)
    # Two of three pieces, each at 60% of what was paid for it, half a penny up.
    (paid,) = columns(county.scopes["desk"], OrderLine, "spend_pence")
    would = 2 * ((paid // 3 * 60 + 50) // 100)
    assert answer.status_code == 200
    assert "From 1 Jan 2026 to 31 Mar 2026" in shown
    together = shown.partition("All together ")[2]
    assert f"2 Credited {shown_pounds(was)} Would have been credited {shown_pounds(would)}" in together
    assert f"{shown_pounds(was - would)} less would have been credited." in shown
    assert "Nothing is saved yet." in shown
    behind = followed(manager, answer, "only_category=")
    assert "January 2026 to March 2026" in behind
    assert shown_pounds(was) in behind
    seen = version_in(answer)
    other = sent(manager, "change_credit", seen, percent_0="61")
    assert (other.status_code, "Nothing is saved yet." in words_of(other)) == (200, True)
    assert sent(manager, "change_credit", seen, percent_0="60").status_code == 302
    terms = opened(manager, "credit")
    assert "85%" in terms
    assert "60%" in terms
    assert "Take back the change of 1 May 2026" in terms
    assert manager.post(f"{reverse('terms:withdraw_credit')}?on=2026-05-01", key()).status_code == 302
    assert "60%" not in opened(manager, "credit")


def key() -> dict[str, str]:
    return {"idempotency_key": str(fresh_id())}


def test_wrong_credit_is_named_at_its_field_and_nothing_is_shown(county: County) -> None:
    manager = signed_in(county, "money")
    answer = sent(manager, "change_credit", percent_0="85", from_0="0", until_0="6", percent_1="10", from_1="7")
    assert answer.status_code == 422
    assert "From 6 to 7 months no term counts" in words_of(answer)
    assert version_in(answer) == ""
    assert "It says this already" in words_of(sent(manager, "change_credit", percent_0="85"))
    young = words_of(sent(manager, "change_credit", percent_0="85", from_0="0", until_0="6"))
    assert "Any other kind, lent for 6 months or more: nothing is credited, as no term counts." in young


def test_when_credit_falls_due_and_what_never_gets_any_are_shown_and_saved(
    county: County, clock: time_machine.Traveller
) -> None:
    quarter_with_credits(county, clock)
    manager, was = signed_in(county, "money"), shown_pounds(credited(county))
    given: dict[str, Any] = {
        "percent_0": "85",
        "due_0": "RETURN",
        "never": ["one_person", "special"],
        "never_of": ["bed_accessories"],
    }
    answer = sent(manager, "change_credit", **given)
    shown = words_of(answer)
    assert f"{was} less would have been credited." in shown
    assert re.search(rf"Products in the catalogue [1-9]\d* Pieces in that quarter 2 Credited for them {was}", shown)
    assert "Specials Products in the catalogue 0 Pieces in that quarter 0 Credited for them £0.00" in shown
    assert sent(manager, "change_credit", version_in(answer), **given).status_code == 302
    terms = opened(manager, "credit")
    assert "When it comes back" in terms
    assert "stays credited, even if it fails its tests later" in terms
    assert re.search(r"Items for one person only Products in the catalogue [1-9]", terms)


def test_other_prices_are_shown_for_the_last_quarter_and_saved(county: County, clock: time_machine.Traveller) -> None:
    quarter_with_credits(county, clock)
    manager = signed_in(county, "money")
    with reading(county.scopes["money"]):
        charged = charged_between(county.scopes["money"], MARCH, APRIL)
    (delivery,) = (one for one in charged if one.item == "delivery")
    typed = manager.get(reverse("terms:change_prices")).content.decode()
    (row,) = [row for row in typed.splitlines() if row.endswith("Delivery to one address, 5 working days, 24.50")]
    rows = f"{row.rpartition(',')[0].rpartition('>')[2]}, 30.00"
    answer = sent(manager, "change_prices", prices=rows)
    shown = words_of(answer)
    more = shown_pounds(30_00 * delivery.quantity - delivery.unit_pence * delivery.quantity)
    assert f"{more} more would have been charged." in shown
    behind = followed(manager, answer, "item=delivery&speed=")
    assert "Entries, January to March 2026" in behind
    assert behind.count("Activity") == delivery.quantity
    assert sent(manager, "change_prices", version_in(answer), prices=rows).status_code == 302
    assert prices_of(county)[-1][0] == date(2026, 5, 1)
    assert "£30.00" in opened(manager, "prices")
    index = sent(manager, "index_prices", percent="3.1")
    assert "Delivery to one address, 5 working days: Another change begins on" in words_of(index)
    # A figure of a later day moves what begins until then.
    june = {"from_on-month": "6", "percent": "3.1"}
    assert sent(manager, "index_prices", version_in(sent(manager, "index_prices", **june)), **june).status_code == 302
    assert prices_of(county)[-1][::2] == (date(2026, 6, 1), 30_93)
    assert "Other prices begin on 1 May 2026, 1 Jun 2026." in opened(manager, "change_prices")
    assert manager.post(f"{reverse('terms:withdraw_prices')}?on=2026-06-01", key()).status_code == 302
    assert manager.post(f"{reverse('terms:withdraw_prices')}?on=2026-05-01", key()).status_code == 302
    index = sent(manager, "index_prices", percent="3.1")
    assert "more would have been charged." in words_of(index)
    assert sent(manager, "index_prices", version_in(index), percent="3.1").status_code == 302
    assert prices_of(county)[-1][2] == (2 * delivery.unit_pence * 1_031_000 + 1_000_000) // 2_000_000


def test_wrong_prices_are_named_and_nothing_is_saved(county: County) -> None:
    manager, before = signed_in(county, "money"), prices_of(county)
    rows = "delivery, deliver_5d, £30.00\ndelivery, deliver_4h, 30,00\nrepair,, -1"
    shown = words_of(sent(manager, "change_prices", prices=rows))
    for words in ("leave the currency sign out", "write the price with a point", "a price cannot be below £0"):
        assert words in shown
    assert "The price list has no activity dancing" in words_of(sent(manager, "change_prices", prices="dancing,, 1"))
    assert prices_of(county) == before


def test_a_commissioner_looks_and_may_change_nothing(county: County) -> None:
    commissioner = signed_in(county, "commissioner")
    for name in ("credit", "prices", "payers", "funds"):
        assert "Change the" not in opened(commissioner, name)
        assert "Change them from a day on" not in opened(commissioner, name)
    assert sent(commissioner, "change_credit", percent_0="60").status_code == 403
    listed = commissioner.get(reverse("terms:prices"), {"format": "csv"})
    assert b"deliver_5d" in b"".join(listed)


def test_the_lists_ask_little(county: County) -> None:
    manager = signed_in(county, "money")
    opened(manager, "prices")
    for name in ("prices", "credit", "payers", "funds", "contract"):
        with at_most(12):
            opened(manager, name)


def test_the_page_of_the_contract_and_the_pool_say_what_must_be_decided(
    county: County, clock: time_machine.Traveller
) -> None:
    assert "Decide by" not in words_of(signed_in(county, "money").get(reverse("money:pool")))
    clock.move_to("2028-04-02T09:00:00Z")
    commissioner, manager = signed_in(county, "commissioner"), signed_in(county, "money")
    for address in ("terms:contract", "money:pool"):
        assert "Decide by 1 Apr 2029 whether to extend" in words_of(commissioner.get(reverse(address)))
    assert "Record the decision" not in opened(commissioner, "contract")
    assert "Next reminder: 1 Jul 2028" in opened(manager, "contract")
    (found,) = county_extensions(county)
    given = {
        "is_taken": "yes",
        "decided_on-day": "1",
        "decided_on-month": "4",
        "decided_on-year": "2028",
        "why": "Good",
    }
    assert manager.post(reverse("terms:decide", args=[found]), key() | given).status_code == 302
    shown = opened(commissioner, "contract")
    assert "Ends 31 Mar 2032 As signed: 31 Mar 2030" in shown
    assert "whether to extend" not in shown
    later = {"ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2033"}
    later |= {"decide_by-day": "1", "decide_by-month": "4", "decide_by-year": "2031"}
    begins = {"from_on-day": "1", "from_on-month": "4", "from_on-year": "2032"}
    assert manager.post(reverse("terms:extend"), key() | later | begins).status_code == 302
    varied = {f"agreed_on-{part}": value for part, value in (("day", "1"), ("month", "4"), ("year", "2028"))}
    assert sent(manager, "vary", **varied, what="Slings are washed on site", document="CV-7").status_code == 302
    shown = opened(commissioner, "contract")
    assert "until 31 Mar 2033" in shown
    assert "CV-7" in shown


def test_what_follows_an_extension_that_was_given_up_waits_for_nobody() -> None:
    first, second = (
        ExtensionRow(UUID(int=1), date(2030, 4, 1), date(2032, 4, 1), date(2029, 4, 1), is_taken=False),
        ExtensionRow(UUID(int=2), date(2032, 4, 1), date(2033, 4, 1), date(2029, 4, 1)),
    )
    shown = extensions_table((first, second), date(2029, 3, 1), keeps=True)
    assert [row.cells[2].tag.text for row in shown.rows if row.cells[2].tag] == ["Not taken", "Cannot be taken"]
    assert not any(row.cells[2].links or row.cells[1].note for row in shown.rows)
    assert notice_of((first, second), date(2029, 3, 1)) is None


def county_extensions(county: County) -> list[UUID]:
    with reading(county.scopes["money"]):
        return [one.id for one in extensions_of(county.scopes["money"])]


def test_who_pays_and_in_which_shares_is_changed_on_a_page(county: County) -> None:
    manager = signed_in(county, "money")
    assert "Continuing health care" in opened(manager, "payers")
    pool, nhs = fund_of(county, "pool").id, fund_of(county, "nhs").id
    rule = {"position_0": "1", "fund_0": str(pool), "weight_0": "1", "position_1": "1", "fund_1": str(nhs)}
    wrong = sent(manager, "change_payers", **rule, weight_1="0", route_1="CHILD", position_2="2")
    assert "Rule 2: weight must be 1 or more" in words_of(wrong)
    assert "Choose the fund that pays" in words_of(wrong)
    mixed = sent(manager, "change_payers", **rule, weight_1="3", route_1="CHILD")
    assert "All funds in place 1 must pay for the same people" in words_of(mixed)
    assert sent(manager, "change_payers", **rule, weight_1="3").status_code == 302
    shown = opened(manager, "payers")
    assert "Weight 3 of 4" in shown
    assert "Weight 1 of 4" in shown
    assert manager.post(f"{reverse('terms:withdraw_payers')}?on=2026-05-01", key()).status_code == 302
    assert "Weight 3" not in opened(manager, "payers")

    change = reverse("terms:change_shares", args=[nhs])
    assert "The shares must add up to 100%" in words_of(manager.post(change, key() | MAY | {"parts_0": "50"}))
    assert manager.post(change, key() | MAY | {"parts_0": "50", "parts_1": "50"}).status_code == 302
    assert "50%" in opened(manager, "funds")
    given = {"name": "Stair rails", "code": "stairs", "kind": "OWN", "parts_0": "100"}
    assert manager.post(reverse("terms:add_fund"), key() | MAY | given).status_code == 302
    assert "Stair rails" in opened(manager, "funds")


def test_rent_is_shown_for_the_last_quarter_and_saved_only_as_it_was_shown(
    county: County, clock: time_machine.Traveller
) -> None:
    on_loan(county, "BED-010")
    clock.move_to(LATER)
    manager = signed_in(county, "money")
    assert "Nothing is rented" in opened(manager, "rentals")
    answer = sent(manager, "change_rentals", code_0="bed-010", week_0="10.50")
    shown = words_of(answer)
    assert answer.status_code == 200
    # 29 days from 3 March at £10.50 a week, had the bed not been bought.
    assert "Rent £0.00 Would have been £0.00 If what was bought had been rented £43.50 1 loan bought on issue" in shown
    behind = href_to("rented_loans", answer)
    listed = words_of(manager.get(behind))
    assert "3 Mar 2026 Until Still out Bought Yes Days 29 Rent £0.00 At £10.50 a week £43.50" in listed
    file: Any = manager.get(behind, QUERY_STRING=f"{behind.partition('?')[2]}&format=csv")
    assert ",2026-03-03,,Yes,29,0.00,43.50" in b"".join(file.streaming_content).decode("utf-8-sig")
    seen = version_in(answer)
    assert sent(manager, "change_rentals", seen, code_0="bed-010", week_0="10.50").status_code == 302
    rented = opened(manager, "rentals")
    assert "£10.50" in rented
    assert "Bought on issue today, for £695.00" in rented
    assert manager.post(f"{reverse('terms:withdraw_rentals')}?on=2026-05-01", key()).status_code == 302
    assert "Nothing is rented" in opened(manager, "rentals")


def test_wrong_rent_is_named_at_its_field(county: County) -> None:
    manager = signed_in(county, "money")
    answer = sent(manager, "change_rentals", code_0="XXX-1", week_0="5", code_1="BED-010")
    assert answer.status_code == 422
    assert "The catalogue has no product with this code" in words_of(answer)
    assert "The price a week must be more than £0" in words_of(answer)
    assert "carry no number" in words_of(sent(manager, "change_rentals", code_0="BDA-020", week_0="5"))


def test_vat_is_shown_for_the_last_quarter_and_saved_only_as_it_was_shown(
    county: County, clock: time_machine.Traveller
) -> None:
    on_loan(county, "BED-010")
    clock.move_to(LATER)
    manager = signed_in(county, "money")
    assert "No VAT is counted" in opened(manager, "vat")
    wrong = sent(manager, "change_vat", rate_0="20", item_0="delivery", category_0="beds")
    assert (wrong.status_code, "Choose whether the fund gets it back" in words_of(wrong)) == (422, True)
    given = {"rate_0": "17.5", "item_0": "equipment", "back_0": "back", "rate_1": "5", "back_1": "cost"}
    assert "Only equipment has a kind" in words_of(sent(manager, "change_vat", **given, category_1="beds"))
    answer = sent(manager, "change_vat", **given)
    shown = words_of(answer)
    # 17.5% of £695.00 are £121.625.
    assert (
        "Price, less credits £695.00 VAT £0.00 VAT would have been £121.63 Got back of it £121.63 A cost £0.00" in shown
    )
    assert "All together" in shown
    assert sent(manager, "change_vat", version_in(answer), **given).status_code == 302
    held = opened(manager, "vat")
    assert "17.5%" in held
    assert "Anything else that is bought" in held
    assert manager.post(f"{reverse('terms:withdraw_vat')}?on=2026-05-01", key()).status_code == 302
    assert "No VAT is counted" in opened(manager, "vat")


def test_the_fields_of_one_term_stay_together() -> None:
    form = BandsForm(None, held=(), labels={"delivery": "Delivery"})
    page = ProposedPage("Bands", form, Link("Cancel", "/"), ())
    names = [[field.name for field in group] for group in page.groups]
    assert names[0] == ["from_on"]
    assert names[1:] == [[f"{name}_{number}" for name in ("activity", "above", "back")] for number in range(3)]


def test_bands_and_vat_say_when_nothing_was_bought_in_the_time_that_is_shown(county: County) -> None:
    manager = signed_in(county, "money")
    banded = words_of(sent(manager, "change_bands", activity_0="delivery", above_0="10", back_0="1.50"))
    assert "Nothing of these was charged then, so nothing can be said" in banded
    assert "£0.00" not in banded
    vat = words_of(sent(manager, "change_vat", rate_0="20", item_0="equipment", back_0="back"))
    assert "Nothing was bought" in vat
    credited = words_of(sent(manager, "change_credit", percent_0="80", from_0="0"))
    assert "Just as much would have been credited" not in credited
    rent = words_of(sent(manager, "change_rentals", code_0="bed-010", week_0="10.50"))
    for shown in (banded, vat, credited, rent):
        assert "Nothing of what counts is recorded of that time" in shown


def test_bands_are_shown_for_the_year_and_saved_only_as_they_were_shown(
    county: County, clock: time_machine.Traveller
) -> None:
    on_loan(county, "BED-010")
    clock.move_to(LATER)
    manager = signed_in(county, "money")
    assert "Nothing comes back by volume" in opened(manager, "bands")
    wrong = sent(manager, "change_bands", activity_0="second_person", back_0="1.50")
    assert (wrong.status_code, "Give how many are without a rebate" in words_of(wrong)) == (422, True)
    given = {"activity_0": "second_person", "above_0": "1", "back_0": "1.50"}
    answer = sent(manager, "change_bands", **given)
    shown = words_of(answer)
    assert "Charged 1 Came back £0.00 Would have come back £0.00" in shown
    behind = href_to("bands_charged", answer).replace("band=1%3A150", "band=0%3A150&band=x")
    listed = manager.get(behind)
    row = "March 2026 Charged 1 Since the year began 1 Came back £0.00 Would have come back £1.50"
    assert row in words_of(listed), words_of(listed)
    assert f"{reverse('invoices:entries')}?period=2026-03&amp;part=ACTIVITY" in listed.content.decode()
    file: Any = manager.get(reverse("terms:bands_charged"), {"activity": "second_person", "format": "csv"})
    assert "2026-03-03,second_person,,1,18.50" in b"".join(file.streaming_content).decode("utf-8-sig")
    assert sent(manager, "change_bands", version_in(answer), **given).status_code == 302
    held = opened(manager, "bands")
    assert "£1.50" in held
    assert "this one began on 1 Apr 2026" in held
    assert manager.post(f"{reverse('terms:withdraw_bands')}?on=2026-05-01", key()).status_code == 302
    assert "Nothing comes back by volume" in opened(manager, "bands")


def test_a_target_is_shown_for_the_last_year_and_saved_only_as_it_was_shown(
    county: County, clock: time_machine.Traveller
) -> None:
    on_loan(county, "BED-010")
    manager = signed_in(county, "money")
    assert "Nothing is shared with the provider" in opened(manager, "gain")
    given = {"counted": "EVERYTHING", "target": "1000", "band": "5", "gain": "50", "gain_cap": "90"}
    wrong = sent(manager, "change_gain", **given, pain_cap="5")
    assert (wrong.status_code, "Leave this empty: the part is 0%" in words_of(wrong)) == (422, True)
    # In the first year of the contract the last quarter stands for it, with a quarter of the target.
    early = words_of(sent(manager, "change_gain", **given, per_people="3"))
    assert "From 1 Oct 2025 to 31 Dec 2025" in early
    assert "No year of the contract is over yet" in early
    assert "as if just so many people had been served" in early
    # Nothing is recorded of that quarter: that is no saving.
    assert "Nothing of what counts is recorded of that time" in early
    assert "Saved As it was agreed Nothing is shared As proposed Nothing is recorded" in early
    assert "As proposed £" not in early
    clock.move_to(LATER)
    manager = signed_in(county, "money")
    answer = sent(manager, "change_gain", **given)
    shown = words_of(answer)
    assert "From 1 Apr 2025 to 31 Mar 2026" in shown
    assert "Nothing of what counts is recorded" not in shown
    assert "Cost As it was agreed Nothing is shared As proposed £762.00" in shown
    served = words_of(sent(manager, "change_gain", **given, per_people="3"))
    assert "Target As it was agreed Nothing is shared As proposed £333.33 for 1 person served" in served
    assert "The provider would get As it was agreed Nothing is shared As proposed £90.00" in shown
    assert sent(manager, "change_gain", version_in(answer), **given).status_code == 302
    held = opened(manager, "gain")
    assert "£90.00 at most" in held
    assert "This one began on 1 Apr 2026" in held
    assert manager.post(f"{reverse('terms:withdraw_gain')}?on=2026-05-01", key()).status_code == 302
    assert "Nothing is shared with the provider" in opened(manager, "gain")


def test_the_years_that_were_settled_stand_below_the_target(county: County, clock: time_machine.Traveller) -> None:
    targeted_before(county)
    on_loan(county, "BED-010")
    clock.move_to(LATER)
    manager = signed_in(county, "money")
    assert "No year was settled yet" in opened(manager, "gain")
    settle_gain_share(call_as(county.scopes["system"]))
    assert "1 Apr 2025 to 31 Mar 2026 Settled The provider gets £94.00" in opened(manager, "gain")
    # To share nothing any more is a change too.
    answer = sent(manager, "change_gain", counted="")
    assert "The provider would get As it was agreed £94.00 As proposed Nothing is shared" in words_of(answer)
    assert sent(manager, "change_gain", version_in(answer), counted="").status_code == 302
    assert "1 April 2025 to 30 April 2026" in opened(manager, "gain")


def test_a_target_that_holds_and_does_not_count_yet_says_from_which_year_it_does(
    county: County, clock: time_machine.Traveller
) -> None:
    targeted_before(county)
    clock.move_to(LATER)
    assert "In use" in opened(signed_in(county, "money"), "gain")
    manager = signed_in(county, "money")
    given = {"counted": "EVERYTHING", "target": "1000", "band": "5", "gain": "50"}
    answer = sent(manager, "change_gain", **given)
    assert sent(manager, "change_gain", version_in(answer), **given).status_code == 302
    clock.move_to("2026-05-02T09:00:00Z")
    held = opened(signed_in(county, "money"), "gain")
    assert "from 1 May 2026 Not counted yet They count from the year that begins on 1 Apr 2027" in held
    assert "In use" not in held
