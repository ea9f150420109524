"""A partner that sees only its own people asks for everything by ids of somebody else's, and of another contract's:
no answer holds a name, a birth date, an address or a word of theirs."""

import json
import re
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from handrail.api.rest.service import description
from handrail.identity.calls import reading
from handrail.identity.queries.users import user_post
from handrail.identity.roles import Role
from handrail.identity.rules import PostWanted
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.edit_users import PostChange, change_post
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.save_draft import DraftRequest, save_draft
from tests.api.api_calls import Caller, caller
from tests.ordering import Someone, lines, placed, someone
from tests.situations import another_county, call_as, northdown
from tests.stock_situations import main_depot
from tests.visiting import a_stop, handed, received, recorded

pytestmark = pytest.mark.django_db

NAME = "Perpetua Quillfeather"
# What would give the person away: both names, the birth date, the street, the postcode, the reason of the order.
TELLING = ("Perpetua", "Quillfeather", "1941-05-09", "Sallow Lane", "PE29 3RB", "To get out of bed safely", "Harker")
EVERY_ROLE = tuple(role for role in Role if role is not Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Theirs:
    """Ids of somebody else's, by the names that the addresses and filters have for them."""

    ids: dict[str, str]
    codes: tuple[str, ...]


def not_served_by_the_hospice(county: County) -> County:
    seen = copy(county)
    vars(seen)["scopes"] = {key: scope for key, scope in county.scopes.items() if key != "hospice"}
    return seen


def theirs(county: County) -> Theirs:
    """A person with a loan, an open order, a draft and a stay in hospital; the hospice does not serve them."""
    who = someone(not_served_by_the_hospice(county), name=NAME)
    stop, done = lent_to(county, who)
    order = placed(county, who, *lines("BED-020"), by="nurse")
    told = LifeEventWanted(who.id, LifeEventKind.ADMISSION, date(2026, 3, 3), NAME)
    event = record_life_event(call_as(county.scopes["desk"]), request=told)
    kept = save_draft(call_as(county.scopes["nurse"]), request=DraftRequest(who.id, {"typed": {"goal": NAME}}))
    return Theirs(
        {
            "person_id": str(who.id),
            "right_person_id": str(who.id),
            "address_id": str(who.address_id),
            "order_id": str(order.order_id),
            "visit_id": str(stop.visit_id),
            "run_id": str(stop.run_id),
            "loan_id": str(done.loans[0].loan_id),
            "draft_id": str(kept.draft_id),
            "life_event_id": str(event.life_event_id),
            "number": stop.numbers[0],
            "place_id": str(main_depot(county)),
            "list_name": "failed_visit",
        },
        stop.numbers,
    )


def lent_to(county: County, who: Someone) -> tuple[Any, Any]:
    stop = a_stop(county, "BED-010", who=who)
    return stop, recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())


def hospice_with_every_role(county: County) -> Caller:
    """A token of the hospice's nurse, who was given all roles there are: only the reach of the hospice bounds them."""
    admin, user_id = county.scopes["admin"], county.users["hospice"]
    with reading(admin):
        post = user_post(admin, user_id, today=date(2026, 3, 3))
    assert post is not None
    wanted = PostWanted(
        post.partner_id, EVERY_ROLE, post.from_on, post.until_on, post.job_category, post.team_id, main_depot(county)
    )
    change_post(call_as(admin), request=PostChange(user_id, wanted))
    return caller(county, "hospice")


def reads() -> list[tuple[str, list[str]]]:
    """The address and the filters of each operation that reads."""
    return [
        (
            path.removeprefix("/api/v1"),
            [one["name"] for one in methods["get"].get("parameters", ()) if one["in"] == "query"],
        )
        for path, methods in description()["paths"].items()
        if "get" in methods
    ]


def told_by(asking: Caller, found: Theirs) -> dict[str, list[str]]:
    """Every read with their ids in it, and what it gave away."""
    given_away: dict[str, list[str]] = {}
    asked = 0
    for path, filters in reads():
        where = re.sub(r"{(\w+)}", lambda name: found.ids.get(name[1], found.ids["person_id"]), path)
        queries: list[dict[str, str]] = [{name: found.ids[name]} for name in filters if name in found.ids]
        queries += [{"code": code} for code in found.codes if "code" in filters]
        queries += [{name: "Quillfeather"} for name in filters if name in {"words", "q", "name"}]
        for query in queries or [{}]:
            answer = asking.get(where, **query)
            assert answer.status < 500, (where, query)
            text = json.dumps(answer.body)
            asked += 1
            if told := [word for word in TELLING if word in text and word not in str(query)]:
                given_away[f"{path} {sorted(query)}"] = told
    assert asked > 40
    return given_away


def test_ids_of_people_whom_it_does_not_serve_tell_a_partner_nothing() -> None:
    county = northdown()
    found = theirs(county)
    assert told_by(hospice_with_every_role(county), found) == {}
    # The same questions of who may ask them tell a good deal: the words are those that would be found.
    assert len(told_by(caller(county, "desk"), found)) > 5


def test_ids_of_another_contract_tell_nothing() -> None:
    county, other = northdown(), another_county()
    assert told_by(caller(other, "desk"), theirs(county)) == {}
