"""Words for what spending is split by.
Refuses nothing; see `wording.say`."""

from handrail.catalogue.states import SupplyRoute
from handrail.spending.codes import AgeBand, BudgetReason, By, LoanAge, Stock
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
LOAN_AGES = {
    "0": "Under 3 months", "3": "3 to 5 months", "6": "6 to 11 months", "12": "12 to 23 months",
    "24": "24 to 35 months", "36": "3 years and more",
}  # fmt: skip
BUDGETS = {
    "BUDGET_OF_NO_OPEN_TEAM": "Choose a team that is open",
    "BUDGET_YEAR_DOES_NOT_BEGIN_ON_1_APRIL": "The year of a budget begins on 1 April",
    "BUDGET_NOT_ABOVE_ZERO": "The budget must be more than £0",
    "BUDGET_OWNER_UNKNOWN": "Choose somebody who approves orders or looks after money here",
}
STOCK = {"NEW": "New", "RECYCLED": "Used before", "SPECIAL": "Special", "": "Not picked in a depot"}
ROUTES = {
    "loan": "Lent",
    "gift": "Given for good",
    "retail_voucher": "By voucher",
    "adaptation": "Fitted to a home",
}
FAMILIES = (
    Family(By, SPLITS),
    Family(AgeBand, AGES),
    Family(LoanAge, LOAN_AGES),
    Family(Stock, STOCK),
    Family(BudgetReason, BUDGETS),
    Family(SupplyRoute, ROUTES),
)
