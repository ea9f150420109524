"""The front page of administrators: what there is to keep, and what waits for them.
Refuses content of its own; every number opens its list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.queries.users import UserFilters, count_users
from handrail.identity.roles import Permission
from handrail.intake.queries import count_parked
from handrail.partners.queries import contract_data
from handrail.partners.rules import ContractData, bank_holidays_run_out
from handrail.web.admin.shapes import london_today
from handrail.web.shared.navigation import MenuLink
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Notice, StatTile, Tone
from handrail.web.shared.views import page, render
from handrail.wording.contracts import bank_holidays_known


@dataclass(frozen=True, slots=True)
class HomePage:
    """The contract's name, what is to be known, what waits, and the pages of the area."""

    contract: str
    notice: Notice | None
    tiles: Sequence[StatTile]
    links: Sequence[MenuLink]


RUN_OUT = (
    "A bank holiday after that counts as a working day, so what is promised by working days is promised too early.",
    "A newer version of Handrail brings the next ones. Ask whoever runs Handrail for you to bring it up to date.",
)
PAGES = (
    ("Partners", "admin:partners", "Councils, NHS boards, trusts, providers, and how far their staff see people"),
    ("Teams", "admin:teams", "For whom prescribers order"),
    ("Depots and stores", "admin:stores", "Depots, and the satellite stores that they fill"),
    ("Vans", "admin:vans", "What each depot drives"),
    ("Users", "admin:users", "Who works here, as what, and whether their account is active"),
    (
        "Contract data",
        "admin:contract",
        "Code lists, calendars, speeds, prices, terms and authorities, with their dates",
    ),
    ("Catalogue", "admin:products", "What can be ordered"),
    ("API tokens", "admin:tokens", "Keys with which other systems work here"),
    ("Imports", "admin:imports", "Bring people, products, items and open loans in"),
    ("Audit log", "admin:audit", "Who did what, and who opened which record"),
)


def _notice(laid_down: ContractData) -> Notice | None:
    """Said a year before, so that there is time to bring Handrail up to date."""
    if not bank_holidays_run_out(laid_down):
        return None
    return Notice(bank_holidays_known(laid_down.bank_holidays), RUN_OUT, Tone.WARN)


@page(Permission.ADMINISTER, methods=("GET",))
def home(request: PageRequest) -> HttpResponseBase:
    """What waits for an administrator."""
    today = london_today()
    with reading(request.scope):
        counts = {
            state: count_users(request.scope, UserFilters(state=state), today=today)
            for state in ("APPLIED", "TRAINED", "SUSPENDED")
        }
        parked = count_parked(request.scope)
        laid_down = contract_data(request.scope.contract_id, today)
    users = reverse("admin:users")
    tiles = (
        StatTile("Accounts to train", counts["APPLIED"], f"{users}?state=APPLIED"),
        StatTile("Trained, not yet active", counts["TRAINED"], f"{users}?state=TRAINED"),
        StatTile("Suspended", counts["SUSPENDED"], f"{users}?state=SUSPENDED"),
        StatTile("Imported rows to mend", parked, reverse("admin:imports"), tone=Tone.WARN if parked else Tone.CALM),
    )
    links = tuple(MenuLink(text, reverse(name), about=about) for text, name, about in PAGES)
    notice = _notice(laid_down)
    return render(request, "admin/home.html", HomePage(request.scope.contract_name, notice, tiles, links))
