"""docs/worked-examples.md is walked step by step: each row of its tables is posted, and nothing else is."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection

from handrail.catalogue.reference.held import DataKind
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.intake.states import FileKind
from handrail.ledger.codes import RiskRule
from handrail.ledger.rules.bands import Band
from handrail.ledger.rules.credits import CreditTerm
from handrail.ledger.rules.risk import InPool, RiskTerms, falls_on
from handrail.ledger.rules.vat import VatTerm
from handrail.loans.states import EndReason
from handrail.orders.models import Order
from handrail.partners.effective import TermRow
from handrail.people.states import CareRoute
from handrail.simulation.northdown import COUNCIL, HOSPITAL_STORE, NHS_BOARD
from handrail.simulation.set_up import County
from handrail.stock.codes import RecallCause
from handrail.stock.plans import ItemScan
from handrail.usecases.agree_distance import agree_distance
from handrail.usecases.arrange_joint_visit import JointWanted, arrange_joint_visit
from handrail.usecases.buy_special import buy_special
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.change_funder import change_funder
from handrail.usecases.charge_rentals import charge_rentals
from handrail.usecases.charge_storage import charge_storage
from handrail.usecases.close_month import MonthToClose, close_month
from handrail.usecases.complete_visit import ExaminationMade
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.keep_vouchers import expire_vouchers, issue_voucher_again
from handrail.usecases.mend_joint_visit import JointMend, mend_joint_visit
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.put_away import PutAway, put_away
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.repair import Repaired, repair
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from handrail.usecases.settle_bands import settle_bands
from handrail.usecases.settle_gain_share import settle_gain_share
from handrail.usecases.withdraw_examination import ExaminationWithdrawal, withdraw_examination
from handrail.visits.rules.beside import Companion, JointTime, MilesAgreed
from handrail.visits.rules.report import TakenAway
from handrail.wording.shown import month_and_year
from tests.ledger.measured_example import STEPS as MEASURING
from tests.ledger.test_opening import HEADS, priced
from tests.ordering import someone
from tests.posting import REACHER, Sent, arrived, sent_twice
from tests.promises import broken_in
from tests.situations import call_as
from tests.specials.specialling import Approved, approved, lent_again, on_van
from tests.stock_situations import clean, goods, inspected, main_depot, passed
from tests.usecases.correcting import NEIGHBOUR, entry_of, swapped, to_health
from tests.usecases.terms import (
    banded_before,
    credited_before,
    rented_before,
    shared_before,
    targeted_before,
    with_vat_before,
)
from tests.usecases.test_import_file import run
from tests.usecases.test_recall_told import decide, recalled, rung
from tests.usecases.test_rentals import not_bought
from tests.visiting import (
    Stop,
    a_run,
    a_stop,
    asked,
    booked,
    examined_at_home,
    handed,
    lent_to_lift,
    received,
    recorded,
)
from tests.vouchers.vouchering import InHand, issued, redeemed
from tests.web.money.test_pool_pages import spent, with_budget

pytestmark = pytest.mark.django_db

type Line = tuple[str, ...]

DOC = (Path(__file__).parents[2] / "docs/worked-examples.md").read_text(encoding="utf-8")
NOTHING: Line = ("nothing", "", "", "", "", "")
_SINCE = """
    SELECT e.kind, e.item, a.kind, coalesce(f.code, ''), e.month, sum(p.amount_pence)
    FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id LEFT JOIN ledger_fund f ON f.id = s.fund_id
    WHERE e.audit_id > %s AND a.share_set_id IS NOT NULL
    GROUP BY e.id, e.kind, e.item, a.kind, f.code, e.month ORDER BY e.id, a.kind
