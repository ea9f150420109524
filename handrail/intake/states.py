"""Owns: the kinds of files that bring records in, the states of such a file, and every move between them.
Refuses: nothing itself; `core.moves` refuses what is not in this table."""

from enum import StrEnum


class FileKind(StrEnum):
    """What the rows of a file are. The value is the word of the command line."""

    PEOPLE = "people"
    PRODUCTS = "products"
    ASSETS = "assets"
    OPEN_LOANS = "open-loans"


class FileState(StrEnum):
    """Where a file stands. RUNNING can begin anew: nothing is kept of a run that was broken off."""

    RECEIVED = "RECEIVED"
    WAITING = "WAITING"
    RUNNING = "RUNNING"
    CHECKED = "CHECKED"
    REFUSED = "REFUSED"
    DONE = "DONE"
    FAILED = "FAILED"
    DROPPED = "DROPPED"


class RowEnd(StrEnum):
    """What became of a row that waited to be mended. FOR_LOANS: it is right, and left for the file of open loans."""

    MENDED = "MENDED"
    FOR_LOANS = "FOR_LOANS"
    DROPPED = "DROPPED"


class FileEvent(StrEnum):
    """What can happen to a file."""

    START = "START"
    CLAIM = "CLAIM"
    CHECK = "CHECK"
    REFUSE = "REFUSE"
    FINISH = "FINISH"
    FAIL = "FAIL"
    DROP = "DROP"


_S, _E = FileState, FileEvent

INITIAL: frozenset[FileState] = frozenset({FileState.RECEIVED})
UNDER_WAY: frozenset[FileState] = frozenset({_S.WAITING, _S.RUNNING})
# May be started: for the first time, after a check, or again after it was refused or broke.
STARTABLE: frozenset[FileState] = frozenset({_S.RECEIVED, _S.CHECKED, _S.REFUSED, _S.FAILED})

MOVES: dict[tuple[FileState, FileEvent], FileState] = {
    **{(state, _E.START): _S.WAITING for state in FileState if state in STARTABLE},
    **{(state, _E.DROP): _S.DROPPED for state in FileState if state in STARTABLE},
    (_S.WAITING, _E.CLAIM): _S.RUNNING,
    (_S.RUNNING, _E.CHECK): _S.CHECKED,
    (_S.RUNNING, _E.REFUSE): _S.REFUSED,
    (_S.RUNNING, _E.FINISH): _S.DONE,
    (_S.RUNNING, _E.FAIL): _S.FAILED,
}
