"""The ledger's postings of order lines, summed by line, month and fund beside what each line was for.
Refuses every write but by `spending_fold`; all of it can be made anew from the ledger."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, NO_PERSON, Privacy
from handrail.partners.models import ContractRow, Team

FOLDED_AGAIN = "emptied and folded again from the ledger"
OF_A_LINE = Privacy(personal=("line_id", "value"), kept=CARE_RECORD, scrub=FOLDED_AGAIN)
OF_WORDS = Privacy(personal=("first", "second"), kept=CARE_RECORD, scrub=FOLDED_AGAIN)


class Word(models.Model):
    """A value that facts name by a number, because a million rows of numbers are read in a blink: a team's id, a
    category, a band of age. `kind` is one of `By`."""

    PRIVACY: ClassVar = OF_A_LINE

    id = models.AutoField(primary_key=True)
    contract_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract_id", "kind", "value"], name="one_number_per_word")
        ]


class Spent(models.Model):
    """What one line came to in one month for one fund, in pence; `credited_pence` is below zero. The numbers are
    those of words. Small columns first to last by size: the row is read a million times."""

    PRIVACY: ClassVar = OF_A_LINE

    id = models.BigAutoField(primary_key=True)
    contract_id = models.UUIDField()
    line_id = models.UUIDField()
    month = models.DateField()
    fund = models.IntegerField()
    partner = models.IntegerField()
    team = models.IntegerField()
    prescriber = models.IntegerField()
    product = models.IntegerField()
    category = models.IntegerField()
    age = models.IntegerField()
    area = models.IntegerField()
    speed = models.IntegerField()
    stock = models.IntegerField()
    care_route = models.IntegerField()
    supply_route = models.IntegerField()
    person = models.IntegerField()
    reserved_pence = models.IntegerField()
    equipment_pence = models.IntegerField()
    activity_pence = models.IntegerField()
    vat_pence = models.IntegerField()
    credited_pence = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line_id", "month", "fund"], name="one_fact_per_line_month_fund")
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract_id", "month"], name="spent_by_month"),
            models.Index(fields=["person"], name="spent_by_person"),
        ]


class Cross(models.Model):
    """What two words came to together in the financial year from `year`, in pence: so that a million lines are crossed
    in a blink. `pair` says of what they are (`pairs.PAIRS`); `first` and `second` are their numbers. There is
    a year of all years too (`pairs.EVER`)."""

    PRIVACY: ClassVar = OF_WORDS

    id = models.BigAutoField(primary_key=True)
    contract_id = models.UUIDField()
    pair = models.CharField(max_length=40)
    year = models.DateField()
    first = models.IntegerField()
    second = models.IntegerField()
    reserved_pence = models.BigIntegerField()
    equipment_pence = models.BigIntegerField()
    activity_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    credited_pence = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            # The sums stand in it too: what follows in it lies far apart in the table.
            models.UniqueConstraint(
                fields=["contract_id", "pair", "year", "first", "second"],
                include=["reserved_pence", "equipment_pence", "activity_pence", "vat_pence", "credited_pence"],
                name="one_cross_per_year_and_words",
            )
        ]


class Reckoned(models.Model):
    """What is counted over all loans, once a day; it names nobody. `returned`, by id of the product, of what was lent
    in a whole year before the last: pieces lent, pieces back, months until then. `lent`: the open loans of that day,
    those that are alike together (`rules.Lent`); `without_price`: how many nobody is known to have paid for."""

    PRIVACY: ClassVar = NO_PERSON

    contract_id = models.UUIDField(primary_key=True)
    reckoned_on = models.DateField()
    returned = models.JSONField()
    lent = models.JSONField()
    without_price = models.IntegerField()


class Folded(models.Model):
    """How far a contract's postings are folded: those up to `folded_to`. `settled_to` is how far the next fold may go:
    nobody was posting when it was set."""

    PRIVACY: ClassVar = NO_PERSON

    contract_id = models.UUIDField(primary_key=True)
    folded_to = models.BigIntegerField()
    settled_to = models.BigIntegerField()


class TeamBudget(ContractRow):
    """What a team may spend in the year from `from_on`, and whom it warns; the highest version holds."""

    PRIVACY: ClassVar = NO_PERSON

    team = ContractForeignKey(Team, related_name="+", db_index=False)
    from_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    pence = models.BigIntegerField()
    owner_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "from_on", "team", "version"], name="one_budget_per_version"),
            models.CheckConstraint(
                condition=models.Q(from_on__day=1, from_on__month=4, pence__gt=0), name="budget_of_a_year_from_april"
            ),
        ]


class BudgetUse(models.Model):
    """What each team has spent and kept of the year from `from_on`: `teams`, by id, in pence. It stands for all facts
    that were folded up to `folded_to`."""

    PRIVACY: ClassVar = NO_PERSON

    contract_id = models.UUIDField(primary_key=True)
    from_on = models.DateField()
    folded_to = models.BigIntegerField()
    reckoned_at = models.DateTimeField()
    teams = models.JSONField()
