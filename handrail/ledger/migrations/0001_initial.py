import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("partners", "0001_initial")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Fund",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=120)),
                        ("kind", models.CharField(max_length=10)),
                        ("owner_id", models.UUIDField(blank=True, null=True)),
                        ("closed_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "code"), name="one_fund_per_code"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["POOL", "OWN", "RECHARGE"])), name="fund_kind_known"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShareSet",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        (
                            "fund",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.fund",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_shareset_until_after_from",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Share",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "share_set",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.shareset",
                                db_index=False,
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                            ),
                        ),
                        ("parts", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("share_set", "partner"), name="one_share_per_partner"),
                            models.CheckConstraint(
                                condition=models.Q(("parts__gt", 0), ("parts__lte", 1000000)), name="share_within_whole"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FundingRule",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("care_route", models.CharField(blank=True, default="", max_length=30)),
                        ("residence", models.CharField(blank=True, default="", max_length=10)),
                        (
                            "fund",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.fund",
                            ),
                        ),
                        ("weight", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_fundingrule_until_after_from",
                            ),
                            models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="funding_rule_weighs"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CreditTerm",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("category", models.CharField(blank=True, default="", max_length=40)),
                        ("from_months", models.PositiveSmallIntegerField(default=0)),
                        ("until_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("parts", models.IntegerField()),
                        ("floor_pence", models.IntegerField(default=0)),
                        ("due", models.CharField(default="PASS", max_length=10)),
                        ("excludes", models.CharField(blank=True, default="", max_length=20)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_creditterm_until_after_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due__in", ["PASS", "RETURN"])), name="credit_due_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("excludes", ""),
                                    models.Q(
                                        ("category", ""),
                                        ("excludes__in", ["special", "adaptation", "gift", "one_person"]),
                                        ("parts", 0),
                                    ),
                                    models.Q(("category__gt", ""), ("excludes", "category"), ("parts", 0)),
                                    _connector="OR",
                                ),
                                name="credit_exclusion_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("floor_pence__gte", 0), ("parts__gte", 0), ("parts__lte", 1000000)),
                                name="credit_within_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitCost",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("counted", models.CharField(max_length=40)),
                        ("each_low", models.DecimalField(decimal_places=4, max_digits=9)),
                        ("each_central", models.DecimalField(decimal_places=4, max_digits=9)),
                        ("each_high", models.DecimalField(decimal_places=4, max_digits=9)),
                        ("pence_low", models.IntegerField()),
                        ("pence_central", models.IntegerField()),
                        ("pence_high", models.IntegerField()),
                        ("priced_in", models.PositiveSmallIntegerField()),
                        ("source", models.TextField()),
                        ("basis", models.TextField(blank=True, default="")),
                        ("grade", models.CharField(max_length=1)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                                ),
                                name="unit_cost_until_not_before_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("each_central__gte", models.F("each_low")),
                                    ("each_high__gte", models.F("each_central")),
                                    ("each_low__gte", 0),
                                    ("pence_central__gte", models.F("pence_low")),
                                    ("pence_high__gte", models.F("pence_central")),
                                    ("pence_low__gte", 0),
                                ),
                                name="unit_cost_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("grade__in", ["A", "B", "C", "D"]), models.Q(("source", ""), _negated=True)
                                ),
                                name="unit_cost_has_source",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KpiTerm",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("measure", models.CharField(max_length=40)),
                        ("target_parts", models.IntegerField()),
                        ("tolerance_parts", models.IntegerField()),
                        ("how", models.TextField()),
                        (
                            "exclusions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                            ),
                        ),
                        ("consequence", models.TextField(blank=True, default="")),
                        ("credit_parts", models.IntegerField(default=0)),
                        ("fee", models.CharField(blank=True, default="", max_length=40)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_kpiterm_until_after_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("credit_parts__gte", 0),
                                    ("credit_parts__lte", 10_000),
                                    ("target_parts__gte", 0),
                                    ("target_parts__lte", 10_000),
                                    ("tolerance_parts__gte", 0),
                                    ("tolerance_parts__lte", 10_000),
                                ),
                                name="kpi_within_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("credit_parts", 0), ("fee", "")),
                                    models.Q(models.Q(("credit_parts__gt", 0)), models.Q(("fee", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="kpi_credit_of_a_fee",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rental",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("product_id", models.UUIDField()),
                        ("week_pence", models.IntegerField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_rental_until_after_from",
                            ),
                            models.CheckConstraint(condition=models.Q(("week_pence__gt", 0)), name="rental_above_zero"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Band",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("activity", models.CharField(max_length=40)),
                        ("above", models.PositiveIntegerField()),
                        ("back_pence", models.IntegerField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_band_until_after_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("above__gt", 0), ("back_pence__gt", 0)), name="band_above_zero"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VatTerm",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("item", models.CharField(blank=True, default="", max_length=40)),
                        ("category", models.CharField(blank=True, default="", max_length=40)),
                        (
                            "fund",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.fund",
                            ),
                        ),
                        ("parts", models.IntegerField()),
                        ("is_recovered", models.BooleanField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_vatterm_until_after_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("parts__gte", 0), ("parts__lte", 10000)), name="vat_within_whole"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("category", ""), ("item", "equipment"), _connector="OR"),
                                name="vat_category_of_equipment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GainShare",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("counted", models.CharField(max_length=40)),
                        ("target_pence", models.BigIntegerField()),
                        ("per_people", models.PositiveIntegerField(default=0)),
                        ("band_parts", models.IntegerField()),
                        ("gain_parts", models.IntegerField()),
                        ("gain_cap_pence", models.BigIntegerField(blank=True, null=True)),
                        ("pain_parts", models.IntegerField()),
                        ("pain_cap_pence", models.BigIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_gainshare_until_after_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("band_parts__gte", 0),
                                    ("band_parts__lte", 1000000),
                                    ("gain_parts__gte", 0),
                                    ("gain_parts__lte", 1000000),
                                    ("pain_parts__gte", 0),
                                    ("pain_parts__lte", 1000000),
                                    ("target_pence__gt", 0),
                                ),
                                name="gain_within_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChargedMonth",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("what", models.CharField(max_length=10)),
                        ("month", models.DateField()),
                        ("entries", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "month", "what"), name="charged_once_a_month"),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="charged_month_begins_on_1st"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        (
                            "share_set",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.shareset",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "kind", "share_set"),
                                name="one_account_per_kind",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("cause", models.CharField(max_length=250)),
                        ("item", models.CharField(max_length=40)),
                        ("speed_code", models.CharField(blank=True, default="", max_length=40)),
                        ("quantity", models.IntegerField()),
                        ("unit_pence", models.BigIntegerField()),
                        ("happened_on", models.DateField()),
                        ("month", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        ("audit_id", models.BigIntegerField()),
                        (
                            "corrects",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.entry",
                                db_index=False,
                            ),
                        ),
                        ("note", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["contract", "month", "kind"], name="entry_by_month"),
                            models.Index(
                                condition=models.Q(("happened_on__lt", models.F("month"))),
                                fields=["contract", "happened_on"],
                                name="entry_late",
                            ),
                            models.Index(
                                condition=models.Q(("corrects__isnull", False)),
                                fields=["corrects"],
                                name="entry_corrects",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "cause"), name="one_entry_per_cause")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("entry_id", models.UUIDField()),
                        ("account_id", models.UUIDField()),
                        ("amount_pence", models.BigIntegerField()),
                        ("line_id", models.UUIDField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["entry_id"], name="posting_by_entry"),
                            models.Index(
                                condition=models.Q(("line_id__isnull", False)),
                                fields=["line_id"],
                                name="posting_by_line",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_pence", 0), _negated=True), name="posting_of_something"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Balance",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("account_id", models.UUIDField()),
                        ("month", models.DateField()),
                        ("part", models.SmallIntegerField()),
                        ("amount_pence", models.BigIntegerField()),
                        ("postings", models.IntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["contract_id", "month"], name="balance_by_month")],
                        "constraints": [
                            models.UniqueConstraint(fields=("account_id", "month", "part"), name="one_balance_part")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosedMonth",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        ("month", models.DateField()),
                        ("entries", models.IntegerField()),
                        ("debits_pence", models.BigIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("closed_at", models.DateTimeField()),
                        ("audit_id", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "month"), name="month_closed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PoolYear",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("version", models.PositiveSmallIntegerField()),
                        ("inflation_parts", models.IntegerField()),
                        ("inflation_basis", models.TextField(blank=True, default="")),
                        ("demand_parts", models.IntegerField()),
                        ("demand_basis", models.TextField(blank=True, default="")),
                        ("change", models.TextField(blank=True, default="")),
                        ("recorded_on", models.DateField()),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "fund",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.fund",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "fund", "from_on", "version"), name="one_pool_year_per_version"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_on__day", 1), ("from_on__month", 4)),
                                name="pool_year_begins_in_april",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contribution",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("parts", models.IntegerField()),
                        ("base_pence", models.BigIntegerField()),
                        ("inflation_pence", models.BigIntegerField()),
                        ("demand_pence", models.BigIntegerField()),
                        ("use_pence", models.BigIntegerField(blank=True, null=True)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.partner",
                            ),
                        ),
                        (
                            "year",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.poolyear",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "year", "partner"), name="one_contribution_per_partner"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("base_pence__gte", 0),
                                    ("parts__gt", 0),
                                    ("parts__lte", 1000000),
                                    models.Q(("use_pence__isnull", True), ("use_pence__gte", 0), _connector="OR"),
                                ),
                                name="contribution_not_below_zero",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("year_from_on", models.DateField()),
                        ("received_on", models.DateField()),
                        ("pence", models.BigIntegerField()),
                        ("reference", models.CharField(max_length=60)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "corrects",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.receipt",
                            ),
                        ),
                        (
                            "entry",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.entry",
                            ),
                        ),
                        (
                            "fund",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.fund",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.partner",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("corrects__isnull", True)),
                                fields=("contract", "fund", "partner", "reference"),
                                name="one_receipt_per_reference",
                            ),
                            models.UniqueConstraint(fields=("contract", "entry"), name="one_receipt_per_entry"),
                            models.UniqueConstraint(fields=("contract", "corrects"), name="receipt_corrected_once"),
                            models.CheckConstraint(condition=models.Q(("pence__gt", 0)), name="receipt_above_zero"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("agreed_on", models.DateField()),
                        ("change", models.TextField(blank=True, default="")),
                        ("aims", models.TextField()),
                        ("functions", models.TextField()),
                        ("manager", models.CharField(max_length=120)),
                        ("ends_on", models.DateField()),
                        ("review_on", models.DateField()),
                        ("notice_months", models.PositiveSmallIntegerField()),
                        ("risk_rule", models.CharField(max_length=20)),
                        ("risk_parts", models.IntegerField(default=0)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "fund",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.fund",
                            ),
                        ),
                        (
                            "host",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.partner",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="ledger_agreement_until_after_from",
                            ),
                            models.UniqueConstraint(
                                fields=("contract", "fund", "number"), name="one_agreement_per_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("risk_parts__gt", 0),
                                        ("risk_parts__lte", 1000000),
                                        ("risk_rule__in", ["BAND", "CAPPED"]),
                                    ),
                                    models.Q(
                                        ("risk_parts", 0), ("risk_rule__in", ["BY_CONTRIBUTION", "BY_USE", "NONE"])
                                    ),
                                    _connector="OR",
                                ),
                                name="agreement_risk_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__gt", models.F("from_on")),
                                    ("review_on__gte", models.F("from_on")),
                                    ("review_on__lte", models.F("ends_on")),
                                ),
                                name="agreement_days_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Instalment",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("due_on", models.DateField()),
                        ("pence", models.BigIntegerField()),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "contribution",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.contribution",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "contribution", "due_on"), name="one_instalment_per_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pence__gte", 0)), name="instalment_not_below_zero"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportedPeriod",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("content", models.JSONField()),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "fund",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.fund",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "fund", "from_on", "until_on"), name="period_reported_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("held_on", models.DateField()),
                        ("decided", models.TextField()),
                        ("next_on", models.DateField(blank=True, null=True)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "fund",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.fund",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "fund", "held_on"), name="one_meeting_per_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Extension",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("from_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("decide_by", models.DateField()),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "number"), name="one_extension_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decide_by__lt", models.F("from_on")), ("ends_on__gt", models.F("from_on"))
                                ),
                                name="extension_days_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtensionDecision",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("is_taken", models.BooleanField()),
                        ("decided_on", models.DateField()),
                        ("why", models.TextField()),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "extension",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.extension",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "extension"), name="extension_decided_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtensionReminder",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("months", models.PositiveSmallIntegerField()),
                        ("reminded_on", models.DateField()),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "extension",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.extension",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "extension", "months"), name="reminded_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContractVariation",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("agreed_on", models.DateField()),
                        ("from_on", models.DateField()),
                        ("what", models.TextField()),
                        ("document", models.CharField(max_length=120)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "number"), name="one_variation_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Waiting",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("waits_for", models.CharField(max_length=10)),
                        ("cause", models.CharField(max_length=250)),
                        ("item", models.CharField(max_length=40)),
                        (
                            "promised",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), size=None
                            ),
                        ),
                        ("quantity", models.IntegerField()),
                        ("happened_on", models.DateField()),
                        ("weights", models.JSONField()),
                        ("pence", models.BigIntegerField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
                        ("audit_id", models.BigIntegerField()),
                        ("tried_on", models.DateField()),
                        ("stood_by", models.BigIntegerField()),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "entry",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.entry",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "cause"), name="waits_once_per_cause"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("entry__isnull", True), ("pence__isnull", True), ("waits_for", "PRICE")),
                                    models.Q(("entry__isnull", True), ("pence__gt", 0), ("waits_for", "CREDIT")),
                                    models.Q(("entry__isnull", False), ("pence__gt", 0), ("waits_for", "FUND")),
                                    _connector="OR",
                                ),
                                name="waits_for_price_or_fund",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("settled_at__isnull", True)),
                                fields=["contract", "happened_on"],
                                name="waiting_open",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
