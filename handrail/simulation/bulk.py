"""Copies the first county as further ones in bulk: one INSERT ... SELECT a table, as the owner of the tables.
Refuses nothing; what it writes is, row for row, what walking would have written (docs/adr, tests/simulation).

Each county is a contract of its own. The same seed makes the same calls in each, so that two counties differ only in
the digits of their ids that name the county, in numbers from sequences (each by a constant), and in a few names."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from handrail.simulation.northdown import NORTHDOWN

type Connection = psycopg.Connection[tuple[object, ...]]

# The digits of an id that name the county begin here in its text; see `world.parish_ids`.
DIGITS_AT, DIGITS = 25, 4
_ID = r"([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-)0001([0-9a-f]{8})"
# Shared by all counties, or about the running service.
NOT_COPIED = ("django_", "auth_", "config_", "socialaccount_", "mfa_", "partners_bankholiday", "identity_apiuse",
    "account_emailconfirmation")  # fmt: skip
# Numbers inside texts: the pattern of the number, what stands before it, and the sequence it comes from.
NUMBERS_IN_TEXT: Mapping[tuple[str, str], tuple[str, str]] = {
    ("invoices_invoiceline", "ref"): (r"^[lo]:(\d+)", "orders_number"),
    ("stock_asset", "number"): (r"^A(\d+)$", "stock_asset_number"),
    ("stock_countline", "code_read"): (r"^A(\d+)$", "stock_asset_number"),
    ("stock_discrepancy", "code_read"): (r"^A(\d+)$", "stock_asset_number"),
    ("ledger_entry", "cause"): (r":change:(\d+)$", "core_audit_id_seq"),
    ("ledger_waiting", "cause"): (r":change:(\d+)$", "core_audit_id_seq"),
    ("core_outboxmessage", "content"): (r'"number": (\d+)', "orders_number"),
    ("core_outboxmessage", "key"): (r"^release:[^:]+:[A-Z_]+:(\d+)$", "core_audit_id_seq"),
}
# Columns that hold a number that was given elsewhere.
NUMBERS: Mapping[str, str] = {
    "audit_id": "core_audit_id_seq",
    "stood_by": "core_audit_id_seq",
    "order_number": "orders_number",
    "visit_number": "visits_number",
}
# What is named by the county: an expression of the first county's {text}, with the other county's {code} and {title}.
NAMES: Mapping[tuple[str, str], str] = {
    ("partners_contract", "code"): "{code}",
    ("partners_contract", "name"): "{title}",
    ("partners_partner", "name"): "{text} || ' ' || {code}",
    ("identity_user", "email"): "replace({text}, '@northdown.', '-' || {code} || '@northdown.')",
    ("account_emailaddress", "email"): "replace({text}, '@northdown.', '-' || {code} || '@northdown.')",
    ("core_outboxmessage", "recipient"): "replace({text}, '@northdown.', '-' || {code} || '@northdown.')",
    ("ledger_reportedperiod", "content"):
        r"""regexp_replace({text}, '"(host|partner)": "([^"]+)"', '"\1": "\2 ' || {code} || '"', 'g')""",
} | {
    (table, "funding"): r"""regexp_replace({text}, '"council": "([^"]+)"', '"council": "\1 ' || {code} || '"')"""
    for table in ("visits_measuring", "orders_orderline", "loans_loan", "loans_gift", "loans_adaptation")
}  # fmt: skip

# A digest is over ids, so the copy of a closed month has one of its own.
DIGESTS = """
    UPDATE ledger_closedmonth c SET digest = d.digest
    FROM ledger_closedmonth o CROSS JOIN LATERAL ledger_digest(o.contract_id, o.month) AS d
    WHERE o.id = c.id AND substr(c.contract_id::text, %(at)s, %(length)s) = %(digits)s
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, and the sequence its numbers come from ("": none)."""

    name: str
    type: str
    sequence: str


def sequences(connection: Connection) -> dict[str, int]:
    """How far each sequence of the schema has come."""
    found = connection.execute(
        "SELECT sequencename, coalesce(last_value, start_value - increment_by) FROM pg_sequences "
        "WHERE schemaname = 'public'"
    )
    return {str(name): int(str(last)) for name, last in found}


def copy_county(connection: Connection, number: int, *, step: Mapping[str, int]) -> int:
    """Copy county 1 as county `number`; `step` is how far each sequence came for county 1. Gives the rows."""
    tables = _tables(connection)
    with connection.transaction():
        _set_aside(connection, tables, aside=True)
        copied = sum(_copy_table(connection, table, number, step) for table in tables)
        connection.execute(DIGESTS, {"at": DIGITS_AT, "length": DIGITS, "digits": f"{number:04x}"})
        _set_aside(connection, tables, aside=False)
        for name, far in step.items():
            if far:
                connection.execute(
                    "SELECT setval(%s, last_value + %s) FROM pg_sequences WHERE schemaname = 'public' "
                    "AND sequencename = %s",
                    [name, far, name],
                )
    return copied


def _tables(connection: Connection) -> list[str]:
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    return [name for (name,) in found if isinstance(name, str) and not name.startswith(NOT_COPIED)]


def _set_aside(connection: Connection, tables: list[str], *, aside: bool) -> None:
    """Take our triggers off and let the owner pass the policies, for this transaction; foreign keys are checked."""
    for table in tables:
        name = sql.Identifier(table)
        if aside:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
            connection.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(name))
        else:
            # What is checked when the transaction ends is checked now: a table with checks waiting cannot be altered.
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
            if _has_policies(connection, table):
                connection.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(name))


def _has_policies(connection: Connection, table: str) -> bool:
    found = connection.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [table]).fetchone()
    return bool(found and found[0])


def _copy_table(connection: Connection, table: str, number: int, step: Mapping[str, int]) -> int:
    columns = _columns(connection, table)
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    values = sql.SQL(", ").join(_value(connection, table, column, number, step) for column in columns)
    statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} t WHERE {}").format(
        sql.Identifier(table), names, values, sql.Identifier(table), _of_first_county(columns)
    )
    return connection.execute(statement).rowcount


def _columns(connection: Connection, table: str) -> list[Column]:
    found = connection.execute(
        """SELECT c.column_name, c.udt_name,
               coalesce(split_part(pg_get_serial_sequence(quote_ident(c.table_name), c.column_name), '.', 2),
                   substring(c.column_default from $$nextval\\('([a-z_]+)'$$), '')
           FROM information_schema.columns c
           WHERE c.table_schema = 'public' AND c.table_name = %s AND c.is_generated = 'NEVER'
           ORDER BY c.ordinal_position""",
        [table],
    )
    columns = [Column(str(name), str(kind), str(sequence)) for name, kind, sequence in found]
    return [Column(column.name, column.type, NUMBERS.get(column.name, column.sequence)) for column in columns]


def _of_first_county(columns: list[Column]) -> sql.Composable:
    """Rows of the first county: by contract, or where there is none by the digits of the first id."""
    names = [column.name for column in columns if column.type == "uuid"]
    key = "contract_id" if "contract_id" in names else names[0] if names else ""
    if not key:
        raise LookupError("a table without ids cannot be copied")
    return sql.SQL("substr(t.{}::text, {}, {}) = '0001'").format(sql.Identifier(key), DIGITS_AT, DIGITS)


def _value(connection: Connection, table: str, column: Column, number: int, step: Mapping[str, int]) -> sql.Composable:
    """The expression that makes the other county's value of the first one's."""
    name = sql.SQL("t.{}").format(sql.Identifier(column.name))
    if column.sequence:
        return sql.SQL("{} + {}").format(name, sql.Literal(step[column.sequence] * (number - 1)))
    if column.type in {"uuid", "_uuid", "text", "varchar", "jsonb"}:
        text: sql.Composable = sql.SQL("{}::text").format(name)
        if column.type in {"uuid", "_uuid"} or _holds_ids(connection, table, column.name):
            pattern, other = sql.Literal(_ID), sql.Literal(rf"\g1{number:04x}\g2".replace(r"\g", "\\"))
            text = sql.SQL("regexp_replace({}, {}, {}, 'g')").format(text, pattern, other)
        text = _renamed(table, column, _renumbered(table, column, text, number, step), number)
        kind = {"_uuid": "uuid[]"}.get(column.type, column.type)
        return sql.SQL("({})::{}").format(text, sql.SQL(kind))
    return name


def _holds_ids(connection: Connection, table: str, column: str) -> bool:
    """Whether any text of this column names an id of the first county."""
    query = sql.SQL("SELECT EXISTS (SELECT FROM {} t WHERE t.{}::text ~ {})").format(
        sql.Identifier(table), sql.Identifier(column), sql.Literal(_ID)
    )
    found = connection.execute(query).fetchone()
    return bool(found and found[0])


def _renumbered(
    table: str, column: Column, text: sql.Composable, number: int, step: Mapping[str, int]
) -> sql.Composable:
    """The number inside a text, by the constant of its sequence."""
    rule = NUMBERS_IN_TEXT.get((table, column.name))
    if rule is None:
        return text
    pattern, sequence = rule
    far = sql.Literal(step[sequence] * (number - 1))
    # The first number that the pattern finds, put back where it stood.
    return sql.SQL(
        """CASE WHEN {text} ~ {pattern} THEN overlay({text} placing
               ((regexp_match({text}, {pattern}))[1]::bigint + {far})::text
               from regexp_instr({text}, {pattern}, 1, 1, 0, '', 1)
               for length((regexp_match({text}, {pattern}))[1])) ELSE {text} END"""
    ).format(text=text, pattern=sql.Literal(pattern), far=far)


def _renamed(table: str, column: Column, text: sql.Composable, number: int) -> sql.Composable:
    """A name that tells the county."""
    rule = NAMES.get((table, column.name))
    if rule is None:
        return text
    code = sql.Literal(f"{NORTHDOWN.code}-{number}")
    title = sql.Literal(f"{NORTHDOWN.county} {number} community equipment")
    return sql.SQL(rule).format(text=text, code=code, title=title)
