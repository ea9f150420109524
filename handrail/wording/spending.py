"""Words for what spending is split by.
Refuses nothing; see `wording.say`."""

from handrail.catalogue.states import SupplyRoute
from handrail.spending.codes import AgeBand, By, Stock
from handrail.wording.family import Family

SPLITS = {
    "month": "Month",
    "fund": "Fund",
    "partner": "Partner who ordered",
    "team": "Team",
    "prescriber": "Prescriber",
    "product": "Product",
    "category": "Kind of equipment",
    "age": "Age of the person",
    "area": "Area",
    "speed": "Speed",
    "stock": "New or used before",
    "care_route": "Care route",
    "supply_route": "How it is supplied",
    "person": "Person",
}
AGES = {"0": "Children, under 18", "18": "18 to 64", "65": "65 to 74", "75": "75 to 84", "85": "85 and over"}
STOCK = {"NEW": "New", "RECYCLED": "Used before", "": "Not picked yet"}
ROUTES = {
    "loan": "Lent",
    "gift": "Given for good",
    "retail_voucher": "By voucher",
    "adaptation": "Fitted to a home",
}
FAMILIES = (Family(By, SPLITS), Family(AgeBand, AGES), Family(Stock, STOCK), Family(SupplyRoute, ROUTES))
