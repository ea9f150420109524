"""Decides what may be measured at whose home, and what a finding must say.
Refuses a wish that does not say what to measure, a home that is not theirs, and a finding without its measurements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.core.text_guard import clean_line, clean_lines
from handrail.orders.rules.facts import AddressFacts, CareRoute, Funding
from handrail.visits.codes import AskedBy, MeasuringResult

# How it is promised: a day that is agreed with all who are to be there.
BY_APPOINTMENT = "deliver_appointment"
# What is put up at this row of the price list was measured for its price.
MEASURED_IN_PRICE = "fitting_ceiling_track"


class MeasuringReason(StrEnum):
    """Why nothing is measured, or what a finding lacks."""

    WHAT_MISSING = "MEASURING_WHAT_MISSING"
    PRODUCT_NOT_THERE = "MEASURING_PRODUCT_NOT_THERE"
    ADDRESS_NOT_THEIRS = "MEASURING_ADDRESS_NOT_THEIRS"
    ADDRESS_LEFT = "MEASURING_ADDRESS_LEFT"
    PERSON_DIED = "MEASURING_PERSON_DIED"
    RECORD_JOINED = "MEASURING_RECORD_JOINED"
    FOUND_MISSING = "MEASURING_FOUND_MISSING"
    WHY_NOT_MISSING = "MEASURING_WHY_NOT_MISSING"
    NOTHING_TO_COME = "MEASURING_NOTHING_TO_COME"
    NOT_RECORDED = "MEASURING_NOT_RECORDED"
    TAKEN_BACK_ALREADY = "MEASURING_TAKEN_BACK_ALREADY"
    WHY_MENDED_MISSING = "MEASURING_WHY_MENDED_MISSING"


@dataclass(frozen=True, slots=True)
class MeasuringWanted:
    """What is to be measured for a person, at an address of theirs: a product of the catalogue, or what the words say,
    or both. `suits`: when somebody is there; `access`: how to get in."""

    person_id: UUID
    address_id: UUID
    asked_by: AskedBy
    product_code: str = ""
    words: str = ""
    access: str = ""
    suits: str = ""

    @property
    def note(self) -> str:
        """What the visit says of it."""
        suits = f"When it suits: {self.suits}" if self.suits else ""
        return "\n".join(filter(None, (self.access, suits)))

    def what(self, product_name: str) -> str:
        """What is to be measured, in one line."""
        return ": ".join(filter(None, (product_name, self.words)))


@dataclass(frozen=True, slots=True)
class Found:
    """What a measuring came to: the measurements in words, and why the thing cannot be there."""

    result: MeasuringResult
    found: str = ""
    why_not: str = ""


def wanted_cleaned(wanted: MeasuringWanted) -> MeasuringWanted:
    """The same without what no text may hold."""
    return MeasuringWanted(
        wanted.person_id, wanted.address_id, wanted.asked_by, clean_line(wanted.product_code), clean_line(wanted.words),
        clean_lines(wanted.access), clean_line(wanted.suits),
    )  # fmt: skip


def reasons_against_measuring(
    wanted: MeasuringWanted,
    *,
    address: AddressFacts | None,
    died_on: date | None,
    joined_into: UUID | None,
    product_there: bool,
    today: date,
) -> Iterator[Reason]:
    """Why nothing can be measured; none means that it can."""
    if not (wanted.product_code or wanted.words):
        yield Reason(MeasuringReason.WHAT_MISSING, "words")
    if wanted.product_code and not product_there:
        yield Reason(MeasuringReason.PRODUCT_NOT_THERE, "product", (("code", wanted.product_code[:40]),))
    if address is None:
        yield Reason(MeasuringReason.ADDRESS_NOT_THEIRS, "address_id")
    elif address.until_on is not None and address.until_on <= today:
        yield Reason(MeasuringReason.ADDRESS_LEFT, "address_id")
    if died_on:
        yield Reason(MeasuringReason.PERSON_DIED, "person_id")
    if joined_into:
        yield Reason(MeasuringReason.RECORD_JOINED, "person_id")


def reasons_against_found(said: Found, where: str = "") -> Iterator[Reason]:
    """What a finding lacks. What was recorded and did not happen says nothing more."""
    if said.result is MeasuringResult.NOT_MEASURED:
        return
    if not said.found.strip():
        yield Reason(MeasuringReason.FOUND_MISSING, f"{where}found")
    if said.result is MeasuringResult.CANNOT_BE_FITTED and not said.why_not.strip():
        yield Reason(MeasuringReason.WHY_NOT_MISSING, f"{where}why_not")


def funding_on(funding: Funding, today: date) -> Funding:
    """The facts by which somebody pays on a day: a care route counts while it holds. An order asks about one that is
    over; whoever measures is not asked."""
    ended = funding.until_on is not None and funding.until_on < today
    begins = funding.from_on is not None and funding.from_on > today
    if not (ended or begins):
        return funding
    return Funding(funding.council_id, funding.gp_practice_code, CareRoute.STANDARD, payer=funding.payer)
