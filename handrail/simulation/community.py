"""The people of a parish as its staff come to know them: who asks for help again, who is new, what they have.
Refuses to write: each record is made by the use cases for people."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate
from uuid import UUID

from handrail.core.refusal import Refused
from handrail.needs.rules import NeedDetails
from handrail.people.rules.records import AddressDetails, PersonDetails
from handrail.people.states import PersonReason
from handrail.simulation.demand import Wish
from handrail.simulation.northdown import COUNCIL, NEIGHBOUR
from handrail.simulation.people_made import MadePerson, made_person
from handrail.simulation.world import World
from handrail.usecases.add_person import PersonToAdd, add_person
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.record_need import NeedToRecord, record_need

PRACTICES = (
    ("D81001", "Riverside Surgery"), ("D81014", "Old Mill Practice"), ("D81022", "Fen Road Medical Centre"),
    ("D81037", "Priory Fields Surgery"), ("D81048", "Market Square Practice"), ("D81055", "Willow Bank Surgery"),
)  # fmt: skip
HOMES = (
    ("own_home", 55), ("council_tenant", 12), ("housing_association_tenant", 11), ("private_tenant", 7),
    ("with_family", 6), ("sheltered_housing", 6), ("residential_home", 3),
)  # fmt: skip
# So many adults have after-care under section 117 of the Mental Health Act 1983, which council and NHS pay together.
AFTER_CARE = 0.015
RENTED = frozenset({"council_tenant", "housing_association_tenant", "private_tenant", "sheltered_housing"})
NEEDS = {
    "large_print": "LARGE_PRINT", "hearing_aid": "HEARING_AID", "speak_slowly": "SPEAK_SLOWLY",
    "easy_read": "EASY_READ",
}  # fmt: skip
LANGUAGES = ("pl", "ur", "pt", "lt", "yue")
ACCESS = (
    ("key_safe", "Right of the front door"), ("phone_first", "Likes a call half an hour before"),
    ("slow_to_door", "Give plenty of time at the door"), ("hard_of_hearing", "Knock on the front window"),
    ("carer_opens", "Carer is in until noon"), ("neighbour_key", "Number 12 has a key"),
    ("use_rear_door", "Side gate, then the back door"), ("stairs_no_lift", "Second floor"),
    ("park_far", "Nearest place to stop is 80 metres off"), ("entry_phone", "Press the flat number twice"),
)  # fmt: skip
HAZARDS = (
    ("dog_or_animal", "Two dogs, kept in the kitchen when asked"), ("smoking_in_home", "Smokes in the front room"),
    ("clutter", "Narrow way through the hall"), ("oxygen_in_use", "Oxygen in the bedroom"),
    ("two_people_for_safety", "Steep, unlit path"), ("steep_stairs", "Winding stairs"),
)  # fmt: skip
GOALS = {
    "discharge": ("To go home from hospital and sleep in my own bed", "To get up and wash at home without a long stay",
                  "To be safe at home with help twice a day"),
    "community": ("To get in and out of the bath by myself", "To get out of my chair without waiting for someone",
                  "To use the toilet at night without a fall", "To cook for myself again"),
    "end_of_life": ("To stay at home with my family", "To be comfortable and see the garden"),
    "crisis": ("To stay at home after the fall", "To get through the week without going to hospital"),
    "child": ("To sit at the table with the others", "To play on the floor at nursery"),
}  # fmt: skip
EFFECTS = {
    "discharge": "reduce_hospital_days", "community": "independence", "end_of_life": "comfort_and_dignity",
    "crisis": "prevent_admission", "child": "learning_and_play",
}  # fmt: skip


@dataclass(slots=True)
class Neighbour:
    """Someone on record. `things`: open loans by id, with the product's code; `partners` who may see them."""

    made: MadePerson
    person_id: UUID
    address_id: UUID
    partners: set[UUID]
    child: bool
    frail: bool = False
    gone: bool = False
    things: dict[UUID, str] = field(default_factory=dict)
    orders: list[UUID] = field(default_factory=list)


