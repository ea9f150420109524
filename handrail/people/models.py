"""Those the equipment is for: who they are, where they live, who helps them, how to reach them and their door.
Refuses staff, and refuses to lose anything: a record joined to another keeps its rows and can be parted again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.partners.models import ContractRow, Partner


class Person(ContractRow):
    """Someone the equipment is for, any age."""

    PRIVACY: ClassVar = Privacy(
        personal=(
            "nhs_number", "given_name", "family_name", "known_as", "birth_on", "died_on", "sex", "ethnicity",
            "language", "phone", "mobile", "email", "gp_practice_code", "gp_practice_name", "search_text",
            "communication_needs", "communication_note", "care_route",
        ),
        kept=CARE_RECORD,
        scrub="made-up person of the same age band and area",
    )  # fmt: skip

    number = models.BigIntegerField(unique=True, db_default=models.expressions.RawSQL("nextval('people_number')", ()))
    nhs_number = models.CharField(max_length=10, default="", blank=True)
    nhs_number_status = models.CharField(max_length=2, default="07")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    known_as = models.CharField(max_length=80, default="", blank=True)
    birth_on = models.DateField()
    died_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, default="", blank=True)
    ethnicity = models.CharField(max_length=4, default="", blank=True)
    language = models.CharField(max_length=40, default="en", blank=True)
    interpreter_needed = models.BooleanField(default=False)
    communication_needs = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    communication_note = models.TextField(default="", blank=True)
    phone = models.CharField(max_length=30, default="", blank=True)
    mobile = models.CharField(max_length=30, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    contact_by = models.CharField(max_length=20, default="phone")
    gp_practice_code = models.CharField(max_length=10, default="", blank=True)
    gp_practice_name = models.CharField(max_length=120, default="", blank=True)
    residence_council = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    care_route = models.CharField(max_length=30, default="STANDARD")
    care_route_from_on = models.DateField(null=True, blank=True)
    care_route_until_on = models.DateField(null=True, blank=True)
    joined_into = ContractForeignKey("self", null=True, blank=True, related_name="+", db_index=False)
    search_text = models.TextField(default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "nhs_number"],
                condition=models.Q(joined_into__isnull=True) & ~models.Q(nhs_number=""),
                name="one_person_per_nhs_number",
            ),
            models.CheckConstraint(
                condition=models.Q(nhs_number="") | models.Q(nhs_number__regex=r"^[0-9]{10}$"),
                name="nhs_number_is_ten_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(died_on__isnull=True) | models.Q(died_on__gte=models.F("birth_on")),
                name="died_after_birth",
            ),
            models.CheckConstraint(condition=~models.Q(joined_into=models.F("id")), name="not_joined_to_itself"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "birth_on"], name="person_by_birth"),
            models.Index(fields=["contract", "family_name", "given_name"], name="person_by_name"),
            models.Index(fields=["joined_into"], name="person_joined", condition=models.Q(joined_into__isnull=False)),
        ]


class Reach(ContractRow):
    """A partner that serves a person, and so sees the record even where its reach is OWN."""

    PRIVACY: ClassVar = Privacy(personal=("person_id",), kept=CARE_RECORD, scrub="kept")

    person_key = ContractForeignKey(Person, related_name="+", db_column="person_id", db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_key", "partner"], name="one_reach_per_partner")
        ]


class Address(ContractRow):
    """Where a person lives, stays or gets things, with the days from and until. Its id is also its place's."""

    PRIVACY: ClassVar = Privacy(
        personal=("lines", "town", "postcode", "uprn", "easting", "northing"),
        kept=CARE_RECORD,
        scrub="another postcode of the same district",
    )

    person = ContractForeignKey(Person, related_name="addresses")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120, default="", blank=True)
    lines = models.CharField(max_length=200)
    town = models.CharField(max_length=80, default="", blank=True)
    postcode = models.CharField(max_length=8)
    uprn = models.CharField(max_length=12, default="", blank=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    district_code = models.CharField(max_length=9, default="", blank=True)
    placed_by = models.CharField(max_length=10)
    accommodation_kind = models.CharField(max_length=40, default="", blank=True)
    owner_permission = models.CharField(max_length=20, default="", blank=True)
    lift_or_stairs = models.CharField(max_length=120, default="", blank=True)
    is_home = models.BooleanField(default=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(is_home=True, until_on__isnull=True),
                name="one_home_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(placed_by__in=["POSTCODE", "OUTCODE", "PIN", "NONE"]), name="address_placed_by_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["contract", "postcode"], name="address_by_postcode")]


class Contact(ContractRow):
    """An unpaid carer, relative or proxy, and the authority they were shown to have."""

    PRIVACY: ClassVar = Privacy(
        personal=("name", "relationship", "phone", "email", "authority_note"), kept=CARE_RECORD, scrub="replaced"
    )

    person = ContractForeignKey(Person, related_name="contacts", db_index=False)
    name = models.CharField(max_length=120)
    relationship = models.CharField(max_length=40)
    phone = models.CharField(max_length=30, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    authority = models.CharField(max_length=30, default="NONE")
    authority_note = models.TextField(default="", blank=True)
    authority_seen_on = models.DateField(null=True, blank=True)
    is_main = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person"], name="contact_by_person")]


class Note(ContractRow):
    """An access note, a hazard or a communication alert, from the contract's code lists; ended, never erased."""

    PRIVACY: ClassVar = Privacy(personal=("detail", "secret"), kept=CARE_RECORD, scrub="emptied")

    person = ContractForeignKey(Person, related_name="notes")
    address = ContractForeignKey(Address, null=True, blank=True, related_name="+")
    list = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    detail = models.TextField(default="", blank=True)
    secret = models.CharField(max_length=40, default="", blank=True)
    added_by_id = models.UUIDField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person"], name="note_by_person", condition=models.Q(ended_at__isnull=True))
        ]


