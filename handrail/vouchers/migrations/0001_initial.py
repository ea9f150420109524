import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("ledger", "0001_initial"),
        ("orders", "0001_initial"),
        ("partners", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="VoucherHistory",
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
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject_id", "seq"), name="vouchers_voucherhistory_gapless"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShopPayment",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("month", models.DateField()),
                        ("pence", models.BigIntegerField()),
                        ("paid_on", models.DateField()),
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
                            "retailer",
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
                                fields=("contract", "retailer", "reference"), name="one_shop_payment_per_reference"
                            ),
                            models.UniqueConstraint(fields=("contract", "entry"), name="one_shop_payment_per_entry"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("month__day", 1), ("paid_on__gte", models.F("month")), ("pence__gt", 0)
                                ),
                                name="shop_payment_is_of_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Voucher",
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
                        ("number", models.CharField(max_length=20)),
                        ("quantity", models.PositiveIntegerField()),
                        ("value_pence", models.IntegerField()),
                        ("issued_at", models.DateTimeField()),
                        ("expires_on", models.DateField()),
                        ("redeemed_at", models.DateTimeField(blank=True, null=True)),
                        ("sold", models.CharField(blank=True, default="", max_length=200)),
                        ("price_pence", models.IntegerField(blank=True, null=True)),
                        ("paid_pence", models.IntegerField(blank=True, null=True)),
                        ("top_up_pence", models.IntegerField(default=0)),
                        ("told", models.TextField(blank=True, default="")),
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
                            "line",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="orders.orderline",
                            ),
                        ),
                        (
                            "payment",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="vouchers.shoppayment",
                            ),
                        ),
                        (
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                        (
                            "retailer",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.partner",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["line"], name="voucher_by_line"),
                            models.Index(fields=["contract", "-issued_at"], name="voucher_by_contract"),
                            models.Index(
                                condition=models.Q(("state", "ISSUED")), fields=["expires_on"], name="voucher_to_expire"
                            ),
                            models.Index(
                                condition=models.Q(("state", "REDEEMED")),
                                fields=["contract", "retailer", "redeemed_at"],
                                name="voucher_by_shop",
                            ),
                            models.Index(
                                condition=models.Q(("payment__isnull", False)),
                                fields=["payment"],
                                name="voucher_by_payment",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "number"), name="one_voucher_per_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["ISSUED", "REDEEMED"])),
                                fields=("line",),
                                name="one_voucher_stands_per_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0), ("value_pence__gte", 0)),
                                name="voucher_is_for_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("paid_pence__gte", 0),
                                        ("paid_pence__isnull", False),
                                        ("paid_pence__lte", models.F("value_pence")),
                                        (
                                            "price_pence",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("paid_pence"), "+", models.F("top_up_pence")
                                            ),
                                        ),
                                        ("price_pence__isnull", False),
                                        ("redeemed_at__isnull", False),
                                        ("retailer__isnull", False),
                                        ("state", "REDEEMED"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "REDEEMED"), _negated=True),
                                        ("paid_pence__isnull", True),
                                        ("payment__isnull", True),
                                        ("price_pence__isnull", True),
                                        ("redeemed_at__isnull", True),
                                        ("retailer__isnull", True),
                                        ("top_up_pence", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="voucher_redeemed_within_its_value",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("top_up_pence", 0),
                                    models.Q(
                                        ("paid_pence", models.F("value_pence")),
                                        ("top_up_pence__gt", 0),
                                        models.Q(("sold", ""), _negated=True),
                                        models.Q(("told", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="voucher_top_up_was_chosen",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
