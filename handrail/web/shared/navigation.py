"""Which pages each audience is offered, as one table: areas by role, entries by permission.
Refuses to guard anything: a page guards itself by its own permission (see `views.page`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, resolve, reverse

from handrail.identity.roles import Permission, Role
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the menu of an area. `about` is the sentence on the area's own front page; `beneath`: the addresses
    of the pages that belong to it though they do not lie under its own."""

    label: str
    page: str
    needs: Permission
    about: str = ""
    beneath: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """The pages of one audience. `home` is where its users start."""

    role: Role
    label: str
    home: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MenuLink:
    """One entry as the layout shows it."""

    text: str
    href: str
    current: bool = False
    about: str = ""


_P = Permission
_FIND = Entry("Find a person", "person:find", _P.FIND_PERSON, "By name, birth date, postcode or NHS number")
_MONEY = Entry("Money", "money:pool", _P.SEE_MONEY, "What is in a pool, who pays in, and what was agreed")
_FORECAST = Entry("Forecast", "forecasts:forecast", _P.SEE_MONEY, "What will be spent, and how we know")
_SPENDING = Entry("Spending", "spending:spending", _P.SEE_MONEY, "What was spent, on whom and on what")

_VOUCHERS = Entry("Vouchers", "spending:vouchers", _P.SEE_MONEY, "What shops supply, and what they are owed")
_SPECIALS = Entry("Specials", "specials:specials", _P.SEE_ORDERS, "What was asked for that the catalogue lacks")
_MONEY_OF_SPECIALS = Entry("Specials", "specials:specials", _P.SEE_MONEY, "What was asked for that the catalogue lacks")
_BOUGHT = Entry("Bought themselves", "person:bought_themselves", _P.SEE_PERSON, "What people chose to buy, and who")
_MONEY_OF_BOUGHT = Entry(
    "Bought themselves", "person:bought_themselves", _P.SEE_MONEY, "What people chose to buy rather than be lent"
)
_STATEMENT = Entry("Statement", "invoices:statement", _P.SEE_STATEMENT, "What is owed to the provider, and for what")
_SCENARIOS = Entry("Scenarios", "commissioner:scenarios", _P.PLAN_SCENARIOS, "What a plan would cost and save")
_COST_OF_RECALLS = Entry(
    "Recalls", "money:recalls", _P.SEE_MONEY, "Who is their cause, and so who pays for telling people"
)
_INVOICES = Entry("Invoices", "invoices:invoices", _P.SEE_STATEMENT, "What the provider asks for, line by line")

_WORKSHOP = ("contamination", "clean", "inspect", "repair", "put-away", "set-apart", "clear", "scrap", "overdue")
_STOCK = ("move", "labels", "stock-takes", "differences", "examinations", "mend", "find")


def _depot(*names: str) -> tuple[str, ...]:
    return tuple(f"/depot/{name}/" for name in names)


