"""What every ordering page offers from the contract: catalogue, bundles, code lists, councils, colleagues.
Refuses to decide by it: some of it may be half a minute old, and the use case reads everything anew."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from uuid import UUID

from handrail.catalogue.queries import ProductRecord, bundles, fit_rules, orderable, products
from handrail.catalogue.reference.rows import BundleRow, CompatibilityRow
from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.rules.specials import is_special
from handrail.core.moment import year_of
from handrail.core.remembered import state_of
from handrail.identity.queries import holders_of
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.ledger.queries import money_terms
from handrail.partners.queries import CodeChoice, DepotRow, NamedRow, code_lists, contract_data, councils, depots
from handrail.partners.rules import ContractData, SpeedOffer
from handrail.spending.budgets import budgets_of
from handrail.spending.returned import kept
from handrail.web.prescriber.likely import Likely, lefts_of, likely_of

SECONDS_KEPT = 30
MOST_CONTRACTS = 50
LISTS = (
    "outcome_effect",
    "discharge_pathway",
    "product_category",
    "cancel_order",
    "refuse_order",
    "size_group",
    "minimum_authority",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """The contract's reference data of a day. `products` and `ids` know specials too, which `catalogue` does not offer.
    `sizes`: by product code and by size group, the products of the group."""

    catalogue: tuple[ProductRecord, ...]
    products: Mapping[str, ProductFacts]
    ids: Mapping[str, UUID]
    sizes: Mapping[str, tuple[ProductFacts, ...]]
    bundles: tuple[BundleRow, ...]
    fit_rules: tuple[CompatibilityRow, ...]
    lists: Mapping[str, tuple[CodeChoice, ...]]
    speeds: tuple[SpeedOffer, ...]
    usual_speed: str
    contract: ContractData
    councils: tuple[NamedRow, ...]
    stores: tuple[DepotRow, ...]
    colleagues: tuple[tuple[str, str], ...]
    likely: Mapping[str, Likely]
    lefts: Mapping[UUID, str]

    def label(self, name: str, code: str) -> str:
        """The words for a code of a list; the code itself where the contract has none."""
        return next((choice.label for choice in self.lists.get(name, ()) if choice.code == code), code)


_kept: dict[tuple[UUID, date], tuple[float, int | None, Reference]] = {}
_lock = Lock()


def reference(scope: Scope, today: date) -> Reference:
    """The reference data, read again after half a minute, and at once where the contract lays down something else, as
    with a special that was chosen. Ten statements, or none."""
    key, stands = (scope.contract_id, today), state_of(scope.contract_id)
    at = time.monotonic()
    found = _kept.get(key)
    if found is None or found[1] != stands or at - found[0] > SECONDS_KEPT:
        found = (at, stands, _read(scope, today))
        with _lock:
            if len(_kept) >= MOST_CONTRACTS:
                _kept.clear()
            _kept[key] = found
    return found[2]


def _read(scope: Scope, today: date) -> Reference:
    catalogue = orderable(scope, today)
    owned = [record for record in products(scope).values() if is_special(record.facts.code)]
    groups: dict[str, list[ProductFacts]] = {}
    for record in catalogue:
        groups.setdefault(record.facts.size_group, []).append(record.facts)
    sizes = {name: tuple(products) for name, products in groups.items()}
    contract = contract_data(scope.contract_id, today)
    people = holders_of(scope, Permission.PLACE_ORDER, today=today)
    return Reference(
        catalogue=catalogue,
        products={record.facts.code: record.facts for record in (*catalogue, *owned)},
        ids={record.facts.code: record.id for record in (*catalogue, *owned)},
        sizes={**sizes, **{r.facts.code: sizes[r.facts.size_group] for r in catalogue}},
        bundles=bundles(scope, today),
        fit_rules=fit_rules(scope, today),
        lists=code_lists(scope.contract_id, LISTS, today),
        speeds=contract.speeds_for("deliver"),
        usual_speed=contract.terms.default_delivery_speed,
        contract=contract,
        councils=councils(),
        stores=depots(scope.contract_id),
        colleagues=tuple((str(person.user_id), person.name) for person in people),
        likely=likely_of(catalogue, kept(scope), money_terms(scope).credit.of(today)),
        lefts=lefts_of(budgets_of(scope, year_of(today))),
    )
