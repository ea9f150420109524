"""The codes scanned so far, as the page on which a stop is recorded carries them.
Refuses nothing: what cannot be read counts as none."""

import json
from collections.abc import Sequence

from handrail.core.scan_codes import clean_code

MOST_SCANS, LONGEST_CODE = 60, 120


def codes_from(stored: str) -> list[str]:
    """The codes scanned so far, as the page carried them; what cannot be read counts as none."""
    try:
        found = json.loads(stored or "[]")
    except (ValueError, RecursionError):
        return []
    if not isinstance(found, list):
        return []
    read = [clean_code(code)[:LONGEST_CODE] for code in found[:MOST_SCANS] if isinstance(code, str)]
    return [code for code in read if code]


def stored_codes(codes: Sequence[str]) -> str:
    """The codes as the page carries them."""
    return json.dumps(list(codes), ensure_ascii=False)
