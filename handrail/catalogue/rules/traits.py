"""Owns: what a product is, as far as a contract may say that such things are never credited: by statement and by value.
Refuses nothing: what is none of these has only its kind."""

from handrail.catalogue.rules.specials import SPECIAL, is_special
from handrail.catalogue.states import SupplyRoute

ONE_PERSON = "one_person"
# Of a product `p`.
TRAITS = f"""array_remove(ARRAY['category:' || p.category, p.supply_route,
    CASE WHEN starts_with(p.code, '{SPECIAL}') THEN 'special' END,
    CASE WHEN p.decontamination_method = '{ONE_PERSON}' THEN '{ONE_PERSON}' END], NULL)"""
# Whether its catalogue line and the terms, of which `never` are excluded, let it be credited.
CREDITABLE = f"(p.credit_eligible AND NOT {TRAITS} && %(never)s::text[])"


def traits_of(code: str, category: str, supply_route: SupplyRoute, method: str) -> frozenset[str]:
    """The same of one that was read already. `method`: how it is cleaned, which says whether it is for one person."""
    found = {f"category:{category}", supply_route.value}
    found |= {"special"} if is_special(code) else set()
    return frozenset(found | ({ONE_PERSON} if method == ONE_PERSON else set()))
