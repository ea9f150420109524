"""Made-up people of Northdown: names, birth dates, NHS numbers of the test range, homes at real postcodes.
Refuses real people: a name is a chance pair from two lists, a house number and street are invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from handrail.core.geography import locate, points_of_district
from handrail.core.nhs_number import nth_test_number
from handrail.simulation.northdown import DISTRICTS, NORTHDOWN

WOMEN = (
    "Edith", "Doreen", "Joan", "Margaret", "Sheila", "Jean", "Patricia", "Barbara", "Maureen", "Brenda", "Audrey",
    "Pauline", "Hazel", "Rita", "Sylvia", "Beryl", "Gwendoline", "Irene", "Kathleen", "Norma", "Valerie", "Christine",
    "Susan", "Linda", "Carol", "Janet", "Gillian", "Angela", "Denise", "Tracey", "Amanda", "Nicola", "Sunita",
    "Farida", "Mei", "Ewa", "Ngozi", "Shazia", "Chloe", "Megan", "Leila", "Zofia",
)  # fmt: skip
MEN = (
    "Albert", "Ronald", "Kenneth", "Derek", "Raymond", "Dennis", "Roy", "Stanley", "Leonard", "Norman", "Gordon",
    "Frank", "Peter", "Brian", "Alan", "Michael", "Keith", "Trevor", "Malcolm", "Geoffrey", "Barry", "Graham",
    "Colin", "Clive", "Nigel", "Stephen", "Andrew", "Darren", "Wayne", "Imran", "Rajesh", "Wei", "Tomasz", "Chidi",
    "Yusuf", "Kwame", "Jack", "Harvey", "Owen", "Dylan", "Idris", "Mateusz",
)  # fmt: skip
FAMILIES = (
    "Ashby", "Barker", "Beck", "Bell", "Blackwell", "Brand", "Bullen", "Carter", "Chambers", "Clarke", "Cole",
    "Cooper", "Cross", "Dale", "Dixon", "Drew", "Ellis", "Fenn", "Fisher", "Flint", "Frost", "Gale", "Garner",
    "Gibbs", "Goodrum", "Gray", "Hale", "Harrow", "Heath", "Holt", "Howes", "Hurst", "Ivory", "Jarvis", "Kemp",
    "King", "Lacey", "Larke", "Lowe", "Mabbott", "Marsh", "Mason", "Mead", "Moss", "Norris", "Oakes", "Osler", "Page",
    "Palmer", "Peck", "Pike", "Poole", "Pratt", "Quince", "Reeve", "Rix", "Rowe", "Sayer", "Setchell", "Shaw",
    "Slater", "Stokes", "Sutton", "Tebbutt", "Thorpe", "Tuck", "Upton", "Vane", "Wade", "Ward", "Webb", "Wells",
    "Wick", "Wragg", "Yarrow", "Begum", "Khan", "Patel", "Singh", "Sharma", "Okoro", "Mensah", "Kowalski", "Nowak",
    "Ali", "Hussain", "Chen", "Nguyen", "Mbeki",
)  # fmt: skip
STREETS = (
    "Mill Lane", "Church Street", "High Street", "Station Road", "The Green", "Orchard Close", "Victoria Road",
    "Manor Way", "Elm Drive", "Chapel Row", "Fen Road", "Willow Walk", "Priory Gardens", "Kings Road",
    "Rectory Close", "Windmill Hill", "Meadow View", "School Lane",
)  # fmt: skip
# Ages of those who are lent equipment: most are old, some have a long-term condition, some are children.
AGE_BANDS = ((2, 17, 5), (18, 49, 7), (50, 64, 12), (65, 74, 18), (75, 84, 32), (85, 99, 26))
ETHNICITIES = (("A", 86), ("C", 3), ("H", 3), ("J", 2), ("K", 1), ("N", 2), ("M", 1), ("Z", 2))
NEEDS = (
    ("", 70), ("large_print", 8), ("hearing_aid", 9), ("speak_slowly", 6), ("easy_read", 4), ("interpreter", 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadePerson:
    """Someone who does not exist. `weight_kg` and `height_cm` are what an assessor would measure."""

    index: int
    nhs_number: str
    given_name: str
    family_name: str
    sex: str
    birth_on: date
    ethnicity: str
    need: str
    phone: str
    lines: str
    town: str
    postcode: str
    weight_kg: int
    height_cm: int
    weight_of_use: float

    def is_child_on(self, day: date) -> bool:
        """Whether they are under eighteen."""
        return (day - self.birth_on).days < 18 * 365


def made_person(random: Random, index: int, today: date, *, child: bool = False, wide: bool = True) -> MadePerson:
    """The person of this index. Few are heavy users: `weight_of_use` is Pareto distributed. `wide`: some live
    nearer to the second depot."""
    sex = "female" if random.random() < 0.62 else "male"
    bands = AGE_BANDS[:1] if child else AGE_BANDS[1:]
    low, high, _ = random.choices(bands, weights=[share for _, _, share in bands])[0]
    age_days = random.randint(low * 365 + 1, high * 365)
    grown = age_days > 17 * 365
    postcode = random.choice(homes(wide=wide))
    return MadePerson(
        index=index,
        nhs_number=nth_test_number(index).digits,
        given_name=random.choice(_given_names(sex, age_days // 365)),
        family_name=random.choice(FAMILIES),
        sex=sex,
        birth_on=today - timedelta(days=age_days),
        ethnicity=_chosen(random, ETHNICITIES),
        need=_chosen(random, NEEDS),
        # Numbers that Ofcom keeps for drama and never gives out.
        phone=f"01632 960{random.randint(0, 999):03d}",
        lines=f"{random.randint(1, 140)} {random.choice(STREETS)}",
        town=locate(postcode).district_name or "",
        postcode=postcode,
        weight_kg=round(random.gauss(76, 17)) if grown else max(10, age_days // 365 * 3 + random.randint(6, 14)),
        height_cm=round(random.gauss(164, 9)) if grown else 75 + age_days // 365 * 6,
        weight_of_use=random.paretovariate(1.3),
    )


def _given_names(sex: str, age: int) -> tuple[str, ...]:
    """Those of one's years: the lists run from the oldest fashion to the newest."""
    names = WOMEN if sex == "female" else MEN
    return names[-14:] if age < 40 else names[12:-6] if age < 70 else names[:-8]


