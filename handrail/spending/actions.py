"""The only writer of facts about spending and of how much came back.
Refuses nothing: the database folds what the ledger holds."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import connection

from handrail.spending.models import Returned as ReturnedRow
from handrail.spending.rules import Returned


def fold(at_most: int) -> int:
    """Fold so many postings of the contract at most; how far it came. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT spending_fold(%s)", [at_most])
        return sum(int(row[0]) for row in cursor.fetchall())


def keep_returned(contract_id: UUID, on: date, found: Mapping[UUID, Returned]) -> None:
    """What came back, as it stands on a day, in the place of what was kept before. One statement."""
    row = ReturnedRow(
        contract_id=contract_id, reckoned_on=on,
        products={str(product): [one.lent, one.back, one.months] for product, one in found.items()},
    )  # fmt: skip
    ReturnedRow.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["contract_id"], update_fields=["reckoned_on", "products"]
    )
