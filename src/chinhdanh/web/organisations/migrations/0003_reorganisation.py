"""What became of bodies is kept as acts; nobody is left in a post that ended."""

import django.db.models.deletion
from django.db import migrations, models

from chinhdanh.web.organisations import dating


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_counting"),
        ("record", "0003_seats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reorganisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("on", models.DateField()),
                ("organization_id", models.TextField()),
                ("other_id", models.TextField(null=True)),
                ("name", models.TextField(null=True)),
                ("parent_id", models.TextField(null=True)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.change"
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="organisations.reorganisation",
                    ),
                ),
            ],
            options={
                "db_table": "reorganisation",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["organization_id", "on"], name="reorganisation_of"),
                    models.Index(fields=["other_id"], name="reorganisation_with"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("founded", "renamed", "moved", "merged", "split", "dissolved", "undone"))
                        ),
                        name="reorganisation_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "undone"), ("undoes__isnull", False)),
                            models.Q(models.Q(("kind", "undone"), _negated=True), ("undoes__isnull", True)),
                            _connector="OR",
                        ),
                        name="what_is_undone_is_named",
                    ),
                ],
            },
        ),
        *dating.operations(),
    ]
