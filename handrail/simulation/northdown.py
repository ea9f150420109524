"""Northdown, an invented county on the geography of Cambridgeshire: its partners, stores, teams, vans and staff.
Refuses real organisations: every name of a partner, depot, team and user is made up."""

from dataclasses import dataclass
from datetime import date

from handrail.identity.roles import Role
from handrail.ledger.codes import FundKind, Residence
from handrail.ledger.rules.fees import FEE
from handrail.ledger.rules.kpi_terms import KpiTerm, Measure
from handrail.people.states import CareRoute
from handrail.usecases._funds import CreditWanted, ExtensionOption, FundingWanted, FundWanted
from handrail.usecases.set_up_contract import ContractWanted, PartnerWanted, StoreWanted, TeamWanted, VanWanted

COUNCIL = "Northdown County Council"
NHS_BOARD = "NHS Northdown Board"
HOSPITAL = "Northdown Hospitals Trust"
COMMUNITY = "Northdown Community Health Trust"
HOSPICE = "Larkrise Hospice"
PROVIDER = "Fenway Equipment"
NEIGHBOUR = "Westmarch Council"
SHOP = "Market Street Pharmacy"

MAIN_DEPOT = "Fenway depot, Huntingdon"
SECOND_DEPOT = "Fenway depot, Wisbech"
HOSPITAL_STORE = "Store at Northdown General"
HOSPICE_STORE = "Store at Larkrise Hospice"

