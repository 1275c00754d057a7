"""The tables of proposals, and who reads and writes them."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from chinhdanh.web.proposals.access import operations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_attempts"),
        ("decisions", "0002_initial"),
        ("files", "0001_initial"),
        ("officials", "0001_initial"),
        ("record", "0003_seats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("person_id", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "act",
                    models.TextField(
                        choices=[
                            ("correct", "Sửa một dòng"),
                            ("add", "Thêm một dòng còn thiếu"),
                            ("withdraw", "Rút một dòng ghi nhầm"),
                            ("tell", "Việc khác, nêu bằng lời"),
                        ]
                    ),
                ),
                ("table", models.TextField()),
                ("row_id", models.TextField(null=True)),
                ("row_version", models.BigIntegerField(null=True)),
                ("values", models.JSONField(default=dict)),
                ("reason", models.TextField()),
                ("evidence", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "proposal",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("sent", "Đã gửi"),
                            ("returned", "Đã trả lại"),
                            ("answered", "Đã trả lời"),
                            ("accepted", "Đã chấp nhận"),
                            ("withdrawn", "Đã rút"),
                        ]
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("text", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.change"
                    ),
                ),
                ("proposal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="proposals.proposal")),
            ],
            options={
                "db_table": "proposal_step",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["person_id", "-at"], name="proposals_of_person"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_proposal_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act__in", ("correct", "withdraw")), ("row_id__isnull", False), ("row_version__isnull", False)
                    ),
                    models.Q(("act", "add"), ("row_id__isnull", True)),
                    ("act", "tell"),
                    _connector="OR",
                ),
                name="a_proposal_names_its_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("proposal", "n"), name="one_step_after_another"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("sent", "accepted")), models.Q(("text", ""), _negated=True), _connector="OR"
                ),
                name="a_step_says_why",
            ),
        ),
        *operations(),
    ]
