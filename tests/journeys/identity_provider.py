"""A small OpenID Connect provider on this machine: discovery, sign-in page, token, user information; one identity.
Refuses a code that it did not give, a secret that is not its client's, and a verifier that does not fit (PKCE)."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "handrail-tests", "only-for-the-tests"
SIGN_IN_PAGE = """<!doctype html><html lang="en"><title>County login</title><main><h1>County login</h1>
<p><a href="{href}">Go on as {name}</a></p></main></html>"""


class Provider(ThreadingHTTPServer):
    """Knows one person, and the challenge that each code was given for."""

    def __init__(self, identity: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.identity, self.codes = identity, dict[str, str]()
        self.token = secrets.token_urlsafe(16)
        self.url = f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """The four addresses of the provider."""

    server: Provider

    def do_GET(self) -> None:
        """Discovery, the sign-in page, and who holds a token."""
        where = urlsplit(self.path)
        match where.path:
            case "/.well-known/openid-configuration":
                self.send_json(self.discovery())
            case "/authorize":
                self.send_sign_in_page({name: values[0] for name, values in parse_qs(where.query).items()})
            case "/userinfo" if self.headers["Authorization"] == f"Bearer {self.server.token}":
                self.send_json(self.server.identity)
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        """A token for a code, once, for the client that asked with the right verifier."""
        typed = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        sent = {name: values[0] for name, values in typed.items()}
        challenge = self.server.codes.pop(sent.get("code", ""), "")
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        fits = challenge == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not fits or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET):
            self.send_error(400)
            return
        self.send_json({"access_token": self.server.token, "token_type": "Bearer", "expires_in": 300})

    def discovery(self) -> dict[str, Any]:
        """What the provider says of itself."""
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "userinfo_endpoint": "/userinfo"}
        return {
            "issuer": self.server.url,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{name: self.server.url + path for name, path in paths.items()},
        }

    def send_sign_in_page(self, asked: dict[str, str]) -> None:
        """One link that gives a code back to the service."""
        code = secrets.token_urlsafe(16)
        self.server.codes[code] = asked["code_challenge"]
        href = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}".replace("&", "&amp;")
        self.send(SIGN_IN_PAGE.format(href=href, name=self.server.identity["name"]), "text/html; charset=utf-8")

    def send_json(self, answer: dict[str, Any]) -> None:
        """An answer for a program."""
        self.send(json.dumps(answer), "application/json")

    def send(self, text: str, kind: str) -> None:
        """An answer of any kind."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_request(self, *_: Any) -> None:
        """Tests need no access log."""


@contextmanager
def provider_of(identity: dict[str, Any]) -> Iterator[Provider]:
    """A provider that runs while the block does."""
    with Provider(identity) as provider:
        thread = threading.Thread(target=provider.serve_forever, daemon=True)
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()
