"""Owns the service that is measured: `handrail serve` as in production on a free port of this machine, and its tickets.
Refuses to touch a process that it did not start."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.county import DESK, DRIVER, PRESCRIBER, RELEASER, SECOND, STORE, call_of, store_of
from bench.http_cycle import Ticket
from handrail.config import postgres
from handrail.config.home import handrail_home
from handrail.core.clock import now
from handrail.identity.api_scopes import ApiScope
from handrail.identity.rules import MOST_CALLS_PER_MINUTE, TokenWanted
from handrail.orders.rules.facts import OrderRequest
from handrail.simulation.set_up import County
from handrail.usecases.edit_tokens import NewToken, fresh_key, hash_of, make_token

_TICKS = os.sysconf("SC_CLK_TCK")
_READY_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: its supervisor, its port, its home."""

    process: subprocess.Popen[bytes]
    port: int
    home: Path

    def processes(self) -> list[int]:
        """Its web and job processes, by the mark that they carry."""
        mark = f"HANDRAIL_SUPERVISED={self.home}".encode()
        return [int(place.parent.name) for place in Path("/proc").glob("[0-9]*/environ") if mark in _content(place)]

    def web_workers(self) -> list[int]:
        """The processes that answer requests: children of granian's first process."""
        web = [pid for pid in self.processes() if b"granian" in _content(Path(f"/proc/{pid}/cmdline"))]
        return [pid for pid in web if _parent(pid) in web]

    def health(self) -> int:
        """The status of /healthz, or 0 where nobody answers."""
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            web.request("GET", "/healthz")
            return web.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            web.close()

    def wait_until_ready(self) -> None:
        """Wait for the first good answer. Raises RuntimeError when none comes."""
        give_up = time.monotonic() + _READY_SECONDS
        while self.health() != http.HTTPStatus.OK:
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError("the service does not become ready")
            time.sleep(0.1)


@contextmanager
def service(home: Path) -> Iterator[Service]:
    """`handrail serve` for a block: granian with two workers, one job worker, the embedded database."""
    port = _free_port()
    settings = {"HANDRAIL_HOME": str(home), "PORT": str(port), "HOST": "127.0.0.1", "WEB_WORKERS": "2"}
    command = [sys.executable, "-m", "handrail.config", "serve"]
    process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    running = Service(process, port, home)
    try:
        running.wait_until_ready()
        yield running
    finally:
        process.terminate()
        process.wait()


def cpu_seconds(running: Service) -> float:
    """The CPU seconds of web and database so far, those of ended children too."""
    database = postgres.server_pid(postgres.Cluster(handrail_home()))
    pids = {pid for pid in running.processes() if b"granian" in _content(Path(f"/proc/{pid}/cmdline"))}
    if database is not None:
        pids |= {database, *_children(database)}
    return sum(_cpu(pid, ended=pid == database) for pid in pids)


def resident_megabytes(pid: int) -> float:
    """The resident memory of a process in MB."""
    for line in _content(Path(f"/proc/{pid}/status")).decode().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1000
    raise RuntimeError(f"process {pid} has ended")


def ticket_of(county: County, order: OrderRequest, port: int) -> Ticket:
    """Tokens for the staff of a cycle, and the order as JSON."""
    return Ticket(
        port=port,
        tokens={who: _token(county, who) for who in (PRESCRIBER, RELEASER, STORE, DESK, DRIVER)},
        depot=str(store_of(county)),
        crew=(str(county.users[DRIVER]), str(county.users[SECOND])),
        order={
            "why": order.why,
            "lines": [{"product_code": one.product_code, "speed_code": one.speed_code} for one in order.lines],
            "answers": dict(order.answers),
            "reasons": dict(order.reasons),
        },
    )


def _token(county: County, who: str) -> str:
    key = fresh_key()
    until = now() + timedelta(days=1)
    wanted = TokenWanted(f"Bench {who}", county.users[who], tuple(ApiScope), until, MOST_CALLS_PER_MINUTE)
    make_token(call_of(county, "system"), request=NewToken(wanted, hash_of(key)))
    return key


def _content(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError:
        return b""  # It ended meanwhile.


def _fields(pid: int) -> list[bytes]:
    """The numbers of /proc/PID/stat after the name, which may hold spaces; empty for a process that has ended."""
    return _content(Path(f"/proc/{pid}/stat")).rpartition(b")")[2].split()


def _parent(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[1]) if fields else 0


def _children(pid: int) -> list[int]:
    return [int(place.name) for place in Path("/proc").glob("[0-9]*") if _parent(int(place.name)) == pid]


def _cpu(pid: int, *, ended: bool) -> float:
    fields = _fields(pid)
    return sum(int(one) for one in fields[11 : 15 if ended else 13]) / _TICKS


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
