"""Section d: what the first page weighs over the wire, with its style sheets, scripts and pictures, as served.
Refuses to count twice what a browser fetches once."""

import gzip
import http.client
import re
from urllib.parse import urljoin, urlsplit

from bench.figures import Figure

FIRST = "/"
_NEEDED = re.compile(r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"[^>]*>""", re.I)
_LINK = re.compile(r"""<link\b[^>]*>""", re.I)
_FETCHED_LINKS = ("stylesheet", "icon", "preload", "manifest")


def measure(port: int) -> list[Figure]:
    """The weight of the first page, and of its HTML alone."""
    status, address, html, weight = _fetched(port, FIRST)
    if status != http.HTTPStatus.OK:
        raise RuntimeError(f"the first page answers {status}")
    weights = {address: weight}
    for one in needed_by(html, address):
        if one not in weights:
            weights[one] = _fetched(port, one)[3]
    whole = sum(weights.values()) / 1000
    return [
        Figure("d", "HTML of the first page", weight / 1000, "kB"),
        Figure("d", f"first page over the wire, {len(weights)} files", whole, "kB", at_most=100),
    ]


def needed_by(html: str, address: str) -> list[str]:
    """The addresses on this site that a browser fetches to show a page, each once."""
    found: list[str] = []
    for match in _NEEDED.finditer(html):
        tag = match[0]
        if _LINK.match(tag) and not any(f'rel="{kind}' in tag or f" {kind}" in tag for kind in _FETCHED_LINKS):
            continue
        whole = urlsplit(urljoin(address, match[1]))
        if not whole.scheme and not whole.netloc and whole.path not in found:
            found.append(whole.path)
    return found


def _fetched(port: int, address: str) -> tuple[int, str, str, int]:
    """Status, final address, text and weight in bytes on the wire, headers too; redirects are followed and weighed."""
    weight = 0
    for _ in range(5):
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        web.request("GET", address, headers={"Accept-Encoding": "gzip, br"})
        reply = web.getresponse()
        body = reply.read()
        weight += len(body) + sum(len(name) + len(value) + 4 for name, value in reply.getheaders())
        web.close()
        if reply.status not in (301, 302, 303, 307, 308):
            return reply.status, address, _text(reply, body), weight
        address = urljoin(address, reply.headers["Location"])
    raise RuntimeError(f"{address} is redirected without end")


def _text(reply: http.client.HTTPResponse, body: bytes) -> str:
    """The page as text; empty for what is no page."""
    if not (reply.headers.get("Content-Type") or "").startswith("text/html"):
        return ""
    if reply.headers.get("Content-Encoding") == "gzip":
        return gzip.decompress(body).decode()
    return body.decode()
