"""Each reason for which something is refused stands in a test, by its code or by its name."""

import re

from tests.repository.sources import files

_KIND = re.compile(r"^class (\w+(?:Reason|Problem))\(StrEnum\):\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)
_MEMBER = re.compile(r'^ {4}([A-Z_0-9]+) = "(\w+)"', re.MULTILINE)


def refusals() -> list[tuple[str, str, str]]:
    """Each reason: its enumeration, its name there, its code."""
    texts = [place.read_text(encoding="utf-8") for place in files(".py", under="handrail")]
    kinds = [found for text in texts for found in _KIND.findall(text)]
    return [(kind, name, code) for kind, body in kinds for name, code in _MEMBER.findall(body)]


def test_each_refusal_is_named_in_a_test() -> None:
    """One that nothing can raise is no refusal: it goes, with its words. A module that imports an enumeration may name
    its reasons by any short name."""
    codes: set[str] = set()
    names: set[tuple[str, str]] = set()
    known = refusals()
    kinds = {kind for kind, _, _ in known}
    for place in files(".py", under="tests"):
        words = re.findall(r"\.?\w+", place.read_text(encoding="utf-8"))
        codes.update(words)
        names |= {(kind, word[1:]) for kind in kinds.intersection(words) for word in words if word.startswith(".")}
    missing = [f"{kind}.{name}" for kind, name, code in known if code not in codes and (kind, name) not in names]
    assert len(known) > 400
    assert missing == []