class LifeEvent(ContractRow):
    """A death, an admission, a move, a discharge date: recorded once, with what was so before. A move that was told
    before its day is not carried out yet: `carried_out_at` is empty until that day."""

    PRIVACY: ClassVar = Privacy(
        personal=("details", "told_by", "withdrawn_reason"),
        kept=CARE_RECORD,
        scrub="emptied",
    )

    person = ContractForeignKey(Person, related_name="life_events", db_index=False)
    kind = models.CharField(max_length=20)
    on = models.DateField()
    details = models.JSONField(default=dict)
    told_by = models.CharField(max_length=120, default="", blank=True)
    recorded_by_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    carried_out_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_id = models.UUIDField(null=True)
    withdrawn_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["DEATH", "ADMISSION", "DISCHARGE_DATE", "MOVE"]), name="life_event_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="MOVE") | models.Q(carried_out_at__isnull=False),
                name="only_a_move_is_to_come",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__gte=models.F("happened_at")), name="life_event_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by_id__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False),
                name="life_event_withdrawn_at_with_by",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-happened_at"], name="life_event_by_person"),
            models.Index(
                fields=["contract", "on"],
                name="life_event_to_come",
                condition=models.Q(carried_out_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]


class FollowUp(ContractRow):
    """What someone has to do after a life event: a question to ask or a proposal to make, with an owner and a day."""

    PRIVACY: ClassVar = Privacy(personal=("note",), kept=CARE_RECORD, scrub="emptied")

    person = ContractForeignKey(Person, related_name="+", db_index=False)
    life_event = ContractForeignKey(LifeEvent, related_name="follow_ups")
    kind = models.CharField(max_length=30)
    owner_role = models.CharField(max_length=30)
    due_on = models.DateField()
    note = models.TextField(default="", blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_id = models.UUIDField(null=True, blank=True)
    outcome = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(owner_role=""), name="follow_up_has_an_owner"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by_id__isnull=True, outcome="")
                | (models.Q(done_at__isnull=False, done_by_id__isnull=False) & ~models.Q(outcome="")),
                name="follow_up_done_with_how",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["contract", "due_on"], name="follow_up_open", condition=models.Q(done_at__isnull=True)
            ),
            models.Index(fields=["person"], name="follow_up_by_person"),
        ]


class Join(ContractRow):
    """Two records found to be one person. Parting them again is another date here; no other row is touched."""

    PRIVACY: ClassVar = Privacy(personal=("reason",), kept=CARE_RECORD, scrub="kept")

    kept = ContractForeignKey(Person, related_name="+", db_index=False)
    joined = ContractForeignKey(Person, related_name="+")
    reason = models.TextField()
    joined_by_id = models.UUIDField()
    joined_at = models.DateTimeField()
    parted_by_id = models.UUIDField(null=True)
    parted_at = models.DateTimeField(null=True)
    parted_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["joined"], condition=models.Q(parted_at__isnull=True), name="joined_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(parted_at__isnull=True, parted_by_id__isnull=True)
                | models.Q(parted_at__isnull=False, parted_by_id__isnull=False),
                name="parted_at_with_by",
            ),
            models.CheckConstraint(condition=models.Q(parted_at__gte=models.F("joined_at")), name="join_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["kept"], name="join_by_kept")]


class Apart(ContractRow):
    """Two records that look alike and are two people, so that nobody asks again. Asking again is another date here.
    A pair is written one way only, the lower id first."""

    PRIVACY: ClassVar = Privacy(personal=("reason", "withdrawn_reason"), kept=CARE_RECORD, scrub="kept")

    one = ContractForeignKey(Person, related_name="+")
    other = ContractForeignKey(Person, related_name="+", db_index=False)
    reason = models.TextField()
    told_by_id = models.UUIDField()
    told_at = models.DateTimeField()
    withdrawn_by_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["one", "other"], condition=models.Q(withdrawn_at__isnull=True), name="told_apart_once_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="told_apart_lower_id_first"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by_id__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False),
                name="told_apart_withdrawn_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__gte=models.F("told_at")), name="told_apart_in_order"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["other"], name="told_apart_by_other")]


class ContactLog(ContractRow):
    """A call or message from or about a person: who, what was asked, what was done."""

    PRIVACY: ClassVar = Privacy(personal=("caller", "subject", "detail"), kept=CARE_RECORD, scrub="emptied")

    person = ContractForeignKey(Person, related_name="contact_log", db_index=False)
    contact = ContractForeignKey(Contact, null=True, blank=True, related_name="+")
    caller = models.CharField(max_length=120)
    caller_kind = models.CharField(max_length=20)
    checked_how = models.CharField(max_length=120, default="", blank=True)
    channel = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    detail = models.TextField(default="", blank=True)
    outcome = models.TextField(default="", blank=True)
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-happened_at"], name="contact_log_by_person")]
