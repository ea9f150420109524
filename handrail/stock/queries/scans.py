"""Says what a scanned or typed code is: an item, a product, a place, an order, a visit, a person's label, or unknown.
Refuses to guess: a code that fits several things is answered with all of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from handrail.core.scan_codes import NO_SETTINGS, ScanKind, ScannedCode, ScanProblem, ScanSettings, read_code
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.states import AssetState


class ScannedKind(StrEnum):
    """What a code turned out to be."""

    ASSET = "ASSET"
    PRODUCT = "PRODUCT"
    PLACE = "PLACE"
    ORDER = "ORDER"
    VISIT = "VISIT"
    PERSON = "PERSON"
    SEVERAL = "SEVERAL"
    UNKNOWN = "UNKNOWN"
    UNREADABLE = "UNREADABLE"


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code is. `id` and `label` (asset number, product code, place name, number) name it.

    An asset also has its product, state and place; `others` are the further things that the same code fits (then
    `kind` is SEVERAL); `read` holds what the code itself says: lot, serial number, dates, or why it is unreadable."""

    code: str
    kind: ScannedKind
    read: ScannedCode
    id: UUID | None = None
    label: str = ""
    product_id: UUID | None = None
    product_code: str = ""
    product_name: str = ""
    tracking: str = ""
    state: AssetState | None = None
    place_id: UUID | None = None
    place_kind: str = ""
    others: tuple["Scanned", ...] = ()

    @property
    def problem(self) -> ScanProblem | None:
        """Why the code could not be read; None where it could."""
        return self.read.problem


# The first kind that fits wins: in a depot a number is an item before it is anything else. A label printed under an
# earlier company prefix still counts.
_HITS = """
    WITH asked AS (
        SELECT * FROM jsonb_to_recordset(%(asked)s::jsonb)
            AS t (i int, number text, tight text, gtin text, serial text, giai text, digits bigint, letter text,
                uuid uuid)
    ), products AS (
        SELECT q.i, p.id, q.serial FROM asked q JOIN catalogue_product p
            ON p.contract_id = %(contract)s AND p.gtin = q.gtin AND p.gtin <> ''
        UNION
        SELECT q.i, m.product_id, q.serial FROM asked q JOIN catalogue_productmark m
            ON m.contract_id = %(contract)s AND m.mark IN (q.gtin, q.number)
        UNION
        SELECT q.i, p.id, q.serial FROM asked q JOIN catalogue_product p
            ON p.contract_id = %(contract)s AND p.code = q.number
    ), assets AS (
        SELECT q.i, 1 AS rank, a.id FROM asked q JOIN stock_asset a
            ON a.contract_id = %(contract)s AND a.number = q.number
        UNION ALL
        SELECT q.i, 1, a.id FROM asked q
            JOIN partners_contractterm t ON t.contract_id = %(contract)s AND t.key = 'gs1_company_prefix'
            JOIN stock_asset a ON a.contract_id = %(contract)s AND t.value #>> '{}' <> ''
                AND a.number = upper(substr(q.giai, 1 + length(t.value #>> '{}')))
                AND starts_with(q.giai, t.value #>> '{}')
        UNION ALL
        SELECT d.i, 2, a.id FROM products d JOIN stock_asset a
            ON a.contract_id = %(contract)s AND a.serial <> '' AND a.serial = d.serial AND a.product_id = d.id
        UNION ALL
        SELECT q.i, 3, a.id FROM asked q JOIN stock_asset a
            ON a.contract_id = %(contract)s AND a.number = q.tight AND q.tight <> q.number
        UNION
        SELECT q.i, 3, a.id FROM asked q JOIN stock_asset a
            ON a.contract_id = %(contract)s AND a.serial <> '' AND a.serial IN (q.number, q.giai)
    )
    SELECT DISTINCT ON (i, rank, kind, id) i, rank, kind, id, label, product_id, product_code, product_name, tracking,
        state, place_id, place_kind
    FROM (
        SELECT s.i, s.rank, 'ASSET' AS kind, a.id, a.number AS label, p.id AS product_id, p.code AS product_code,
            p.name AS product_name, p.tracking, a.state, a.place_id, '' AS place_kind
        FROM assets s JOIN stock_asset a ON a.id = s.id JOIN catalogue_product p ON p.id = a.product_id
        UNION ALL
        SELECT d.i, 4, 'PRODUCT', p.id, p.code, p.id, p.code, p.name, p.tracking, NULL, NULL, ''
        FROM products d JOIN catalogue_product p ON p.id = d.id
        UNION ALL
        SELECT q.i, 5, 'PLACE', l.id, l.name, NULL, '', '', '', NULL, l.id, l.kind
        FROM asked q JOIN stock_place l ON l.contract_id = %(contract)s AND l.kind <> 'HOME'
            AND (l.id = q.uuid OR upper(l.name) = q.number)
        UNION ALL
        SELECT q.i, 6, 'ORDER', o.id, o.number::text, NULL, '', '', '', NULL, NULL, ''
        FROM asked q JOIN orders_order o ON o.contract_id = %(contract)s AND o.number = q.digits
            AND q.letter IN ('', 'O')
        UNION ALL
        SELECT q.i, 6, 'VISIT', v.id, v.number::text, NULL, '', '', '', NULL, NULL, ''
        FROM asked q JOIN visits_visit v ON v.contract_id = %(contract)s AND v.number = q.digits
            AND q.letter IN ('', 'V')
        UNION ALL
        SELECT q.i, 6, 'PERSON', n.id, n.number::text, NULL, '', '', '', NULL, NULL, ''
        FROM asked q JOIN people_person n ON n.contract_id = %(contract)s AND n.number = q.digits
            AND q.letter IN ('', 'P')
    ) hits
    ORDER BY i, rank, kind, id
"""
# Nearly every code is an item's number, one of our places or a product's code: what is found here and nothing ranks
# before needs no more looking. The statement above takes several times as long to set up as to run.
_USUAL = """
    SELECT a.number, 1, 'ASSET', a.id, a.number, p.id, p.code, p.name, p.tracking, a.state, a.place_id, ''
    FROM stock_asset a JOIN catalogue_product p ON p.id = a.product_id
    WHERE a.contract_id = %(contract)s AND a.number = ANY(%(numbers)s)
    UNION ALL
    SELECT upper(l.id::text), 5, 'PLACE', l.id, l.name, NULL, '', '', '', NULL, l.id, l.kind
    FROM stock_place l WHERE l.contract_id = %(contract)s AND l.kind <> 'HOME' AND l.id = ANY(%(uuids)s::uuid[])
    UNION ALL
    SELECT p.code, 4, 'PRODUCT', p.id, p.code, p.id, p.code, p.name, p.tracking, NULL, NULL, ''
    FROM catalogue_product p WHERE p.contract_id = %(contract)s AND p.code = ANY(%(numbers)s)
    AND NOT EXISTS (
        SELECT FROM stock_asset a WHERE a.contract_id = %(contract)s AND a.serial <> '' AND a.serial = p.code)
    AND NOT EXISTS (SELECT FROM catalogue_productmark m WHERE m.contract_id = %(contract)s AND m.mark = p.code)
    ORDER BY 2
"""
# A label of ours that is typed as it is printed, without brackets: only the contract's prefix tells it from a number.
GIAI = "8004"
_NUMBER = re.compile(r"([OVP]?)-?(\d{4,15})", re.ASCII)
_UUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.ASCII)


