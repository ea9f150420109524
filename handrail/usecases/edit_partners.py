"""Keep the registers of a contract: partners and how far they see, teams, stores, vans.
Refuses a name that is taken, a store at an unknown place, and closing what people or equipment still depend on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.geography import locate
from handrail.core.postcodes import PostcodeProblem, check_postcode
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.core.versions import version_of
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.queries.users import posts_held
from handrail.identity.roles import Permission
from handrail.partners import actions as partner_actions
from handrail.partners.effective import Held, plan_change
from handrail.partners.models import ContractPartner, Depot, Partner, Team
from handrail.partners.queries import code_lists, partners_of
from handrail.partners.queries.registers import partner_version
from handrail.partners.register_rules import PARTNER_KINDS, REACHES, RegisterReason
from handrail.stock import actions as stock_actions
from handrail.stock.queries.known import equipment_at
from handrail.visits import actions as visit_actions
from handrail.visits.models import Van


@dataclass(frozen=True, slots=True)
class PartnerShape:
    """A partner, and how far its staff see people (ALL, OWN or NONE) from a day. `partner_id` None: a new one."""

    kind: str
    name: str
    reach: str
    from_on: date
    ods_code: str = ""
    phone: str = ""
    partner_id: UUID | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class TeamShape:
    """A team of a partner. `team_id` None: a new one."""

    partner_id: UUID
    kind: str
    name: str
    team_id: UUID | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class StoreShape:
    """A depot (DEPOT), or a satellite store (SATELLITE) with the depot that fills it. `store_id` None: a new one."""

    kind: str
    name: str
    lines: str
    postcode: str
    phone: str = ""
    serves_id: UUID | None = None
    store_id: UUID | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class VanShape:
    """A van of a depot, with what it carries. `van_id` None: a new one. `by_post`, of a new one: it stands for the
    post, and stays so."""

    depot_id: UUID
    name: str
    registration: str
    capacity_kg: int
    capacity_l: int
    van_id: UUID | None = None
    seen: str = ""
    by_post: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """Close a team, a store or a van from a day on; None opens it again."""

    row_id: UUID
    closed_on: date | None


@use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER)
def keep_partner(change: Change, *, request: PartnerShape) -> UUID:
    """Add a partner to the contract, or change it; its reach changes from a day on. Gives the partner's id."""
    name = clean_line(request.name)
    wrong = (
        (not name, RegisterReason.NAME_MISSING, "name"),
        (request.kind not in PARTNER_KINDS, RegisterReason.KIND_UNKNOWN, "kind"),
        (request.reach not in REACHES, RegisterReason.REACH_UNKNOWN, "reach"),
    )
    _refuse(wrong)
    partner = _partner(change, request, name)
    held = [
        Held(row.id, row.reach, row.from_on, row.until_on)
        for row in ContractPartner.objects.select_for_update().filter(
            contract_id=change.scope.contract_id, partner_id=partner
        )
    ]
    plan = plan_change(held, request.reach, from_on=request.from_on, until_on=None, today=change.at.today)
    unchanged = any(h.row == request.reach and h.holds_on(change.at.today) for h in held)
    if isinstance(plan, Reason) and not unchanged:
        raise Refused([plan])
    if plan is not None and not isinstance(plan, Reason) and not unchanged:
        if plan.ends:
            partner_actions.end_data(ContractPartner, [plan.ends.id], until_on=plan.from_on)
        partner_actions.add_data(
            [
                ContractPartner(
                    id=change.new_id(), contract_id=change.scope.contract_id, partner_id=partner, reach=plan.row,
                    from_on=plan.from_on,
                )
            ]
        )  # fmt: skip
    change.touched("partner", partner)
    return partner


def _partner(change: Change, request: PartnerShape, name: str) -> UUID:
    """The partner's own row, new or changed. One that works under another contract too keeps its name and kind."""
    named = Partner.objects.filter(name__iexact=name).first()
    columns = {"kind": request.kind, "name": name, "ods_code": clean_line(request.ods_code).upper(),
               "phone": clean_line(request.phone)}  # fmt: skip
    if request.partner_id is None:
        if named is None:
            row = Partner(id=change.new_id(), **columns)
            partner_actions.add_partners([row])
            return row.id
        if ContractPartner.objects.filter(contract_id=change.scope.contract_id, partner=named).exists():
            raise refuse(RegisterReason.NAME_TAKEN, "name", name=name)
        return named.pk
    old = Partner.objects.select_for_update().filter(pk=request.partner_id).first()
    ours = ContractPartner.objects.filter(partner_id=request.partner_id)
    if old is None or not ours.filter(contract_id=change.scope.contract_id).exists():
        raise refuse(CallReason.NOT_FOUND)
    latest = ours.filter(contract_id=change.scope.contract_id).order_by("-from_on")[0]
    _refuse_stale(
        request.seen,
        partner_version(old.kind, old.name, old.ods_code, old.phone, latest.reach, latest.from_on),
    )
    if named is not None and named.pk != old.pk:
        raise refuse(RegisterReason.NAME_TAKEN, "name", name=name)
    if any(getattr(old, column) != value for column, value in columns.items()):
        if ours.exclude(contract_id=change.scope.contract_id).exists():
            raise refuse(RegisterReason.PARTNER_SHARED, "name")
        partner_actions.change_partner(old.pk, **columns)
    return old.pk


