"""Roles and what each may do. A user's post names roles; permissions follow from them.
Refuses a permission that no role holds (a test walks both tables)."""

from enum import StrEnum


class Role(StrEnum):
    """What a user is under a contract. One user may be several."""

    PRESCRIBER = "PRESCRIBER"
    AUTHORISER = "AUTHORISER"
    DEPOT = "DEPOT"
    DRIVER = "DRIVER"
    CONTROLLER = "CONTROLLER"
    COMMISSIONER = "COMMISSIONER"
    POOL_MANAGER = "POOL_MANAGER"
    PROVIDER_MANAGER = "PROVIDER_MANAGER"
    RETAILER = "RETAILER"
    ADMINISTRATOR = "ADMINISTRATOR"
    SYSTEM = "SYSTEM"


class Permission(StrEnum):
    """One thing that a user may do or see."""

    FIND_PERSON = "FIND_PERSON"
    SEE_PERSON = "SEE_PERSON"
    EDIT_PERSON = "EDIT_PERSON"
    JOIN_PEOPLE = "JOIN_PEOPLE"
    RECORD_LIFE_EVENT = "RECORD_LIFE_EVENT"
    LOG_CONTACT = "LOG_CONTACT"
    SEE_CATALOGUE = "SEE_CATALOGUE"
    PLACE_ORDER = "PLACE_ORDER"
    PLACE_ORDER_FOR_OTHERS = "PLACE_ORDER_FOR_OTHERS"
    SEE_ORDERS = "SEE_ORDERS"
    CHANGE_ORDER = "CHANGE_ORDER"
    CHANGE_ORDERS_OF_OTHERS = "CHANGE_ORDERS_OF_OTHERS"
    RELEASE_ORDER = "RELEASE_ORDER"
    ARRANGE_COVER = "ARRANGE_COVER"
    ASK_FOR_VISIT = "ASK_FOR_VISIT"
    SEE_STOCK = "SEE_STOCK"
    KEEP_STOCK = "KEEP_STOCK"
    ALLOCATE = "ALLOCATE"
    CARE_FOR_EQUIPMENT = "CARE_FOR_EQUIPMENT"
    ISSUE_FROM_SATELLITE = "ISSUE_FROM_SATELLITE"
    SEE_CONTROL_ROOM = "SEE_CONTROL_ROOM"
    PLAN_VISITS = "PLAN_VISITS"
    LOAD_RUN = "LOAD_RUN"
    DO_VISITS = "DO_VISITS"
    RECORD_VISITS = "RECORD_VISITS"
    SETTLE_DISCREPANCY = "SETTLE_DISCREPANCY"
    SEE_MONEY = "SEE_MONEY"
    PLAN_SCENARIOS = "PLAN_SCENARIOS"
    KEEP_POOL = "KEEP_POOL"
    SEE_STATEMENT = "SEE_STATEMENT"
    BRING_INVOICE = "BRING_INVOICE"
    SETTLE_INVOICE = "SETTLE_INVOICE"
    REDEEM_VOUCHER = "REDEEM_VOUCHER"
    SEE_AUDIT = "SEE_AUDIT"
    ADMINISTER = "ADMINISTER"
    IMPORT = "IMPORT"
    HOLD_TOKEN = "HOLD_TOKEN"
    RUN_JOBS = "RUN_JOBS"


_P = Permission

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PRESCRIBER: frozenset(
        {
            _P.FIND_PERSON,
            _P.SEE_PERSON,
            _P.EDIT_PERSON,
            _P.SEE_CATALOGUE,
            _P.PLACE_ORDER,
            _P.PLACE_ORDER_FOR_OTHERS,
            _P.SEE_ORDERS,
            _P.CHANGE_ORDER,
            _P.ASK_FOR_VISIT,
            _P.RECORD_LIFE_EVENT,
            _P.ISSUE_FROM_SATELLITE,
        }
    ),
    Role.AUTHORISER: frozenset(
        {_P.FIND_PERSON, _P.SEE_PERSON, _P.SEE_CATALOGUE, _P.SEE_ORDERS, _P.RELEASE_ORDER, _P.ARRANGE_COVER}
    ),
    Role.DEPOT: frozenset(
        {
            _P.SEE_CATALOGUE,
            _P.SEE_STOCK,
            _P.KEEP_STOCK,
            _P.ALLOCATE,
            _P.CARE_FOR_EQUIPMENT,
            _P.LOAD_RUN,
            _P.SETTLE_DISCREPANCY,
        }
    ),
    Role.DRIVER: frozenset({_P.DO_VISITS, _P.RECORD_VISITS, _P.LOAD_RUN, _P.SEE_CATALOGUE}),
    Role.CONTROLLER: frozenset(
        {
            _P.FIND_PERSON,
            _P.SEE_PERSON,
            _P.EDIT_PERSON,
            _P.JOIN_PEOPLE,
            _P.RECORD_LIFE_EVENT,
            _P.LOG_CONTACT,
            _P.SEE_CATALOGUE,
            _P.SEE_ORDERS,
            _P.CHANGE_ORDER,
            _P.CHANGE_ORDERS_OF_OTHERS,
            _P.ASK_FOR_VISIT,
            _P.SEE_STOCK,
            _P.SEE_CONTROL_ROOM,
            _P.PLAN_VISITS,
            _P.RECORD_VISITS,
            _P.ALLOCATE,
            _P.SETTLE_DISCREPANCY,
            _P.PLACE_ORDER_FOR_OTHERS,
        }
    ),
    Role.COMMISSIONER: frozenset(
        {
            _P.SEE_CATALOGUE,
            _P.SEE_CONTROL_ROOM,
            _P.SEE_STOCK,
            _P.SEE_ORDERS,
            _P.SEE_MONEY,
            _P.SEE_STATEMENT,
            _P.PLAN_SCENARIOS,
            _P.SEE_AUDIT,
        }
    ),
    # The law asks for a manager of each pool (SI 2000/617, regulation 7): who commissions looks, one keeps the record.
    Role.POOL_MANAGER: frozenset(
        {
            _P.SEE_MONEY,
            _P.KEEP_POOL,
            _P.PLAN_SCENARIOS,
            _P.SEE_STATEMENT,
            _P.BRING_INVOICE,
            _P.SETTLE_INVOICE,
            _P.SEE_CATALOGUE,
            _P.SEE_AUDIT,
        }
    ),
    # Sees what is owed to the provider, and answers for its invoices; decides nothing about them.
    Role.PROVIDER_MANAGER: frozenset({_P.SEE_STATEMENT, _P.BRING_INVOICE, _P.SEE_CATALOGUE}),
    # Staff of a shop or pharmacy: a voucher by its number, and nothing else.
    Role.RETAILER: frozenset({_P.REDEEM_VOUCHER}),
    Role.ADMINISTRATOR: frozenset({_P.ADMINISTER, _P.IMPORT, _P.SEE_CATALOGUE, _P.SEE_AUDIT}),
    Role.SYSTEM: frozenset({_P.RUN_JOBS, _P.IMPORT, _P.ADMINISTER, _P.EDIT_PERSON, _P.ASK_FOR_VISIT, _P.ALLOCATE}),
}


# What every member of staff may do, whatever their role; the system itself may not.
EVERYBODY = frozenset({_P.HOLD_TOKEN})


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """All that a user with these roles may do."""
    staff = EVERYBODY if roles - {Role.SYSTEM} else frozenset()
    return staff.union(*(PERMISSIONS[role] for role in roles))
