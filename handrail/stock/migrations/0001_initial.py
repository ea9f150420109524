import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("partners", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Asset",
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
                        ("number", models.CharField(max_length=30)),
                        ("serial", models.CharField(blank=True, default="", max_length=40)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("made_on", models.DateField(blank=True, null=True)),
                        ("bought_on", models.DateField(blank=True, null=True)),
                        ("price_paid_pence", models.IntegerField(blank=True, null=True)),
                        ("bin", models.CharField(blank=True, default="", max_length=20)),
                        ("issues", models.PositiveIntegerField(default=0)),
                        ("condition_grade", models.CharField(blank=True, default="", max_length=20)),
                        ("electrical_test_due_on", models.DateField(blank=True, null=True)),
                        ("examination_due_on", models.DateField(blank=True, null=True)),
                        ("service_due_on", models.DateField(blank=True, null=True)),
                        ("alert_reference", models.CharField(blank=True, default="", max_length=60)),
                        ("held_for_line_id", models.UUIDField(blank=True, null=True)),
                        ("discrepancy_id", models.UUIDField(blank=True, null=True)),
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
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                        (
                            "place",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.place",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "READY")),
                                fields=["contract", "product", "place", "bought_on"],
                                name="asset_ready",
                            ),
                            models.Index(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["ON_LOAN", "READY", "SCRAPPED", "LOST", "SOLD", "GIFTED", "TRANSFERRED"],
                                    ),
                                    _negated=True,
                                ),
                                fields=["contract", "state", "state_at"],
                                name="asset_in_store",
                            ),
                            models.Index(fields=["place"], name="asset_by_place"),
                            models.Index(
                                condition=models.Q(("serial", ""), _negated=True),
                                fields=["serial"],
                                name="asset_by_serial",
                            ),
                            models.Index(
                                condition=models.Q(("held_for_line_id__isnull", False)),
                                fields=["held_for_line_id"],
                                name="asset_by_line",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "number"), name="one_asset_per_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("serial", ""), _negated=True),
                                fields=("contract", "product", "serial"),
                                name="one_asset_per_serial",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["HELD", "LOADED"]), _negated=True),
                                    ("held_for_line_id__isnull", False),
                                    ("discrepancy_id__isnull", False),
                                    _connector="OR",
                                ),
                                name="held_for_a_line",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssetMove",
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
                        ("from_place_id", models.UUIDField(null=True)),
                        ("to_place_id", models.UUIDField()),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("to_state__in", ["RETURNED_DIRTY", "QUARANTINED"])),
                                fields=["contract_id", "happened_at"],
                                name="asset_came_back",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("subject_id", "seq"), name="stock_assetmove_gapless")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=10)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "address",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.address",
                            ),
                        ),
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
                            "depot",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.depot",
                            ),
                        ),
                        (
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("kind", "HOME"), _negated=True),
                                fields=["contract", "kind"],
                                name="place_by_kind",
                            ),
                            models.Index(
                                condition=models.Q(("person__isnull", False)), fields=["person"], name="place_by_person"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["DEPOT", "SATELLITE", "VAN", "HOME", "REPAIRER", "SUPPLIER", "GONE"])
                                ),
                                name="place_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("address", models.F("id")),
                                        ("address__isnull", False),
                                        ("kind", "HOME"),
                                        ("person__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "HOME"), _negated=True),
                                        ("address__isnull", True),
                                        ("person__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="home_is_its_address",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Discrepancy",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=40)),
                        ("quantity", models.IntegerField(default=1)),
                        ("code_read", models.CharField(blank=True, default="", max_length=120)),
                        ("detail", models.TextField(blank=True, default="")),
                        ("visit_id", models.UUIDField(blank=True, null=True)),
                        ("owner_role", models.CharField(max_length=30)),
                        ("raised_by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("settled_by_id", models.UUIDField(blank=True, null=True)),
                        ("settled_how", models.TextField(blank=True, default="")),
                        (
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                                db_index=False,
                            ),
                        ),
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
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                        (
                            "place",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.place",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("settled_at__isnull", True)),
                                fields=["contract", "-happened_at"],
                                name="discrepancy_open",
                            ),
                            models.Index(
                                condition=models.Q(("asset__isnull", False)),
                                fields=["asset"],
                                name="discrepancy_by_asset",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("settled_at__isnull", True), ("settled_by_id__isnull", True)),
                                    models.Q(("settled_at__isnull", False), ("settled_by_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="settled_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("owner_role", ""), _negated=True), name="discrepancy_has_an_owner"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("settled_at__gte", models.F("happened_at"))),
                                name="discrepancy_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bin",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("label", models.CharField(max_length=20)),
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
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                        (
                            "place",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.place",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("place", "product"), name="one_bin_per_product")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Repair",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("depot_id", models.UUIDField()),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("fault", models.CharField(max_length=60)),
                        (
                            "actions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), default=list
                            ),
                        ),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("parts_pence", models.IntegerField(default=0)),
                        ("note", models.TextField(blank=True, default="")),
                        (
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                                db_index=False,
                            ),
                        ),
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
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.repair",
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
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("asset__isnull", False)),
                                fields=["asset", "-happened_at"],
                                name="repair_by_asset",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockCell",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("product_id", models.UUIDField()),
                        ("lot", models.CharField(default="", max_length=20)),
                        ("place_id", models.UUIDField()),
                        ("condition", models.CharField(max_length=30)),
                        ("quantity", models.IntegerField()),
                        ("used", models.IntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("quantity__gt", 0), models.Q(("condition", "ON_LOAN"), _negated=True)
                                ),
                                fields=["contract_id", "product_id", "condition"],
                                name="cell_by_product",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("place_id", "product_id", "lot", "condition"), name="one_cell"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)), name="cell_not_below_zero"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("used__gte", 0), ("used__lte", models.F("quantity"))),
                                name="cell_used_within_quantity",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockLevel",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("keep", models.PositiveSmallIntegerField()),
                        ("refill_at", models.PositiveSmallIntegerField()),
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
                            "place",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.place",
                                db_index=False,
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("place", "product"), name="one_level_per_product"),
                            models.CheckConstraint(
                                condition=models.Q(("refill_at__lte", models.F("keep"))), name="refill_below_keep"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockMove",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("quantity", models.PositiveIntegerField()),
                        ("used", models.IntegerField(default=0)),
                        ("from_condition", models.CharField(max_length=30, null=True)),
                        ("to_condition", models.CharField(max_length=30, null=True)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("line_id", models.UUIDField(null=True)),
                        ("discrepancy_id", models.UUIDField(null=True)),
                        ("happened_at", models.DateTimeField(default=None)),
                        ("recorded_at", models.DateTimeField(default=None)),
                        ("by_id", models.UUIDField(default=None)),
                        ("audit_id", models.BigIntegerField(default=None)),
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
                            "from_place",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.place",
                            ),
                        ),
                        (
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.stockmove",
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
                            "to_place",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.place",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["contract", "product", "-happened_at"], name="stock_move_by_product"),
                            models.Index(
                                condition=models.Q(("line_id__isnull", False)),
                                fields=["line_id"],
                                name="stock_move_by_line",
                            ),
                            models.Index(
                                condition=models.Q(("to_condition", "RETURNED_DIRTY")),
                                fields=["contract", "happened_at"],
                                name="pieces_came_back",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="stock_move_of_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("from_condition__isnull", True), ("from_place__isnull", True)),
                                    models.Q(("from_condition__isnull", False), ("from_place__isnull", False)),
                                    _connector="OR",
                                ),
                                name="stock_move_from_a_cell",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("to_condition__isnull", True), ("to_place__isnull", True)),
                                    models.Q(("to_condition__isnull", False), ("to_place__isnull", False)),
                                    _connector="OR",
                                ),
                                name="stock_move_to_a_cell",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_place__isnull", False), ("to_place__isnull", False), _connector="OR"
                                ),
                                name="stock_move_somewhere",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockTake",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("category", models.CharField(blank=True, default="", max_length=40)),
                        ("begun_by_id", models.UUIDField()),
                        ("begun_at", models.DateTimeField()),
                        ("closed_by_id", models.UUIDField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                            "place",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.place",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("place", "category"),
                                name="one_open_stock_take",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("closed_by_id__isnull", True)),
                                    models.Q(("closed_at__isnull", False), ("closed_by_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="stock_take_closed_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closed_at__gte", models.F("begun_at"))), name="stock_take_in_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recall",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("reference", models.CharField(max_length=60)),
                        ("reason", models.TextField()),
                        ("begun_at", models.DateTimeField(default=None)),
                        ("recorded_at", models.DateTimeField(default=None)),
                        ("begun_by_id", models.UUIDField(default=None)),
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        ("lifted_by_id", models.UUIDField(blank=True, null=True)),
                        ("lifted_why", models.TextField(blank=True, default="")),
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
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("lifted_at__isnull", True)),
                                fields=("product", "lot", "reference"),
                                name="one_open_recall",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lifted_at__isnull", True), ("lifted_by_id__isnull", True)),
                                    models.Q(("lifted_at__isnull", False), ("lifted_by_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="recall_lifted_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reference", ""), _negated=True), name="recall_has_a_reference"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lifted_at__gte", models.F("begun_at"))), name="recall_in_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecallCauseSaid",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("cause", models.CharField(max_length=10)),
                        ("decided", models.BooleanField()),
                        ("reason", models.TextField()),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
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
                            "recall",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.recall",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("cause__in", ["PROVIDER", "NEITHER", "NOT_KNOWN"])),
                                name="recall_cause_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="recall_cause_has_a_reason"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CountLine",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("condition", models.CharField(blank=True, default="", max_length=30)),
                        ("code_read", models.CharField(blank=True, default="", max_length=120)),
                        ("recorded_quantity", models.IntegerField()),
                        ("counted_quantity", models.PositiveIntegerField()),
                        ("by_id", models.UUIDField()),
                        ("counted_at", models.DateTimeField()),
                        (
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                            ),
                        ),
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
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                        (
                            "stock_take",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="stock.stocktake",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("asset__isnull", False)),
                                fields=("stock_take", "asset"),
                                name="asset_counted_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contamination",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("depot_id", models.UUIDField()),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "contact_with",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), default=list
                            ),
                        ),
                        ("infection_risk", models.CharField(max_length=10)),
                        ("precautions", models.TextField(blank=True, default="")),
                        (
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                                db_index=False,
                            ),
                        ),
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
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.contamination",
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
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("asset__isnull", False)),
                                fields=["asset", "-happened_at"],
                                name="contamination_by_asset",
                            ),
                            models.Index(
                                condition=models.Q(("asset__isnull", True)),
                                fields=["product", "depot_id", "lot", "-happened_at"],
                                name="contamination_of_counts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decontamination",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("depot_id", models.UUIDField()),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("method", models.CharField(max_length=40)),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("reason", models.TextField(blank=True, default="")),
                        ("done_by_id", models.UUIDField(blank=True, null=True)),
                        (
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                                db_index=False,
                            ),
                        ),
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
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.decontamination",
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
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("asset__isnull", False)),
                                fields=["asset", "-happened_at"],
                                name="decontamination_by_asset",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Inspection",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("depot_id", models.UUIDField()),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30)),
                        ),
                        ("verdict", models.CharField(max_length=20)),
                        ("condition_grade", models.CharField(blank=True, default="", max_length=20)),
                        ("readings", models.JSONField(default=dict)),
                        ("defects", models.TextField(blank=True, default="")),
                        ("electrical_test_due_on", models.DateField(blank=True, null=True)),
                        ("examination_due_on", models.DateField(blank=True, null=True)),
                        ("service_due_on", models.DateField(blank=True, null=True)),
                        (
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                                db_index=False,
                            ),
                        ),
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
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.inspection",
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
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("asset__isnull", False)),
                                fields=["asset", "-happened_at"],
                                name="inspection_by_asset",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Examination",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("depot_id", models.UUIDField()),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("visit_id", models.UUIDField()),
                        ("loan_id", models.UUIDField()),
                        ("verdict", models.CharField(max_length=20)),
                        ("examiner", models.CharField(max_length=120)),
                        ("report", models.CharField(blank=True, default="", max_length=60)),
                        ("defects", models.TextField(blank=True, default="")),
                        ("mend_by", models.DateField(blank=True, null=True)),
                        ("due_before", models.DateField(blank=True, null=True)),
                        ("examination_due_on", models.DateField()),
                        (
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                                db_index=False,
                            ),
                        ),
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
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.examination",
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
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("asset__isnull", False)),
                                fields=["asset", "-happened_at"],
                                name="examination_by_asset",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["PASS", "DEFECT", "DANGER"])),
                                name="examination_verdict_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("examiner", ""), _negated=True),
                                name="examination_names_its_examiner",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verdict", "PASS"), models.Q(("defects", ""), _negated=True), _connector="OR"
                                ),
                                name="examination_says_its_defects",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("mend_by__isnull", False), ("verdict", "DEFECT")),
                                    models.Q(models.Q(("verdict", "DEFECT"), _negated=True), ("mend_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="examination_says_by_when",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("mends__isnull", True)),
                                fields=("contract", "visit_id", "asset"),
                                name="one_examination_at_a_visit",
                            ),
                            models.UniqueConstraint(fields=("contract", "mends"), name="examination_mended_once"),
                        ],
                    },
                ),
            ]
        ),
    ]