@use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER)
def keep_team(change: Change, *, request: TeamShape) -> UUID:
    """Add a team, or change its name and kind. Gives the team's id."""
    contract_id, today, name = change.scope.contract_id, change.at.today, clean_line(request.name)
    kinds = {code.code for code in code_lists(contract_id, ["team_kind"], today)["team_kind"]}
    partners = {row.id for row in partners_of(contract_id, today)}
    taken = (
        Team.objects.filter(contract_id=contract_id, name__iexact=name).exclude(pk__in=_given(request.team_id)).exists()
    )
    wrong = (
        (not name, RegisterReason.NAME_MISSING, "name"),
        (taken, RegisterReason.NAME_TAKEN, "name"),
        (request.kind not in kinds, RegisterReason.KIND_UNKNOWN, "kind"),
        (request.partner_id not in partners, RegisterReason.PARTNER_UNKNOWN, "partner_id"),
    )
    _refuse(wrong, name=name)
    if request.team_id is None:
        row = Team(
            id=change.new_id(), contract_id=contract_id, partner_id=request.partner_id, kind=request.kind, name=name
        )
        partner_actions.add_teams([row])
        change.touched("team", row.id)
        return row.id
    old = Team.objects.select_for_update().filter(contract_id=contract_id, pk=request.team_id).first()
    if old is None:
        raise refuse(CallReason.NOT_FOUND)
    _refuse_stale(request.seen, version_of(old.partner_id, old.kind, old.name))
    if old.partner_id != request.partner_id and posts_held(change.scope).get(old.pk):
        raise refuse(RegisterReason.STILL_HAS_PEOPLE, "partner_id")
    partner_actions.change_team(old.pk, partner_id=request.partner_id, kind=request.kind, name=name)
    change.touched("team", old.pk)
    return old.pk


@use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER)
def close_team(change: Change, *, request: Closing) -> UUID:
    """Close a team that nobody holds a post in any more, or open it again. Gives the team's id."""
    found = Team.objects.select_for_update().filter(contract_id=change.scope.contract_id, pk=request.row_id).first()
    if found is None:
        raise refuse(CallReason.NOT_FOUND)
    people = posts_held(change.scope).get(found.pk, 0)
    if request.closed_on is not None and people:
        raise refuse(RegisterReason.STILL_HAS_PEOPLE, "closed_on", people=people)
    partner_actions.close_row(Team, found.pk, closed_on=request.closed_on)
    change.touched("team", found.pk)
    return found.pk


@use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def keep_store(change: Change, *, request: StoreShape) -> UUID:
    """Add a depot or satellite store with its place in stock, or change it. Gives the store's id."""
    contract_id, name = change.scope.contract_id, clean_line(request.name)
    postcode = check_postcode(request.postcode)
    if isinstance(postcode, PostcodeProblem):
        raise refuse(postcode, "postcode")
    where = locate(str(postcode))
    _refuse_store(contract_id, request, name, known=where.easting is not None)
    columns = {
        "name": name, "lines": clean_line(request.lines), "postcode": str(postcode), "easting": where.easting or 0,
        "northing": where.northing or 0, "phone": clean_line(request.phone),
        "serves_id": request.serves_id if request.kind == "SATELLITE" else None,
    }  # fmt: skip
    if request.store_id is None:
        row = Depot(id=change.new_id(), contract_id=contract_id, kind=request.kind, **columns)
        partner_actions.add_depots([row])
        stock_actions.make_places([(row.id, row.kind, name, row.id)])
        change.touched("depot", row.id)
        return row.id
    old = Depot.objects.select_for_update().filter(contract_id=contract_id, pk=request.store_id).first()
    if old is None:
        raise refuse(CallReason.NOT_FOUND)
    _refuse_stale(request.seen, version_of(old.name, old.lines, old.postcode, old.phone, old.serves_id))
    if old.kind != request.kind:
        raise refuse(RegisterReason.KIND_FIXED, "kind")
    partner_actions.change_depot(old.pk, **columns)
    stock_actions.rename_place(old.pk, name=name)
    change.touched("depot", old.pk)
    return old.pk


def _refuse_store(contract_id: UUID, request: StoreShape, name: str, *, known: bool) -> None:
    stores = Depot.objects.filter(contract_id=contract_id)
    filled_from = stores.filter(kind="DEPOT", closed_on=None, pk__in=_given(request.serves_id))
    taken = stores.filter(name__iexact=name).exclude(pk__in=_given(request.store_id)).exists()
    _refuse(
        (
            (not name, RegisterReason.NAME_MISSING, "name"),
            (taken, RegisterReason.NAME_TAKEN, "name"),
            (not clean_line(request.lines), RegisterReason.ADDRESS_MISSING, "lines"),
            (request.kind not in {"DEPOT", "SATELLITE"}, RegisterReason.KIND_UNKNOWN, "kind"),
            (not known, RegisterReason.PLACE_UNKNOWN, "postcode"),
            (request.kind == "SATELLITE" and not filled_from.exists(), RegisterReason.DEPOT_UNKNOWN, "serves_id"),
        ),
        name=name,
    )


