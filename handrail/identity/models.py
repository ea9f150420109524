"""Users, what they may do in a contract, who covers for whom, and the tokens of other systems.
Refuses a person that equipment is for: they are never users."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import NO_PERSON, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.identity.sign_in import UserDirectory
from handrail.partners.models import ContractRow, Depot, EffectiveRow, Partner, Team

STAFF = Privacy(
    personal=("name", "email", "phone", "professional_number"),
    kept="6 years after leaving (employment and audit records)",
    scrub="names and addresses replaced",
)


class User(AbstractBaseUser):
    """A member of staff who signs in, or the system itself (`is_system`, which never signs in)."""

    PRIVACY: ClassVar = STAFF

    id = models.UUIDField(primary_key=True)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, default="", blank=True)
    professional_number = models.CharField(max_length=30, default="", blank=True)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)

    objects: ClassVar[UserDirectory] = UserDirectory()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]


class Post(ContractRow, StatefulRow):
    """A user's post under a contract: for which partner and team, as what, with which roles, from when until when."""

    PRIVACY: ClassVar = STAFF

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    team = ContractForeignKey(Team, null=True, blank=True, related_name="+")
    depot = ContractForeignKey(Depot, null=True, blank=True, related_name="+")
    job_category = models.CharField(max_length=60, default="", blank=True)
    roles = ArrayField(models.CharField(max_length=30))
    supervisor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on_call = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contract", "user"], name="one_post_per_contract")]


class PostHistory(HistoryRow):
    """Each state of a prescriber's account."""

    PRIVACY: ClassVar = STAFF


class Authority(EffectiveRow):
    """What a job category may order without another, and what it may release for others."""

    PRIVACY: ClassVar = NO_PERSON

    job_category = models.CharField(max_length=60)
    authority_covered = models.CharField(max_length=30)
    categories = ArrayField(models.CharField(max_length=40))
    spend_limit_pence = models.IntegerField()
    always_needs_another = ArrayField(models.CharField(max_length=40), default=list)
    may_authorise = models.BooleanField()
    authorise_limit_pence = models.IntegerField(null=True, blank=True)
    special_rules = models.TextField(default="", blank=True)


class Cover(ContractRow):
    """One authoriser stands in for another while they are away."""

    PRIVACY: ClassVar = STAFF

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    covering = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(until_at__gt=models.F("from_at")), name="cover_ends_after_start"),
            models.CheckConstraint(condition=~models.Q(absent=models.F("covering")), name="cover_by_another"),
        ]


class ApiToken(ContractRow):
    """A key with which another system acts as one user, within scopes. An administrator offers it, the user takes it:
    from then on it opens. Only its hash is kept."""

    PRIVACY: ClassVar = STAFF

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    scopes = ArrayField(models.CharField(max_length=40))
    calls_per_minute = models.PositiveIntegerField(default=600)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(token_hash__isnull=True, taken_at__isnull=True)
                | models.Q(token_hash__isnull=False, taken_at__isnull=False),
                name="token_opens_once_taken",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["user"], name="token_by_user")]
