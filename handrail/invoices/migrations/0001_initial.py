import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0002_promises"),
        ("partners", "0003_history_of_data"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Invoice",
                    fields=[
                        ("state", models.CharField(max_length=30)),
                        (
                            "state_path",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30), default=None, null=True
                            ),
                        ),
                        ("state_at", models.DateTimeField(default=None)),
                        ("state_reason", models.TextField(blank=True, default="")),
                        ("state_seq", models.IntegerField(default=0)),
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("number", models.CharField(max_length=60)),
                        ("invoiced_on", models.DateField()),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("total_pence", models.BigIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("headers", models.JSONField(default=list)),
                        ("mapping", models.JSONField(default=dict)),
                        ("received_by_id", models.UUIDField()),
                        ("received_at", models.DateTimeField()),
                        ("lines_read", models.IntegerField(default=0)),
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
                        "indexes": [
                            models.Index(fields=["contract", "-received_at"], name="invoice_by_contract"),
                            models.Index(
                                condition=models.Q(("state", "WAITING")), fields=["state_at"], name="invoice_waiting"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("from_on__lte", models.F("until_on"))), name="invoice_is_for_a_time"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "DROPPED"), _negated=True),
                                fields=("contract", "number"),
                                name="one_invoice_per_number",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "DROPPED"), _negated=True),
                                fields=("contract", "sha256"),
                                name="one_invoice_per_file",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceHistory",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("subject_id", models.UUIDField()),
                        ("seq", models.IntegerField()),
                        ("from_state", models.CharField(max_length=30, null=True)),
                        ("to_state", models.CharField(max_length=30)),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("by_id", models.UUIDField()),
                        ("reason", models.TextField(blank=True, default="")),
                        ("audit_id", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject_id", "seq"), name="invoices_invoicehistory_gapless"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoicePart",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("seq", models.IntegerField()),
                        ("content", models.BinaryField()),
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
                            "invoice",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="invoices.invoice",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("invoice", "seq"), name="one_invoice_part_per_place")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FaultyLine",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("line", models.IntegerField()),
                        ("fault", models.JSONField()),
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
                            "invoice",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="invoices.invoice",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["invoice", "line"], name="invoice_fault_by_line")],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceLine",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("line", models.IntegerField()),
                        ("order_number", models.BigIntegerField(blank=True, null=True)),
                        ("position", models.IntegerField(blank=True, null=True)),
                        ("visit_number", models.BigIntegerField(blank=True, null=True)),
                        ("asset_number", models.CharField(blank=True, default="", max_length=30)),
                        ("code", models.CharField(max_length=60)),
                        ("day", models.DateField(blank=True, null=True)),
                        ("quantity", models.IntegerField(blank=True, null=True)),
                        ("amount_pence", models.BigIntegerField()),
                        ("vat_pence", models.BigIntegerField(default=0)),
                        ("sold", models.CharField(max_length=60)),
                        ("ref", models.CharField(max_length=40)),
                        ("verdict", models.CharField(blank=True, default="", max_length=20)),
                        ("due_pence", models.BigIntegerField(blank=True, null=True)),
                        ("due_vat_pence", models.BigIntegerField(blank=True, null=True)),
                        ("due_quantity", models.IntegerField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, default="", max_length=10)),
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
                        (
                            "invoice",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="invoices.invoice",
                            ),
                        ),
                        (
                            "part_of",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="invoices.invoiceline",
                            ),
                        ),
                        (
                            "paid_entry",
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
                        "indexes": [
                            models.Index(fields=["invoice", "line"], name="invoice_line_in_order"),
                            models.Index(fields=["contract", "ref"], name="invoice_line_by_ref"),
                            models.Index(
                                condition=models.Q(("part_of__isnull", False)),
                                fields=["part_of"],
                                name="invoice_line_parts",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("entry__isnull", False)),
                                fields=("entry",),
                                name="one_invoice_line_per_entry",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answer__in", ["", "AGREED", "QUERIED", "DISPUTED"])),
                                name="invoice_answer_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("amount_pence", 0),
                                        ("answer", ""),
                                        ("entry__isnull", False),
                                        ("part_of__isnull", False),
                                        ("verdict", ""),
                                    ),
                                    models.Q(
                                        ("entry__isnull", False),
                                        ("part_of__isnull", True),
                                        (
                                            "verdict__in",
                                            [
                                                "AGREED",
                                                "WRONG_PRICE",
                                                "WRONG_QUANTITY",
                                                "WRONG_VAT",
                                            ],
                                        ),
                                    ),
                                    models.Q(
                                        ("entry__isnull", True),
                                        ("part_of__isnull", True),
                                        (
                                            "verdict__in",
                                            [
                                                "DUPLICATE",
                                                "NEVER_ISSUED",
                                                "NO_SUCH_EVENT",
                                            ],
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="invoice_verdict_by_entry",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", "AGREED"), _negated=True),
                                    ("entry__isnull", False),
                                    _connector="OR",
                                ),
                                name="invoice_agreed_is_posted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("paid_entry__isnull", True), ("answer", "AGREED"), _connector="OR"),
                                name="invoice_paid_is_agreed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UncheckedLine",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("invoice_id", models.UUIDField()),
                        ("line", models.IntegerField()),
                        ("order_number", models.BigIntegerField(null=True)),
                        ("position", models.IntegerField(null=True)),
                        ("visit_number", models.BigIntegerField(null=True)),
                        ("asset_number", models.CharField(max_length=30)),
                        ("code", models.CharField(max_length=60)),
                        ("day", models.DateField(null=True)),
                        ("quantity", models.IntegerField(null=True)),
                        ("amount_pence", models.BigIntegerField()),
                        ("vat_pence", models.BigIntegerField()),
                        ("sold", models.CharField(max_length=60)),
                        ("ref", models.CharField(max_length=40)),
                    ],
                ),
                migrations.CreateModel(
                    name="InvoiceMessage",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("line_id", models.UUIDField(blank=True, null=True)),
                        ("by_id", models.UUIDField()),
                        ("at", models.DateTimeField()),
                        ("answer", models.CharField(blank=True, default="", max_length=10)),
                        ("text", models.TextField()),
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
                            "invoice",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="invoices.invoice",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["invoice", "line_id", "at"], name="invoice_message_by_line")],
                    },
                ),
            ]
        )
    ]
