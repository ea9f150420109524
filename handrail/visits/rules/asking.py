"""Decides what a request for a collection, a repair, a swap or a service asks, and what stands against it.
Refuses what is not lent, what is asked for already, a speed that is for other work, and a fault of a part that the
thing does not have."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.loans.states import LoanState
from handrail.partners.rules import ContractData
from handrail.people.states import LifeEventKind
from handrail.visits.codes import AskedBy
from handrail.visits.rules.faults import Kind, fits


class AskedFor(StrEnum):
    """What is asked for: fetch it, mend it where it is, bring another and take it along, or service and examine it."""

    COLLECTION = "COLLECTION"
    REPAIR = "REPAIR"
    SWAP = "SWAP"
    SERVICE = "SERVICE"


class Meanwhile(StrEnum):
    """What becomes of an earlier request for the same thing: of a repair where it is fetched now, or the other way
    round. Taken back, what was to come in the place of the thing does not come either."""

    WITHDRAW = "WITHDRAW"
    KEEP = "KEEP"


class AskingReason(StrEnum):
    """Why something cannot be asked for."""

    NOTHING_CHOSEN = "NOTHING_CHOSEN"
    LOAN_OVER = "LOAN_OVER"
    SEVERAL_PEOPLE = "SEVERAL_PEOPLE"
    ASKED_ALREADY = "ASKED_ALREADY"
    NEXT_STEP_OPEN = "NEXT_STEP_OPEN"
    REPLACEMENT_COMING = "REPLACEMENT_COMING"
    REPAIR_COMING = "REPAIR_COMING"
    COLLECTION_COMING = "COLLECTION_COMING"
    NOT_COLLECTED = "NOT_COLLECTED"
    SPEED_FOR_OTHER_WORK = "SPEED_FOR_OTHER_WORK"
    SERVICE_DAY_NEEDED = "SERVICE_DAY_NEEDED"
    FAULT_NEEDED = "FAULT_NEEDED"
    FAULT_NOT_LISTED = "FAULT_NOT_LISTED"
    FAULT_DOES_NOT_FIT = "FAULT_DOES_NOT_FIT"
    WHY_NOT_LISTED = "WHY_NOT_LISTED"
    NOTHING_ASKED_FOR = "NOTHING_ASKED_FOR"
    STILL_COMING = "STILL_COMING"
    NOT_RECORDED = "NOT_RECORDED"
    ASKER_DIED = "ASKER_DIED"


DIED = "died"
# Reasons of the list return_reason after which nobody is at home who waits for what is on order: what happened then.
HAPPENED: Mapping[str, LifeEventKind] = {
    DIED: LifeEventKind.DEATH,
    "moved_to_care_home": LifeEventKind.MOVE,
    "moved_away": LifeEventKind.MOVE,
    "long_hospital_stay": LifeEventKind.ADMISSION,
}


@dataclass(frozen=True, slots=True)
class Asking:
    """One request for one person's things. `speed_code` empty: the contract's usual one; `fault` from the list
    repair_fault, `reason` from the list return_reason; `still_comes`: what else is ordered comes all the same, and
    only these things go; what happened is recorded already, or need not be. `again`: somebody goes again for
    what a visit did not fetch, and no other step after that visit is needed for it. `meanwhile`: needed where a repair
    is to come for what is to be fetched, or the other way round."""

    asked_for: AskedFor
    loan_ids: tuple[UUID, ...]
    asked_by: AskedBy
    speed_code: str = ""
    chosen_on: date | None = None
    fault: str = ""
    reason: str = ""
    note: str = ""
    still_comes: bool = False
    again: bool = False
    meanwhile: Meanwhile | None = None

    @property
    def home_changes(self) -> bool:
        """Whether the reason says that what is still to come cannot simply come as it was ordered."""
        return self.asked_for is AskedFor.COLLECTION and self.reason in HAPPENED


@dataclass(frozen=True, slots=True)
class AskedLoan:
    """A loan as far as asking looks at it, with the visit (id and number) that is to fetch it, the one that did not and
    after which somebody has yet to decide, and the one that is to mend it."""

    id: UUID
    person_id: UUID
    state: LoanState
    product_name: str
    collect_when_done: bool
    kind: Kind
    fetched_by: tuple[UUID, int] | None = None
    owed_after: tuple[UUID, int] | None = None
    mended_by: tuple[UUID, int] | None = None


# The work that a speed must be meant for. A swap mends by bringing another.
_WORK = {AskedFor.COLLECTION: "collect", AskedFor.REPAIR: "repair", AskedFor.SWAP: "repair"}


def speed_for(asking: Asking, data: ContractData) -> str:
    """The speed of a request: the one that was chosen, else the contract's usual one for the work. A service is
    planned, at no speed."""
    if asking.asked_for is AskedFor.SERVICE:
        return ""
    usual = data.terms.default_collection_speed
    return asking.speed_code or (usual if asking.asked_for is AskedFor.COLLECTION else data.terms.default_repair_speed)


# The code lists that the contract keeps for what is asked.
FAULTS, WHYS = "repair_fault", "return_reason"


def lists_named(asking: Asking) -> tuple[str, ...]:
    """The code lists that the codes of a request are looked up in; none where it gives no code."""
    return tuple(name for name, code in ((FAULTS, asking.fault), (WHYS, asking.reason)) if code)


def reasons_against_codes(asking: Asking, codes: Mapping[str, Collection[str]]) -> tuple[Reason, ...]:
    """Codes that the contract's lists do not have. `codes`: by list, those of the day."""
    reasons: list[Reason] = []
    if asking.fault and asking.fault not in codes.get(FAULTS, ()):
        reasons.append(Reason(AskingReason.FAULT_NOT_LISTED, "fault", (("code", asking.fault[:40]),)))
    if asking.reason and asking.reason not in codes.get(WHYS, ()):
        reasons.append(Reason(AskingReason.WHY_NOT_LISTED, "reason", (("code", asking.reason[:40]),)))
    return tuple(reasons)


