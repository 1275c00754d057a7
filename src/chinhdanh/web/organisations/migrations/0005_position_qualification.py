"""Job positions ask for qualifications, too."""

import django.db.models.deletion
from django.db import migrations, models

import chinhdanh.web.record.base
from chinhdanh.web.accounts import row_security
from chinhdanh.web.record.access import RULES
from chinhdanh.web.record.protection import follows_versions, snapshot_view

TABLE = "position_qualification"


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_many_days"),
        ("record", "0003_seats"),
        ("accounts", "0006_corrections_move_nobody"),
    ]

    operations = [
        migrations.CreateModel(
            name="PositionQualification",
            fields=[
                ("id", models.TextField(default=chinhdanh.web.record.base.new_id, primary_key=True, serialize=False)),
                (
                    "key",
                    models.UUIDField(db_default=models.Func(function="gen_random_uuid"), editable=False, unique=True),
                ),
                ("version", models.BigIntegerField(editable=False)),
                ("kind", models.TextField(blank=True, db_column="kind", null=True, verbose_name="Loại trình độ")),
                (
                    "level",
                    models.TextField(
                        blank=True,
                        db_column="level",
                        null=True,
                        verbose_name="Trình độ tối thiểu; trống: trình độ nào cũng được",
                    ),
                ),
                (
                    "field",
                    models.TextField(
                        blank=True,
                        db_column="field",
                        null=True,
                        verbose_name="Chuyên ngành; được một trong nhiều ngành thì ngăn bằng dấu chấm phẩy; trống: ngành nào cũng được",
                    ),
                ),
                (
                    "job_position",
                    models.ForeignKey(
                        blank=True,
                        db_column="job_position_id",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.jobposition",
                        verbose_name="Vị trí việc làm",
                    ),
                ),
            ],
            options={
                "db_table": "position_qualification",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PositionQualificationVersion",
            fields=[
                ("version", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.TextField(db_column="id")),
                ("withdrawn", models.BooleanField(db_default=False)),
                (
                    "job_position_id",
                    models.TextField(
                        blank=True, db_column="job_position_id", null=True, verbose_name="Vị trí việc làm"
                    ),
                ),
                ("kind", models.TextField(blank=True, db_column="kind", null=True, verbose_name="Loại trình độ")),
                (
                    "level",
                    models.TextField(
                        blank=True,
                        db_column="level",
                        null=True,
                        verbose_name="Trình độ tối thiểu; trống: trình độ nào cũng được",
                    ),
                ),
                (
                    "field",
                    models.TextField(
                        blank=True,
                        db_column="field",
                        null=True,
                        verbose_name="Chuyên ngành; được một trong nhiều ngành thì ngăn bằng dấu chấm phẩy; trống: ngành nào cũng được",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.change"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.positionqualificationversion",
                    ),
                ),
            ],
            options={
                "db_table": "position_qualification_version",
                "default_permissions": (),
                "indexes": [models.Index(fields=["id", "version"], name="position_qualificatio_versions")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("id",),
                        name="position_qualification_begins_once",
                    )
                ],
            },
        ),
        *follows_versions(TABLE),
        snapshot_view(TABLE, ("job_position_id", "kind", "level", "field", "id")),
        *row_security.added(TABLE, [table for table in RULES if table != TABLE]),
    ]
