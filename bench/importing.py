"""Section j: how long the file of a whole provider's open loans takes to come in, by the same run as the command's.
Refuses a file that the import would answer from what it knows: people, items and loans are all new to the county."""

import csv
import random
import time
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO, StringIO

from bench.figures import Figure
from bench.loan_cycles import Ground
from bench.progress import told
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.core.csv_reading import read_csv
from handrail.core.geography import districts, postcodes_of_district
from handrail.core.ids import fresh_id
from handrail.core.progress import Progress
from handrail.intake.rules.reading import guess_mapping
from handrail.intake.states import FileKind, FileState
from handrail.jobs.imports import LIMITS, bring_in
from handrail.usecases.import_file import FileToImport

MOST_SECONDS = 120
LOANS, QUICK_LOANS = 100_000, 500
# Of five loans three are of a numbered item; three in five stand for a person who has not come before.
NUMBERED, PEOPLE = 0.6, 0.6
HEADERS = (
    "reference", "person_reference", "given_name", "family_name", "birth_on", "address", "postcode", "asset_number",
    "product_code", "quantity", "started_on", "examined_on", "electrical_tested_on", "price",
)  # fmt: skip
_GIVEN = ("Margaret", "Arthur", "Joan", "Peter", "Ivy", "Frank", "Doris", "Alan")
_FAMILY = ("Okafor", "Harker", "Nowak", "Reed", "Pell", "Singh", "Marsh", "Lane")


def measure(ground: Ground, *, quick: bool) -> list[Figure]:
    """The figure of section j."""
    loans = QUICK_LOANS if quick else LOANS
    content = loans_file(loans)
    told(f"importing {loans:,} open loans")
    began = time.perf_counter()
    csv_file = read_csv(BytesIO(content), LIMITS)
    wanted = FileToImport(
        kind=FileKind.OPEN_LOANS, name="loans.csv", size_bytes=len(content), sha256=sha256(content).hexdigest(),
        encoding="utf-8", delimiter=",", headers=csv_file.headers,
        mapping=guess_mapping(FileKind.OPEN_LOANS, csv_file.headers), demo=False, dry_run=False, park_bad=False,
    )  # fmt: skip
    with Progress(fresh_id(), loans) as progress:
        state, report = bring_in(ground.county.scopes["system"], wanted, csv_file, progress)
    took = time.perf_counter() - began
    if state is not FileState.DONE or report.added != loans:
        raise RuntimeError(f"{state}: {report.added} of {loans} loans, {report.wrong} wrong")
    return [Figure("j", f"import of {loans:,} open loans", took, "s", at_most=MOST_SECONDS)]


def loans_file(loans: int) -> bytes:
    """The old provider's file, the same each time: a seed is no secret here."""
    chance = random.Random(5)
    products = shipped_reference().products
    lent = [one for one in products if one.supply_route is SupplyRoute.LOAN]
    numbered = [one.code for one in lent if one.tracking is Tracking.SERIALISED]
    counted = [one.code for one in lent if one.tracking is Tracking.COUNTED]
    group = _people(chance, int(loans * PEOPLE))
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    for at in range(loans):
        who = group[at] if at < len(group) else chance.choice(group)
        since = (date(2023, 1, 1) + timedelta(days=chance.randrange(1000))).isoformat()
        if chance.random() < NUMBERED:
            what = (f"OLD-{at}", chance.choice(numbered), 1, since, "2026-09-01", "2026-09-01", "120.00")
        else:
            what = ("", chance.choice(counted), chance.randint(1, 3), since, "", "", "9.50")
        writer.writerow((f"L-{at}", *who, *what))
    return text.getvalue().encode()


def _people(chance: random.Random, number: int) -> list[tuple[str, ...]]:
    """Reference, names, birth date and address of so many people."""
    postcodes = [one for district in districts() for one in postcodes_of_district(district.code)]
    return [
        (
            f"P-{at}", chance.choice(_GIVEN), f"{chance.choice(_FAMILY)}{'a' * (at % 7)}",
            (date(1925, 1, 1) + timedelta(days=chance.randrange(20_000))).isoformat(),
            f"{at} Test Road", chance.choice(postcodes),
        )
        for at in range(number)
    ]  # fmt: skip
