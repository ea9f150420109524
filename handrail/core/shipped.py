"""The open data files that come with the product, and the words their publishers ask us to show.
Refuses anything that is not in `core/data`; what the rows mean is for the callers."""

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib.resources import files

ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right 2025.",
    "Contains Royal Mail data © Royal Mail copyright and database right 2025.",
    "Contains National Statistics data © Crown copyright and database right 2025.",
    "Contains public sector information licensed under the Open Government Licence v3.0.",
)
LICENCE_ADDRESS = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@contextmanager
def shipped_rows(name: str) -> Iterator[Iterator[list[str]]]:
    """The rows of a shipped CSV file without its header, read as they are asked for; `name` ends in .csv or .csv.gz.

    Raises `FileNotFoundError` for a name that is not shipped."""
    with (files("handrail.core") / "data" / name).open("rb") as packed:
        plain = gzip.GzipFile(fileobj=packed) if name.endswith(".gz") else packed
        with io.TextIOWrapper(plain, encoding="utf-8", newline="") as text:
            rows = csv.reader(text)
            next(rows)
            yield rows


@cache
def named_bank_holidays() -> tuple[tuple[date, str], ...]:
    """Bank holidays of England and Wales with their titles, 2012 to 2028, as GOV.UK published them."""
    with shipped_rows("bank_holidays_england_and_wales.csv") as rows:
        return tuple((date.fromisoformat(row[0]), row[1]) for row in rows)


@cache
def bank_holidays() -> frozenset[date]:
    """The days of the bank holidays alone."""
    return frozenset(on for on, _ in named_bank_holidays())
