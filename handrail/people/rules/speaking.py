"""How a person is spoken with, as each of their records says it.
Refuses nothing: what is typed into a record is checked in `records`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speaking:
    """What one record says of how somebody communicates. `number`: the record's, for where two say different things."""

    number: int
    needs: tuple[str, ...]
    language: str
    interpreter_needed: bool
    note: str
