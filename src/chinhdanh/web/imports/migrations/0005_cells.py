"""What was read of a workbook is kept until the list is written."""

import django.db.models.deletion
from django.db import migrations, models

from chinhdanh.web.imports import access


class Migration(migrations.Migration):
    dependencies = (("imports", "0004_kin"),)

    operations = (
        migrations.CreateModel(
            name="Cells",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sheet", models.IntegerField()),
                ("packed", models.BinaryField()),
                ("errors", models.JSONField(default=list)),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cells", to="imports.import"
                    ),
                ),
            ],
            options={
                "db_table": "file_import_cells",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("of", "sheet"), name="a_sheet_of_an_import_once")],
            },
        ),
        access.of_cells(),
    )
