"""The only writer of facts about spending and of what is counted once a day.
Refuses nothing: the database folds what the ledger holds."""

from dataclasses import astuple
from datetime import date
from uuid import UUID

from django.db import connection

from handrail.spending.models import BudgetUse, TeamBudget
from handrail.spending.models import Reckoned as ReckonedRow
from handrail.spending.rules import Reckoned


def fold(at_most: int) -> int:
    """Fold so many postings of the contract at most; how far it came. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT spending_fold(%s)", [at_most])
        return sum(int(row[0]) for row in cursor.fetchall())


def keep_reckoned(contract_id: UUID, on: date, found: Reckoned) -> None:
    """What was counted on a day, in the place of what was kept before. One statement."""
    row = ReckonedRow(
        contract_id=contract_id, reckoned_on=on, without_price=found.without_price,
        returned={str(product): astuple(one) for product, one in found.returned.items()},
        lent=[astuple(one) for one in found.lent],
    )  # fmt: skip
    columns = ["reckoned_on", "returned", "lent", "without_price"]
    ReckonedRow.objects.bulk_create([row], update_conflicts=True, unique_fields=["contract_id"], update_fields=columns)


def set_budget(row: TeamBudget) -> None:
    """A budget, or a further version of one."""
    TeamBudget.objects.bulk_create([row])


def keep_use(row: BudgetUse) -> None:
    """What teams have used, in the place of what was kept before. One statement."""
    columns = ["from_on", "folded_to", "reckoned_at", "teams"]
    BudgetUse.objects.bulk_create([row], update_conflicts=True, unique_fields=["contract_id"], update_fields=columns)
