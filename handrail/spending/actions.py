"""The only writer of facts about spending.
Refuses nothing: the database folds what the ledger holds."""

from django.db import connection


def fold(at_most: int) -> int:
    """Fold so many postings of the contract at most; how far it came. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT spending_fold(%s)", [at_most])
        return sum(int(row[0]) for row in cursor.fetchall())
