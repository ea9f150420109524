"""Gathers what the ordering decision looks at, for the use cases that decide orders.
Refuses (NOT_FOUND) a person outside the scope; writes nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from handrail.catalogue.rules.facts import Held, Holding, Measures, ProductFacts
from handrail.catalogue.states import CountsFrom, SpeedFor, SpeedUnit, SupplyRoute
from handrail.core.moment import LONDON, Moment
from handrail.core.refusal import CallReason, refuse
from handrail.identity.scope import Scope
from handrail.identity.states import AuthorityStep
from handrail.loans.holdings import HeldThing, held_by
from handrail.needs.rules import NeedDetails
from handrail.orders.queries.facts import PersonRow, StaffRow, person_of_order, staff_of_order
from handrail.orders.queries.ordered_catalogue import OrderedCatalogue, catalogue_of_order
from handrail.orders.rules.facts import (
    AddressFacts,
    AuthorityFacts,
    OrderFacts,
    OrderRequest,
    OrderTerms,
    PersonFacts,
    SpeedFacts,
    StaffFacts,
)
from handrail.orders.rules.fitting import fitting_prices
from handrail.partners.queries import contract_data, is_council
from handrail.partners.rules import ContractData
from handrail.partners.terms import Terms
from handrail.usecases._special_orders import specials_of_order

# Speeds in hours up to this long go to the on-call authoriser at once.
FAST_HOURS = 4
# Where urgent orders may go out before their release, this is as far as it goes: specialist lines still wait.
GOES_NOW_UP_TO = AuthorityStep.CLINICIAN


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a decision about one order needs, and the rows it came from."""

    at: Moment
    contract: ContractData
    person: PersonRow
    staff: Mapping[UUID, StaffRow]
    catalogue: OrderedCatalogue
    facts: OrderFacts

    def due_of(self, speed_code: str, start: datetime) -> datetime:
        """When something at this speed is due if its clock starts then. Raises `Refused` for an unknown speed."""
        return self.contract.due(speed_code, start, start.astimezone(LONDON).date())


def gather(
    scope: Scope,
    at: Moment,
    request: OrderRequest,
    *,
    but: UUID | None = None,
    also_held: Collection[UUID] = (),
    also_staff: Iterable[UUID] = (),
    releasing: bool = True,
) -> Gathered:
    """Read everything in five statements. `but` names the order that is being changed; `also_held` products and
    `also_staff` are looked up too; `releasing`: all who may be asked for a release are among the staff."""
    contract = contract_data(scope.contract_id, at.today)
    since = at.happened_at - timedelta(days=contract.terms.spend_window_days)
    person = person_of_order(scope, request.person_id, address_id=request.address_id, since=since, but=but)
    if person is None:
        raise refuse(CallReason.NOT_FOUND, "person_id")
    asked = {request.prescriber_id, request.entered_by_id, *also_staff}
    asked |= {request.supervisor_id} if request.supervisor_id else set()
    staff = staff_of_order(scope, asked, at=at.happened_at, on=at.today, releasing=releasing)
    held = held_by(scope, request.person_id)
    catalogue = catalogue_of_order(
        scope,
        {line.product_code for line in request.lines},
        held={thing.product_id for thing in held} | {line.product_id for line in person.open_lines} | set(also_held),
        baskets={line.bundle_code for line in request.lines if line.bundle_code},
        on=at.today,
    )
    ordered, not_free = specials_of_order(scope, person.person_id, catalogue.products, but=but)
    facts = OrderFacts(
        now=at.happened_at,
        today=at.today,
        person=_person_facts(person, held, catalogue, stands=but is not None),
        address=_address_facts(person, held),
        prescriber=_staff_facts(staff, request.prescriber_id),
        enterer=_staff_facts(staff, request.entered_by_id),
        supervisor=_staff_facts(staff, request.supervisor_id) if request.supervisor_id else None,
        products=ordered,
        question_sets=catalogue.question_sets,
        fit_rules=catalogue.fit_rules,
        speeds=speed_facts(contract),
        terms=order_terms(contract.terms),
        other_orders_pence=person.spent_pence,
        fitting_pence=fitting_prices(catalogue.products.values(), catalogue.activity_pence),
        bundles=catalogue.bundles,
        unknown=frozenset(_unknown(request, person, staff, stands=but is not None)),
        not_free=not_free,
    )
    return Gathered(at, contract, person, staff, catalogue, facts)


