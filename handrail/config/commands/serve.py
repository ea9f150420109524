"""Owns `handrail serve`: web, jobs and the embedded database in one command, until it is told to stop.

Refuses a second copy on the same home, a taken port, and an unsafe database role.
"""

import http.client
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connection

from handrail.config import postgres
from handrail.config.environment import SettingError
from handrail.config.roles import refuse_unsafe_role
from handrail.config.static_files import collect_if_changed
from handrail.config.supervisor import Child, only_one, supervise


def main(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM or SIGINT. Raises SettingError for a start that is refused."""
    ArgumentParser(prog="handrail serve", description="Run the service; see docs/settings.md.").parse_args(arguments)
    return serve(when_ready=lambda: None)


def serve(*, when_ready: Callable[[], None]) -> int:
    """The same, and calls `when_ready` once, when the first page can be fetched."""
    with only_one(settings.HANDRAIL_HOME):
        refuse_taken_port()
        refuse_unsafe_role()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it; the stubs know the base alone
        collect_if_changed()
        supervise(settings.HANDRAIL_HOME, _children(), watch=_watch_database, ready=_tell_once(when_ready))
    return 0


def _children() -> list[Child]:
    this = [sys.executable, "-m", "handrail.config"]
    jobs = [Child(f"jobs {number}", [*this, "work"]) for number in range(1, settings.JOB_WORKERS + 1)]
    return [Child("web", _web_command()), *jobs]


def _web_command() -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": settings.HOST,
        "--port": str(settings.PORT),
        "--workers": str(settings.WEB_WORKERS),
        "--blocking-threads": str(settings.WEB_THREADS),
        "--workers-kill-timeout": "10",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    command = [sys.executable, "-m", "granian", *words, "--no-ws", "--respawn-failed-workers"]
    return [*command, "handrail.config.wsgi:application"]


def _watch_database() -> None:
    """Start the embedded database again where it was killed."""
    if not settings.DATABASE_IS_EMBEDDED:
        return
    cluster = postgres.Cluster(settings.HANDRAIL_HOME)
    if postgres.server_pid(cluster) is None:
        print("The database ended; starting it again.", flush=True)
        postgres.start(cluster)


def refuse_taken_port() -> None:
    """Raise SettingError where another program listens already."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise SettingError(
                f"Handrail cannot listen on {settings.HOST} port {settings.PORT} ({error.strerror}); "
                "set PORT to another number."
            ) from error


def address() -> str:
    """Where a browser on this machine finds the service."""
    host = _local_host()
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}"


def _local_host() -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104  # compared, not bound


def _tell_once(when_ready: Callable[[], None]) -> Callable[[], bool]:
    """A look at /healthz that says so at the first good answer."""

    def look() -> bool:
        ready = _answers()
        if ready:
            print(f"Handrail is ready at {address()}", flush=True)
            when_ready()
        return ready

    return look


def _answers() -> bool:
    web = http.client.HTTPConnection(_local_host(), settings.PORT, timeout=2)
    try:
        web.request("GET", "/healthz")
        return web.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False  # Not up yet; asked again in half a second.
    finally:
        web.close()
