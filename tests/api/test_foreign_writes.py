"""Every operation that writes, sent with ids of another contract, of people out of reach, and of things of another
kind: nothing is written, nothing fails, and the answer is that of an id that nobody ever gave."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction

from handrail.api.rest.service import description
from handrail.core.ids import fresh_id
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from tests.api.api_calls import Answer, Caller
from tests.api.test_foreign_ids import hospice_with_every_role, not_served_by_the_hospice
from tests.api.things_of_all_kinds import ABOUT_PEOPLE, Maker, Things
from tests.api.writing_calls import WRITES, Writes
from tests.situations import another_county, northdown

pytestmark = pytest.mark.django_db

# Kept whatever a call comes to: who called, and what a refusal told of a record out of reach (ADR 9).
ASIDE = {"core_audit", "core_answeredcall", "identity_apitoken", "identity_apiuse"}
# Any council may be that of ordinary residence, of whichever contract it is.
OF_EVERY_CONTRACT = {"council"}


@dataclass(frozen=True)
class Operation:
    """One that writes: its name, method and address."""

    name: str
    method: str
    path: str


@cache
def operations() -> tuple[Operation, ...]:
    """Each that is not a read by its method."""
    return tuple(
        Operation(str(one["operationId"]), method, path.removeprefix("/api/v1"))
        for path, methods in description()["paths"].items()
        for method, one in methods.items()
        if method != "get"
    )


def kinds_in(value: Any) -> Iterator[str]:
    """The kinds of things that a body names."""
    yield from re.findall(r"\$(\w+)", json.dumps(value))


def named_by(writes: Writes) -> list[str]:
    """The kinds of things that a call names, its address first; words that only go with them are no things."""
    with_them = {"address_version", "slot_from", "slot_until", "free_day"}
    return list(dict.fromkeys(kind for kind in (*writes.path, *kinds_in(writes.body)) if kind not in with_them))


def send(by: Caller, operation: Operation, things: Things) -> Answer:
    """The call about these things."""
    writes = WRITES[operation.name]
    path = operation.path
    assert len(writes.path) == path.count("{"), operation.name
    for kind in writes.path:
        path = re.sub(r"{\w+}", things[kind], path, count=1)
    if writes.body is None:
        return by.post(path)
    body = json.loads(re.sub(r"\$(\w+)", lambda found: things[found[1]], json.dumps(writes.body)))
    return by.put(path, body) if operation.method == "put" else by.post(path, body)


def told(answer: Answer, sent: str) -> tuple[int, str]:
    """The status and words of an answer, without what was sent and without ids and numbers that were made for it."""
    return answer.status, re.sub(
        rf"[0-9a-f-]{{36}}|\b\d{{5,}}\b|{re.escape(sent)}", "-", json.dumps(answer.body, ensure_ascii=False)
    )


def nobodys(sent: str) -> str:
    """An id, or a number of an item, that nobody has."""
    return str(fresh_id()) if "-" in sent and len(sent) == 36 else re.sub(r"\d", "9", sent)


@cache
def tables() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT') AND split_part(relname, '_', 1) IN ('people', 'orders', 'needs',"
            " 'stock', 'visits', 'loans', 'core', 'intake', 'identity') ORDER BY 1"
        )
        return tuple(row[0] for row in cursor.fetchall() if row[0] not in ASIDE)


def rows_of(*counties: County) -> list[Any]:
    """All that is written of these counties, as a number for each table."""
    words = " UNION ALL ".join(
        f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {name} t"
        for name in tables()
    )
    found = []
    for county in counties:
        with reading(county.scopes["desk"]), connection.cursor() as cursor:
            cursor.execute(words)
            found += cursor.fetchall()
    return found


@dataclass(frozen=True)
class Attack:
    """One with every role who puts other things in the place of their own; `county` is not theirs."""

    by: Caller
    own: Things
    county: County

    def on(self, operation: Operation, *theirs: Things) -> Iterator[str]:
        """What is wrong with the answers when one thing after the other is theirs, or nobody's."""
        writes = WRITES[operation.name]
        answer = self.sent(operation, self.own)
        if writes.refused not in (answer.code if answer.status >= 400 else "") or bool(writes.refused) is (
            answer.status < 400
        ):
            yield f"{operation.name} about one's own things: {answer.status} {answer.body}"
        for kind in named_by(writes):
            nothing = nobodys(self.own[kind])
            expected = self.sent(operation, {**self.own, kind: nothing})
            if expected.status < 400 and kind not in writes.unknown:
                yield f"{operation.name} is carried out about {kind} of nobody's"
            for others in theirs:
                if kind in others:
                    answer = self.sent(operation, {**self.own, kind: others[kind]})
                    if told(answer, others[kind]) != told(expected, nothing):
                        yield f"{operation.name} about {kind}: {answer.body}, but of nobody's {expected.body}"

    def sent(self, operation: Operation, things: Things) -> Answer:
        """The answer; what was carried out is taken back, once it was seen whether it could stay."""
        kept = transaction.savepoint_create()
        before = rows_of(self.county) if WRITES[operation.name].unknown else []
        answer = send(self.by, operation, things)
        if answer.status >= 500:
            raise AssertionError(f"{operation.name} fails with {things}: {answer.body}")
        if answer.status < 400:
            # As at the end of a transaction: keys to rows that are not there would fail only then.
            connection.check_constraints()
            assert not before or rows_of(self.county) == before, operation.name
            transaction.savepoint_rollback(kept)
        return answer


def test_every_operation_that_writes_has_a_call() -> None:
    assert {one.name for one in operations()} == set(WRITES)


def test_things_of_others_are_as_things_of_nobody() -> None:
    county, other = northdown(), another_county()
    by = hospice_with_every_role(county)
    # Theirs first: what is kept for their lines is then not of one's own.
    unseen = Maker(not_served_by_the_hospice(county), day=11, letter="e").all()
    own = Maker(county, day=1, drafted_by="hospice").all()
    foreign = Maker(other, day=1).all()
    theirs = (
        {kind: one for kind, one in foreign.items() if kind not in OF_EVERY_CONTRACT},
        {kind: unseen[kind] for kind in ABOUT_PEOPLE},
        {kind: own["person" if kind == "order" else "order"] for kind in own},
    )
    attack, before = Attack(by, own, other), rows_of(county, other)
    assert [wrong for operation in operations() for wrong in attack.on(operation, *theirs)] == []
    assert rows_of(county, other) == before