def _unknown(
    request: OrderRequest, person: PersonRow, staff: Mapping[UUID, StaffRow], *, stands: bool
) -> Iterator[str]:
    """The fields that name nobody's id. The supervisor of an order that stands may have left since."""
    if not stands and request.supervisor_id and not _staff_facts(staff, request.supervisor_id).active:
        yield "supervisor_id"
    council = request.funding.council_id if request.funding else None
    if council not in (None, person.funding.council_id) and not is_council(council):
        yield "funding.council_id"


def _person_facts(
    person: PersonRow, held: Iterable[HeldThing], catalogue: OrderedCatalogue, *, stands: bool
) -> PersonFacts:
    """The person with what they have. An order that stands goes on under its record, though that was joined since."""
    holdings = [
        Holding(product, thing.quantity, Held.ON_LOAN if thing.lent else Held.OWN, thing.since_on)
        for thing in held
        if (product := catalogue.by_id.get(thing.product_id))
    ]
    holdings += [
        Holding(product, line.quantity, Held.ON_ORDER, line.ordered_on)
        for line in person.open_lines
        if (product := catalogue.by_id.get(line.product_id))
    ]
    return PersonFacts(
        person_id=person.person_id,
        died_on=person.died_on,
        joined_into=None if stands else person.joined_into,
        measures=person.measures,
        holdings=tuple(holdings),
        funding=person.funding,
        born_on=person.born_on,
        measured=person.measured,
    )


def _address_facts(person: PersonRow, held: Iterable[HeldThing]) -> AddressFacts | None:
    if person.address is None:
        return None
    here = person.address.same_home
    fitted = sum(thing.price_pence * thing.quantity for thing in held if thing.fitted and thing.address_id in here)
    return replace(person.address.facts, adaptations_pence=fitted)


def _staff_facts(staff: Mapping[UUID, StaffRow], user_id: UUID) -> StaffFacts:
    """The member of staff; one without a post in the contract is not active, and the decision refuses them."""
    if user_id in staff:
        return staff[user_id].facts
    return StaffFacts(user_id, False, AuthorityFacts("", AuthorityStep.SIMPLE_AIDS, frozenset(), 0, frozenset()))


def with_measures(facts: OrderFacts, need: NeedDetails) -> OrderFacts:
    """The facts with what was measured now before what the record says."""
    recorded = facts.person.measures
    height = recorded.height_cm if need.height_cm is None else Decimal(need.height_cm)
    measures = Measures(need.weight_kg or recorded.weight_kg, height)
    return replace(facts, person=replace(facts.person, measures=measures))


def speed_facts(contract: ContractData) -> dict[str, SpeedFacts]:
    """The contract's speeds as the decision sees them, quickest first as the contract lists them."""
    return {
        offer.code: SpeedFacts(
            code=offer.code,
            unit=SpeedUnit(offer.rule.unit),
            applies_to=SpeedFor(offer.applies_to),
            counts_from=CountsFrom(offer.counts_from),
            fast=offer.applies_to == SpeedFor.DELIVER and offer.rule.unit == "hours" and offer.rule.value <= FAST_HOURS,
            position=position,
        )
        for position, offer in enumerate(contract.speeds.values())
    }


def order_terms(terms: Terms) -> OrderTerms:
    """What the contract says about ordering."""
    return OrderTerms(
        fast_goes_now_up_to=GOES_NOW_UP_TO if terms.urgent_goes_now else None,
        escalate_after_minutes=terms.escalate_after_minutes,
        adaptation_limit_pence=terms.free_adaptation_limit_pence,
    )


def is_visited(product: ProductFacts) -> bool:
    """Whether somebody brings it: a voucher has no visit."""
    return product.supply_route is not SupplyRoute.RETAIL_VOUCHER


def day_of(at: datetime) -> date:
    """The day in England."""
    return at.astimezone(LONDON).date()
