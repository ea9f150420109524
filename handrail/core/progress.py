"""Tells how far a long piece of work is, while its one transaction is still open and nobody else can see its rows.
Refuses to hold the work up: a thread of its own writes the count into the shared cache, once a second."""

from threading import Event, Thread
from types import TracebackType
from typing import Self
from uuid import UUID

from django.core.cache import cache
from django.db import DatabaseError, connection

EVERY_SECONDS = 1.0
KEPT_SECONDS = 600


def key_of(work_id: UUID) -> str:
    """Where the progress of a piece of work stands in the cache."""
    return f"progress:{work_id}"


class Progress:
    """`with Progress(file_id, total) as progress: progress.watch(done)`."""

    def __init__(self, work_id: UUID, total: int) -> None:
        self._key, self._total = key_of(work_id), total
        self._done = 0
        self._over = Event()
        self._thread = Thread(target=self._write, name=self._key, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def watch(self, done: int) -> None:
        """So many rows are done."""
        self._done = done

    def _write(self) -> None:
        # This thread's own connection: what it writes is seen at once.
        try:
            while True:
                over = self._over.is_set()
                self._say(over=over)
                if over:
                    return
                self._over.wait(EVERY_SECONDS)
        finally:
            connection.close()

    def _say(self, *, over: bool) -> None:
        try:
            if over:
                cache.delete(self._key)
            else:
                cache.set(self._key, (self._done, self._total), KEPT_SECONDS)
        except DatabaseError:
            # The database is away: the work itself says so, and the next word goes through a new connection.
            connection.close()


def progress_of(work_id: UUID) -> tuple[int, int] | None:
    """(done, total) of a piece of work that is under way; None where nobody tells."""
    found = cache.get(key_of(work_id))
    return (int(found[0]), int(found[1])) if found else None
