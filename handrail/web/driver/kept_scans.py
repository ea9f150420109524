"""What was scanned at a door, kept with the visit until it is recorded: for both phones of a crew, and over a sign-out.
Refuses nothing: what the use case does not keep is said in a word."""

from collections.abc import Sequence
from uuid import UUID

from django.http import QueryDict

from handrail.core.refusal import Refused
from handrail.core.scan_codes import clean_code
from handrail.identity.calls import reading
from handrail.usecases.keep_scan import DoorScanned, keep_scan
from handrail.visits.queries.driver import door_scans
from handrail.web.driver.scans_carried import LONGEST_CODE, codes_from
from handrail.web.shared.forms import reasons_in_words
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import call_of


def scans_now(request: PageRequest, visit_id: UUID, posted: QueryDict) -> tuple[list[str], str]:
    """The codes scanned so far, with the one just read and without the one just taken back; and a word on it."""
    message = _changed(request, visit_id, posted)
    with reading(request.scope):
        return list(door_scans(request.scope, visit_id)), message


def scans_to_record(request: PageRequest, visit_id: UUID, posted: QueryDict) -> tuple[list[str], str]:
    """The codes as the page that is recorded carried them. Where another phone scanned or dropped some since, those
    that are kept now, and a word, so that they are looked at first."""
    codes = codes_from(posted.get("scanned", ""))
    with reading(request.scope):
        kept = door_scans(request.scope, visit_id)
    message = changed_in_words(new=[c for c in kept if c not in codes], gone=[c for c in codes if c not in kept])
    return (list(kept) if message else codes), message


def changed_in_words(*, new: Sequence[str], gone: Sequence[str]) -> str:
    """What another phone scanned or took off since this page was opened; empty where nothing."""
    said = [
        f"{what} on another phone meanwhile: {', '.join(codes)}"
        for what, codes in (("Scanned", new), ("Taken off", gone))
        if codes
    ]
    return ". ".join((*said, "Look through the list, then record the visit")) if said else ""


def _changed(request: PageRequest, visit_id: UUID, posted: QueryDict) -> str:
    dropped, code = (clean_code(posted.get(name, ""))[:LONGEST_CODE] for name in ("drop", "code"))
    if not (dropped or code):
        return ""
    with reading(request.scope):
        kept = door_scans(request.scope, visit_id)
    if code and not dropped and code in kept:
        return f"{code} was scanned already"
    try:
        keep_scan(call_of(request), request=DoorScanned(visit_id, dropped or code, off=bool(dropped)))
    except Refused as refused:
        return "".join(reasons_in_words(refused.reasons))
    return f"{dropped} was taken off the list" if dropped else f"{code} was read"
