"""Where things can be: a depot, a satellite store, a van, a home, a repairer, a supplier, or gone.
Refuses two places for one depot or one address."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, NO_PERSON, Privacy
from handrail.partners.models import ContractRow, Depot
from handrail.people.models import Address, Person


class Place(ContractRow):
    """One place. A home's id is its address's id, a store's id is its depot's id, so neither is ever looked up."""

    PRIVACY: ClassVar = Privacy(personal=("person_id", "address_id", "name"), kept=CARE_RECORD, scrub="name emptied")

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    depot = ContractForeignKey(Depot, null=True, blank=True, related_name="+")
    address = ContractForeignKey(Address, null=True, blank=True, related_name="+")
    person = ContractForeignKey(Person, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["DEPOT", "SATELLITE", "VAN", "HOME", "REPAIRER", "SUPPLIER", "GONE"]),
                name="place_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="HOME", address__isnull=False, person__isnull=False, address=models.F("id"))
                | (~models.Q(kind="HOME") & models.Q(address__isnull=True, person__isnull=True)),
                name="home_is_its_address",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "kind"], name="place_by_kind", condition=~models.Q(kind="HOME")),
            models.Index(fields=["person"], name="place_by_person", condition=models.Q(person__isnull=False)),
        ]


class Bin(ContractRow):
    """The shelf of a store on which a product lies; an item that stands elsewhere has a shelf of its own."""

    PRIVACY: ClassVar = NO_PERSON

    place = ContractForeignKey(Place, related_name="+", db_index=False)
    product = ContractForeignKey(Product, related_name="+")
    label = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "product"], name="one_bin_per_product")]


class StockLevel(ContractRow):
    """What a satellite store keeps of a product, and when it is filled up again."""

    PRIVACY: ClassVar = NO_PERSON

    place = ContractForeignKey(Place, related_name="+", db_index=False)
    product = ContractForeignKey(Product, related_name="+")
    keep = models.PositiveSmallIntegerField()
    refill_at = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "product"], name="one_level_per_product"),
            models.CheckConstraint(condition=models.Q(refill_at__lte=models.F("keep")), name="refill_below_keep"),
        ]
