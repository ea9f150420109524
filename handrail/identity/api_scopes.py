"""What a token of another system may be for: the scopes that the API asks for, one for each subject.
Refuses nothing; a token also never does more than the user it stands for."""

from enum import StrEnum


class ApiScope(StrEnum):
    """A subject of the API. A code never changes its meaning: tokens hold it."""

    PEOPLE = "people"
    CATALOGUE = "catalogue"
    ORDERS = "orders"
    AUTHORISATION = "authorisation"
    VISITS = "visits"
    STOCK = "stock"
    LOANS = "loans"