def what_are(scope: Scope, codes: Sequence[str], settings: ScanSettings = NO_SETTINGS) -> tuple[Scanned, ...]:
    """What each code is, in the order given; one statement, a second one for what else there is."""
    read = [read_code(code, settings) for code in codes]
    asked = [_asked(i, one) for i, one in enumerate(read)]
    hits = _usual(scope, read, asked)
    rest = [one for one in asked if one["i"] not in hits]
    if rest:
        found = rows(lambda *row: row, _HITS, {"contract": scope.contract_id, "asked": to_json(rest).decode()})
        for i, *hit in found:
            hits.setdefault(i, []).append(_hit(read[i], *hit))
    return tuple(_answer(code, one, hits.get(i, [])) for i, (code, one) in enumerate(zip(codes, read, strict=True)))


def _usual(
    scope: Scope, read: Sequence[ScannedCode], asked: Sequence[dict[str, Any]]
) -> dict[int, list[tuple[int, Scanned]]]:
    """What the plain numbers among them are."""
    tagged = [bool(one.gtin or one.giai or one.grai or one.serial) for one in read]
    plain = [one for one in asked if one["number"] and not tagged[one["i"]]]
    wanted = {
        "contract": scope.contract_id,
        "numbers": [one["number"] for one in plain],
        "uuids": [one["uuid"] for one in plain if one["uuid"]],
    }
    found: dict[str, list[Any]] = {}
    for number, *hit in rows(lambda *row: row, _USUAL, wanted) if plain else ():
        found.setdefault(number, hit)
    return {one["i"]: [_hit(read[one["i"]], *found[one["number"]])] for one in plain if one["number"] in found}


def _hit(read: ScannedCode, rank: int, kind: str, *row: Any) -> tuple[int, Scanned]:
    """One thing that a code fits, with its rank."""
    row_id, label, product_id, product_code, product_name, tracking, state, place_id, place_kind = row
    at = AssetState(state) if state else None
    return rank, Scanned(
        read.raw, ScannedKind(kind), read, row_id, label, product_id, product_code, product_name, tracking, at,
        place_id, place_kind,
    )  # fmt: skip


def _asked(i: int, read: ScannedCode) -> dict[str, Any]:
    """What a code may be looked up by."""
    number = read.asset_number or ""
    named = _NUMBER.fullmatch(number)
    return {
        "i": i,
        "number": number,
        # Our own number with spaces in it, as some people type it. A maker's serial number may have some.
        "tight": number.replace(" ", ""),
        "gtin": read.gtin or "",
        "serial": read.serial or "",
        "giai": read.giai or read.grai or (number.removeprefix(GIAI) if number.startswith(GIAI) else ""),
        "digits": int(named[2]) if named else None,
        "letter": named[1] if named else "",
        "uuid": number if _UUID.fullmatch(number) else None,
    }


def what_is(scope: Scope, code: str, settings: ScanSettings = NO_SETTINGS) -> Scanned:
    """What one code is; one statement."""
    return what_are(scope, [code], settings)[0]


def _answer(code: str, read: ScannedCode, hits: Sequence[tuple[int, Scanned]]) -> Scanned:
    if read.kind is ScanKind.UNREADABLE:
        return Scanned(code, ScannedKind.UNREADABLE, read)
    if not hits:
        return Scanned(code, ScannedKind.UNKNOWN, read, label=read.asset_number or read.giai or read.grai or "")
    best = min(rank for rank, _ in hits)
    first, *others = [hit for rank, hit in hits if rank == best]
    return replace(first, kind=ScannedKind.SEVERAL, others=(first, *others)) if others else first