class Community:
    """Everyone on record, and how newcomers come onto it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: list[Neighbour] = []
        self.by_id: dict[UUID, Neighbour] = {}
        self.second_depot_open = False
        self._chance = world.chance("people")
        self._after_care = world.chance("after-care")
        self._choice = world.chance("who")

    def someone_for(self, wish: Wish, by: str) -> Neighbour:
        """The person a wish is for: known and heavy on equipment, or new."""
        known = [p for p in self.people if p.child == wish.situation.child and not p.gone and p.things]
        if wish.heavy_user and len(known) > 10:
            weights = list(accumulate(p.made.weight_of_use for p in known))
            one = self._choice.choices(known, cum_weights=weights)[0]
            self._be_served_by(one, by)
            return one
        return self._newcomer(wish, by)

    def _newcomer(self, wish: Wish, by: str) -> Neighbour:
        index = len(self.people)
        made = made_person(
            self._chance, index, self.world.today, child=wish.situation.child, wide=self.second_depot_open
        )
        details, home = self._details(made), self._home(made)
        request = PersonToAdd(details, home, why_new="Checked the birth date and the address with the person")
        added = add_person(self.world.call(by), request=request)
        if added.address_id is None:
            raise AssertionError("a person who was made up was known before")
        partner = self.world.scope(by).partner_id
        one = Neighbour(made, added.person_id, added.address_id, {partner}, wish.situation.child)
        self.people.append(one)
        self.by_id[one.person_id] = one
        self._note_the_door(one, by)
        return one

    def _details(self, made: MadePerson) -> PersonDetails:
        chance, county = self._chance, self.world.county
        council = NEIGHBOUR if chance.random() < 0.03 else COUNCIL
        practice = chance.choice(PRACTICES)
        interpreter = made.need == "interpreter"
        route, since = self._route(made)
        return PersonDetails(
            given_name=made.given_name,
            family_name=made.family_name,
            birth_on=made.birth_on,
            nhs_number=made.nhs_number,
            sex=made.sex.upper(),
            ethnicity=made.ethnicity,
            language=chance.choice(LANGUAGES) if interpreter else "en",
            interpreter_needed=interpreter,
            communication_needs=(NEEDS[made.need],) if made.need in NEEDS else (),
            phone=made.phone,
            gp_practice_code=practice[0],
            gp_practice_name=practice[1],
            residence_council_id=county.partner(council),
            care_route=route,
            care_route_from_on=since,
        )

    def _route(self, made: MadePerson) -> tuple[str, date | None]:
        today = self.world.today
        if made.is_child_on(today):
            return "CHILD", made.birth_on
        if self._chance.random() < 0.04:
            return "CONTINUING_HEALTH_CARE", today
        if self._after_care.random() < AFTER_CARE:
            return "AFTER_CARE", today
        return "STANDARD", None

    def _home(self, made: MadePerson) -> AddressDetails:
        kind = self._chance.choices([code for code, _ in HOMES], weights=[share for _, share in HOMES])[0]
        care_home = kind == "residential_home"
        return AddressDetails(
            lines=made.lines,
            postcode=made.postcode,
            town=made.town,
            kind="CARE_HOME" if care_home else "HOME",
            accommodation_kind=kind,
            owner_permission="yes" if kind in RENTED else "",
        )

    def _note_the_door(self, one: Neighbour, by: str) -> None:
        """How to get in and what to beware of, for some."""
        chance, notes = self._chance, []
        if chance.random() < 0.25:
            code, detail = chance.choice(ACCESS)
            secret = f"C{chance.randint(1000, 9999)}" if code in {"key_safe", "entry_phone"} else ""
            notes.append(NoteWanted("access_note", code, detail, secret, one.address_id))
        if chance.random() < 0.07:
            code, detail = chance.choice(HAZARDS)
            notes.append(NoteWanted("hazard_note", code, detail, "", one.address_id))
        if notes:
            change_notes(self.world.call(by), request=NotesToChange(one.person_id, tuple(notes)))

    def _be_served_by(self, one: Neighbour, by: str) -> None:
        """A hospice sees only those it serves: it takes on someone whom others added."""
        scope = self.world.scope(by)
        if scope.reach != "OWN" or scope.partner_id in one.partners:
            return
        request = PersonToAdd(self._same_details(one), self._home(one.made), takes_on=True)
        try:
            add_person(self.world.call(by), request=request)
        except Refused as refused:
            if {reason.code for reason in refused.reasons} != {PersonReason.NHS_NUMBER_TAKEN}:
                raise
        one.partners.add(scope.partner_id)

    def _same_details(self, one: Neighbour) -> PersonDetails:
        made = one.made
        return PersonDetails(made.given_name, made.family_name, made.birth_on, nhs_number=made.nhs_number)

    def assessed(self, one: Neighbour, wish: Wish, by: str) -> NeedDetails:
        """What an assessment of this person says."""
        situation, chance = wish.situation.code, self._chance
        measured = chance.random() < 0.8
        return NeedDetails(
            goal=chance.choice(GOALS[situation]),
            assessed_on=self.world.today,
            assessed="Seen on the ward" if situation == "discharge" else "Seen at home",
            effect=EFFECTS[situation],
            evidence_grade="professional_view",
            weight_kg=Decimal(one.made.weight_kg) if measured else None,
            height_cm=one.made.height_cm if measured else None,
            paid_carers=chance.random() < 0.3,
            assessed_by_id=self.world.county.users[by],
        )

    def record(self, one: Neighbour, details: NeedDetails, by: str) -> UUID:
        """The assessment is written down apart from an order."""
        return record_need(self.world.call(by), request=NeedToRecord(one.person_id, details)).need_id