def reasons_against_leaving(asking: Asking, coming: int, *, recorded: bool) -> tuple[Reason, ...]:
    """What is still on order when someone has moved, died or gone to hospital is not left alive by silence, and what
    happened is not known to the van alone (`recorded`: it is on the person's record)."""
    if asking.still_comes or not asking.home_changes:
        return ()
    if coming:
        return (Reason(AskingReason.STILL_COMING, "still_comes", (("count", coming),)),)
    return () if recorded else (Reason(AskingReason.NOT_RECORDED, "still_comes"),)


def reasons_against_asking(asking: Asking, loans: Sequence[AskedLoan], data: ContractData) -> tuple[Reason, ...]:
    """Why something cannot be asked for; empty means that it can."""
    reasons: list[Reason] = []
    if not asking.loan_ids:
        reasons.append(Reason(AskingReason.NOTHING_CHOSEN, "loans"))
    if len(loans) < len(set(asking.loan_ids)):
        reasons.append(Reason(AskingReason.LOAN_OVER, "loans"))
    if len({loan.person_id for loan in loans}) > 1:
        reasons.append(Reason(AskingReason.SEVERAL_PEOPLE, "loans"))
    speed = data.speeds.get(speed_for(asking, data))
    if speed is not None and speed.applies_to != _WORK.get(asking.asked_for):
        reasons.append(Reason(AskingReason.SPEED_FOR_OTHER_WORK, "speed", (("speed", speed.label),)))
    if asking.asked_for is AskedFor.SERVICE and asking.chosen_on is None:
        reasons.append(Reason(AskingReason.SERVICE_DAY_NEEDED, "chosen_on"))
    if asking.asked_for is AskedFor.REPAIR and not asking.fault:
        reasons.append(Reason(AskingReason.FAULT_NEEDED, "fault"))
    if asking.home_changes and asking.reason == DIED and asking.asked_by is AskedBy.PERSON:
        reasons.append(Reason(AskingReason.ASKER_DIED, "asked_by"))
    reasons += [reason for loan in loans if (reason := _about_loan(asking, loan))]
    return (*reasons, *_faults_that_cannot_be(asking, loans))


def _about_loan(asking: Asking, loan: AskedLoan) -> Reason | None:
    """The first that stands against asking it for this thing."""
    if stands := _asked_before(asking, loan):
        return stands
    if asking.asked_for is AskedFor.COLLECTION and not loan.collect_when_done:
        return Reason(AskingReason.NOT_COLLECTED, "loans", (("product", loan.product_name),))
    return _other_request(asking, loan)


def _asked_before(asking: Asking, loan: AskedLoan) -> Reason | None:
    """What an earlier request to fetch it has against a new one: a visit that is to come, or a step that is owed. A
    request after which nothing is to come stands against nothing. Nor is a thing serviced by two visits."""
    serviced = asking.asked_for is AskedFor.SERVICE
    if asking.asked_for is AskedFor.REPAIR or (not serviced and loan.state is not LoanState.RETURN_REQUESTED):
        return None
    named = (("product", loan.product_name), ("loan_id", str(loan.id)))
    if loan.fetched_by:
        visit_id, number = loan.fetched_by
        return Reason(AskingReason.ASKED_ALREADY, "loans", (*named, ("visit_id", str(visit_id)), ("visit", number)))
    if loan.owed_after and not asking.again:
        visit_id, number = loan.owed_after
        return Reason(AskingReason.NEXT_STEP_OPEN, "again", (*named, ("visit_id", str(visit_id)), ("visit", number)))
    return None


def _other_request(asking: Asking, loan: AskedLoan) -> Reason | None:
    """A thing is not mended and fetched by two visits that know nothing of each other."""
    if asking.asked_for is AskedFor.SERVICE:
        return None
    mends = asking.asked_for is AskedFor.REPAIR
    comes = loan.fetched_by if mends else loan.mended_by
    if comes is None or asking.meanwhile is not None:
        return None
    params = (
        ("product", loan.product_name), ("loan_id", str(loan.id)), ("visit_id", str(comes[0])), ("visit", comes[1]),
    )  # fmt: skip
    return Reason(AskingReason.COLLECTION_COMING if mends else AskingReason.REPAIR_COMING, "meanwhile", params)


def _faults_that_cannot_be(asking: Asking, loans: Sequence[AskedLoan]) -> Iterator[Reason]:
    for loan in loans:
        if asking.fault and not fits(asking.fault, loan.kind):
            yield Reason(AskingReason.FAULT_DOES_NOT_FIT, "fault", (("product", loan.product_name),))