STARTS_ON = date(2025, 4, 1)
# Cambridge, East Cambridgeshire, Fenland, Huntingdonshire, South Cambridgeshire.
DISTRICTS = ("E07000008", "E07000009", "E07000010", "E07000011", "E07000012")


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A user of the demo county. `key` makes the e-mail address and the place in the sign-in list."""

    key: str
    name: str
    partner: str
    roles: tuple[Role, ...]
    job: str = ""
    team: str = ""
    depot: str = ""
    supervisor: str = ""
    on_call: bool = False
    says: str = ""


TEAMS = (
    TeamWanted(COMMUNITY, "community_nursing", "Fens community nursing"),
    TeamWanted(COMMUNITY, "community_therapy", "Ouse community therapy"),
    TeamWanted(COMMUNITY, "tissue_viability", "Tissue viability"),
    TeamWanted(COMMUNITY, "urgent_response", "Urgent response"),
    TeamWanted(HOSPITAL, "hospital_discharge", "Hospital discharge team"),
    TeamWanted(HOSPITAL, "ward", "Ward 7, Northdown General"),
    TeamWanted(HOSPITAL, "hospital_therapy", "Hospital therapy"),
    TeamWanted(COUNCIL, "social_care_ot", "Social care occupational therapy"),
    TeamWanted(COUNCIL, "reablement", "Reablement"),
    TeamWanted(COUNCIL, "childrens_therapy", "Children's therapy"),
    TeamWanted(HOSPICE, "end_of_life", "Larkrise end-of-life care"),
)

STAFF = (
    StaffMember("nurse", "Grace Adeyemi", COMMUNITY, (Role.PRESCRIBER,), "community_nurse", "Fens community nursing",
                says="Community nurse: orders beds, mattresses and commodes"),
    StaffMember("therapist", "Tom Whitlock", COUNCIL, (Role.PRESCRIBER,), "ot", "Social care occupational therapy",
                says="Occupational therapist: assesses at home"),
    StaffMember("senior", "Ruth Calder", COUNCIL, (Role.PRESCRIBER, Role.AUTHORISER), "ot_senior",
                "Social care occupational therapy", says="Senior therapist: orders, and releases for her team"),
    StaffMember("assistant", "Dev Patel", COUNCIL, (Role.PRESCRIBER,), "ot_assistant",
                "Social care occupational therapy", supervisor="therapist", says="Therapy assistant: simple aids"),
    StaffMember("ward", "Sinead Byrne", HOSPITAL, (Role.PRESCRIBER,), "ward_nurse", "Ward 7, Northdown General",
                says="Ward nurse: orders for going home"),
    StaffMember("discharge", "Marcus Webb", HOSPITAL, (Role.PRESCRIBER,), "discharge_coordinator",
                "Hospital discharge team", says="Discharge co-ordinator: orders for registered colleagues"),
    StaffMember("hospice", "Eleri Vaughan", HOSPICE, (Role.PRESCRIBER,), "hospice_nurse", "Larkrise end-of-life care",
                says="Hospice nurse: sees only those her hospice serves"),
    StaffMember("urgent", "Jonas Okafor", COMMUNITY, (Role.PRESCRIBER,), "urgent_response_practitioner",
                "Urgent response", says="Urgent response: 2 and 4 hour orders"),
    StaffMember("children", "Amelia Frost", COUNCIL, (Role.PRESCRIBER, Role.AUTHORISER), "ot_children",
                "Children's therapy", says="Children's therapist"),
    StaffMember("manager", "Priya Nair", COUNCIL, (Role.AUTHORISER,), "team_manager",
                "Social care occupational therapy", says="Team manager: releases spending"),
    StaffMember("adviser", "Helen Strand", NHS_BOARD, (Role.AUTHORISER,), "clinical_adviser", on_call=True,
                says="Clinical adviser: releases for any team, on call"),
    StaffMember("panel", "Gwen Ashdown", NHS_BOARD, (Role.AUTHORISER,), "panel_chair",
                says="Panel chair: releases what is dear or rare"),
    StaffMember("leadnurse", "Olu Bankole", COMMUNITY, (Role.PRESCRIBER, Role.AUTHORISER), "district_nurse_lead",
                "Fens community nursing", says="Lead nurse: orders, and releases for her team"),
    StaffMember("depot", "Karen Boyle", PROVIDER, (Role.DEPOT,), depot=MAIN_DEPOT, says="Depot: picks, cleans, tests"),
    StaffMember("depot2", "Piotr Zielinski", PROVIDER, (Role.DEPOT,), depot=SECOND_DEPOT, says="Second depot"),
    StaffMember("driver", "Sam Tully", PROVIDER, (Role.DRIVER,), depot=MAIN_DEPOT, says="Driver: today's run by phone"),
    StaffMember("driver2", "Aisha Rahman", PROVIDER, (Role.DRIVER,), depot=MAIN_DEPOT, says="Driver and technician"),
    StaffMember("driver3", "Callum Reid", PROVIDER, (Role.DRIVER,), depot=MAIN_DEPOT, says="Second person on the van"),
    StaffMember("driver4", "Lena Osgood", PROVIDER, (Role.DRIVER,), depot=MAIN_DEPOT, says="Driver of the third van"),
    StaffMember("driver5", "Joe Parrish", PROVIDER, (Role.DRIVER,), depot=MAIN_DEPOT, says="Second person on the van"),
    StaffMember("driver6", "Marta Lis", PROVIDER, (Role.DRIVER,), depot=SECOND_DEPOT, says="Driver, second depot"),
    StaffMember("driver7", "Ravi Menon", PROVIDER, (Role.DRIVER,), depot=MAIN_DEPOT, says="Driver of the urgent van"),
    StaffMember("driver8", "Tess Hollis", PROVIDER, (Role.DRIVER,), depot=MAIN_DEPOT, says="Second person on the van"),
    StaffMember("driver9", "Owen Marsh", PROVIDER, (Role.DRIVER,), depot=SECOND_DEPOT,
                says="Second person, second depot"),
    StaffMember("desk", "Wendy Marsh", PROVIDER, (Role.CONTROLLER,), "service_desk", depot=MAIN_DEPOT,
                says="Service desk: control room, calls, bookings"),
    StaffMember("commissioner", "Alan Pryce", COUNCIL, (Role.COMMISSIONER,), says="Commissioner: only looks"),
    StaffMember("money", "Beth Lomas", COUNCIL, (Role.POOL_MANAGER,),
                says="Pool manager: agreement, contributions, money received"),
    StaffMember("admin", "Nadia Hussain", COUNCIL, (Role.ADMINISTRATOR,), says="Administrator: users, codes, imports"),
    StaffMember("provider", "Ian Farrow", PROVIDER, (Role.PROVIDER_MANAGER,), depot=MAIN_DEPOT,
                says="Provider manager: statement and invoices"),
    StaffMember("shop", "Mina Sayed", SHOP, (Role.RETAILER,), says="Pharmacy: takes vouchers, by their number"),
)  # fmt: skip

# The pool is shared as in one real agreement; the rest is paid by one partner alone.
FUNDS = (
    FundWanted("pool", "Equipment pool", FundKind.POOL, ((COUNCIL, 514_000), (NHS_BOARD, 486_000))),
    FundWanted("nhs", "NHS continuing health care", FundKind.OWN, ((NHS_BOARD, 1_000_000),)),
    FundWanted("children", "Children and education", FundKind.OWN, ((COUNCIL, 1_000_000),)),
    FundWanted("council", "Adult social care", FundKind.OWN, ((COUNCIL, 1_000_000),)),
    FundWanted("others", "Other councils' residents, asked back", FundKind.RECHARGE, ((COUNCIL, 1_000_000),)),
)
FUNDING = (
    FundingWanted((("nhs", 1),), CareRoute.CONTINUING_HEALTH_CARE),
    FundingWanted((("others", 1),), residence=Residence.OTHER),
    FundingWanted((("children", 1),), CareRoute.CHILD),
    FundingWanted((("children", 1),), CareRoute.EDUCATION),
    # After-care is owed by both together (Mental Health Act 1983, section 117).
    FundingWanted((("council", 1), ("nhs", 1)), CareRoute.AFTER_CARE),
    FundingWanted((("pool", 1),)),
)

# Of ten thousand. Speeds have targets of their own; these are of all of them together in a month.
KPIS = (
    KpiTerm(
        Measure.DELIVERED, 9_800, 100, "Order lines delivered by the time promised, of those due in the month",
        ("person_chose_later", "person_in_hospital", "no_access_repeated", "severe_weather"),
        "A plan to mend it within ten working days", 200, FEE,
    ),
    KpiTerm(
        Measure.COLLECTED, 9_500, 100, "Collections done by the time promised, of those due in the month",
        ("person_chose_later", "person_in_hospital", "no_access_repeated", "severe_weather"), "", 100, FEE,
    ),
    KpiTerm(
        Measure.REPAIRED, 9_800, 0, "Repairs done by the time promised, of those due in the month",
        ("no_access_repeated", "severe_weather"), "A plan to mend it within ten working days", 200, FEE,
    ),
    KpiTerm(
        Measure.EXAMINED, 10_000, 0, "Items on loan whose examination is in date, of those that need one, at month end",
        ("no_access_repeated",), "Told to both commissioners on the same day",
    ),
    KpiTerm(Measure.STOCK, 9_500, 200, "Order lines that stock on the shelf could fill, of all placed in the month"),
    KpiTerm(Measure.REUSE_RATE, 8_000, 500, "Items lent again within six months, of those that came back"),
    KpiTerm(
        Measure.SPECIALS, 800, 200, "What was spent on specials before credits, of all that was spent, in the year",
        consequence="Both commissioners look at what could join the catalogue",
    ),
)  # fmt: skip

NORTHDOWN = ContractWanted(
    code="northdown",
    name="Northdown community equipment",
    county="Northdown",
    council=COUNCIL,
    nhs_board=NHS_BOARD,
    provider=PROVIDER,
    starts_on=STARTS_ON,
    ends_on=date(2030, 4, 1),
    partners=(
        PartnerWanted("COUNCIL", COUNCIL, "ALL", "X01"),
        PartnerWanted("NHS_BOARD", NHS_BOARD, "ALL", "XNB"),
        PartnerWanted("NHS_TRUST", HOSPITAL, "ALL", "XNH"),
        PartnerWanted("NHS_TRUST", COMMUNITY, "ALL", "XNC"),
        PartnerWanted("CHARITY", HOSPICE, "OWN", "XLH"),
        PartnerWanted("PROVIDER", PROVIDER, "ALL", "", "01632 960100"),
        PartnerWanted("COUNCIL", NEIGHBOUR, "NONE", "X02"),
        PartnerWanted("RETAILER", SHOP, "NONE"),
    ),
    stores=(
        StoreWanted("DEPOT", MAIN_DEPOT, "Unit 4, Ermine Park", "PE29 6XU", "01632 960101"),
        StoreWanted("DEPOT", SECOND_DEPOT, "9 Port Way", "PE13 2AA", "01632 960102"),
        StoreWanted("SATELLITE", HOSPITAL_STORE, "Therapy corridor", "CB2 0AA", "01632 960103", MAIN_DEPOT),
        StoreWanted("SATELLITE", HOSPICE_STORE, "Garden wing", "CB22 3AA", "01632 960104", MAIN_DEPOT),
    ),
    teams=TEAMS,
    vans=tuple(
        VanWanted(MAIN_DEPOT if number < 5 else SECOND_DEPOT, f"Van {number}", f"NX2{number} FEN", 900, 9000)
        for number in range(1, 7)
    ),
    district_codes=DISTRICTS,
    funds=FUNDS,
    funding=FUNDING,
    population=60_000,
    credit=(CreditWanted(850_000),),
    kpis=KPIS,
    # Five years and two: a year before the five are over it must be decided whether the two are added.
    extensions=(ExtensionOption(date(2030, 4, 1), date(2032, 4, 1), date(2029, 4, 1)),),
    # GS1 keeps prefix 952 for demonstrations.
    terms=(("late_record_minutes", 240), ("escalate_after_minutes", 15), ("gs1_company_prefix", "952123")),
)
