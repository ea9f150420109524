"""Owns: the demonstration contract's reference files, read once and checked as a set.
Refuses: a set whose files contradict each other (Refused, from `check`)."""

from functools import cache
from importlib.resources import files

from handrail.catalogue.reference import parse
from handrail.catalogue.reference.check import faults_of_set
from handrail.catalogue.reference.parse import FileKind
from handrail.catalogue.reference.rows import ReferenceSet
from handrail.core.refusal import Refused


def _rows[R](kind: FileKind[R]) -> tuple[R, ...]:
    path = files("handrail.core") / "data" / "reference" / kind.file
    return parse.parse(kind, path.read_text(encoding="utf-8"))


@cache
def shipped_reference() -> ReferenceSet:
    """The files in `core/data/reference`, parsed and checked. Raises Refused when they were damaged."""
    reference = ReferenceSet(
        products=_rows(parse.PRODUCTS),
        compatibility=_rows(parse.COMPATIBILITY),
        questions=_rows(parse.QUESTIONS),
        bundles=_rows(parse.BUNDLES),
        codes=_rows(parse.CODES),
        speeds=_rows(parse.SPEEDS),
        prices=_rows(parse.PRICES),
        authorities=_rows(parse.AUTHORITIES),
    )
    faults = faults_of_set(reference)
    if faults:
        raise Refused(faults)
    return reference
