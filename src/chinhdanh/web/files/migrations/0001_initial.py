"""The tables of files, and who reads and writes them."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from chinhdanh.web.files.access import operations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_attempts"),
        ("decisions", "0002_initial"),
        ("officials", "0001_initial"),
        ("record", "0003_seats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Content",
            fields=[
                ("digest", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "file_content",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Attached",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("table", models.TextField()),
                ("row_id", models.TextField()),
                ("name", models.TextField()),
                ("said", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
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
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.content"
                    ),
                ),
            ],
            options={
                "db_table": "attached_file",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Detached",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("reason", models.TextField()),
                (
                    "attached",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="detached", to="files.attached"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "detached_file",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="attached",
            index=models.Index(fields=["table", "row_id"], name="files_of_row"),
        ),
        migrations.AddConstraint(
            model_name="attached",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("said", ""), _negated=True)),
                name="an_attached_file_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="detached",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="detaching_has_a_reason"
            ),
        ),
        *operations(),
    ]