@use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def close_store(change: Change, *, request: Closing) -> UUID:
    """Close a store that is empty and that nothing depends on, or open it again. Gives the store's id."""
    contract_id = change.scope.contract_id
    found = Depot.objects.select_for_update().filter(contract_id=contract_id, pk=request.row_id).first()
    if found is None:
        raise refuse(CallReason.NOT_FOUND)
    if request.closed_on is not None:
        items = equipment_at(found.pk)
        fills = Depot.objects.filter(contract_id=contract_id, serves=found, closed_on=None).exists()
        vans = Van.objects.filter(contract_id=contract_id, depot=found, retired_on=None).exists()
        others = Depot.objects.filter(contract_id=contract_id, kind="DEPOT", closed_on=None).exclude(pk=found.pk)
        _refuse(
            (
                (items > 0, RegisterReason.STILL_HAS_EQUIPMENT, "closed_on"),
                (fills or vans, RegisterReason.STILL_NEEDED, "closed_on"),
                (found.kind == "DEPOT" and not others.exists(), RegisterReason.LAST_DEPOT, "closed_on"),
            ),
            items=items,
        )
    partner_actions.close_row(Depot, found.pk, closed_on=request.closed_on)
    change.touched("depot", found.pk)
    return found.pk


@use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER)
def keep_van(change: Change, *, request: VanShape) -> UUID:
    """Add a van with its place in stock, or change it. Gives the van's id."""
    contract_id = change.scope.contract_id
    name, registration = clean_line(request.name), clean_line(request.registration).upper()
    depots = Depot.objects.filter(contract_id=contract_id, kind="DEPOT", closed_on=None, pk=request.depot_id)
    same = Van.objects.filter(contract_id=contract_id).exclude(pk__in=_given(request.van_id))
    _refuse(
        (
            (not name, RegisterReason.NAME_MISSING, "name"),
            (same.filter(name__iexact=name, retired_on=None).exists(), RegisterReason.NAME_TAKEN, "name"),
            (not registration, RegisterReason.REGISTRATION_MISSING, "registration"),
            (same.filter(registration=registration).exists(), RegisterReason.REGISTRATION_TAKEN, "registration"),
            (not depots.exists(), RegisterReason.DEPOT_UNKNOWN, "depot_id"),
            (request.capacity_kg <= 0, RegisterReason.CAPACITY_WRONG, "capacity_kg"),
            (request.capacity_l <= 0, RegisterReason.CAPACITY_WRONG, "capacity_l"),
        ),
        name=name,
    )
    columns = {"depot_id": request.depot_id, "name": name, "registration": registration,
               "capacity_kg": request.capacity_kg, "capacity_l": request.capacity_l}  # fmt: skip
    if request.van_id is None:
        van_id = change.new_id()
        stock_actions.make_places([(van_id, "VAN", name, None)])
        visit_actions.add_vans(
            [Van(id=van_id, contract_id=contract_id, place_id=van_id, by_post=request.by_post, **columns)]
        )
        change.touched("van", van_id)
        return van_id
    old = Van.objects.select_for_update().filter(contract_id=contract_id, pk=request.van_id).first()
    if old is None:
        raise refuse(CallReason.NOT_FOUND)
    _refuse_stale(request.seen, version_of(*(getattr(old, column) for column in columns)))
    visit_actions.change_van(old.pk, **columns)
    stock_actions.rename_place(old.pk, name=name)
    change.touched("van", old.pk)
    return old.pk


@use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER)
def retire_van(change: Change, *, request: Closing) -> UUID:
    """Take a van that is empty out of use, or back into it. Gives the van's id."""
    found = Van.objects.select_for_update().filter(contract_id=change.scope.contract_id, pk=request.row_id).first()
    if found is None:
        raise refuse(CallReason.NOT_FOUND)
    items = equipment_at(found.pk) if request.closed_on is not None else 0
    if items:
        raise refuse(RegisterReason.STILL_HAS_EQUIPMENT, "closed_on", items=items)
    visit_actions.change_van(found.pk, retired_on=request.closed_on)
    change.touched("van", found.pk)
    return found.pk


def _refuse_stale(seen: str, version: str) -> None:
    """Raise `Refused(STALE)` where the page was opened on another state; an empty `seen` is not compared."""
    if seen and seen != version:
        raise refuse(CallReason.STALE)


def _given(row_id: UUID | None) -> list[UUID]:
    return [] if row_id is None else [row_id]


def _refuse(wrong: tuple[tuple[bool, RegisterReason, str], ...], **params: str | int) -> None:
    """Raise every reason that holds, all at once."""
    reasons = [Reason(code, field, tuple(params.items())) for holds, code, field in wrong if holds]
    if reasons:
        raise Refused(reasons)