"""


@dataclass
class Story:
    """What one example has come to: the thing that is lent, and how far the log was read."""

    county: County
    clock: time_machine.Traveller
    read: int = 0
    stop: Stop | None = None
    loan_id: UUID | None = None
    number: str = ""
    voucher: InHand | None = None
    special: Approved | None = None
    recall_id: UUID | None = None
    loans: tuple[UUID, ...] = ()
    examinations: tuple[ExaminationMade, ...] = ()
    parcels: tuple[Sent, Sent] | None = None
    told: list[Line] = field(default_factory=list)

    @property
    def line_id(self) -> UUID:
        """The line that was paid for."""
        assert self.stop
        return self.stop.order.lines[0].line_id

    def since(self) -> list[Line]:
        """What was posted by the last step: entry, item, account, fund, amount, month."""
        with reading(self.county.scopes["money"]), connection.cursor() as cursor:
            cursor.execute(_SINCE, [self.read])
            posted = cursor.fetchall()
            cursor.execute("SELECT max(id) FROM core_audit")
            (self.read,) = cursor.fetchone()
        lines = [
            (kind, item, account, fund, shown_pounds(int(pence)), month_and_year(month))
            for kind, item, account, fund, month, pence in posted
        ]
        told, self.told = self.told, []
        return [*lines, *told] or [NOTHING]


def ordered(story: Story, code: str) -> None:
    story.stop = a_stop(story.county, code)
    (story.number,) = story.stop.numbers


def delivered(story: Story) -> None:
    assert story.stop
    done = recorded(story.county, story.stop.visit_id, handed_over=handed(story.number), received=received())
    story.loan_id = done.loans[0].loan_id


def swap(story: Story) -> None:
    assert story.stop
    assert story.loan_id
    _, story.number = swapped(story.county, story.stop, story.loan_id, "BED-010")


def passes(story: Story, number: str) -> None:
    back = Returned(main_depot(story.county), (ReturnedItem(number),))
    receive_returns(call_as(story.county.scopes["depot"]), request=back)
    clean(story.county, number)
    passed(story.county, inspected(number))


def fetched(story: Story, van: str = "Van 3") -> None:
    with reading(story.county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM loans_loan WHERE ended_at IS NULL")
        ((loan_id,),) = cursor.fetchall()
    visit_id = asked(story.county, loan_id).visits[0].visit_id
    booked(story.county, visit_id, run_id=a_run(story.county, van=van))
    recorded(story.county, visit_id, taken_away=(TakenAway(story.number),))


def lost(story: Story) -> None:
    assert story.loan_id
    gone = LoanEnd((story.loan_id,), EndReason.LOST, "The family cannot find it")
    end_loan(call_as(story.county.scopes["desk"]), request=gone)


def corrected(story: Story, item: str, each_pence: int, why: str) -> None:
    wrong = PostingCorrection(entry_of(story.county, item, story.line_id), each_pence, why)
    correct_posting(call_as(story.county.scopes["money"]), request=wrong)


def closed(story: Story) -> None:
    story.clock.move_to("2026-04-07T10:00:00Z")
    close_month(call_as(story.county.scopes["money"]), request=MonthToClose(date(2026, 3, 1)))


def moved_away(story: Story) -> None:
    story.clock.move_to("2026-03-10T10:00:00Z")
    home = {"care_route": CareRoute.STANDARD, "council_id": story.county.partner(NEIGHBOUR)}
    moved = to_health(story.county, story.line_id, from_on=date(2026, 3, 10), reason="Moved away", **home)
    change_funder(call_as(story.county.scopes["money"]), request=moved)


def health_pays(story: Story) -> None:
    change_funder(call_as(story.county.scopes["money"]), request=to_health(story.county, story.line_id))


def rented(story: Story) -> None:
    rented_before(story.county, "BED-010")
    not_bought(story.county)
    ordered(story, "BED-010")


def month_is_over(story: Story, moment: str) -> None:
    story.clock.move_to(moment)
    charge_rentals(call_as(story.county.scopes["system"]))


def brought(story: Story, van: str) -> None:
    """A toilet frame for somebody else."""
    who = someone(story.county, name=f"Neighbour of {van}")
    stop = a_stop(story.county, "TOI-030", van=van, who=who)
    things = handed(*(stop.numbers or ("TOI-030",)))
    recorded(story.county, stop.visit_id, handed_over=things, received=received())


def banded(story: Story) -> None:
    banded_before(story.county, Band("delivery", 1, 2_50))
    brought(story, "Van 1")


def with_vat(story: Story) -> None:
    _, health = shared_before(story.county)
    with_vat_before(
        story.county, VatTerm("equipment", "", None, 2_000, True), VatTerm("equipment", "", health, 2_000, False),
        VatTerm("delivery", "", None, 500, False),
    )  # fmt: skip
    ordered(story, "BED-010")


def bands_settled(story: Story) -> None:
    story.clock.move_to("2026-04-01T10:00:00Z")
    settle_bands(call_as(story.county.scopes["system"]))


def targeted(story: Story) -> None:
    targeted_before(story.county)
    ordered(story, "BED-010")


def on_return(story: Story) -> None:
    credited_before(story.county)
    ordered(story, "BED-010")


def scrapped(story: Story) -> None:
    receive_returns(
        call_as(story.county.scopes["depot"]),
        request=Returned(main_depot(story.county), (ReturnedItem(story.number),)),
    )
    worn = Scrapped(main_depot(story.county), (ItemScan(story.number),), "end_of_life")
    scrap_stock(call_as(story.county.scopes["depot"]), request=worn)


def never_fetched(story: Story) -> None:
    wrong = Mistake(MistakeKind.WRONG_RETURN, main_depot(story.county), "Still in the home", code=story.number)
    mend_scan(call_as(story.county.scopes["desk"]), request=wrong)


def mended(story: Story, minutes: int) -> None:
    wanted = Repaired(main_depot(story.county), (ItemScan(story.number),), "no_power", ("part_replaced",), minutes)
    repair(call_as(story.county.scopes["depot"]), request=wanted)


def cleaned_and_mended(story: Story) -> None:
    back = Returned(main_depot(story.county), (ReturnedItem(story.number),))
    receive_returns(call_as(story.county.scopes["depot"]), request=back)
    clean(story.county, story.number)
    mended(story, 45)


def mended_and_passed(story: Story) -> None:
    mended(story, 20)
    passed(story.county, inspected(story.number))


def hoisted(story: Story) -> None:
    """What is lent is no part of the example."""
    done = lent_to_lift(story.county, "HST-010", "SLG-010", "SLG-011")
    story.loans = tuple(loan.loan_id for loan in done.loans)
    story.since()


def examined(story: Story) -> None:
    story.examinations = examined_at_home(story.county, *story.loans).examinations


def not_examined(story: Story, place: int) -> None:
    wrong = ExaminationWithdrawal(story.examinations[place].examination_id, "It was in the wash")
    withdraw_examination(call_as(story.county.scopes["desk"]), request=wrong)


def brought_in(story: Story, price: str) -> None:
    text = HEADS + priced(0, price, postcode="PE29 3TN")
    run(story.county, FileKind.OPEN_LOANS, text)
    story.number = "OLD-0"


def brought_in_by_age(story: Story) -> None:
    credited_before(story.county, CreditTerm(0, "", 12, None, 500_000, 0))
    brought_in(story, "500.00")


def brought_in_without_price(story: Story) -> None:
    row = TermRow("unknown_price_percent", 60)
    change = DataChange(DataKind.TERM, (row,), date(2026, 3, 3))
    change_contract_data(call_as(story.county.scopes["admin"]), request=change)
    brought_in(story, "")


def gain_settled(story: Story, moment: str) -> None:
    story.clock.move_to(moment)
    settle_gain_share(call_as(story.county.scopes["system"]))


def fetched_in_april(story: Story) -> None:
    story.clock.move_to("2026-04-15T10:00:00Z")
    fetched(story)


def special_wanted(story: Story) -> None:
    story.special = approved(story.county)


def special_bought(story: Story) -> None:
    assert story.special
    buy_special(call_as(story.county.scopes["desk"]), request=story.special.special.special_id)
    story.stop = on_van(story.county, story.special)
    (story.number,) = story.stop.numbers


def stands_in_store(story: Story) -> None:
    shelf = PutAway(main_depot(story.county), (ItemScan(story.number),))
    put_away(call_as(story.county.scopes["depot"]), request=shelf)
    story.clock.move_to("2026-07-01T10:00:00Z")
    charge_storage(call_as(story.county.scopes["system"]))


def bed_recalled(story: Story) -> None:
    story.recall_id = recalled(story.county, cause=RecallCause.NEITHER)


def told_by_phone(story: Story) -> None:
    assert story.recall_id
    assert story.loan_id
    rung(story.county, story.recall_id, story.loan_id)


def cause_decided(story: Story, cause: RecallCause) -> None:
    assert story.recall_id
    decide(story.county, story.recall_id, cause)


def found_for_another(story: Story) -> None:
    assert story.special
    story.special = lent_again(story.county, story.special.special.code)
    story.stop = on_van(story.county, story.special, van="Van 2", number=story.number)


def year_ends(story: Story) -> None:
    with_budget(story.county, 10_000)
    over = spent(story.county).net_pence - 10_000
    partners = {
        story.county.partner(name): InPool(parts, 0) for name, parts in ((COUNCIL, 514_000), (NHS_BOARD, 486_000))
    }
    rule = RiskTerms(RiskRule.BY_CONTRIBUTION)
    found = falls_on(over, rule, story.county.partner(COUNCIL), partners)
    assert found
    assert sum(found.by_partner.values()) == over
    names = {story.county.partner(name): name for name in (COUNCIL, NHS_BOARD)}
    story.told = [("over the budget", "", "", "pool", shown_pounds(over), "")]
    story.told += [
        ("pays more", "", "", names[one], shown_pounds(pence), "") for one, pence in found.by_partner.items()
    ]


def prescribed(story: Story) -> None:
    story.voucher = issued(story.county)


def nobody_uses_it(story: Story) -> None:
    story.clock.move_to("2026-06-02T09:00:00Z")
    expire_vouchers(call_as(story.county.scopes["system"]))


def topped_up(story: Story) -> None:
    assert story.voucher
    issue_voucher_again(call_as(story.county.scopes["therapist"]), request=story.voucher.voucher_id)
    redeemed(story.county, story.voucher, price=2500, top_up=800)


def comes_along(story: Story) -> None:
    assert story.stop
    visit_id, nurse = story.stop.visit_id, Companion(story.county.users["nurse"])
    arrange_joint_visit(call_as(story.county.scopes["desk"]), request=JointWanted(visit_id, nurse))
    agreed = MilesAgreed(visit_id, 12, "Ian Farrow", date(2026, 3, 2), "Over the border")
    agree_distance(call_as(story.county.scopes["senior"]), request=agreed)


def delivered_together(story: Story) -> None:
    assert story.stop
    joint = JointTime(came=True, minutes=45)
    recorded(story.county, story.stop.visit_id, handed_over=handed(story.number), received=received(), joint=joint)


def less_together(story: Story) -> None:
    assert story.stop
    said = JointMend(story.stop.visit_id, JointTime(came=True, minutes=20), "She left early")
    mend_joint_visit(call_as(story.county.scopes["desk"]), request=said)


def by_post(story: Story) -> None:
    story.parcels = sent_twice(story.county)


def comes(story: Story, which: int, moment: str) -> None:
    assert story.parcels
    story.clock.move_to(moment)
    arrived(story.parcels[which])


def never_came(story: Story, which: int) -> None:
    assert story.parcels
    with reading(story.county.scopes["desk"]):
        number = Order.objects.get(pk=story.parcels[which].order_id).number
    wrong = Mistake(
        MistakeKind.WRONG_COUNT, main_depot(story.county), "It never came", code=REACHER, order_number=number,
        right_quantity=0,
    )  # fmt: skip
    mend_scan(call_as(story.county.scopes["desk"]), request=wrong)


def to_the_hospital(story: Story, pieces: int) -> None:
    goods(story.county, "BDA-020", pieces)
    ends = main_depot(story.county), story.county.made.depots[HOSPITAL_STORE]
    move_stock(call_as(story.county.scopes["depot"]), request=StockMoved(*ends, (ItemScan("BDA-020", pieces),)))


def from_the_hospital(story: Story, pieces: int) -> None:
    ends = story.county.made.depots[HOSPITAL_STORE], main_depot(story.county)
    move_stock(call_as(story.county.scopes["depot"]), request=StockMoved(*ends, (ItemScan("BDA-020", pieces),)))


STEPS: dict[str, Callable[[Story], Any]] = {
    "A nurse is to come along, and 12 miles are agreed": comes_along,
    "It is delivered together with her": delivered_together,
    "It was 20 minutes": less_together,
    "A bed is ordered and authorised": lambda story: ordered(story, "BED-010"),
    "A toilet frame is ordered and delivered": banded,
    "Another is ordered and delivered": lambda story: brought(story, "Van 2"),
    "A third is ordered and delivered": lambda story: brought(story, "Van 3"),
    "The month is over: £2.50 for each after the first": bands_settled,
    "A bed is ordered in a year with a target": targeted,
    "A reacher and a sock aid are ordered, and go by post": by_post,
    "The reacher comes": lambda story: comes(story, 0, "2026-03-05T10:00:00Z"),
    "The sock aid comes two days later, in a second parcel": lambda story: comes(story, 1, "2026-03-07T10:00:00Z"),
    "The reacher never came": lambda story: never_came(story, 0),
    "Four pairs of rail bumpers go to the hospital's store": lambda story: to_the_hospital(story, 4),
    "Two more go there on the same day": lambda story: to_the_hospital(story, 2),
    "All six are moved back": lambda story: from_the_hospital(story, 6),
    "The year is over: it cost £238.00 less": lambda story: gain_settled(story, "2026-04-01T10:00:00Z"),
    "April is over: the year cost £283.00 less": lambda story: gain_settled(story, "2026-05-01T10:00:00Z"),
    "A bed is ordered where what comes back is credited at once": on_return,
    "It is worn out, and scrapped in the store": scrapped,
    "It was scanned in error: it is still in the home": never_fetched,
    "It is cleaned, and mended for 45 minutes": cleaned_and_mended,
    "A last fault takes 20 minutes, and it passes its tests": mended_and_passed,
    "A hoist and two slings are lent": hoisted,
    "All three are examined at home, and are safe": examined,
    "The second sling was not examined: it was in the wash": lambda story: not_examined(story, 2),
    "Nor was the hoist, so the sling is the first": lambda story: not_examined(story, 0),
    "A bed that was lent in June 2024 for £500.00 is brought in": brought_in_by_age,
    "A bed is brought in of which nobody knows the price": brought_in_without_price,
    "A rented bed is ordered and authorised": rented,
    "A bed is ordered and authorised, for two funds": with_vat,
    "March is over": lambda story: month_is_over(story, "2026-04-01T10:00:00Z"),
    "It is fetched on 15 April": fetched_in_april,
    "April is over": lambda story: month_is_over(story, "2026-05-01T10:00:00Z"),
    "A mattress is ordered and authorised": lambda story: ordered(story, "MAT-012"),
    "It is delivered": delivered,
    "Its frame is bent: another is brought, and it is taken away": swap,
    "The bent bed is cleaned and passes its tests": lambda story: passes(story, story.stop.numbers[0]),  # type: ignore[union-attr]  # it was ordered
    "It is fetched": fetched,
    "It is fetched in truth": lambda story: fetched(story, "Van 4"),
    "It is cleaned and passes its tests": lambda story: passes(story, story.number),
    "The family cannot find it": lost,
    "The credit should have been 90%": lambda story: corrected(story, "credit", 62_550, "Agreed at 90%"),
    "March is closed": closed,
    "The invoice has the price that was agreed: £650.00": lambda story: corrected(
        story, "equipment", 65_000, "Agreed at £650"
    ),
    "The person moves to the next county": moved_away,
    "It is found to be continuing health care, from the first day": health_pays,
    "A kettle tipper is prescribed as a voucher": prescribed,
    "A pharmacy sells one for £16.50": lambda story: redeemed(story.county, story.voucher, price=1650),  # type: ignore[arg-type]  # it was prescribed
    "A special bed is quoted at £1,850.00, ordered and approved": special_wanted,
    "It is bought from its supplier": special_bought,
    "It stands in the store until the end of June": stands_in_store,
    "It is found for somebody else, and ordered for them": found_for_another,
    "Nobody uses it for 90 days": nobody_uses_it,
    "All beds of its kind are recalled": bed_recalled,
    "The person is rung and told": told_by_phone,
    "Neither the provider nor its supplier is the cause": lambda story: cause_decided(story, RecallCause.NEITHER),
    "The provider is the cause after all": lambda story: cause_decided(story, RecallCause.PROVIDER),
    "Another is issued, and the person adds £8.00 for a dearer one at £25.00": topped_up,
    "The year ends, with a budget of £100.00": year_ends,
    **MEASURING,
}


def examples() -> dict[str, list[tuple[str, list[Line]]]]:
    """The steps of each example with the rows that they post."""
    found: dict[str, list[tuple[str, list[Line]]]] = {}
    for part in DOC.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        steps: list[tuple[str, list[Line]]] = []
        for row in re.findall(r"^\| (.*) \|$", body, flags=re.M)[1:]:
            step, *posts = (cell.strip() for cell in row.split(" | "))
            if step:
                steps.append((step, []))
            steps[-1][1].append(tuple(posts))
        found[title] = steps
    return found


EXAMPLES = examples()


@pytest.mark.parametrize("title", EXAMPLES)
def test_the_example_is_what_is_posted(title: str, county: County, clock: time_machine.Traveller) -> None:
    story = Story(county, clock)
    story.since()
    for step, posts in EXAMPLES[title]:
        STEPS[step](story)
        assert _told(step, story.since()) == _told(step, posts)
    assert broken_in(county.scopes["desk"]) == []


def _told(step: str, lines: Sequence[Line]) -> str:
    """As rows of the page, so that what differs can be copied there."""
    return "\n".join("| " + " | ".join(("" if at else step, *line)) + " |" for at, line in enumerate(lines))


def test_every_step_stands_in_an_example() -> None:
    assert {step for steps in EXAMPLES.values() for step, _ in steps} == set(STEPS)
