"""What is to be measured in a home before it is ordered or fitted.
Refuses change: a request is added, never edited; it ends with the task that is for it."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.partners.models import ContractRow
from handrail.people.models import Address, Person


class Measuring(ContractRow):
    """Something that is to be measured: a product of the catalogue, or what the words say. `funding`: the facts by
    which somebody pays for it, frozen when it was asked for, as no order line holds them."""

    PRIVACY: ClassVar = Privacy(personal=("what", "funding"), kept=CARE_RECORD, scrub="emptied")

    person = ContractForeignKey(Person, related_name="+")
    address = ContractForeignKey(Address, related_name="+")
    product = ContractForeignKey(Product, null=True, blank=True, related_name="+")
    what = models.TextField()
    funding = models.JSONField()
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(what=""), name="measuring_says_what"),
        ]
