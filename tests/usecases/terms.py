"""Terms about money for tests: other ones from a day to come, and the same once they are laid down.
Refuses nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from handrail.catalogue.queries import products
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.codes import CreditDue, FundKind, Residence
from handrail.ledger.models import Band as BandRow
from handrail.ledger.models import CreditTerm as CreditRow
from handrail.ledger.models import FundingRule as FundingRow
from handrail.ledger.models import GainShare, Rental
from handrail.ledger.models import VatTerm as VatRow
from handrail.ledger.queries.contract import contract_facts, extensions_of
from handrail.ledger.queries.gain import gain_held
from handrail.ledger.queries.terms import FundRow, funding_rules_held, funds
from handrail.ledger.rules.bands import Band
from handrail.ledger.rules.credits import CreditTerm
from handrail.ledger.rules.extensions import may_last_until
from handrail.ledger.rules.funding import FundingRule
from handrail.ledger.rules.gain import Counts, GainTerm
from handrail.ledger.rules.kpi_terms import KpiTerm, Measure
from handrail.ledger.rules.price_terms import PriceWanted
from handrail.ledger.rules.rentals import RentalTerm
from handrail.ledger.rules.system_cost import ONE, Counted, Grade, Spread, UnitCost
from handrail.ledger.rules.vat import VatTerm
from handrail.simulation.northdown import COUNCIL, NHS_BOARD
from handrail.simulation.set_up import County
from handrail.usecases.change_bands import BandsChange, change_bands
from handrail.usecases.change_credit_terms import CreditTermsChange, TermsWithdrawal, change_credit_terms
from handrail.usecases.change_gain_share import GainChange, change_gain_share
from handrail.usecases.change_kpi_terms import KpiChange, change_kpi_terms
from handrail.usecases.change_payers import NewFund, PayersChange, SharesChange, change_payers
from handrail.usecases.change_price_list import PriceListChange, PriceListWithdrawal, change_price_list
from handrail.usecases.change_rentals import RentalsChange, change_rentals
from handrail.usecases.change_system_cost import UnitCostsChange, change_unit_costs
from handrail.usecases.change_vat_terms import VatChange, change_vat_terms
from handrail.usecases.keep_contract import DecisionMade, ExtensionOption, VariationMade, record_extension
from tests.situations import call_as

APRIL = date(2026, 4, 1)
FLAT = CreditTerm(1, "", 0, None, 850_000, 0)
_number = count(1)
TWENTY = VatTerm("", "", None, 2_000, True)
ON_RETURN = CreditTerm(0, "", 0, None, 850_000, 0, CreditDue.RETURN)
LESS = CreditTerm(1, "", 0, None, 600_000, 0)


def other_credit(*terms: CreditTerm, on: date = APRIL) -> CreditTermsChange:
    """60% for everything, where nothing else is said."""
    return CreditTermsChange(terms or (LESS,), on)


def other_prices(*prices: PriceWanted, on: date = APRIL) -> PriceListChange:
    """A dearer delivery, where nothing else is said."""
    return PriceListChange(prices or (PriceWanted("delivery", "deliver_5d", 30_00),), on)


def next_credit(_: County) -> CreditTermsChange:
    """Terms that nothing says yet, later than all that are to come."""
    number = next(_number)
    return other_credit(CreditTerm(1, "", 0, None, number, 0), on=_after(number))


def next_prices(_: County) -> PriceListChange:
    """A price that nothing has yet, later than all that are to come."""
    number = next(_number)
    return other_prices(PriceWanted("delivery", "deliver_5d", number), on=_after(number))


def coming_credit(county: County) -> TermsWithdrawal:
    """Other terms of credit, laid down for a day to come."""
    request = next_credit(county)
    change_credit_terms(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


def coming_prices(county: County) -> PriceListWithdrawal:
    """Another price, laid down for a day to come."""
    request = next_prices(county)
    change_price_list(call_as(county.scopes["money"]), request=request)
    return PriceListWithdrawal(request.from_on)


def a_day(pence: int = 395_00, *, source: str = "Board paper 12/2025") -> UnitCost:
    """What a day in hospital costs, between a little less and a little more."""
    return UnitCost(
        Counted.LATE_DAY, ONE, Spread(pence - 50_00, pence, pence + 100_00), 2025, source, "", Grade.B
    )  # fmt: skip


def a_fall(pence: int = 2_100_00) -> UnitCost:
    """What a fall costs, and how many each assessment that meant to prevent one stands for."""
    each = Spread(Decimal("0.02"), Decimal("0.05"), Decimal("0.1"))
    costs = Spread(pence - 600_00, pence, pence + 900_00)
    return UnitCost(Counted.FALL, each, costs, 2024, "Survey", "One in twenty, as the falls team sees it", Grade.D)


def product_id(county: County, code: str) -> UUID:
    """A product by its code."""
    with reading(county.scopes["money"]):
        return products(county.scopes["money"])[code].id


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def _credited_by(change: Change, *, terms: Sequence[CreditTerm], until_on: date | None) -> None:
    for term in terms:
        row = CreditRow(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=date(2026, 2, 1), until_on=until_on,
            **asdict(term) | {"excludes": term.excludes or ""},
        )  # fmt: skip
        row.save(force_insert=True)


def credited_before(county: County, *terms: CreditTerm, until_on: date | None = None) -> None:
    """Terms of credit that have held since 1 February before those of the contract: 85% of anything as it comes back,
    where nothing else is said."""
    _credited_by(call_as(county.scopes["money"]), terms=terms or (ON_RETURN,), until_on=until_on)


def next_bands(_: County) -> BandsChange:
    """A band that nothing has yet, later than all that are to come."""
    number = next(_number)
    return BandsChange((Band("delivery", 1000 + number, 1_00),), _after(number))


def coming_bands(county: County) -> TermsWithdrawal:
    """Another band, laid down for a day to come."""
    request = next_bands(county)
    change_bands(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def _banded(change: Change, *, bands: Sequence[Band]) -> None:
    for band in bands:
        row = BandRow(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=date(2026, 2, 1), activity=band.activity,
            above=band.above, back_pence=band.back_pence,
        )  # fmt: skip
        row.save(force_insert=True)


def banded_before(county: County, *bands: Band) -> None:
    """Bands that have held since 1 February, as a contract that began so."""
    _banded(call_as(county.scopes["money"]), bands=bands or (Band("delivery", 1, 2_50),))


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def _with_vat(change: Change, *, terms: Sequence[VatTerm]) -> None:
    for term in terms:
        row = VatRow(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=date(2026, 2, 1), item=term.item,
            category=term.category, fund_id=term.fund_id, parts=term.parts, is_recovered=term.is_recovered,
        )  # fmt: skip
        row.save(force_insert=True)


def with_vat_before(county: County, *terms: VatTerm) -> None:
    """Terms of VAT that have held since 1 February: 20% on anything and got back, where nothing else is said."""
    _with_vat(call_as(county.scopes["money"]), terms=terms or (TWENTY,))


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def _shared(change: Change, *, weights: Sequence[tuple[UUID, int]]) -> None:
    for fund_id, weight in weights:
        row = FundingRow(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=date(2026, 2, 1), position=0,
            residence=Residence.OURS, fund_id=fund_id, weight=weight,
        )  # fmt: skip
        row.save(force_insert=True)


def shared_before(county: County, pool: int = 514, nhs: int = 486) -> tuple[UUID, UUID]:
    """The pool and the health board have paid for everybody together since 1 February. Answers both funds."""
    found = fund_of(county, "pool").id, fund_of(county, "nhs").id
    _shared(call_as(county.scopes["money"]), weights=list(zip(found, (pool, nhs), strict=True)))
    return found


def next_vat(_: County) -> VatChange:
    """A rate that nothing has yet, later than all that are to come: also than what situations of a later day posted."""
    number = next(_number)
    return VatChange((VatTerm("", "", None, number, True),), _after(number).replace(year=2028))


def coming_vat(county: County) -> TermsWithdrawal:
    """Another rate, laid down for a day to come."""
    request = next_vat(county)
    change_vat_terms(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


def a_target(pence: int = 1_000_00, counted: str = Counts.EVERYTHING) -> GainTerm:
    """A target for a year; half of what lies beyond 5% of it is shared, to either side."""
    return GainTerm(counted, pence, 0, 50_000, 500_000, None, 500_000, None)


def next_target(_: County) -> GainChange:
    """A target that nothing has yet, later than all that are to come."""
    number = next(_number)
    return GainChange(a_target(5_000_000_00 + number), _after(number))


def coming_target(county: County) -> TermsWithdrawal:
    """Another target, laid down for a day to come."""
    request = next_target(county)
    change_gain_share(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def _targeted(change: Change, *, term: GainTerm) -> None:
    until_on = min((one.from_on for one in gain_held(change.scope)), default=None)
    row = GainShare(
        id=change.new_id(), contract_id=change.scope.contract_id, from_on=date(2025, 4, 1), until_on=until_on,
        **asdict(term),
    )  # fmt: skip
    row.save(force_insert=True)


def targeted_before(county: County, term: GainTerm | None = None) -> None:
    """A target that has held since the contract began, until the next that is to come."""
    _targeted(call_as(county.scopes["money"]), term=term or a_target())


def next_rentals(county: County) -> RentalsChange:
    """A price that nothing has yet, later than all that are to come."""
    number = next(_number)
    return RentalsChange((RentalTerm(product_id(county, "BED-010"), number),), _after(number))


def coming_rentals(county: County) -> TermsWithdrawal:
    """Another rent, laid down for a day to come."""
    request = next_rentals(county)
    change_rentals(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def _rented(change: Change, *, product: UUID, week_pence: int, from_on: date) -> None:
    row = Rental(
        id=change.new_id(), contract_id=change.scope.contract_id, from_on=from_on, product_id=product,
        week_pence=week_pence,
    )  # fmt: skip
    row.save(force_insert=True)


def rented_before(county: County, code: str = "BED-020", week_pence: int = 10_50) -> None:
    """A product that has been rented since 1 February, as a contract that began so."""
    scope = county.scopes["money"]
    _rented(call_as(scope), product=product_id(county, code), week_pence=week_pence, from_on=date(2026, 2, 1))


def next_unit_costs(_: County) -> UnitCostsChange:
    """A unit cost that nothing says yet, later than all that are to come."""
    number = next(_number)
    return UnitCostsChange((a_day(395_00 + number),), _after(number))


def coming_unit_costs(county: County) -> TermsWithdrawal:
    """Another unit cost, laid down for a day to come."""
    request = next_unit_costs(county)
    change_unit_costs(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


def a_kpi(target_parts: int = 9_800, **also: Any) -> KpiTerm:
    """So many of ten thousand are delivered in time."""
    return KpiTerm(Measure.DELIVERED, target_parts, 100, "Lines due in the month", **also)


def next_kpi(_: County) -> KpiChange:
    """A target that nothing has yet, later than all that are to come."""
    number = next(_number)
    return KpiChange((a_kpi(9_800 - number),), _after(number))


def coming_kpi(county: County) -> TermsWithdrawal:
    """Another target, laid down for a day to come."""
    request = next_kpi(county)
    change_kpi_terms(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


def next_extension(county: County) -> ExtensionOption:
    """An extension that follows all that are there, and must be decided soon."""
    scope = county.scopes["money"]
    with reading(scope):
        begins = may_last_until(contract_facts(scope).ends_on, extensions_of(scope))
    return ExtensionOption(begins, begins.replace(year=begins.year + 1), date(2026, 6, 1))


def extension_to_decide(county: County) -> DecisionMade:
    """A recorded extension, and that it is not taken."""
    made = record_extension(call_as(county.scopes["money"]), request=next_extension(county))
    return DecisionMade(made, is_taken=False, decided_on=date(2026, 3, 3), why="Another provider is sought")


def extension_to_remind_of(county: County) -> None:
    """A recorded extension of which nobody was reminded."""
    record_extension(call_as(county.scopes["money"]), request=next_extension(county))


def variation_made(_: County) -> VariationMade:
    """A variation like any other."""
    return VariationMade(date(2026, 3, 3), APRIL, "Slings are washed on site", "CV-7")


def rules_of(county: County) -> tuple[FundingRule, ...]:
    """The rules of who pays that hold without an end."""
    with reading(county.scopes["money"]):
        return tuple(one.row for one in funding_rules_held(county.scopes["money"]) if one.until_on is None)


def fund_of(county: County, code: str) -> FundRow:
    """A fund by its code."""
    with reading(county.scopes["money"]):
        return next(one for one in funds(county.scopes["money"]) if one.code == code)


def next_payers(county: County) -> PayersChange:
    """Rules that nothing says yet, later than all that are to come."""
    number = next(_number)
    return PayersChange((FundingRule(1, "", Residence.ANY, fund_of(county, "pool").id, number),), _after(number))


def coming_payers(county: County) -> TermsWithdrawal:
    """Other rules of who pays, laid down for a day to come."""
    request = next_payers(county)
    change_payers(call_as(county.scopes["money"]), request=request)
    return TermsWithdrawal(request.from_on)


def next_shares(county: County) -> SharesChange:
    """Shares that a fund without an agreement does not have yet, later than all that are to come."""
    number = next(_number)
    shares = ((county.partner(COUNCIL), number), (county.partner(NHS_BOARD), 1_000_000 - number))
    return SharesChange(fund_of(county, "nhs").id, shares, _after(number))


def new_fund(county: County) -> NewFund:
    """A fund that is not there yet."""
    number = next(_number)
    return NewFund(f"fund{number}", f"Fund {number}", FundKind.OWN, ((county.partner(COUNCIL), 1_000_000),), APRIL)


def _after(number: int) -> date:
    return APRIL + timedelta(days=number)
