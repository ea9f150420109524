"""What a token of another system may be for: the scopes that the API asks for, one to read and one to write a subject.
Refuses nothing; a token also never does more than the user it stands for."""

from enum import StrEnum


class ApiScope(StrEnum):
    """A subject of the API, to read or to write; and the codes of doors, which no other lets a token see. A code never
    changes its meaning: tokens hold it."""

    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    PEOPLE_CODES = "people:codes"
    CATALOGUE_READ = "catalogue:read"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    AUTHORISATION_READ = "authorisation:read"
    AUTHORISATION_WRITE = "authorisation:write"
    VISITS_READ = "visits:read"
    VISITS_WRITE = "visits:write"
    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    LOANS_READ = "loans:read"
    LOANS_WRITE = "loans:write"
    VOUCHERS_READ = "vouchers:read"
    VOUCHERS_WRITE = "vouchers:write"
