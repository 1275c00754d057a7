"""Which seats are free is found at once, and a row of an import by one index."""

import django.db.models.deletion
from django.db import migrations, models

from chinhdanh.web.imports import finding


class Migration(migrations.Migration):
    dependencies = (("imports", "0006_votes"),)

    operations = (
        *finding.of_seats(),
        migrations.AlterField(
            "row",
            "of",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="imports.import",
            ),
        ),
    )