def _chosen(random: Random, shares: tuple[tuple[str, int], ...]) -> str:
    return random.choices([code for code, _ in shares], weights=[share for _, share in shares])[0]


@cache
def homes(*, wide: bool) -> tuple[str, ...]:
    """Postcodes to choose from: most within 16 km of the main depot, some beyond; if `wide` one in twenty is
    nearer to the second depot, whose work is just beginning."""
    most, theirs = _homes_by_depot()
    return (*most, *theirs[:: max(1, len(theirs) * 20 // len(most))]) if wide else most


@cache
def _homes_by_depot() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those nearer to the main depot, each as often as people live there, and those nearer to the second."""
    main, second = (_place(store.postcode) for store in NORTHDOWN.stores if store.kind == "DEPOT")
    near: list[str] = []
    far: list[str] = []
    theirs: list[str] = []
    for district in DISTRICTS:
        for postcode, *at in points_of_district(district):
            to_main, to_second = _apart(at, main), _apart(at, second)
            nearest = theirs if to_second <= to_main else near if to_main < 16_000 else far
            nearest.append(postcode)
    return (*near * 6, *far), tuple(theirs)


def _place(postcode: str) -> tuple[int, int]:
    at = locate(postcode)
    if at.easting is None or at.northing is None:
        raise ValueError(f"nobody knows where {postcode} is")
    return at.easting, at.northing


def _apart(one: Sequence[int], other: Sequence[int]) -> float:
    """Metres between two points of the grid."""
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
