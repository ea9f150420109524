"""Nothing that opens a door lies in the repository."""

import re

import pytest

from handrail.config.home import CHECKOUT
from tests.repository.sources import files

PATTERNS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "a cloud access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a forge token": r"\b(?:ghp|gho|ghs|ghu|github_pat|glpat)[_-][A-Za-z0-9_-]{20,}",
    "a chat or payment token": r"\b(?:xox[abprs]-|sk_live_|rk_live_)[A-Za-z0-9-]{10,}",
    "a signed web token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "a password in an address": r"\b[a-z]+://[^/\s:@{}<>\"']+:[^/\s:@{}<>\"'$]{6,}@[a-z0-9]",
    "a long secret in a setting": r"(?i)(?:secret|password|token|api_?key)[a-z_]*\s*[=:]\s*[\"'][\w+/-]{32,}[\"']",
}
TEXT = (
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".sh",
    ".yml",
    ".yaml",
    ".json",
    ".html",
    ".jinja",
    ".js",
    ".css",
    ".sql",
    ".csv",
)


def reasons_against(text: str) -> list[str]:
    """What in a text looks like a secret."""
    return [name for name, pattern in PATTERNS.items() if re.search(pattern, text)]


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a" * 36,
        "postgresql://someone:" + "hunter2hunter2@db/handrail",
        "SECRET_KEY = '" + "a1" * 20 + "'",
    ],
)
def test_a_planted_secret_is_found(planted: str) -> None:
    assert reasons_against(planted)


def test_the_repository_holds_no_secret() -> None:
    small = [place for place in files(*TEXT) if place.stat().st_size < 2_000_000]
    found = {
        str(place.relative_to(CHECKOUT)): reasons
        for place in small
        if (reasons := reasons_against(place.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}
