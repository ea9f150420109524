"""The words of spending as people read them: names of teams and products, ages, areas, months.
Refuses names of people: a person is the number of a record, which those who may see people can open."""

from collections.abc import Collection, Mapping
from datetime import date

from handrail.catalogue.states import SupplyRoute
from handrail.core.geography import districts
from handrail.identity.scope import Scope
from handrail.people.states import CareRoute
from handrail.spending.codes import AgeBand, By, Stock
from handrail.spending.queries import names_of
from handrail.wording import say
from handrail.wording.shown import month_and_year

NOTHING = {By.FUND: "No fund yet", By.TEAM: "No team", By.AREA: "Area not known", By.CARE_ROUTE: "Not said"}
_CODES = {By.AGE: AgeBand, By.STOCK: Stock, By.CARE_ROUTE: CareRoute, By.SUPPLY_ROUTE: SupplyRoute}


def labels(scope: Scope, by: By, words: Collection[str]) -> Mapping[str, str]:
    """How each word is shown; at most one statement."""
    names = names_of(scope, by, words) if words else {}
    if by is By.AREA:
        names = {district.code: district.name for district in districts()}
    return {word: names.get(word) or _plain(by, word) for word in words}


def _plain(by: By, word: str) -> str:
    if by is By.MONTH:
        return month_and_year(date.fromisoformat(word))
    codes = _CODES.get(by)
    if codes and word in {code.value for code in codes}:
        return say(codes(word))
    return word or NOTHING.get(by, "Not known")
