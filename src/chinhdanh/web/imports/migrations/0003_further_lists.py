"""Lists of discipline, of plans and of declarations."""

from django.db import migrations, models

from chinhdanh.web.imports import finding
from chinhdanh.web.imports.fields import TARGETS


class Migration(migrations.Migration):
    dependencies = (("imports", "0002_finding"),)

    operations = (
        migrations.AlterField("import", "target", models.TextField(choices=TARGETS)),
        *finding.of_tables(("discipline", "plan_entry", "asset_declaration")),
    )