# In the order in which a user with several roles is offered them; the first is the main one.
AREAS: tuple[Area, ...] = (
    Area(
        Role.CONTROLLER,
        "Service desk",
        "controller:room",
        (
            Entry("Control room", "controller:room", _P.SEE_CONTROL_ROOM, "What is late, at risk or waiting, now"),
            Entry("Answer a call", "controller:call", _P.LOG_CONTACT, "Everything for one call on one page"),
            _FIND,
            Entry("People to tell", "controller:people_to_tell", _P.LOG_CONTACT, "Whom to ring or write to"),
            Entry("Follow up", "person:follow_ups", _P.RECORD_LIFE_EVENT, "What to do after a death, a move or a stay"),
            Entry("Look-alikes", "person:duplicates", _P.JOIN_PEOPLE, "Records that may be one person"),
            Entry("Visits", "controller:visits", _P.PLAN_VISITS, "Book visits and put them on runs"),
            Entry("Runs", "controller:runs", _P.PLAN_VISITS, "Vans and crews, day by day"),
            Entry("Orders", "controller:orders", _P.SEE_ORDERS, "Every open order, by state and by clock"),
            _SPECIALS,
            Entry("Recalls", "depot:recalls", _P.SEE_STOCK, "What safety alerts name, and who has it"),
            Entry("Examinations", "controller:examinations", _P.PLAN_VISITS, "What is due for one in a home"),
        ),
    ),
    Area(
        Role.PRESCRIBER,
        "Prescribing",
        "prescriber:home",
        (
            Entry("Home", "prescriber:home", _P.PLACE_ORDER, "Drafts, and what needs you"),
            _FIND,
            Entry("My orders", "prescriber:orders", _P.SEE_ORDERS, "Follow what you and your team ordered"),
            _SPECIALS,
            _BOUGHT,
            Entry("Catalogue", "prescriber:catalogue", _P.SEE_CATALOGUE, "What can be ordered, and what is in stock"),
            Entry("Satellite store", "depot:issue", _P.ISSUE_FROM_SATELLITE, "Issue from the cupboard by scan"),
        ),
    ),
    Area(
        Role.AUTHORISER,
        "Approvals",
        "authoriser:queue",
        (
            Entry("To approve", "authoriser:queue", _P.RELEASE_ORDER, "Orders that wait for your decision"),
            _FIND,
            Entry("Orders", "authoriser:orders", _P.SEE_ORDERS, "What was approved, returned or refused"),
            Entry("Cover", "authoriser:cover", _P.ARRANGE_COVER, "Who decides while you are away"),
        ),
    ),
    Area(
        Role.DEPOT,
        "Depot",
        "depot:home",
        (
            Entry("Today", "depot:home", _P.SEE_STOCK, "What the depot has to do now"),
            Entry("Goods in", "depot:goods_in", _P.KEEP_STOCK, "Book in new items by scan"),
            Entry("Allocate", "depot:allocate", _P.ALLOCATE, "Give items to orders", _depot("back-orders")),
            Entry("Pick and load", "depot:pick", _P.LOAD_RUN, "Pick lists and loading, run by run", _depot("runs")),
            Entry("Returns", "depot:returns", _P.KEEP_STOCK, "Book in what comes back"),
            Entry("Workshop", "depot:workshop", _P.CARE_FOR_EQUIPMENT, "Clean, test, repair, pass", _depot(*_WORKSHOP)),
            Entry(
                "Stock",
                "depot:stock",
                _P.SEE_STOCK,
                "Find items, count, move, print labels",
                ("/a/", *_depot(*_STOCK)),
            ),
            Entry("Recalls", "depot:recalls", _P.SEE_STOCK, "What safety alerts name, and who has it"),
        ),
    ),
    Area(
        Role.DRIVER,
        "Driving",
        "driver:run",
        (Entry("My run", "driver:run", _P.DO_VISITS, "Today's stops, in order"),),
    ),
    Area(
        Role.COMMISSIONER,
        "Commissioning",
        "controller:room",
        (
            Entry("Control room", "controller:room", _P.SEE_CONTROL_ROOM, "What is late, at risk or waiting, now"),
            Entry("Orders", "controller:orders", _P.SEE_ORDERS, "Every open order, by state and by clock"),
            Entry("Stock", "depot:stock", _P.SEE_STOCK, "Items by state and place"),
            _MONEY,
            _FORECAST,
            _SPENDING,
            _VOUCHERS,
            _MONEY_OF_SPECIALS,
            _MONEY_OF_BOUGHT,
            _STATEMENT,
            _INVOICES,
            _SCENARIOS,
        ),
    ),
    Area(
        Role.POOL_MANAGER,
        "Pool",
        "money:pool",
        (
            _MONEY,
            _FORECAST,
            _SPENDING,
            _VOUCHERS,
            _MONEY_OF_SPECIALS,
            _MONEY_OF_BOUGHT,
            _STATEMENT,
            _INVOICES,
            _COST_OF_RECALLS,
            _SCENARIOS,
            Entry("Audit", "admin:audit", _P.SEE_AUDIT, "Who did what, and who opened which record"),
        ),
    ),
    Area(
        Role.RETAILER,
        "Shop",
        "shop:voucher",
        (
            Entry("Take a voucher", "shop:voucher", _P.REDEEM_VOUCHER, "By its number"),
            Entry("What you are owed", "shop:owed", _P.REDEEM_VOUCHER, "By month, and when it was paid"),
        ),
    ),
    Area(Role.PROVIDER_MANAGER, "Provider", "invoices:statement", (_STATEMENT, _INVOICES)),
    Area(
        Role.ADMINISTRATOR,
        "Administration",
        "admin:home",
        (
            Entry("Home", "admin:home", _P.ADMINISTER, "The contract at a glance"),
            Entry("Partners", "admin:partners", _P.ADMINISTER, "Councils, NHS boards, providers, teams, depots"),
            Entry("Users", "admin:users", _P.ADMINISTER, "Accounts, roles and authorities"),
            Entry("Contract", "admin:contract", _P.ADMINISTER, "Code lists and calendars, with their dates"),
            Entry("Imports", "admin:imports", _P.IMPORT, "Bring people, products, items and loans in"),
            Entry("Audit", "admin:audit", _P.SEE_AUDIT, "Who did what, and who opened which record"),
        ),
    ),
)


@cache
def address_of(page: str) -> str:
    """The address of a page; empty where this installation does not serve it, so that the menu leaves it out."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


def may_open(scope: Scope, address: str) -> bool:
    """Whether the page at this address opens to the user: nothing leads to a refusal."""
    access = getattr(resolve(urlsplit(address).path).func, "access", None)
    return access is not None and any(scope.may(one) for one in access.permissions)


def areas_for(scope: Scope) -> tuple[Area, ...]:
    """The areas of the user's roles, the main one first."""
    return tuple(area for area in AREAS if area.role in scope.roles)


def area_for(scope: Scope, chosen: str = "") -> Area | None:
    """The area that the user chose, if they have that role; else their main one."""
    areas = areas_for(scope)
    return next((area for area in areas if area.role == chosen), areas[0] if areas else None)


def navigation_for(scope: Scope, area: Area, path: str = "") -> tuple[MenuLink, ...]:
    """The entries of an area that the user may open; the one with the longest matching address is the current one."""
    offered = [(entry, address_of(entry.page)) for entry in area.entries if scope.may(entry.needs)]
    links = [(entry, href) for entry, href in offered if href]
    owner = {beneath: href for entry, href in links for beneath in (*entry.beneath, href)}
    current = owner.get(closest(owner, path), "")
    return tuple(MenuLink(entry.label, href, href == current, entry.about) for entry, href in links)


def closest(addresses: Iterable[str], path: str) -> str:
    """Which of the addresses the path lies beneath, the longest winning; empty for none."""
    return max((address for address in addresses if path.startswith(address)), key=len, default="")
